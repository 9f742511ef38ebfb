#include "storage/dictionary/dictionary.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/dictionary/keys.h"
#include "storage/dictionary/page_cache.h"
#include "storage/model/dictionary_key.h"
#include "storage/model/inline_value.h"
#include "tests/storage/dictionary/test_dictionary.h"

namespace tern::dictionary {
namespace {

using model::Tag;
using model::Term;
using model::TermId;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Term Name(int i) { return Term::Iri("http://example.org/" + std::to_string(i)); }

std::vector<Term> Names(int count) {
  std::vector<Term> terms;
  for (int i = 0; i < count; ++i) terms.push_back(Name(i));
  return terms;
}

void ExpectFindsAll(const TestDictionary& test, const Dictionary& dictionary) {
  std::vector<Term> terms;
  std::vector<TermId> ids;
  for (const auto& [term, id] : test.ids()) {
    const auto found = dictionary.Find(term);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(*found, id) << ToNTriples(term).substr(0, 100);
    const auto resolved = dictionary.Resolve(id);
    ASSERT_TRUE(resolved.ok()) << resolved.status();
    EXPECT_TRUE(*resolved == term) << ToNTriples(term).substr(0, 100);
    terms.push_back(term);
    ids.push_back(id);
  }
  const auto resolved = dictionary.ResolveMany(ids);
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_TRUE(*resolved == terms);
}

TEST(DictionaryTest, AnEmptyOneKnowsNothing) {
  const TestDictionary test;
  const Dictionary dictionary = test.Open();
  EXPECT_EQ(dictionary.Find(Name(1)).value(), TermId::Null());
  EXPECT_TRUE(absl::IsDataLoss(dictionary.Resolve(TermId(Tag::kIriBase, 0)).status()));
  EXPECT_TRUE(absl::IsDataLoss(dictionary.Resolve(TermId(Tag::kIriAppended, 0)).status()));
  EXPECT_THAT(dictionary.All(Tag::kIriBase).value(), IsEmpty());
  EXPECT_THAT(dictionary.ResolveMany({}).value(), IsEmpty());
}

TEST(DictionaryTest, KeepsOddTermsInTheBase) {
  TestDictionary test;
  test.WriteBase(OddTerms());
  ExpectFindsAll(test, test.Open());
  ExpectFindsAll(test, test.Open(std::make_shared<PageCache>()));
}

TEST(DictionaryTest, KeepsOddTermsAppended) {
  TestDictionary test;
  for (const Term& term : OddTerms()) test.Append(term);
  ExpectFindsAll(test, test.Open());
}

TEST(DictionaryTest, KeepsSomeTermsInTheBaseAndOthersAppended) {
  TestDictionary test;
  std::vector<Term> base, appended;
  for (const Term& term : OddTerms()) (base.size() <= appended.size() ? base : appended).push_back(term);
  test.WriteBase(base);
  for (const Term& term : appended) test.Append(term);
  ExpectFindsAll(test, test.Open());
}

TEST(DictionaryTest, FindsNothingThatIsNotThere) {
  for (const bool in_base : {true, false}) {
    TestDictionary test;
    const std::vector<Term> terms = OddTerms();
    if (in_base) test.WriteBase(terms);
    for (const Term& term : terms) {
      if (!in_base) test.Append(term);
    }
    const Dictionary dictionary = test.Open();
    for (const Term& term : terms) {
      for (Term other : {term, term, term}) {
        static int variant = 0;
        if (variant % 3 == 0) other.value += "!";
        if (variant % 3 == 1) other.value.insert(0, "!");
        if (variant % 3 == 2 && !other.value.empty()) other.value.back() = '~';
        ++variant;
        if (test.ids().contains(other) || model::EncodeInline(other).has_value()) continue;
        EXPECT_EQ(dictionary.Find(other).value(), TermId::Null()) << ToNTriples(other).substr(0, 100);
      }
    }
  }
}

TEST(DictionaryTest, BaseIdsAreRanks) {
  TestDictionary test;
  test.WriteBase(Names(1000));
  const Dictionary dictionary = test.Open();
  std::vector<std::string> values;
  for (const Term& term : Names(1000)) values.push_back(term.value);
  std::sort(values.begin(), values.end());
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(dictionary.Find(Term::Iri(values[i])).value(), TermId(Tag::kIriBase, i));
  }
}

TEST(DictionaryTest, AgreesWithAMapOnRandomTerms) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 20; ++round) {
    const auto random_term = [&] {
      std::string text(random() % 8, '\0');
      for (char& c : text) c = static_cast<char>('a' + random() % 3);
      if (random() % 50 == 0) text += std::string(1000 + random() % 100, 'a');
      return random() % 2 == 0 ? Term::String(text) : Term::LangString(text, random() % 2 == 0 ? "en" : "fr");
    };
    TestDictionary test;
    std::set<Term> base;
    for (size_t i = 0, n = random() % 3000; i < n; ++i) base.insert(random_term());
    test.WriteBase({base.begin(), base.end()});
    for (int i = 0; i < 100; ++i) {
      const Term term = random_term();
      if (!test.ids().contains(term)) test.Append(term);
    }
    const Dictionary dictionary = test.Open(round % 2 == 0 ? std::make_shared<PageCache>(64 << 10) : nullptr);
    ExpectFindsAll(test, dictionary);
    for (int i = 0; i < 1000; ++i) {
      const Term term = random_term();
      const auto known = test.ids().find(term);
      EXPECT_EQ(dictionary.Find(term).value(), known == test.ids().end() ? TermId::Null() : known->second);
    }
  }
}

// Separators are cut at 1024 bytes: here they say nothing about which of ten pages it is.
TEST(DictionaryTest, FindsLongTermsThatBeginAlike) {
  TestDictionary test;
  const std::string head(1500, 'h');
  std::vector<Term> terms = {Term::String("a"), Term::String(head.substr(0, 1000)),
                             Term::String(head.substr(0, 1024)), Term::String(head + "z"), Term::String("z")};
  for (int i = 0; i < 1280; ++i) terms.push_back(Term::String(head + std::to_string(100000 + 2 * i)));
  for (int i = 0; i < 300; ++i) terms.push_back(Term::String("i" + std::to_string(i)));
  test.WriteBase(terms);
  const Dictionary dictionary = test.Open(std::make_shared<PageCache>());
  for (const auto& [term, id] : test.ids()) EXPECT_EQ(dictionary.Find(term).value(), id);
  for (int i = -1; i <= 1280; i += 7) {
    EXPECT_EQ(dictionary.Find(Term::String(head + std::to_string(100001 + 2 * i))).value(), TermId::Null());
  }
  for (const std::string& absent :
       {head, head + "0", head + "~", head.substr(0, 1023), head.substr(0, 1025)}) {
    EXPECT_EQ(dictionary.Find(Term::String(absent)).value(), TermId::Null());
  }
}

TEST(DictionaryTest, AppendedTermsWithOneReverseBeginningAreToldApart) {
  TestDictionary test;
  const Term term = Term::String(std::string(300, 'x'));
  // As if the key of number 0 had the checksum of `term`'s.
  const TermId other = test.Append(Term::String(std::string(299, 'x') + "y"));
  test.Put(LongReverseKey(Tag::kStringAppended, model::DictionaryKey(term), other.payload()), "");
  EXPECT_EQ(test.Open().Find(term).value(), TermId::Null());
  const TermId id = test.Append(term);
  EXPECT_EQ(test.Open().Find(term).value(), id);
}

TEST(DictionaryTest, TermsOfLaterCommitsAreNotSeen) {
  TestDictionary test;
  test.Append(Name(1));
  const DictionaryCounts earlier = test.counts();
  const Term long_term = Term::Iri("http://example.org/" + std::string(500, 'x'));
  const TermId short_id = test.Append(Name(2));
  const TermId long_id = test.Append(long_term);
  const Dictionary dictionary = test.OpenWith(earlier);
  EXPECT_FALSE(dictionary.Find(Name(1)).value().is_null());
  EXPECT_TRUE(dictionary.Find(Name(2)).value().is_null());
  EXPECT_TRUE(dictionary.Find(long_term).value().is_null());
  EXPECT_TRUE(absl::IsDataLoss(dictionary.Resolve(short_id).status()));
  EXPECT_TRUE(absl::IsDataLoss(dictionary.Resolve(long_id).status()));
  EXPECT_EQ(dictionary.All(Tag::kIriAppended).value().size(), 1u);
}

TEST(DictionaryTest, InlineTermsNeedNoStore) {
  const TestDictionary test;
  const Dictionary dictionary = test.Open();
  const std::string xsd(model::iri::kXsd);
  for (const Term& term : {Term::Integer(42), Term::Integer(-5), Term::Boolean(true),
                           Term::Typed("3.14", xsd + "decimal"), Term::Typed("2025-12-12", xsd + "date")}) {
    const TermId id = dictionary.Find(term).value();
    ASSERT_FALSE(id.is_null()) << ToNTriples(term);
    EXPECT_EQ(id, model::EncodeInline(term));
    EXPECT_EQ(dictionary.Resolve(id).value(), term);
  }
}

TEST(DictionaryTest, BlankNodesAndClaimsAreTheirNumbers) {
  const TestDictionary test;
  const Dictionary dictionary = test.Open();
  struct Case {
    Term term;
    TermId id;
  };
  const std::vector<Case> cases = {
      {Term::Blank("b0"), TermId(Tag::kBlank, 0)},
      {Term::Blank("b17"), TermId(Tag::kBlank, 17)},
      {Term::Blank("b144115188075855871"), TermId(Tag::kBlank, (uint64_t{1} << 57) - 1)},
      {Term::Blank("b144115188075855872"), TermId::Null()},
      {Term::Blank("b99999999999999999999"), TermId::Null()},
      {Term::Blank("b017"), TermId::Null()},
      {Term::Blank("b"), TermId::Null()},
      {Term::Blank(""), TermId::Null()},
      {Term::Blank("x17"), TermId::Null()},
      {Term::Blank("b1x"), TermId::Null()},
      {Term::Claim("29"), model::AnonymousClaim(7, model::Stance::kAgainst)},
      {Term::Claim("31"), TermId::Null()},  // there is no fourth stance
      {Term::Claim("576460752303423486"), TermId(Tag::kClaim, TermId::kPayloadMask - 1)},
      {Term::Claim("576460752303423488"), TermId::Null()},
      {Term::Claim("x"), TermId::Null()},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(dictionary.Find(c.term).value(), c.id) << c.term.value;
    if (c.id.is_null()) continue;
    EXPECT_EQ(dictionary.Resolve(c.id).value(), c.term) << c.term.value;
  }
}

TEST(DictionaryTest, IdsThatAreNoTermsAreNotFound) {
  TestDictionary test;
  test.WriteBase(Names(3));
  const Dictionary dictionary = test.Open();
  const TermId entity(Tag::kIriBase, 1);
  for (const TermId id :
       {TermId::Null(), TermId(Tag::kLocal, 1), model::NamedClaim(entity, model::Stance::kFor),
        model::NamedClaim(TermId(Tag::kBlank, 1), model::Stance::kFor)}) {
    EXPECT_TRUE(absl::IsNotFound(dictionary.Resolve(id).status()));
    EXPECT_TRUE(absl::IsNotFound(dictionary.ResolveMany({entity, id}).status()));
  }
}

TEST(DictionaryTest, ResolveManyTakesAnySequenceAndRepetitions) {
  TestDictionary test;
  std::vector<Term> terms = Names(1000);
  terms.push_back(Term::Iri("http://example.org/" + std::string(4000, 'x')));
  test.WriteBase(terms);
  for (int i = 1000; i < 1600; ++i) test.Append(Name(i));
  const Dictionary dictionary = test.Open(std::make_shared<PageCache>());
  std::vector<std::pair<Term, TermId>> known(test.ids().begin(), test.ids().end());
  for (int i = 0; i < 20; ++i) known.emplace_back(Term::Integer(i), *model::EncodeInline(Term::Integer(i)));
  std::mt19937_64 random(4);
  for (int round = 0; round < 50; ++round) {
    std::vector<TermId> ids;
    std::vector<Term> expected;
    for (size_t i = 0, n = random() % 2000; i < n; ++i) {
      const auto& [term, id] = known[random() % known.size()];
      expected.push_back(term);
      ids.push_back(id);
    }
    const auto resolved = dictionary.ResolveMany(ids);
    ASSERT_TRUE(resolved.ok()) << resolved.status();
    EXPECT_TRUE(*resolved == expected);
  }
}

TEST(DictionaryTest, ResolveManyReadsEachPageOnce) {
  TestDictionary test;
  test.WriteBase(Names(1280));
  std::vector<TermId> ids = test.Open().All(Tag::kIriBase).value();
  std::shuffle(ids.begin(), ids.end(), std::mt19937_64(5));
  const int64_t before = test.store().get_count();
  ASSERT_TRUE(test.Open().ResolveMany(ids).ok());
  EXPECT_EQ(test.store().get_count() - before, 10);
}

TEST(DictionaryTest, ASharedCacheSavesReads) {
  TestDictionary test;
  test.WriteBase(Names(1280));
  const auto cache = std::make_shared<PageCache>();
  const std::vector<TermId> ids = test.Open().All(Tag::kIriBase).value();
  ASSERT_TRUE(test.Open(cache).ResolveMany(ids).ok());
  const int64_t before = test.store().get_count();
  ASSERT_TRUE(test.Open(cache).ResolveMany(ids).ok());
  ASSERT_TRUE(test.Open(cache).Resolve(ids[77]).ok());
  EXPECT_EQ(test.store().get_count(), before);
}

// What look-ups have learned about the pages must not change what later ones find, nor what they miss.
TEST(DictionaryTest, LearnedPagesFindWhatIsThereAndNothingElse) {
  TestDictionary test;
  std::vector<Term> terms = OddTerms();
  for (int i = 0; i < 9000; ++i) terms.push_back(Name(i * 7));
  std::string deep(2000, 'd');  // separators that are cut
  for (int i = 0; i < 400; ++i) terms.push_back(Term::Iri(deep + std::to_string(1000 + i)));
  test.WriteBase(terms);
  const auto cache = std::make_shared<PageCache>();
  std::mt19937_64 random(3);
  for (int i = 0; i < 6000; ++i) {
    const size_t at = random() % terms.size();
    const Dictionary dictionary = test.Open(cache);
    ASSERT_EQ(dictionary.Find(terms[at]).value(), test.ids().at(terms[at])) << ToNTriples(terms[at]);
    const Term absent = Name(static_cast<int>(random() % 70000));
    const auto known = test.ids().find(absent);
    ASSERT_EQ(dictionary.Find(absent).value(), known == test.ids().end() ? TermId::Null() : known->second);
    Term longer = terms[at];
    longer.value += "!";
    if (test.ids().contains(longer) || longer.is_literal()) continue;
    ASSERT_EQ(dictionary.Find(longer).value(), TermId::Null());
  }
  EXPECT_GT(cache->separators().size_bytes(), 0u);
}

TEST(DictionaryTest, AllListsATagAndRefusesLargeOnes) {
  TestDictionary test;
  test.WriteBase(Names(3));
  test.Append(Name(3));
  const Dictionary dictionary = test.Open();
  EXPECT_THAT(dictionary.All(Tag::kIriBase).value(),
              ElementsAre(TermId(Tag::kIriBase, 0), TermId(Tag::kIriBase, 1), TermId(Tag::kIriBase, 2)));
  EXPECT_THAT(dictionary.All(Tag::kIriAppended).value(), ElementsAre(TermId(Tag::kIriAppended, 0)));
  EXPECT_THAT(dictionary.All(Tag::kStringBase).value(), IsEmpty());
  DictionaryCounts counts;
  counts.terms[static_cast<size_t>(Tag::kIriBase)] = Dictionary::kMaxRegion;
  EXPECT_EQ(test.OpenWith(counts).All(Tag::kIriBase).value().size(), Dictionary::kMaxRegion);
  ++counts.terms[static_cast<size_t>(Tag::kIriBase)];
  EXPECT_TRUE(absl::IsResourceExhausted(test.OpenWith(counts).All(Tag::kIriBase).status()));
}

TEST(DictionaryTest, ForEachVisitsATagInIdOrder) {
  TestDictionary test;
  test.WriteBase(OddTerms());
  for (int i = 0; i < 300; ++i) test.Append(Name(i));
  const Dictionary dictionary = test.Open();
  std::map<Term, TermId> visited;
  for (int tag = 0; tag < 32; ++tag) {
    uint64_t next = 0;
    const auto status = dictionary.ForEach(static_cast<Tag>(tag), [&](TermId id, const Term& term) {
      EXPECT_EQ(id, TermId(static_cast<Tag>(tag), next++));
      visited[term] = id;
      return absl::OkStatus();
    });
    ASSERT_TRUE(status.ok()) << status;
  }
  EXPECT_TRUE(visited == test.ids());
}

TEST(DictionaryTest, ForEachEndsWithTheVisitorsError) {
  TestDictionary test;
  test.WriteBase(Names(300));
  for (int i = 300; i < 600; ++i) test.Append(Name(i));
  for (const Tag tag : {Tag::kIriBase, Tag::kIriAppended}) {
    int visits = 0;
    const auto status = test.Open().ForEach(tag, [&](TermId, const Term&) {
      return ++visits == 150 ? absl::CancelledError("enough") : absl::OkStatus();
    });
    EXPECT_TRUE(absl::IsCancelled(status));
    EXPECT_EQ(visits, 150);
  }
}

TEST(DictionaryTest, OldGenerationsAreApart) {
  TestDictionary test;
  test.WriteBase(Names(300), 1);
  const DictionaryCounts old_counts = test.counts();
  const auto cache = std::make_shared<PageCache>();
  ExpectFindsAll(test, test.Open(cache));
  TestDictionary newer;
  newer.WriteBase(Names(3), 2);
  EXPECT_TRUE(newer.OpenWith(newer.counts(), cache).Find(Name(2)).value() == TermId(Tag::kIriBase, 2));
  EXPECT_TRUE(absl::IsDataLoss(newer.OpenWith(old_counts).Find(Name(2)).status()));
}

TEST(DictionaryTest, ManyThreadsReadOne) {
  TestDictionary test;
  test.WriteBase(Names(2000));
  const Dictionary dictionary = test.Open(std::make_shared<PageCache>(32 << 10));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 1000; ++i) {
        const Term term = Name((i * 37 + t * 11) % 2000);
        const TermId id = dictionary.Find(term).value();
        ASSERT_EQ(dictionary.Resolve(id).value(), term);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tern::dictionary
