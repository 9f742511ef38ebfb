// kill -9 at random moments of the built program, and what is there afterwards: every statement whose result
// line was printed, and nothing half. (That synced data also outlives a power cut is shown by
// power_cut_test.cc; a kill alone cannot, since the page cache survives it.)
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/cli/cli_fixture.h"

namespace tern::testing {
namespace {

constexpr int kKillsOfCommits = 30;
constexpr int kKillsOfLoads = 20;
constexpr int kFactsOfALoad = 40000;

class ProgramKillTest : public CliTest {
 protected:
  // One line a row, without the header. Fails the test where the query fails.
  std::vector<std::string> Query(const std::string& text) {
    const Ended ended = Tern({"query", "--format", "csv", text});
    EXPECT_EQ(ended.status, 0) << ended.err;
    std::vector<std::string> lines = absl::StrSplit(ended.out, absl::ByAnyChar("\r\n"), absl::SkipEmpty());
    if (!lines.empty()) lines.erase(lines.begin());
    return lines;
  }
  std::set<std::string> QuerySet(const std::string& text) {
    const std::vector<std::string> lines = Query(text);
    return {lines.begin(), lines.end()};
  }

  std::mt19937_64 random_{20251212};
};

// Each statement states two facts and a claim with two properties, so a half of one would show.
std::string CommitText(int number) {
  return absl::StrCat("insert S", number, " -[p {by: A", number, ", on: 2025-12-12}]-> O", number, ", S",
                      number, " -[q]-> O", number, ";\n");
}

TEST_F(ProgramKillTest, WhatWasAcknowledgedIsThereAfterAKillAndNothingIsHalf) {
  int next = 0;  // number of the next statement
  int acknowledged = 0;
  for (int round = 0; round < kKillsOfCommits; ++round) {
    Process process(Command({"repl"}), Options());
    const int wanted = 1 + static_cast<int>(random_() % 40);
    int printed = 0;
    // The statements go ahead of the answers, so that the kill meets commits in flight.
    for (int i = 0; i < wanted + 5; ++i) process.Write(CommitText(next + i));
    while (printed < wanted) {
      ASSERT_TRUE(absl::StrContains(process.ReadLine(), "facts inserted"));
      ++printed;
    }
    process.Signal(SIGKILL);
    process.Wait();

    const std::set<std::string> claimed = QuerySet("match ?s -[p {by: ?a, on: 2025-12-12}]-> ?o return ?s");
    const std::set<std::string> plain = QuerySet("match ?s -[q]-> ?o return ?s");
    ASSERT_EQ(claimed, plain) << "half of a statement is there";
    for (int i = 0; i < printed; ++i) ASSERT_TRUE(plain.contains(absl::StrCat("S", next + i))) << next + i;
    acknowledged += printed;
    // A few that were not acknowledged may have become durable: a prefix of what was sent, no more.
    const int durable = static_cast<int>(plain.size());
    ASSERT_GE(durable, next + printed);
    ASSERT_LE(durable, next + wanted + 5);
    for (int i = 0; i < durable; ++i) ASSERT_TRUE(plain.contains(absl::StrCat("S", i))) << i;
    next = durable;
  }
  EXPECT_GT(acknowledged, kKillsOfCommits);
}

TEST_F(ProgramKillTest, AKilledLoadLeavesTheStoreAsItWas) {
  LoadChips();
  const int before = CountFacts();
  std::ofstream file(directory_.File("big.nt"));
  for (int i = 0; i < kFactsOfALoad; ++i) {
    file << "<urn:s" << i << "> <urn:p" << i % 10 << "> \"value " << i << "\" .\n";
  }
  file.close();

  int killed_within = 0;
  int finished = 0;
  for (int round = 0; round < kKillsOfLoads; ++round) {
    Process process(Command({"load", "big.nt"}), Options());
    std::this_thread::sleep_for(std::chrono::milliseconds(random_() % 400));
    process.Signal(SIGKILL);
    process.Wait();
    const int now = CountFacts();
    ASSERT_TRUE(now == before || now == before + kFactsOfALoad) << now;
    if (now == before) {
      ++killed_within;
    } else {
      ++finished;
    }
  }
  EXPECT_GT(killed_within, 0) << "no kill came before the end of the load";
  // Litter of the killed ones is gone after the next writer's open.
  const Ended loaded = Tern({"load", "big.nt"});
  ASSERT_EQ(loaded.status, 0) << loaded.err;
  EXPECT_EQ(CountFacts(), before + kFactsOfALoad);
  const std::string scratch = directory_.File("tern.db") + "/scratch";
  EXPECT_TRUE(!std::filesystem::exists(scratch) || std::filesystem::is_empty(scratch));
}

TEST_F(ProgramKillTest, AKillOfALoadIntoNothingLeavesNothingThatStandsInTheWay) {
  std::ofstream(directory_.File("few.nt")) << "<urn:s> <urn:p> <urn:o> .\n";
  for (int round = 0; round < kKillsOfLoads; ++round) {
    std::filesystem::remove_all(directory_.File("tern.db"));
    Process process(Command({"load", "few.nt"}), Options());
    std::this_thread::sleep_for(std::chrono::milliseconds(random_() % 60));
    process.Signal(SIGKILL);
    process.Wait();
    const Ended loaded = Tern({"load", "few.nt"});
    ASSERT_EQ(loaded.status, 0) << loaded.err;
    ASSERT_EQ(CountFacts(), 1);
  }
}

// A flipped bit anywhere in the store's files: refused with a message that says so, or harmless. Never a
// store that is silently shorter.
TEST_F(ProgramKillTest, AFlippedBitIsRefusedOrHarmless) {
  LoadChips();
  for (int i = 0; i < 20; ++i) ASSERT_EQ(Tern({"query", CommitText(i)}).status, 0);
  const std::string question = "match ?s -[?p]-> ?o return ?s, ?p, ?o order by ?s, ?p, ?o";
  const Ended right = Tern({"query", question});
  ASSERT_EQ(right.status, 0) << right.err;
  const std::string store = directory_.File("tern.db");
  const std::string copy = directory_.File("copy.db");
  int refused = 0;
  int harmless = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(store)) {
    if (!entry.is_regular_file() || entry.file_size() == 0) continue;
    const std::string name = std::filesystem::relative(entry.path(), store).string();
    for (int flip = 0; flip < 4; ++flip) {
      std::filesystem::remove_all(copy);
      std::filesystem::copy(store, copy, std::filesystem::copy_options::recursive);
      const auto offset = static_cast<std::streamoff>(random_() % entry.file_size());
      std::fstream file(copy + "/" + name, std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(offset);
      const char byte = static_cast<char>(file.get() ^ (1 << random_() % 8));
      file.seekp(offset);
      file.put(byte);
      file.close();
      const Ended ended = Tern({"--db", copy, "query", question});
      if (ended.status == 0) {
        ASSERT_EQ(ended.out, right.out) << name << " at " << offset;
        ++harmless;
      } else {
        ASSERT_EQ(ended.status, 3) << name << " at " << offset << ": " << ended.err;
        ASSERT_NE(ended.err, "") << name << " at " << offset;
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(harmless, 0);  // logs of messages, unused tails
}

// A writer that commits all the time beside readers that open, count and close: every count is one that was
// committed.
TEST_F(ProgramKillTest, ReadersBesideAWriterSeeOnlyCommittedCounts) {
  constexpr int kReaders = 2;
  constexpr int kReads = 60;
  ASSERT_EQ(Tern({"query", CommitText(0)}).status, 0);
  std::vector<std::string> failures(kReaders);
  std::vector<std::thread> readers;
  Process writer(Command({"repl"}), Options());
  for (int i = 0; i < kReaders; ++i) {
    readers.emplace_back([this, i, &failures] {
      int last = 0;
      for (int read = 0; read < kReads && failures[i].empty(); ++read) {
        const Ended ended = Tern({"query", "--format", "csv", "match ?s -[?p]-> ?o return count(*) as ?n"});
        const int count = ended.status == 0 ? std::stoi(ended.out.substr(ended.out.find('\n') + 1)) : -1;
        // Two facts a statement; and time does not go back.
        if (count < last || count % 2 != 0)
          failures[i] = absl::StrCat("count ", count, " behind ", last, ended.err);
        last = count;
      }
    });
  }
  int number = 1;
  while (number < 400) {
    writer.Write(CommitText(number++));
    ASSERT_TRUE(absl::StrContains(writer.ReadLine(), "facts inserted"));
  }
  for (std::thread& reader : readers) reader.join();
  for (const std::string& failure : failures) EXPECT_EQ(failure, "");
  EXPECT_EQ(writer.Wait().status, 0);
  EXPECT_EQ(CountFacts(), 2 * number);
}

}  // namespace
}  // namespace tern::testing
