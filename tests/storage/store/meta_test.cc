#include "storage/store/meta.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tern::store {
namespace {

using ::testing::HasSubstr;

FormatRecord SomeFormat() {
  FormatRecord record;
  for (size_t i = 0; i < record.creation_id.size(); ++i) record.creation_id[i] = static_cast<uint8_t>(i * 17);
  record.base_namespace = "urn:tern:";
  return record;
}

HeadRecord SomeHead() {
  HeadRecord record;
  record.commit = 7;
  record.totals = {100, 90, 20, 40};
  record.next_claim = 21;
  record.next_blank = 5;
  record.terms.base_generation = 3;
  record.terms.terms[24] = 1234567;
  record.terms.terms[25] = 8;
  return record;
}

GenerationRecord SomeGeneration() {
  GenerationRecord record;
  record.generation = 4;
  record.folded = 6;
  record.target = 9;
  for (uint32_t i = 0; i < record.orders.size(); ++i) {
    record.orders[i] = {uint64_t{1} << (i + 30), i + 1, i, {}};
    if (i < 3) record.orders[i].boundary = i == 0 ? kFoldedWhole : model::Row{model::TermId::FromBits(i)};
  }
  return record;
}

TEST(MetaTest, RecordsComeBack) {
  EXPECT_EQ(*DecodeFormat(EncodeFormat(SomeFormat())), SomeFormat());
  EXPECT_EQ(*DecodeHead(EncodeHead(SomeHead())), SomeHead());
  EXPECT_EQ(*DecodeGeneration(EncodeGeneration(SomeGeneration())), SomeGeneration());
  EXPECT_EQ(*DecodeFormat(EncodeFormat({})), FormatRecord());
  EXPECT_EQ(*DecodeHead(EncodeHead({})), HeadRecord());
  EXPECT_EQ(*DecodeGeneration(EncodeGeneration({})), GenerationRecord());
}

TEST(MetaTest, BoundariesNeedAFold) {
  GenerationRecord record = SomeGeneration();
  record.target = 5;
  EXPECT_TRUE(absl::IsDataLoss(DecodeGeneration(EncodeGeneration(record)).status()));
  record.target = record.folded;
  EXPECT_TRUE(absl::IsDataLoss(DecodeGeneration(EncodeGeneration(record)).status()));
  for (OrderRecord& order : record.orders) order.boundary = {};
  EXPECT_EQ(*DecodeGeneration(EncodeGeneration(record)), record);
}

template <typename Decode>
void ExpectDamageIsNoticed(const std::string& bytes, const Decode& decode) {
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode(bytes.substr(0, size)).ok()) << "truncated to " << size;
  }
  EXPECT_FALSE(decode(bytes + '\0').ok());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(decode(damaged).ok()) << "bit " << bit;
  }
}

TEST(MetaTest, DamageIsNoticedAtEveryByte) {
  ExpectDamageIsNoticed(EncodeFormat(SomeFormat()), DecodeFormat);
  ExpectDamageIsNoticed(EncodeHead(SomeHead()), DecodeHead);
  ExpectDamageIsNoticed(EncodeGeneration(SomeGeneration()), DecodeGeneration);
}

TEST(MetaTest, NewerFormatIsRefusedByItsVersion) {
  std::string bytes = EncodeFormat(SomeFormat());
  bytes[kFormatMagic.size()] = 2;
  const absl::Status status = DecodeFormat(bytes).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("format version 2, newer than this program's 1"));
}

TEST(MetaTest, ForeignFormatIsRefused) {
  std::string bytes = EncodeFormat(SomeFormat());
  bytes[0] = 'X';
  EXPECT_TRUE(absl::IsFailedPrecondition(DecodeFormat(bytes).status()));
}

TEST(MetaTest, KeysSortAsIngestedFilesWriteThem) {
  EXPECT_LT(kFormatKey, kGenerationKey);
  EXPECT_LT(kGenerationKey, kHeadKey);
  EXPECT_LT(kHeadKey, kPrefixKey);
  EXPECT_LT(std::string(kPrefixKey) + "\xff", kPrefixKeyEnd);
}

}  // namespace
}  // namespace tern::store
