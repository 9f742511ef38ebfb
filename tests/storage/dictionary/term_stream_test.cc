#include "storage/dictionary/term_stream.h"

#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "storage/dictionary/keys.h"
#include "storage/model/dictionary_key.h"
#include "storage/model/inline_value.h"
#include "tests/storage/dictionary/test_dictionary.h"

namespace tern::dictionary {
namespace {

using model::Tag;
using model::Term;
using model::TermId;

struct Streamed {
  std::vector<std::string> keys;
  std::vector<TermId> ids;
  absl::Status status;
};

Streamed ReadStream(const TestDictionary& dictionary, Tag base_tag) {
  Streamed result;
  const auto view = dictionary.store().NewView().value();
  TermStream stream(*view, dictionary.counts(), base_tag);
  while (true) {
    const absl::StatusOr<bool> more = stream.Next();
    result.status = more.status();
    if (!more.ok() || !*more) return result;
    result.keys.emplace_back(stream.key());
    result.ids.push_back(stream.id());
  }
}

// Long ones that differ behind what a reverse key keeps of them, at lengths that sort against their texts,
// and short ones around them.
std::vector<Term> LikeTerms(int count) {
  const std::string prefix(kLongKeyPrefixBytes, 'x');
  std::vector<Term> terms = {Term::String("a"), Term::String("y"), Term::String(prefix),
                             Term::String(prefix.substr(1)), Term::String(std::string(3000, 'w'))};
  for (int i = 0; i < count; ++i) {
    terms.push_back(
        Term::String(prefix + std::to_string(i * 37 % 101) + std::string(static_cast<size_t>(300 - i), 'z')));
  }
  return terms;
}

TEST(TermStreamTest, MergesBaseAndAppendedTermsByKey) {
  const std::vector<Term> terms = OddTerms();
  TestDictionary dictionary;
  std::vector<Term> base;
  for (size_t i = 0; i < terms.size(); i += 2) base.push_back(terms[i]);
  dictionary.WriteBase(base);
  for (size_t i = 1; i < terms.size(); i += 2) dictionary.Append(terms[i]);

  std::map<Tag, std::map<std::string, TermId>> expected;
  for (const auto& [term, id] : dictionary.ids()) {
    expected[model::DictionaryTagsOf(term).base][model::DictionaryKey(term)] = id;
  }
  for (const auto& [tag, by_key] : expected) {
    const Streamed streamed = ReadStream(dictionary, tag);
    ASSERT_TRUE(streamed.status.ok()) << streamed.status;
    ASSERT_EQ(streamed.keys.size(), by_key.size());
    size_t i = 0;
    for (const auto& [key, id] : by_key) {
      EXPECT_EQ(streamed.keys[i], key);
      EXPECT_EQ(streamed.ids[i++], id);
    }
  }
}

TEST(TermStreamTest, AnEmptyDictionaryHasNone) {
  const TestDictionary dictionary;
  const Streamed streamed = ReadStream(dictionary, Tag::kIriBase);
  EXPECT_TRUE(streamed.status.ok());
  EXPECT_TRUE(streamed.keys.empty());
}

TEST(AppendedStreamTest, SortsLongKeysThatBeginAlike) {
  TestDictionary dictionary;
  std::map<std::string, TermId> expected;
  for (const Term& term : LikeTerms(60)) expected[model::DictionaryKey(term)] = dictionary.Append(term);
  const auto view = dictionary.store().NewView().value();
  for (const uint64_t max_group_bytes : {uint64_t{0}, AppendedStream::kMaxGroupBytes}) {
    AppendedStream stream(*view, dictionary.counts(), Tag::kStringAppended, max_group_bytes);
    for (const auto& [key, id] : expected) {
      ASSERT_EQ(stream.Next().value(), true);
      EXPECT_EQ(stream.key(), key);
      EXPECT_EQ(stream.number(), id.payload());
    }
    EXPECT_EQ(stream.Next().value(), false);
  }
}

TEST(AppendedStreamTest, LeavesOutTermsThatTheCountsDoNotTell) {
  TestDictionary dictionary;
  dictionary.Append(Term::String("b"));
  const DictionaryCounts counts = dictionary.counts();
  dictionary.Append(Term::String("a"));
  for (const Term& term : LikeTerms(3)) dictionary.Append(term);
  const auto view = dictionary.store().NewView().value();
  AppendedStream stream(*view, counts, Tag::kStringAppended);
  ASSERT_EQ(stream.Next().value(), true);
  EXPECT_EQ(stream.key(), "b");
  EXPECT_EQ(stream.Next().value(), false);
}

TEST(AppendedStreamTest, AReverseKeyThatIsMissingIsDamage) {
  for (const Term& lost : {LikeTerms(2).front(), LikeTerms(2).back()}) {
    TestDictionary dictionary;
    for (const Term& term : LikeTerms(2)) dictionary.Append(term);
    const std::string key = model::DictionaryKey(lost);
    const uint64_t number = dictionary.ids().at(lost).payload();
    dictionary.Delete(key.size() <= kLongKeyPrefixBytes ? ReverseKey(Tag::kStringAppended, key)
                                                        : LongReverseKey(Tag::kStringAppended, key, number));
    EXPECT_TRUE(absl::IsDataLoss(ReadStream(dictionary, Tag::kStringBase).status));
  }
}

TEST(AppendedStreamTest, ALongTermThatIsMissingIsDamage) {
  TestDictionary dictionary;
  for (const Term& term : LikeTerms(2)) dictionary.Append(term);
  dictionary.Delete(AppendedKey(Tag::kStringAppended, dictionary.ids().at(LikeTerms(2).back()).payload()));
  EXPECT_TRUE(absl::IsDataLoss(ReadStream(dictionary, Tag::kStringBase).status));
}

TEST(TermStreamTest, ATermInBothIsDamage) {
  TestDictionary dictionary;
  dictionary.WriteBase({Term::String("a"), Term::String("b")});
  dictionary.Append(Term::String("b"));
  EXPECT_TRUE(absl::IsDataLoss(ReadStream(dictionary, Tag::kStringBase).status));
}

}  // namespace
}  // namespace tern::dictionary
