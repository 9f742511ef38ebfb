#include "storage/block/decode_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "storage/block/bit_packing.h"

namespace tern::block {
namespace {

using model::TermId;

std::vector<const DecodeKernels*> AllKernels() {
  std::vector<const DecodeKernels*> all = {&PortableKernels()};
  if (Avx2Kernels() != nullptr) all.push_back(Avx2Kernels());
  return all;
}

// The bytes and nothing behind them that may be read, so that a sanitizer sees it.
std::unique_ptr<uint8_t[]> WithSlack(const std::string& packed) {
  auto bytes = std::make_unique<uint8_t[]>(packed.size() + kPackedSlackBytes);
  std::fill_n(bytes.get(), packed.size() + kPackedSlackBytes, uint8_t{0xff});
  std::copy(packed.begin(), packed.end(), bytes.get());
  return bytes;
}

void ExpectUnpacks(DecodeKernels::Unpack unpack, size_t group, int width, std::mt19937_64& random) {
  for (const uint64_t fill : {uint64_t{0}, ~uint64_t{0}, random(), random() & random()}) {
    std::vector<uint64_t> values(group);
    for (uint64_t& value : values)
      value = (fill ^ (fill == 0 || ~fill == 0 ? 0 : random())) & ((uint64_t{1} << width) - 1);
    std::string packed;
    AppendPacked(values, width, packed);
    const std::unique_ptr<uint8_t[]> bytes = WithSlack(packed);
    std::vector<TermId> out(group);
    const uint64_t base = random();
    unpack(bytes.get(), base, out.data());
    for (size_t i = 0; i < group; ++i) ASSERT_EQ(out[i].bits(), base + values[i]) << width << " bits, " << i;
  }
}

TEST(DecodeKernelsTest, EveryWidthIsUnpackedByEveryKernel) {
  std::mt19937_64 random(1);
  for (const DecodeKernels* kernels : AllKernels()) {
    for (int width = 0; width <= kMaxPackedWidth; ++width) {
      const auto index = static_cast<size_t>(width);
      ExpectUnpacks(kernels->unpack_group[index], DecodeKernels::kGroup, width, random);
      ExpectUnpacks(kernels->unpack_small_group[index], DecodeKernels::kSmallGroup, width, random);
    }
  }
}

TEST(DecodeKernelsTest, SumsOfEveryLengthAgree) {
  std::mt19937_64 random(2);
  for (const DecodeKernels* kernels : AllKernels()) {
    for (size_t count = 0; count < 140; ++count) {
      std::vector<TermId> values(count);
      for (TermId& value : values) value = TermId::FromBits(random());
      const std::vector<TermId> differences = values;
      uint64_t sum = random();
      kernels->add_up(sum, values.data(), count);
      for (size_t i = 0; i < count; ++i) {
        sum += differences[i].bits();
        ASSERT_EQ(values[i].bits(), sum) << i << " of " << count;
      }
    }
  }
}

TEST(DecodeKernelsTest, BestOnesAreThoseOfTheProcessor) {
  EXPECT_EQ(&BestKernels(), Avx2Kernels() != nullptr ? Avx2Kernels() : &PortableKernels());
}

}  // namespace
}  // namespace tern::block
