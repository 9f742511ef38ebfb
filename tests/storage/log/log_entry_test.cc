#include "storage/log/log_entry.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/model/checksum.h"

namespace tern::log {
namespace {

using model::Statement;
using model::Tag;
using model::TermId;
using ::testing::HasSubstr;

TermId Iri(uint64_t rank) { return TermId(Tag::kIriBase, rank); }

Statement Of(uint64_t s, uint64_t p, uint64_t o) { return {Iri(s), Iri(p), Iri(o), TermId::Null()}; }

LogEntry SmallEntry() {
  LogEntry entry;
  entry.commit = 0x0102030405060708;
  entry.changes = {
      {Of(1, 2, 3), true, 1},
      {Of(1, 2, 4), false, -1},
      {{Iri(1), Iri(2), Iri(4), model::AnonymousClaim(7, model::Stance::kAgainst)}, true, 0},
      {Of(900, 2, 1), true, 1},
  };
  return entry;
}

void ExpectRoundTrip(const LogEntry& entry) {
  const auto decoded = DecodeLogEntry(EncodeLogEntry(entry));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->commit, entry.commit);
  EXPECT_EQ(decoded->changes, entry.changes);
}

std::string WithChecksum(std::string body) {
  const uint64_t checksum = model::Checksum(body);
  for (int i = 0; i < 8; ++i) body.push_back(static_cast<char>(checksum >> (8 * i)));
  return body;
}

TEST(LogKeyTest, SortsAsCommitsDoAndComesBack) {
  const std::vector<uint64_t> commits = {
      0, 1, 255, 256, 65535, 1u << 31, uint64_t{1} << 32, std::numeric_limits<uint64_t>::max()};
  for (size_t i = 0; i < commits.size(); ++i) {
    const auto back = ParseLogKey(LogKey(commits[i]));
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(*back, commits[i]);
    if (i > 0) {
      EXPECT_LT(LogKey(commits[i - 1]), LogKey(commits[i]));
    }
  }
}

TEST(LogKeyTest, RefusesOtherLengths) {
  for (const size_t size : {0, 1, 7, 9, 16}) {
    EXPECT_TRUE(absl::IsDataLoss(ParseLogKey(std::string(size, 'x')).status())) << size;
  }
}

TEST(LogEntryTest, HasTheBytesOfTheFormatPage) {
  LogEntry entry;
  entry.commit = 5;
  entry.changes = {
      {{TermId(Tag::kNull, 1), TermId(Tag::kNull, 2), TermId(Tag::kNull, 300), TermId::Null()}, true, 1},
      {{TermId(Tag::kNull, 1), TermId(Tag::kNull, 2), TermId(Tag::kNull, 301), TermId::Null()}, false, 0}};
  using namespace std::string_literals;
  const std::string body =
      "\x01"                  // version
      "\x05\0\0\0\0\0\0\0"    // commit
      "\x02"                  // changes
      "\x45\x02\x04\xd8\x04"  // insert, facts +1, claim as before; +1, +2, +300
      "\x5a\x02"s;            // delete, facts 0, subject, predicate and claim as before; +1
  EXPECT_EQ(EncodeLogEntry(entry), WithChecksum(body));
}

TEST(LogEntryTest, RoundTripsTheExtremes) {
  ExpectRoundTrip({});
  ExpectRoundTrip({std::numeric_limits<uint64_t>::max(), {}});
  ExpectRoundTrip(SmallEntry());
  const TermId min = TermId::Min(), max = TermId::Max();
  const TermId middle = TermId::FromBits(uint64_t{1} << 63);
  ExpectRoundTrip({1, {{{min, min, min, min}, true, 0}}});
  ExpectRoundTrip({1,
                   {{{min, max, min, max}, true, 1},
                    {{middle, min, max, min}, false, -1},
                    {{max, max, max, min}, true, 0},
                    {{max, max, max, max}, false, 0}}});
}

TEST(LogEntryTest, RoundTripsRandomEntries) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    LogEntry entry;
    entry.commit = random();
    const uint64_t spread = uint64_t{1} << (random() % 60);
    for (size_t i = 0, n = random() % 100; i < n; ++i) {
      const Statement statement = {TermId::FromBits(random() % spread), TermId::FromBits(random() % 4),
                                   TermId::FromBits(random()), TermId::FromBits(random() % 2)};
      entry.changes.push_back({statement, random() % 2 == 0, static_cast<int8_t>(random() % 3 - 1)});
    }
    std::sort(entry.changes.begin(), entry.changes.end(),
              [](const Change& a, const Change& b) { return a.statement < b.statement; });
    ExpectRoundTrip(entry);
  }
}

TEST(LogEntryTest, NeighboursTakeFewBytes) {
  LogEntry entry;
  for (uint64_t i = 0; i < 1000; ++i) entry.changes.push_back({Of(1, 2, i), true, 1});
  EXPECT_LT(EncodeLogEntry(entry).size(), 2 * entry.changes.size() + 60);
}

TEST(LogEntryTest, RefusesEveryTruncation) {
  const std::string bytes = EncodeLogEntry(SmallEntry());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(DecodeLogEntry(bytes.substr(0, size)).status())) << size;
  }
  EXPECT_TRUE(absl::IsDataLoss(DecodeLogEntry(bytes + '\0').status()));
}

TEST(LogEntryTest, RefusesEveryFlippedBit) {
  const std::string bytes = EncodeLogEntry(SmallEntry());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_TRUE(absl::IsDataLoss(DecodeLogEntry(flipped).status())) << bit;
  }
}

// The same with a checksum that agrees: what is decoded then must be what is encoded again.
TEST(LogEntryTest, AcceptsNothingThatItWouldNotWrite) {
  const std::string bytes = EncodeLogEntry(SmallEntry());
  const std::string body = bytes.substr(0, bytes.size() - 8);
  for (size_t size = 0; size < body.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(DecodeLogEntry(WithChecksum(body.substr(0, size))).status())) << size;
  }
  for (size_t bit = 0; bit < body.size() * 8; ++bit) {
    std::string flipped = body;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const std::string forged = WithChecksum(flipped);
    const auto decoded = DecodeLogEntry(forged);
    if (decoded.ok()) {
      EXPECT_EQ(EncodeLogEntry(*decoded), forged) << bit;
    } else {
      EXPECT_TRUE(absl::IsDataLoss(decoded.status())) << bit;
    }
  }
}

TEST(LogEntryTest, NamesTheCommitAndTheChangeThatIsDamaged) {
  using namespace std::string_literals;
  const std::string head = "\x01\x07\0\0\0\0\0\0\0"s;
  struct Case {
    std::string body;
    std::string message;
  };
  const std::vector<Case> cases = {
      {"\x02"s + head.substr(1) + "\0"s, "commit 7: unknown entry version 2"},
      {head, "commit 7: the number of changes is damaged"},
      {head + "\x7f", "commit 7: the number of changes is damaged"},
      {head + "\x81\0\x7d"s, "commit 7: the number of changes is damaged"},  // not the shortest form of 1
      {head + "\x01\xfd"s, "commit 7: change 0 is damaged"},                 // a reserved bit
      {head + "\x01\x7f"s, "commit 7: change 0 is damaged"},                 // facts of +2
      {head + "\x01\x3d\0"s, "commit 7: change 0 is damaged"},               // a difference of 0
      {head + "\x01\x3d\x82\0"s, "commit 7: change 0 is damaged"},           // 2 in two bytes
      {head + "\x02\x3d\x02\x7d"s, "commit 7: change 1 is out of order"},    // the same again
      {head + "\x02\x3d\x04\x3d\x01"s, "commit 7: change 1 is out of order"},
      {head + "\x01\x3d\x02\x02"s, "commit 7: 1 bytes behind the last change"},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(std::string(DecodeLogEntry(WithChecksum(c.body)).status().message()), HasSubstr(c.message));
  }
}

}  // namespace
}  // namespace tern::log
