#include "storage/block/payload_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "storage/block/bit_packing.h"
#include "storage/block/block_header.h"
#include "storage/block/payload_encoder.h"

namespace tern::block {
namespace {

using model::TermId;
using Values = std::vector<uint64_t>;

// A stream with its bytes.
struct Encoded {
  std::string bytes;
  PayloadStream stream;
};

Encoded Encode(const Values& values) {
  Encoded encoded;
  AppendPayloadStream(values, encoded.bytes);
  const size_t size = encoded.bytes.size();
  encoded.bytes.append(kPackedSlackBytes, '\xee');
  ByteReader reader(std::string_view(encoded.bytes).substr(0, size));
  auto stream = PayloadStream::Parse(reader, static_cast<uint32_t>(values.size()));
  EXPECT_TRUE(stream.ok()) << stream.status();
  EXPECT_TRUE(reader.empty());
  if (stream.ok()) encoded.stream = *stream;
  return encoded;
}

void ExpectSame(const Values& values, PayloadEncoding encoding) {
  const Encoded encoded = Encode(values);
  const PayloadStream& stream = encoded.stream;
  EXPECT_EQ(stream.encoding(), encoding);
  for (uint32_t i = 0; i < values.size(); ++i) ASSERT_EQ(stream.Get(i), values[i]) << i;
  constexpr uint64_t kTagBits = uint64_t{19} << TermId::kPayloadBits;
  std::mt19937_64 random(values.size());
  for (int round = 0; round < 40; ++round) {
    const auto begin = static_cast<uint32_t>(round == 0 ? 0 : random() % values.size());
    const auto end =
        static_cast<uint32_t>(round == 0 ? values.size() : begin + random() % (values.size() - begin + 1));
    std::vector<TermId> out(end - begin);
    stream.Decode(begin, end, kTagBits, out.data());
    for (uint32_t i = begin; i < end; ++i) ASSERT_EQ(out[i - begin].bits(), kTagBits + values[i]) << i;
  }
  if (!std::is_sorted(values.begin(), values.end())) return;
  for (int round = 0; round < 300; ++round) {
    const auto begin = static_cast<uint32_t>(random() % values.size());
    const auto end = static_cast<uint32_t>(begin + random() % (values.size() - begin + 1));
    const uint64_t payload = values[random() % values.size()] + random() % 3 - 1;
    const auto [lower, upper] = std::equal_range(values.begin() + begin, values.begin() + end, payload);
    const IndexRange found = stream.EqualRange(begin, end, payload);
    ASSERT_EQ(found.begin, static_cast<uint32_t>(lower - values.begin()));
    ASSERT_EQ(found.end, static_cast<uint32_t>(upper - values.begin()));
  }
}

Values Make(size_t count, const std::function<uint64_t(size_t)>& value) {
  Values values(count);
  for (size_t i = 0; i < count; ++i) values[i] = value(i);
  return values;
}

TEST(PayloadStreamTest, OneValueIsConstant) {
  ExpectSame({TermId::kPayloadMask}, PayloadEncoding::kConstant);
}

TEST(PayloadStreamTest, EqualValuesAreConstant) { ExpectSame(Values(8192, 5), PayloadEncoding::kConstant); }

TEST(PayloadStreamTest, ScatteredValuesUseAFrameOfReference) {
  std::mt19937_64 random(2);
  for (const int width : {8, 20, 47, 57, 58, 59}) {
    const uint64_t mask = (uint64_t{1} << width) - 1;
    ExpectSame(Make(5000, [&](size_t i) { return i == 0   ? 0
                                                 : i == 1 ? mask
                                                          : random() & mask; }),
               PayloadEncoding::kFrameOfReference);
  }
}

TEST(PayloadStreamTest, FewLargeValuesArePatched) {
  std::mt19937_64 random(3);
  ExpectSame(Make(kMaxRowsPerBlock, [&](size_t i) { return i % 997 == 3 ? random() >> 5 : random() % 5000; }),
             PayloadEncoding::kPatched);
}

TEST(PayloadStreamTest, RepeatedNeighboursAreRuns) {
  std::mt19937_64 random(4);
  ExpectSame(Make(8192, [&](size_t i) { return (i / 100) * 0x1234567 % 999983; }),
             PayloadEncoding::kRunLength);
  ExpectSame(Make(kMaxRowsPerBlock, [&](size_t i) { return i / 5000 << 40; }), PayloadEncoding::kRunLength);
}

TEST(PayloadStreamTest, AscendingValuesAreDifferences) {
  std::mt19937_64 random(5);
  for (const size_t count : {1000u, 1024u, 1025u, 65536u}) {
    uint64_t value = 1 << 20;
    ExpectSame(Make(count, [&](size_t) { return value += random() % 4; }), PayloadEncoding::kDelta);
    ExpectSame(Make(count, [&](size_t i) { return value += i % 500 == 7 ? 1 << 30 : random() % 4; }),
               PayloadEncoding::kDelta);
  }
}

TEST(PayloadStreamTest, EqualValuesAmongDifferencesReachOverSamples) {
  ExpectSame(Make(2000, [](size_t i) { return i < 100   ? i * 7
                                              : i < 700 ? size_t{1000}
                                                        : i * 3; }),
             PayloadEncoding::kDelta);
}

TEST(PayloadStreamTest, FewDistinctValuesUseADictionary) {
  std::mt19937_64 random(6);
  Values entries(kMaxDictionaryEntries);
  for (uint64_t& entry : entries) entry = random() >> 5;
  for (const size_t distinct : {2u, 3u, 200u, kMaxDictionaryEntries}) {
    ExpectSame(Make(kMaxRowsPerBlock, [&](size_t) { return entries[random() % distinct]; }),
               PayloadEncoding::kDictionary);
  }
}

TEST(PayloadStreamTest, UnknownEncodingIsRefused) {
  std::string bytes = "\x06";
  bytes.append(40, '\0');
  ByteReader reader(bytes);
  EXPECT_EQ(PayloadStream::Parse(reader, 1).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace tern::block
