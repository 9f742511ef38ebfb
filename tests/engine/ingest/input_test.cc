#include "engine/ingest/input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zstd.h>

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

// `text` as one zstd frame with a checksum; `window_log` 0: as the library likes.
std::string Zstd(std::string_view text, int window_log = 0) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  if (window_log != 0) {
    ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1);
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
  }
  std::string packed(ZSTD_compressBound(text.size()) + 64, '\0');
  ZSTD_inBuffer in = {text.data(), text.size(), 0};
  ZSTD_outBuffer out = {packed.data(), packed.size(), 0};
  // Not ZSTD_compress2, which would shrink the window to the size that it is told.
  ZSTD_compressStream2(context, &out, &in, ZSTD_e_continue);
  ZSTD_compressStream2(context, &out, &in, ZSTD_e_end);
  ZSTD_freeCCtx(context);
  packed.resize(out.pos);
  return packed;
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

TEST(InputTest, UnpacksZstdAlsoOfSeveralFrames) {
  const TempDirectory directory;
  const std::string text = Text(3 * kReadBytes);
  EXPECT_EQ(*ReadAll(directory.Write("a.nt.zst", Zstd(text))), text);
  EXPECT_EQ(*ReadAll(directory.Write("a.nt.zst", Zstd(text)), 1 << 20), text);
  EXPECT_EQ(*ReadAll(directory.Write("a.nt.zst", Zstd(text)), 7), text);
  EXPECT_EQ(*ReadAll(directory.Write("b.nt.zst", Zstd("one\n") + Zstd("") + Zstd("two\n"))), "one\ntwo\n");
  EXPECT_EQ(*ReadAll(directory.Write("c.nt.zst", Zstd(""))), "");
  EXPECT_EQ(*ReadAll(directory.Write("named-otherwise.nt", Zstd("text"))), "text");
  const std::string skippable("\x5A\x2A\x4D\x18\x03\x00\x00\x00xyz", 11);
  EXPECT_EQ(*ReadAll(directory.Write("d.nt.zst", skippable + Zstd("text") + skippable)), "text");
}

TEST(InputTest, ACutZstdIsAnErrorWhereverItIsCut) {
  const TempDirectory directory;
  const std::string packed = Zstd(Text(2000));
  for (size_t size = 4; size < packed.size(); size += 1 + size / 50) {
    const absl::StatusOr<std::string> read = ReadAll(directory.Write("cut.zst", packed.substr(0, size)));
    ASSERT_FALSE(read.ok()) << size;
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(read.status().message()), HasSubstr("cut.zst: cannot be read at byte"));
  }
}

TEST(InputTest, DamagedZstdAndRubbishBehindItAreErrors) {
  const TempDirectory directory;
  const std::string text = Text(2000);
  const std::string packed = Zstd(text);
  // A few bits mean nothing to the content, as those of the window's size: then it is read as it was.
  size_t told = 0;
  size_t tried = 0;
  for (size_t byte = 0; byte < packed.size(); byte += 3, ++tried) {
    std::string damaged = packed;
    damaged[byte] = static_cast<char>(damaged[byte] ^ 0x10);
    const absl::StatusOr<std::string> read = ReadAll(directory.Write("bad.zst", damaged));
    EXPECT_EQ(read.ok() ? *read : text, text) << byte;
    told += read.ok() ? 0 : 1;
  }
  EXPECT_GT(told, tried * 9 / 10);
  EXPECT_FALSE(ReadAll(directory.Write("tail.zst", Zstd("x") + "rubbish")).ok());
  const absl::Status named = ReadAll(directory.Write("plain.nt.zst", "<a:s> <a:p> <a:o> .\n")).status();
  EXPECT_THAT(std::string(named.message()), HasSubstr("is not zstd"));
  EXPECT_FALSE(ReadAll(directory.Write("gzip.nt.zst", Gzip("x"))).ok());
}

TEST(InputTest, AZstdWindowIsBounded) {
  const TempDirectory directory;
  const std::string text = Text(100);
  EXPECT_EQ(*ReadAll(directory.Write("a.zst", Zstd(text, kZstdWindowLogMax))), text);
  const absl::Status wide = ReadAll(directory.Write("b.zst", Zstd(text, kZstdWindowLogMax + 1))).status();
  EXPECT_EQ(wide.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(wide.message()), HasSubstr("more than 128 MiB"));
}

TEST(InputTest, WhatCannotBeReadIsRefusedWithTheWayOut) {
  const TempDirectory directory;
  EXPECT_THAT(std::string(ReadAll(directory.File("none.nt")).status().message()), HasSubstr("No such file"));
  EXPECT_THAT(std::string(ReadAll(directory.path()).status().message()), HasSubstr("is a directory"));
  const absl::Status packed = ReadAll(directory.Write("a.nt.xz", "x")).status();
  EXPECT_EQ(packed.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(packed.message()), HasSubstr("xz -dc"));
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
