#include "storage/dictionary/renumbering.h"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "storage/model/dictionary_key.h"
#include "tests/storage/dictionary/test_dictionary.h"

namespace tern::dictionary {
namespace {

using model::Tag;
using model::Term;
using model::TermId;

// A dictionary of the marked terms of another.
class Rewritten {
 public:
  Rewritten(const TestDictionary& old, const std::vector<TermId>& marks)
      : renumbering_(Renumbering::Create(old.counts()).value()) {
    for (const TermId id : marks) EXPECT_TRUE(renumbering_.Mark(id).ok());
    kv::Batch batch;
    BaseWriter writer(2, [&](std::string_view key, std::string_view value) {
      batch.Put(kv::Family::kDictionary, std::string(key), std::string(value));
      return absl::OkStatus();
    });
    const auto view = old.store().NewView().value();
    status_ = renumbering_.WriteBase(*view, writer, [](uint64_t) { return absl::OkStatus(); });
    if (!status_.ok()) return;
    counts_ = writer.Finish().value();
    EXPECT_TRUE(store_->Write(batch).ok());
  }

  const absl::Status& status() const { return status_; }
  const Renumbering& renumbering() const { return renumbering_; }
  const DictionaryCounts& counts() const { return counts_; }
  Dictionary Open() const { return Dictionary(store_->NewView().value(), counts_); }

 private:
  std::unique_ptr<kv::MemoryKeyValue> store_ = kv::MemoryKeyValue::Create();
  Renumbering renumbering_;
  DictionaryCounts counts_;
  absl::Status status_;
};

struct Case {
  int terms;
  double base_share;
  double marked_share;
};

class RenumberingTest : public ::testing::TestWithParam<Case> {};

TEST_P(RenumberingTest, MarkedTermsAreTheNewBaseInOrder) {
  const Case& test = GetParam();
  std::mt19937_64 random(static_cast<uint64_t>(test.terms));
  std::bernoulli_distribution in_base(test.base_share), is_marked(test.marked_share);
  std::vector<Term> terms = OddTerms();
  for (int i = 0; i < test.terms; ++i)
    terms.push_back(Term::Iri("urn:t:" + std::to_string(random() % 1000000)));
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  std::shuffle(terms.begin(), terms.end(), random);

  TestDictionary old;
  std::vector<Term> base, appended;
  for (const Term& term : terms) (in_base(random) ? base : appended).push_back(term);
  if (!base.empty()) old.WriteBase(base);
  for (const Term& term : appended) old.Append(term);
  std::vector<TermId> marks;
  std::set<TermId> marked;
  for (const auto& [term, id] : old.ids()) {
    if (!is_marked(random)) continue;
    marks.push_back(id);
    marked.insert(id);
  }
  marks.insert(marks.end(), marked.begin(), marked.end());  // twice does not matter

  const Rewritten now(old, marks);
  ASSERT_TRUE(now.status().ok()) << now.status();
  EXPECT_EQ(now.renumbering().marked_count(), marked.size());
  EXPECT_EQ(now.counts().total(), marked.size());
  const Dictionary dictionary = now.Open();
  std::map<Tag, std::map<std::string, TermId>> by_key;
  for (const auto& [term, id] : old.ids()) {
    const TermId mapped = now.renumbering().Map(id);
    if (!marked.contains(id)) {
      EXPECT_TRUE(mapped.is_null());
      EXPECT_TRUE(dictionary.Find(term).value().is_null());
      continue;
    }
    EXPECT_EQ(dictionary.Resolve(mapped).value(), term);
    EXPECT_EQ(dictionary.Find(term).value(), mapped);
    by_key[mapped.tag()][model::DictionaryKey(term)] = mapped;
  }
  for (const auto& [tag, ids] : by_key) {
    uint64_t rank = 0;
    for (const auto& [key, id] : ids) EXPECT_EQ(id, TermId(tag, rank++));
  }
}

INSTANTIATE_TEST_SUITE_P(Dictionaries, RenumberingTest,
                         ::testing::Values(Case{2500, 0.5, 0.5}, Case{2500, 0.95, 0.9}, Case{2500, 0.05, 0.9},
                                           Case{1500, 1, 0.3}, Case{1500, 0, 0.3}, Case{1200, 0.5, 1},
                                           Case{1200, 0.5, 0}, Case{0, 0.5, 0.5}));

TEST(RenumberingIdsTest, ClaimsKeepStancesAndOtherIdsStay) {
  TestDictionary old;
  old.WriteBase({Term::Iri("urn:t:b"), Term::Iri("urn:t:d")});
  const TermId named = old.Append(Term::Iri("urn:t:c"));
  const TermId claim = model::NamedClaim(named, model::Stance::kUnclear);
  const TermId base_claim = model::NamedClaim(TermId(Tag::kIriBase, 1), model::Stance::kAgainst);
  const Rewritten now(old, {claim, base_claim});
  ASSERT_TRUE(now.status().ok());
  const Renumbering& renumbering = now.renumbering();
  EXPECT_EQ(renumbering.Map(claim), model::NamedClaim(TermId(Tag::kIriBase, 0), model::Stance::kUnclear));
  EXPECT_EQ(renumbering.Map(base_claim),
            model::NamedClaim(TermId(Tag::kIriBase, 1), model::Stance::kAgainst));
  EXPECT_EQ(renumbering.Map(named), TermId(Tag::kIriBase, 0));
  EXPECT_TRUE(Renumbering::Moves(claim));
  EXPECT_TRUE(Renumbering::Moves(named));
  EXPECT_FALSE(Renumbering::Moves(base_claim));
  for (const TermId id : {TermId::Null(), TermId(Tag::kBlank, 7), TermId(Tag::kInteger, 5),
                          model::AnonymousClaim(3, model::Stance::kAgainst),
                          model::NamedClaim(TermId(Tag::kBlank, 2), model::Stance::kFor)}) {
    EXPECT_EQ(renumbering.Map(id), id);
    EXPECT_FALSE(Renumbering::Moves(id));
  }
}

TEST(RenumberingIdsTest, TermsThatTheDictionaryLacksAreDamage) {
  TestDictionary old;
  old.WriteBase({Term::Iri("urn:t:a")});
  Renumbering renumbering = Renumbering::Create(old.counts()).value();
  EXPECT_TRUE(renumbering.Mark(TermId(Tag::kIriBase, 0)).ok());
  for (const TermId id : {TermId(Tag::kIriBase, 1), TermId(Tag::kIriAppended, 0), TermId(Tag::kStringBase, 0),
                          model::NamedClaim(TermId(Tag::kIriBase, 9), model::Stance::kFor)}) {
    EXPECT_TRUE(absl::IsDataLoss(renumbering.Mark(id)));
    EXPECT_TRUE(renumbering.Map(id).is_null());
  }
}

TEST(RenumberingIdsTest, BytesForIsWhatTheHeaderSays) {
  DictionaryCounts counts;
  counts.terms[static_cast<size_t>(Tag::kIriBase)] = 1'000'000;
  EXPECT_LT(Renumbering::BytesFor(counts), 150'000u);
  counts.terms[static_cast<size_t>(Tag::kIriAppended)] = 1'000'000;
  EXPECT_LT(Renumbering::BytesFor(counts), 8'500'000u);
}

}  // namespace
}  // namespace tern::dictionary
