#include "cli/memory_size.h"

#include <gtest/gtest.h>

#include <string_view>

namespace tern::cli {
namespace {

constexpr uint64_t kMachine = uint64_t{8} << 30;

TEST(MemorySizeTest, NumbersHaveAUnit) {
  const struct {
    std::string_view text;
    uint64_t bytes;
  } kSizes[] = {{"512MB", uint64_t{512} << 20}, {"2GB", uint64_t{2} << 30},
                {"1.5 GiB", uint64_t{3} << 29}, {"64kb", uint64_t{64} << 10},
                {"1TB", uint64_t{1} << 40},     {"100 B", 100},
                {" 3mib ", uint64_t{3} << 20},  {"25%", kMachine / 4},
                {"12.5 %", kMachine / 8},       {"100%", kMachine}};
  for (const auto& size : kSizes) {
    const absl::StatusOr<uint64_t> parsed = ParseMemorySize(size.text, kMachine);
    ASSERT_TRUE(parsed.ok()) << size.text << ": " << parsed.status();
    EXPECT_EQ(*parsed, size.bytes) << size.text;
  }
}

TEST(MemorySizeTest, AnythingElseIsRefused) {
  for (const std::string_view text : {"", "512", "MB", "-1MB", "0MB", "0%", "101%", "1.2.3MB", "512 MB or so",
                                      "1PB", "99999999999999999999TB", "0.1B", "1e9MB", "%", "."}) {
    const absl::StatusOr<uint64_t> parsed = ParseMemorySize(text, kMachine);
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_EQ(parsed.status().message(),
              "'" + std::string(text) + "' is no size of memory; write it as 512MB, 2GB or 25%");
  }
}

TEST(MemorySizeTest, TheMachineHasSome) { EXPECT_GT(MachineMemoryBytes(), uint64_t{64} << 20); }

}  // namespace
}  // namespace tern::cli
