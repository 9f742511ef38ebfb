// A store of a single fact, and how to compare facts that went out and came back: what fuzzers of readers and
// exporters share.
#ifndef TERN_TESTS_FUZZ_ONE_FACT_H_
#define TERN_TESTS_FUZZ_ONE_FACT_H_

#include <cstddef>
#include <map>
#include <string>

#include "storage/model/text.h"
#include "storage/store/fact.h"
#include "tests/engine/execute/fake_snapshot.h"

namespace tern::fuzz {

// A fact whose blank nodes and anonymous claims are numbered in the order in which they stand in it.
class Renumbered {
 public:
  explicit Renumbered(const store::Fact& fact) {
    fact_.subject = Of(fact.subject);
    fact_.predicate = fact.predicate;
    fact_.object = Of(fact.object);
    fact_.claim.kind = fact.claim.kind;
    fact_.claim.stance = fact.claim.stance;
    if (fact.claim.kind == store::ClaimSpec::Kind::kNamed) fact_.claim.name = Of(fact.claim.name);
    if (fact.claim.kind == store::ClaimSpec::Kind::kLabelled)
      fact_.claim.label = Of(model::Term::Claim(fact.claim.label)).value;
  }
  const store::Fact& fact() const { return fact_; }

 private:
  model::Term Of(model::Term term) {
    if (term.kind != model::TermKind::kBlank && term.kind != model::TermKind::kClaim) return term;
    auto& numbers = term.kind == model::TermKind::kBlank ? blanks_ : claims_;
    const size_t number = numbers.try_emplace(term.value, numbers.size() + 1).first->second;
    term.value = model::StrCat(term.kind == model::TermKind::kBlank ? "b" : "", number);
    return term;
  }

  store::Fact fact_;
  std::map<std::string, size_t> blanks_;
  std::map<std::string, size_t> claims_;
};

// Puts `fact` into an empty snapshot. REQUIRES: `fact` is renumbered.
inline void AddFact(const store::Fact& fact, execute::FakeSnapshot* snapshot) {
  using store::ClaimSpec;
  // A claim's number as a term has its stance in it, which only the claim column tells.
  const auto id_of = [&](const model::Term& term) {
    if (term.kind != model::TermKind::kClaim) return snapshot->Id(term);
    const bool is_own = fact.claim.kind == ClaimSpec::Kind::kLabelled && term.value == fact.claim.label;
    return model::AnonymousClaim(std::stoull(term.value), is_own ? fact.claim.stance : model::Stance::kFor);
  };
  model::TermId claim;
  if (fact.claim.kind == ClaimSpec::Kind::kNamed) {
    claim = model::NamedClaim(snapshot->Id(fact.claim.name), fact.claim.stance);
  } else if (fact.claim.kind == ClaimSpec::Kind::kLabelled) {
    claim = id_of(model::Term::Claim(fact.claim.label));
  }
  snapshot->Add({id_of(fact.subject), snapshot->Id(fact.predicate), id_of(fact.object), claim});
}

}  // namespace tern::fuzz

#endif  // TERN_TESTS_FUZZ_ONE_FACT_H_
