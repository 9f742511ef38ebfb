#include "storage/load/record_sorter.h"

#include <algorithm>
#include <filesystem>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace tern::load {
namespace {

template <size_t kWords>
SortRecord<kWords> RandomRecord(std::mt19937_64& random, uint64_t values) {
  SortRecord<kWords> record;
  // Few values, so that records repeat, spread over high and low bytes.
  for (uint64_t& word : record) word = (random() % values) << (random() % 2 == 0 ? 0 : 40);
  return record;
}

class RecordSorterTest : public ::testing::Test {
 protected:
  RecordSorterTest()
      : directory_(std::filesystem::temp_directory_path() /
                   ("tern-sorter-" + std::to_string(std::random_device()()))) {
    std::filesystem::create_directories(directory_);
  }
  ~RecordSorterTest() override { std::filesystem::remove_all(directory_); }
  std::string Path(const std::string& name) const { return (directory_ / name).string(); }

  template <size_t kWords>
  void ExpectSortedAndDistinct(size_t count, size_t budget) {
    std::mt19937_64 random(count * 31 + budget);
    RecordSorter<kWords> sorter(Path("run"), {0, sizeof(uint64_t), true}, budget);
    std::set<SortRecord<kWords>> expected;
    for (size_t i = 0; i < count; ++i) {
      const SortRecord<kWords> record = RandomRecord<kWords>(random, 20);
      expected.insert(record);
      ASSERT_TRUE(sorter.Add(record).ok());
    }
    auto runs = sorter.Runs();
    ASSERT_TRUE(runs.ok());
    RecordMerge<kWords> merge(*std::move(runs));
    SortRecord<kWords> record;
    for (const SortRecord<kWords>& wanted : expected) {
      const absl::StatusOr<bool> more = merge.Next(record);
      ASSERT_TRUE(more.ok() && *more);
      ASSERT_EQ(record, wanted);
    }
    EXPECT_FALSE(*merge.Next(record));
  }

  const std::filesystem::path directory_;
};

TEST_F(RecordSorterTest, SortsWhatFitsAndWhatDoesNot) {
  for (const size_t count : {0, 1, 2, 15, 16, 17, 511, 512, 5000}) {
    for (const size_t budget : {0, 1024, 100000, 1 << 20}) {
      ExpectSortedAndDistinct<2>(count, budget);
      ExpectSortedAndDistinct<3>(count, budget);
    }
  }
}

TEST_F(RecordSorterTest, ASortOfLeadingBytesIsStable) {
  for (const size_t count : {100, 3000}) {
    std::mt19937_64 random(count);
    std::vector<SortRecord<2>> records;
    for (size_t i = 0; i < count; ++i) records.push_back({random() % 3 << 56 | random() % 7, i});
    std::vector<SortRecord<2>> expected = records;
    std::stable_sort(expected.begin(), expected.end(),
                     [](const auto& a, const auto& b) { return a[0] >> 56 < b[0] >> 56; });
    std::vector<SortRecord<2>> spare(count);
    RadixSort<2>(records.data(), spare.data(), count, {0, 1, false});
    EXPECT_EQ(records, expected);
  }
}

TEST_F(RecordSorterTest, ADamagedRunIsNoticed) {
  RecordSorter<2> sorter(Path("damaged"), {0, 8, true}, 0);
  for (uint64_t i = 0; i < 40; ++i) ASSERT_TRUE(sorter.Add({i, i}).ok());
  auto runs = sorter.Runs();
  ASSERT_TRUE(runs.ok());
  {
    std::FILE* file = std::fopen(Path("damaged-0").c_str(), "r+b");
    ASSERT_NE(file, nullptr);
    std::fseek(file, 40, SEEK_SET);
    std::fputc(0x55, file);
    std::fclose(file);
  }
  RecordMerge<2> merge(*std::move(runs));
  SortRecord<2> record;
  EXPECT_EQ(merge.Next(record).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace tern::load
