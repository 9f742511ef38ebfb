#include "engine/ingest/input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/engine/ingest/temp_directory.h"

namespace tern::ingest {
namespace {

using tern::testing::Gzip;
using tern::testing::TempDirectory;
using ::testing::HasSubstr;

// All of an input, read in pieces of `step` bytes.
absl::StatusOr<std::string> ReadAll(const std::string& path, size_t step = 1000) {
  absl::StatusOr<std::unique_ptr<Input>> input = Input::Open(path);
  if (!input.ok()) return input.status();
  std::string all;
  std::string piece(step, '\0');
  while (true) {
    absl::StatusOr<size_t> got = (*input)->Read(absl::MakeSpan(piece));
    if (!got.ok()) return got.status();
    if (*got == 0) return all;
    all.append(piece, 0, *got);
  }
}

std::string Text(size_t size) {
  std::string text;
  for (size_t i = 0; text.size() < size; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  return text;
}

TEST(InputTest, ReadsPlainFilesInPiecesOfAnySize) {
  const TempDirectory directory;
  const std::string text = Text(3 * kReadBytes);
  const std::string path = directory.Write("a.nt", text);
  EXPECT_EQ(*ReadAll(path, 1 << 20), text);
  EXPECT_EQ(*ReadAll(path, 777), text);
  EXPECT_EQ(*ReadAll(directory.Write("empty.nt", "")), "");
  EXPECT_EQ(*ReadAll(directory.Write("one.nt", "x")), "x");
}

TEST(InputTest, UnpacksGzipAlsoOfSeveralMembers) {
  const TempDirectory directory;
  const std::string text = Text(3 * kReadBytes);
  EXPECT_EQ(*ReadAll(directory.Write("a.nt.gz", Gzip(text))), text);
  EXPECT_EQ(*ReadAll(directory.Write("b.nt.gz", Gzip("one\n") + Gzip("") + Gzip("two\n"))), "one\ntwo\n");
  EXPECT_EQ(*ReadAll(directory.Write("c.nt.gz", Gzip(""))), "");
  EXPECT_EQ(*ReadAll(directory.Write("named-otherwise.nt", Gzip("text"))), "text");
}

TEST(InputTest, ACutGzipIsAnErrorWhereverItIsCut) {
  const TempDirectory directory;
  const std::string packed = Gzip(Text(2000));
  for (size_t size = 2; size < packed.size(); size += 1 + size / 50) {
    const absl::StatusOr<std::string> read = ReadAll(directory.Write("cut.gz", packed.substr(0, size)));
    ASSERT_FALSE(read.ok()) << size;
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(read.status().message()), HasSubstr("cut.gz: cannot be read at byte"));
  }
}

TEST(InputTest, DamagedGzipAndRubbishBehindItAreErrors) {
  const TempDirectory directory;
  std::string packed = Gzip(Text(2000));
  packed[packed.size() - 6] = static_cast<char>(packed[packed.size() - 6] ^ 1);  // the checksum
  EXPECT_FALSE(ReadAll(directory.Write("bad.gz", packed)).ok());
  EXPECT_FALSE(ReadAll(directory.Write("tail.gz", Gzip("x") + "rubbish")).ok());
  const absl::Status named = ReadAll(directory.Write("plain.nt.gz", "<a:s> <a:p> <a:o> .\n")).status();
  EXPECT_THAT(std::string(named.message()), HasSubstr("is not gzip"));
}

TEST(InputTest, WhatCannotBeReadIsRefusedWithTheWayOut) {
  const TempDirectory directory;
  EXPECT_THAT(std::string(ReadAll(directory.File("none.nt")).status().message()), HasSubstr("No such file"));
  EXPECT_THAT(std::string(ReadAll(directory.path()).status().message()), HasSubstr("is a directory"));
  const absl::Status packed = ReadAll(directory.Write("a.nt.zst", "x")).status();
  EXPECT_EQ(packed.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(packed.message()), HasSubstr("zstd -dc"));
}

TEST(InputTest, CountsTheBytesOfTheFile) {
  const TempDirectory directory;
  const std::string packed = Gzip(Text(5000));
  const std::string path = directory.Write("a.gz", packed);
  absl::StatusOr<std::unique_ptr<Input>> input = Input::Open(path);
  ASSERT_TRUE(input.ok());
  EXPECT_EQ((*input)->bytes_total(), packed.size());
  std::string all(10000, '\0');
  while (*(*input)->Read(absl::MakeSpan(all)) > 0) {
  }
  EXPECT_EQ((*input)->bytes_read(), packed.size());
}

}  // namespace
}  // namespace tern::ingest
