#include "engine/ingest/parallel_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/ingest/line_chunk.h"
#include "storage/model/text.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern::ingest {
namespace {

using tern::testing::Gzip;
using tern::testing::TempDirectory;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr size_t kChunkSizes[] = {1, 2, 3, 7, 16, 64, 1000, kMaxChunkBytes};
constexpr int kThreadCounts[] = {1, 2, 4};

// Keeps facts in the order of the file, whoever brings them.
class OrderedSink : public FactSink {
 public:
  void StartFile() override {}
  absl::Status Add(const store::Fact& /*fact*/) override { return absl::InternalError("a worker takes it"); }
  void SavePrefix(const std::string& /*name*/, const std::string& /*iri*/) override {}
  std::unique_ptr<load::LoadWorker> NewWorker() override {
    ++workers;
    return std::make_unique<Worker>(this);
  }

  std::vector<store::Fact> facts() const {
    std::vector<store::Fact> all;
    for (const auto& [chunk, part] : chunks_) all.insert(all.end(), part.begin(), part.end());
    return all;
  }

  std::atomic<int> workers{0};
  std::atomic<int> ended{0};

 private:
  class Worker : public load::LoadWorker {
   public:
    explicit Worker(OrderedSink* sink) : sink_(sink) {}
    ~Worker() override {
      const std::lock_guard<std::mutex> lock(sink_->mutex_);
      sink_->chunks_.merge(chunks_);
      EXPECT_TRUE(chunks_.empty()) << "a chunk had two workers";
      ++sink_->ended;
    }
    void StartChunk(uint32_t chunk) override {
      EXPECT_GT(chunk, chunk_);
      chunk_ = chunk;
    }
    absl::Status Add(const load::FactView& fact) override {
      if (fact.object.value == "refuse") return absl::InvalidArgumentError("the store refuses it");
      if (fact.object.value == "full") return absl::InternalError("disk full");
      chunks_[chunk_].push_back(FactOf(fact));
      return absl::OkStatus();
    }
    absl::Status Add(const store::Fact& /*fact*/) override {
      return absl::InternalError("lines come as views");
    }

   private:
    OrderedSink* const sink_;
    uint32_t chunk_ = 0;
    std::map<uint32_t, std::vector<store::Fact>> chunks_;
  };

  std::mutex mutex_;
  std::map<uint32_t, std::vector<store::Fact>> chunks_;
};

class Observer : public LineObserver {
 public:
  absl::Status RejectLine(uint64_t number, std::string_view reason, std::string_view text) override {
    EXPECT_EQ(std::this_thread::get_id(), reader_);
    told.push_back(model::StrCat(number, ": ", reason, ": ", text));
    ++count;
    return strict ? absl::InvalidArgumentError(told.back()) : absl::OkStatus();
  }
  void AddPiece(std::string_view piece) override { pieces += piece; }
  absl::Status RejectPieces(uint64_t number, std::string_view reason) override {
    told.push_back(model::StrCat(number, ": ", reason));
    return absl::OkStatus();
  }
  absl::Status Tick() override { return cancelled ? absl::CancelledError("interrupted") : absl::OkStatus(); }

  bool strict = false;
  bool cancelled = false;
  std::vector<std::string> told;
  std::atomic<int> count{0};
  std::string pieces;

 private:
  const std::thread::id reader_ = std::this_thread::get_id();
};

struct Read {
  absl::Status status;
  uint64_t count = 0;
  std::vector<store::Fact> facts;
  std::vector<std::string> told;
  std::string pieces;
  friend bool operator==(const Read&, const Read&) = default;
};

Read ReadPath(const std::string& path, const ParallelLinesOptions& options) {
  const absl::StatusOr<std::unique_ptr<Input>> input = Input::Open(path);
  OrderedSink sink;
  Observer observer;
  observer.strict = options.stop_at_rejected;
  const absl::StatusOr<uint64_t> count = ReadLinesInParallel(input->get(), options, &sink, &observer);
  EXPECT_EQ(sink.workers, std::max(options.threads, 1));
  EXPECT_EQ(sink.ended, sink.workers);
  return {count.status(), count.ok() ? *count : 0, sink.facts(), observer.told, observer.pieces};
}

// The lines of a text, found in the plainest way.
std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find_first_of("\r\n");
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + (text.substr(end, 2) == "\r\n" ? 2 : 1));
  }
  return lines;
}

std::string Zstd(std::string_view text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 1));
  return packed;
}

// What reading must give.
Read Expected(std::string_view text) {
  Read expected;
  LineScanner scanner(RdfSyntax::kNQuads);
  uint64_t number = 0;
  for (const std::string& line : LinesOf(text)) {
    const bool has_mark = ++number == 1 && line.substr(0, 3) == "\xEF\xBB\xBF";
    const std::string_view bytes = std::string_view(line).substr(has_mark ? 3 : 0);
    switch (scanner.Scan(bytes)) {
      case LineScanner::Result::kNothing:
        break;
      case LineScanner::Result::kBad:
        expected.told.push_back(model::StrCat(number, ": ", scanner.bad_reason(), ": ", bytes));
        break;
      case LineScanner::Result::kFact:
        if (scanner.fact().object.value == "refuse") {
          expected.told.push_back(model::StrCat(number, ": the store refuses it: ", bytes));
        } else {
          expected.facts.push_back(FactOf(scanner.fact()));
        }
    }
  }
  expected.count = expected.facts.size();
  return expected;
}

ParallelLinesOptions Options(int threads, size_t chunk_bytes = kMaxChunkBytes) {
  ParallelLinesOptions options;
  options.syntax = RdfSyntax::kNQuads;
  options.threads = threads;
  options.chunk_bytes = chunk_bytes;
  return options;
}

class ParallelLinesTest : public ::testing::Test {
 protected:
  void ExpectRead(const std::string& path, const Read& expected) {
    for (const int threads : kThreadCounts) {
      for (const size_t chunk_bytes : kChunkSizes) {
        const Read read = ReadPath(path, Options(threads, chunk_bytes));
        EXPECT_TRUE(read.status.ok()) << read.status;
        EXPECT_EQ(read.told, expected.told) << threads << " threads, chunks of " << chunk_bytes;
        EXPECT_TRUE(read == expected) << threads << " threads, chunks of " << chunk_bytes;
      }
    }
  }
  void ExpectRead(std::string_view text) { ExpectRead(directory_.Write("a.nq", text), Expected(text)); }

  TempDirectory directory_;
};

std::string Fact(int number) { return model::StrCat("<a:s> <a:p> \"", number, "\" ."); }

TEST_F(ParallelLinesTest, LinesEndInAnyOfTheThreeWays) {
  for (const std::string_view text :
       {"", "\n", "\r", "\r\n", "\n\n\n", "<a:s> <a:p> <a:o> .", "<a:s> <a:p> <a:o> .\n",
        "<a:s> <a:p> \"1\" .\r\nbad\r<a:s> <a:p> \"2\" .\n\r<a:s> <a:p> \"3\" .\r",
        "<a:s> <a:p> \"1\" .\r<a:s> <a:p> \"2\" .\r\rbad\r",
        "\xEF\xBB\xBF<a:s> <a:p> <a:o> .\n\xEF\xBB\xBF no mark here", "\xEF\xBB\xBF",
        "bad\n\n# comment\n   \n<a:s> <a:p> \"refuse\" .\nworse"}) {
    ExpectRead(text);
  }
}

TEST_F(ParallelLinesTest, RandomLinesAreReadTheSameByAnyNumberOfThreads) {
  std::mt19937 random(3);
  std::string text;
  for (int i = 0; i < 400; ++i) {
    switch (random() % 6) {
      case 0:
        text += "rubbish";
        break;
      case 1:
        text += "<a:s> <a:p> <a:o> <urn:tern-claim:" + std::to_string(random() % 9) + ":against> .";
        break;
      case 2:
        text += "<a:s> <a:p> \"" + std::string(random() % 200, 'x') + "\\n\" . # why";
        break;
      case 3:
        break;
      default:
        text += Fact(i);
    }
    text += random() % 3 == 0 ? "\r\n" : random() % 9 == 0 ? "\r" : "\n";
  }
  const Read expected = Expected(text);
  ExpectRead(directory_.Write("a.nq", text), expected);
  ExpectRead(directory_.Write("a.nq.gz", Gzip(text)), expected);
  ExpectRead(directory_.Write("a.nq.zst", Zstd(text)), expected);
}

TEST_F(ParallelLinesTest, MoreBadLinesThanAChunkHoldsAreToldInOrder) {
  std::string text;
  for (size_t i = 0; i < 5 * kMaxHeldRejectedLines; ++i) text += i % 7 == 0 ? Fact(1) + "\n" : "bad\n";
  const std::string path = directory_.Write("a.nq", text);
  const Read expected = Expected(text);
  for (const int threads : kThreadCounts) {
    for (const size_t chunk_bytes : {size_t{5000}, kMaxChunkBytes})
      EXPECT_TRUE(ReadPath(path, Options(threads, chunk_bytes)) == expected) << threads;
  }
}

TEST_F(ParallelLinesTest, TheFirstBadLineStopsAStrictReader) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i >= 2000 && i % 2 == 0 ? "bad\n" : Fact(i) + "\n";
  const std::string path = directory_.Write("a.nq", text);
  for (const int threads : kThreadCounts) {
    for (const size_t chunk_bytes : {size_t{100}, size_t{10000}, kMaxChunkBytes}) {
      ParallelLinesOptions options = Options(threads, chunk_bytes);
      options.stop_at_rejected = true;
      const Read read = ReadPath(path, options);
      EXPECT_EQ(read.status.code(), absl::StatusCode::kInvalidArgument);
      EXPECT_THAT(read.told, ElementsAre(HasSubstr("2001: not a statement"))) << threads;
    }
  }
}

TEST_F(ParallelLinesTest, AnErrorOfAWorkerEndsTheReading) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i == 1500 ? "<a:s> <a:p> \"full\" .\n" : Fact(i) + "\n";
  const std::string path = directory_.Write("a.nq", text);
  for (const int threads : kThreadCounts) {
    const Read read = ReadPath(path, Options(threads, 1000));
    EXPECT_EQ(read.status.code(), absl::StatusCode::kInternal) << threads;
    EXPECT_LT(read.facts.size(), 2900u);
  }
}

TEST_F(ParallelLinesTest, ADamagedFileTellsWhatStandsBeforeTheDamage) {
  std::string text = "bad\n";
  std::mt19937 random(5);
  for (int i = 0; i < 100000; ++i) text += Fact(static_cast<int>(random())) + "\n";
  const std::string packed = Gzip(text);
  const std::string path = directory_.Write("a.nq.gz", packed.substr(0, packed.size() / 2));
  for (const int threads : kThreadCounts) {
    const Read read = ReadPath(path, Options(threads, 10000));
    EXPECT_EQ(read.status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(read.status.message()), HasSubstr("ends early"));
    EXPECT_THAT(read.told, ElementsAre(HasSubstr("1: not a statement")));
  }
}

TEST_F(ParallelLinesTest, ReadingCanBeCancelled) {
  const std::string path = directory_.Write("a.nq", Fact(1));
  for (const int threads : kThreadCounts) {
    const absl::StatusOr<std::unique_ptr<Input>> input = Input::Open(path);
    OrderedSink sink;
    Observer observer;
    observer.cancelled = true;
    EXPECT_EQ(ReadLinesInParallel(input->get(), Options(threads), &sink, &observer).status().code(),
              absl::StatusCode::kCancelled);
    EXPECT_EQ(sink.ended, threads);
  }
}

TEST_F(ParallelLinesTest, ALineOfTheGreatestLengthIsReadAndOneByteMoreIsNot) {
  const std::string longest = "#" + std::string(kMaxLineBytes - 1, 'x');
  for (const int threads : {1, 2}) {
    Read read = ReadPath(directory_.Write("a.nq", "bad\n" + longest + "\r\nbad"), Options(threads));
    EXPECT_THAT(read.told, ElementsAre(HasSubstr("1: "), HasSubstr("3: "))) << threads;
    EXPECT_EQ(read.pieces, "");

    // Whether it is seen whole, or goes by in pieces.
    for (const size_t more : {size_t{1}, kMaxLineBytes}) {
      const std::string too_long = longest + std::string(more, 'y');
      read = ReadPath(directory_.Write("a.nq", "bad\n" + too_long + "\r\nbad\n" + Fact(1)), Options(threads));
      ASSERT_EQ(read.told.size(), 3u) << threads << " " << more;
      EXPECT_THAT(read.told[1].substr(0, 50), HasSubstr("2: a line of more than 16 MiB"));
      EXPECT_TRUE(read.pieces == too_long || read.told[1].ends_with(": " + too_long)) << more;
      EXPECT_THAT(read.told[2], HasSubstr("3: not a statement"));
      EXPECT_EQ(read.count, 1u);
    }
    read = ReadPath(directory_.Write("a.nq", longest + longest), Options(threads));
    EXPECT_THAT(read.told, ElementsAre(HasSubstr("1: a line of more")));
    EXPECT_TRUE(read.pieces == longest + longest);
  }
}

TEST_F(ParallelLinesTest, ALineThatTheBudgetHasNoRoomForIsAnError) {
  const std::string path =
      directory_.Write("a.nq", Fact(1) + "\n#" + std::string(4 << 20, 'x') + "\n" + Fact(2));
  for (const int threads : kThreadCounts) {
    ParallelLinesOptions options = Options(threads);
    options.buffer_bytes = size_t{16} << 20;
    EXPECT_EQ(ReadPath(path, options).count, 2u);
    options.buffer_bytes = size_t{3} << 20;
    const Read read = ReadPath(path, options);
    EXPECT_EQ(read.status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_THAT(std::string(read.status.message()), HasSubstr("a line of more than"));
  }
}

TEST_F(ParallelLinesTest, WhatAPipeBringsIsToldBeforeItEnds) {
  for (const int threads : kThreadCounts) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    OrderedSink sink;
    Observer observer;
    std::thread writer([&] {
      const auto send = [&](std::string_view text) {
        EXPECT_EQ(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
      };
      send("bad\n<a:s> <a:p> ");
      for (int i = 0; i < 10000 && observer.count == 0; ++i) usleep(1000);
      EXPECT_EQ(observer.count, 1);
      send("<a:o> .");
      close(ends[1]);
    });
    const auto input = Input::Open(model::StrCat("/proc/self/fd/", ends[0]));
    const absl::StatusOr<uint64_t> count =
        ReadLinesInParallel(input->get(), Options(threads), &sink, &observer);
    writer.join();
    close(ends[0]);
    ASSERT_TRUE(count.ok()) << count.status();
    EXPECT_EQ(*count, 1u);
  }
}

}  // namespace
}  // namespace tern::ingest
