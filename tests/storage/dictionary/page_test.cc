#include "storage/dictionary/page.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/model/checksum.h"

namespace tern::dictionary {
namespace {

using ::testing::HasSubstr;

std::string Build(const std::vector<std::string>& keys) {
  PageBuilder builder;
  for (const std::string& key : keys) EXPECT_EQ(builder.Add(key), key.size() > kMaxKeyBytesInPage);
  return builder.Finish();
}

std::string WithChecksum(std::string body) {
  const uint64_t checksum = model::Checksum(body);
  for (int i = 0; i < 8; ++i) body.push_back(static_cast<char>(checksum >> (8 * i)));
  return body;
}

std::string Body(const std::string& page) { return page.substr(0, page.size() - 8); }

void ExpectEntry(const PageEntry& entry, const std::string& key) {
  if (key.size() <= kMaxKeyBytesInPage) {
    EXPECT_FALSE(entry.is_long);
    EXPECT_EQ(entry.text, key);
  } else {
    EXPECT_TRUE(entry.is_long);
    EXPECT_EQ(entry.text, key.substr(0, kLongKeyPrefixBytes));
    EXPECT_EQ(entry.length, key.size());
    EXPECT_EQ(entry.checksum, model::Checksum(key));
  }
}

void ExpectRoundTrip(const std::vector<std::string>& keys) {
  const std::string bytes = Build(keys);
  const auto page = Page::Parse(bytes, nullptr);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->count(), keys.size());
  PageWalk forward(*page);
  for (size_t i = 0; i < keys.size(); ++i) {
    ASSERT_TRUE(forward.MoveTo(i).ok());
    ExpectEntry(forward.entry(), keys[i]);
  }
  PageWalk backward(*page);
  for (size_t i = keys.size(); i-- > 0;) {
    ASSERT_TRUE(backward.MoveTo(i).ok());
    ExpectEntry(backward.entry(), keys[i]);
    ASSERT_TRUE(backward.MoveTo(i).ok());  // again
    ExpectEntry(backward.entry(), keys[i]);
  }
}

// Reads everything that can be read, in ways that a look-up reads it.
void ReadAll(const std::string& bytes) {
  const auto page = Page::Parse(bytes, nullptr);
  if (!page.ok()) {
    EXPECT_TRUE(absl::IsDataLoss(page.status()));
    return;
  }
  PageWalk walk(*page);
  for (size_t i = 0; i < page->count(); ++i) (void)walk.MoveTo(i);
  for (size_t i = page->count(); i-- > 0;) {
    const auto status = walk.MoveTo(i);
    EXPECT_TRUE(status.ok() || absl::IsDataLoss(status));
  }
}

std::vector<std::string> SomeKeys() {
  std::vector<std::string> keys = {""};
  for (int i = 0; i < 20; ++i)
    keys.push_back("http://example.org/" + std::string(1, static_cast<char>('a' + i)));
  keys.push_back(std::string(2000, 'q'));
  keys.push_back(std::string(2000, 'q') + "r");
  keys.push_back(std::string(256, 'r'));
  return keys;
}

TEST(PageTest, HasTheBytesOfTheFormatPage) {
  using namespace std::string_literals;
  const std::string body =
      "\x01\x03"    // version, terms
      "\x06\0\0\0"  // the first restart
      "\0\x04"
      "ab"  // nothing shared, 2 bytes, not long
      "\x02\x02"
      "c"  // shared "ab"
      "\x01\x04"
      "zz"s;  // shared "a"
  EXPECT_EQ(Build({"ab", "abc", "azz"}), WithChecksum(body));
}

TEST(PageTest, RoundTripsTheSmallAndTheFull) {
  ExpectRoundTrip({""});
  ExpectRoundTrip({"", std::string(1, '\0')});
  ExpectRoundTrip({std::string(size_t{1} << 20, 'x')});
  ExpectRoundTrip(SomeKeys());
  for (const size_t count : {15, 16, 17, 127, 128}) {
    std::vector<std::string> keys;
    for (size_t i = 0; i < count; ++i) keys.push_back("key" + std::to_string(1000 + i));
    ExpectRoundTrip(keys);
  }
}

TEST(PageTest, KeepsKeysWholeUpToTheBoundary) {
  ExpectRoundTrip({std::string(kMaxKeyBytesInPage - 1, 'x'), std::string(kMaxKeyBytesInPage, 'x'),
                   std::string(kMaxKeyBytesInPage + 1, 'x'), std::string(kMaxKeyBytesInPage + 2, 'x')});
}

TEST(PageTest, RoundTripsRandomKeys) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 100; ++round) {
    std::set<std::string> keys;
    const size_t count = 1 + random() % kTermsPerPage;
    while (keys.size() < count) {
      std::string key(random() % (round % 10 == 0 ? 1500 : 12), '\0');
      for (char& c : key) c = static_cast<char>(random() % (round % 3 == 0 ? 256 : 2));
      if (key.size() < 3) key += std::to_string(random());
      keys.insert(key);
    }
    ExpectRoundTrip({keys.begin(), keys.end()});
  }
}

TEST(PageTest, ABuilderStartsAfreshAfterFinish) {
  PageBuilder builder;
  builder.Add("abc");
  builder.Finish();
  EXPECT_EQ(builder.count(), 0u);
  builder.Add("abd");
  EXPECT_EQ(builder.Finish(), Build({"abd"}));
}

TEST(PageTest, RefusesEveryTruncation) {
  const std::string bytes = Build(SomeKeys());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(Page::Parse(bytes.substr(0, size), nullptr).status())) << size;
  }
}

TEST(PageTest, RefusesEveryFlippedBit) {
  const std::string bytes = Build(SomeKeys());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_TRUE(absl::IsDataLoss(Page::Parse(flipped, nullptr).status())) << bit;
  }
}

TEST(PageTest, StaysInsideDamagedBytesWhoseChecksumAgrees) {
  const std::string body = Body(Build(SomeKeys()));
  for (size_t size = 0; size < body.size(); ++size) ReadAll(WithChecksum(body.substr(0, size)));
  for (size_t bit = 0; bit < body.size() * 8; ++bit) {
    std::string flipped = body;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    ReadAll(WithChecksum(flipped));
  }
}

TEST(PageTest, SaysWhatIsDamaged) {
  using namespace std::string_literals;
  struct Case {
    std::string body;
    std::string message;
  };
  const std::string restart = "\x06\0\0\0"s;
  const std::vector<Case> parse_cases = {
      {"\x01", "too short"},
      {"\x02\x01" + restart + "\0\0"s, "unknown version 2"},
      {"\x01\0"s, "number of terms"},
      {"\x01\x81" + restart, "number of terms"},
      {"\x01\x11" + restart, "too short"},
      {"\x01\x01" + restart, "restarts"},
      {"\x01\x01\x07\0\0\0\0\0"s, "restarts"},
  };
  for (const Case& c : parse_cases) {
    EXPECT_THAT(std::string(Page::Parse(WithChecksum(c.body), nullptr).status().message()),
                HasSubstr(c.message));
  }
  const std::vector<Case> walk_cases = {
      {"\x01\x01" + restart + "\0"s, "term 0 is damaged"},
      {"\x01\x01" + restart + "\x01\x02x", "term 0 is damaged"},  // shares with nothing
      {"\x01\x01" + restart + "\0\x04x"s, "term 0 is damaged"},   // shorter than it says
      {"\x01\x01" + restart + "\0\x02xy"s, "term 0 is damaged"},  // bytes behind
      {"\x01\x01" + restart + "\0\x03x"s, "term 0 is damaged"},   // long, and short
      {"\x01\x02" + restart + "\0\x02x\x02\x02y"s, "term 1 is damaged"},
  };
  for (const Case& c : walk_cases) {
    const std::string bytes = WithChecksum(c.body);
    const auto page = Page::Parse(bytes, nullptr);
    ASSERT_TRUE(page.ok()) << page.status();
    PageWalk walk(*page);
    EXPECT_THAT(std::string(walk.MoveTo(page->count() - 1).message()), HasSubstr(c.message));
  }
}

TEST(PageTest, HasNoTermBehindTheLast) {
  const std::string bytes = Build({"a", "b"});
  const auto page = Page::Parse(bytes, nullptr);
  ASSERT_TRUE(page.ok());
  PageWalk walk(*page);
  EXPECT_TRUE(walk.MoveTo(1).ok());
  EXPECT_TRUE(absl::IsDataLoss(walk.MoveTo(2)));
  EXPECT_TRUE(absl::IsDataLoss(walk.MoveTo(1000)));
}

}  // namespace
}  // namespace tern::dictionary
