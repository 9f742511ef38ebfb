#include "storage/load/scratch_file.h"

#include <filesystem>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tern::load {
namespace {

class ScratchFileTest : public ::testing::Test {
 protected:
  ScratchFileTest()
      : path_((std::filesystem::temp_directory_path() /
               ("tern-scratch-" + std::to_string(std::random_device()())))
                  .string()) {}
  ~ScratchFileTest() override { std::filesystem::remove(path_); }

  std::string ReadAll() {
    ScratchReader reader(path_);
    std::string all;
    while (true) {
      const absl::StatusOr<std::string_view> frame = reader.NextFrame();
      EXPECT_TRUE(frame.ok()) << frame.status();
      if (!frame.ok() || frame->empty()) return all;
      all += *frame;
    }
  }

  const std::string path_;
};

TEST_F(ScratchFileTest, NothingWrittenIsNoFile) {
  ScratchWriter writer(path_);
  EXPECT_TRUE(writer.Finish().ok());
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_EQ(ReadAll(), "");
}

TEST_F(ScratchFileTest, RecordsComeBackWholeAndInSequence) {
  ScratchWriter writer(path_);
  std::string expected;
  for (const size_t size : {size_t{1}, kFrameBytes - 1, size_t{2}, 3 * kFrameBytes, size_t{7}}) {
    const std::string record(size, static_cast<char>('a' + expected.size() % 26));
    ASSERT_TRUE(writer.Add(record).ok());
    expected += record;
  }
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_EQ(ReadAll(), expected);
}

TEST_F(ScratchFileTest, ValuesComeBack) {
  ScratchWriter writer(path_);
  for (uint32_t i = 0; i < 200000; ++i) ASSERT_TRUE(writer.AddValue(i).ok());
  ASSERT_TRUE(writer.Finish().ok());
  ScratchValues<uint32_t> values(path_);
  uint32_t value = 0;
  for (uint32_t i = 0; i < 200000; ++i) {
    ASSERT_TRUE(*values.Next(value));
    ASSERT_EQ(value, i);
  }
  EXPECT_FALSE(*values.Next(value));
}

TEST_F(ScratchFileTest, ACutFileIsDataLoss) {
  ScratchWriter writer(path_);
  ASSERT_TRUE(writer.Add(std::string(1000, 'x')).ok());
  ASSERT_TRUE(writer.Finish().ok());
  for (const uintmax_t size : {5u, 16u, 900u}) {
    std::filesystem::resize_file(path_, size);
    ScratchReader reader(path_);
    EXPECT_EQ(reader.NextFrame().status().code(), absl::StatusCode::kDataLoss) << size;
  }
}

TEST_F(ScratchFileTest, AFullDiskIsSaid) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "there is no /dev/full";
  ScratchWriter writer("/dev/full");
  ASSERT_TRUE(writer.Add("something").ok());
  const absl::Status status = writer.Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("the disk is full"));
}

}  // namespace
}  // namespace tern::load
