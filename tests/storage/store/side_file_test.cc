#include "storage/store/side_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/storage/kv/temporary_directory.h"

namespace tern::store {
namespace {

using ::testing::HasSubstr;

SideRecord Record(uint64_t commit) { return {commit, commit * 10, commit * 9, commit * 2}; }

class SideFileTest : public ::testing::Test {
 protected:
  std::string Bytes() const {
    std::ifstream file(path_, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  void SetBytes(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc).write(bytes.data(), bytes.size());
  }
  std::optional<SideRecord> Read() const {
    absl::StatusOr<std::optional<SideRecord>> record = SideFile::Read(directory_.path());
    EXPECT_TRUE(record.ok()) << record.status();
    return *record;
  }
  // The file after commits 1 … `last`.
  void WriteUpTo(uint64_t last) const {
    absl::StatusOr<std::unique_ptr<SideFile>> file = SideFile::Create(directory_.path(), Record(1));
    ASSERT_TRUE(file.ok()) << file.status();
    for (uint64_t commit = 2; commit <= last; ++commit) {
      const absl::Status status = (*file)->Write(Record(commit));
      ASSERT_TRUE(status.ok()) << status;
      EXPECT_EQ((*file)->newest(), Record(commit));
    }
  }

  testing::TemporaryDirectory directory_;
  const std::string path_ = directory_ / "head";
};

TEST_F(SideFileTest, IsNothingWhereThereIsNoFile) {
  EXPECT_EQ(Read(), std::nullopt);
  EXPECT_TRUE(absl::IsNotFound(SideFile::Open(directory_.path()).status()));
}

TEST_F(SideFileTest, AReaderFollowsTheFileThatStandsThere) {
  SideFileReader reader(directory_.path());
  EXPECT_EQ(reader.Read().value(), std::nullopt);
  WriteUpTo(3);
  EXPECT_EQ(reader.Read().value(), Record(3));
  ASSERT_TRUE(SideFile::Open(directory_.path()).value()->Write(Record(4)).ok());
  EXPECT_EQ(reader.Read().value(), Record(4));
  WriteUpTo(2);  // another file in its place
  EXPECT_EQ(reader.Read().value(), Record(2));
  std::filesystem::remove(path_);
  EXPECT_EQ(reader.Read().value(), std::nullopt);
}

TEST_F(SideFileTest, KeepsTheNewestRecord) {
  for (uint64_t last = 1; last <= 5; ++last) {
    WriteUpTo(last);
    EXPECT_EQ(Read(), Record(last));
    EXPECT_EQ(SideFile::Open(directory_.path()).value()->newest(), Record(last));
    EXPECT_EQ(Bytes().size(), SideFile::kSlotBytes * SideFile::kSlotCount);
  }
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(SideFileTest, GoesOnAfterAnOpen) {
  WriteUpTo(1);
  for (uint64_t commit = 2; commit <= 6; ++commit) {
    ASSERT_TRUE(SideFile::Open(directory_.path()).value()->Write(Record(commit)).ok());
    EXPECT_EQ(Read(), Record(commit));
  }
}

TEST_F(SideFileTest, KeepsExtremeNumbers) {
  const SideRecord record{~uint64_t{0}, 0, uint64_t{1} << 63, 255};
  ASSERT_TRUE(SideFile::Create(directory_.path(), record).ok());
  EXPECT_EQ(Read(), record);
}

// The documented layout: a change here is a change of the format.
TEST_F(SideFileTest, HasTheDocumentedLayout) {
  ASSERT_TRUE(SideFile::Create(directory_.path(), {0x0102, 3, 4, 5}).ok());
  const std::string bytes = Bytes();
  EXPECT_EQ(bytes.substr(0, 8), "TERNHEAD");
  EXPECT_EQ(bytes.substr(8, 8), std::string("\1\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(bytes.substr(16, 8), std::string("\2\1\0\0\0\0\0\0", 8));
  EXPECT_EQ(bytes.substr(24, 1), "\3");
  EXPECT_EQ(bytes.substr(32, 1), "\4");
  EXPECT_EQ(bytes.substr(40, 1), "\5");
  EXPECT_EQ(bytes.substr(56), std::string(2 * 4096 - 56, '\0'));
}

// A power cut may leave any mix of old and new sectors of the slot that was being written.
TEST_F(SideFileTest, ATornWriteLeavesTheRecordBefore) {
  WriteUpTo(3);
  const std::string before = Bytes();
  WriteUpTo(4);
  const std::string after = Bytes();
  for (size_t cut = 0; cut <= before.size(); ++cut) {
    if (cut > 64 && cut % 509 != 0 && cut < 4096) continue;
    if (cut > 4096 + 64 && cut % 509 != 0) continue;
    SetBytes(after.substr(0, cut) + before.substr(cut));
    const std::optional<SideRecord> record = Read();
    EXPECT_TRUE(record == Record(3) || record == Record(4)) << cut;
    SetBytes(before.substr(0, cut) + after.substr(cut));
    const std::optional<SideRecord> other = Read();
    EXPECT_TRUE(other == Record(3) || other == Record(4)) << cut;
  }
}

TEST_F(SideFileTest, WritesOverTheDamagedSlotFirst) {
  WriteUpTo(3);  // slot 0 holds 3, slot 1 holds 2
  std::string bytes = Bytes();
  bytes[20] ^= 1;
  SetBytes(bytes);
  EXPECT_EQ(Read(), Record(2));
  ASSERT_TRUE(SideFile::Open(directory_.path()).value()->Write(Record(4)).ok());
  EXPECT_EQ(Read(), Record(4));
  bytes = Bytes();
  bytes[20] ^= 1;  // the new one is where the damage was: the other slot was never at risk
  SetBytes(bytes);
  EXPECT_EQ(Read(), Record(2));
}

TEST_F(SideFileTest, EveryFlippedBitOfASlotIsNoticed) {
  WriteUpTo(4);  // slot 1 holds 4, slot 0 holds 3
  const std::string good = Bytes();
  for (size_t bit = 0; bit < 56 * 8; ++bit) {
    std::string bytes = good;
    bytes[4096 + bit / 8] ^= static_cast<char>(1 << bit % 8);
    SetBytes(bytes);
    ASSERT_EQ(Read(), Record(3)) << bit;
    bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
    SetBytes(bytes);
    const absl::Status status = SideFile::Read(directory_.path()).status();
    ASSERT_TRUE(absl::IsDataLoss(status)) << bit;
    ASSERT_THAT(std::string(status.message()), HasSubstr(path_));
    ASSERT_TRUE(absl::IsDataLoss(SideFile::Open(directory_.path()).status())) << bit;
  }
}

TEST_F(SideFileTest, ATruncatedFileIsReadAsFarAsItGoes) {
  WriteUpTo(4);
  const std::string good = Bytes();
  for (size_t size :
       {size_t{0}, size_t{1}, size_t{55}, size_t{56}, size_t{4096}, size_t{4151}, size_t{4152}}) {
    SetBytes(good.substr(0, size));
    const absl::StatusOr<std::optional<SideRecord>> record = SideFile::Read(directory_.path());
    if (size < 56) {
      EXPECT_TRUE(absl::IsDataLoss(record.status())) << size;
    } else {
      ASSERT_TRUE(record.ok()) << size;
      EXPECT_EQ(*record, size < 4152 ? Record(3) : Record(4)) << size;
    }
  }
}

}  // namespace
}  // namespace tern::store
