#include "tests/reference/fact_generator.h"

#include <algorithm>
#include <utility>

namespace tern::reference {

using model::Stance;
using model::Term;

store::ClaimSpec FactGenerator::Claim() {
  store::ClaimSpec claim;
  if (dice_.Chance(45)) return claim;
  claim.stance = static_cast<Stance>(dice_.Chance(60) ? 0 : dice_.Below(3));
  if (dice_.Chance(30)) {
    claim.kind = store::ClaimSpec::Kind::kNamed;
    const int which = dice_.Below(3);
    claim.name = which == 2 ? Term::Blank("g") : Name(which == 0 ? "G" : "A");
    return claim;
  }
  claim.kind = store::ClaimSpec::Kind::kAnonymous;
  const auto entity = [this] { return Name(dice_.Pick(EntityNames())); };
  if (dice_.Chance(75)) claim.properties.emplace_back(Term::Iri(iri::kBy), entity());
  if (dice_.Chance(20)) claim.properties.emplace_back(Term::Iri(iri::kBy), Name("E"));
  if (dice_.Chance(25)) claim.properties.emplace_back(Term::Iri(iri::kSource), entity());
  if (dice_.Chance(50)) claim.properties.emplace_back(Term::Iri(iri::kOn), dice_.Pick(Dates()).term);
  if (dice_.Chance(10)) claim.properties.emplace_back(Term::Iri(iri::kOn), dice_.Pick(Literals()).term);
  if (dice_.Chance(30)) claim.properties.emplace_back(Name("p"), dice_.Pick(Literals()).term);
  std::sort(claim.properties.begin(), claim.properties.end());
  claim.properties.erase(std::unique(claim.properties.begin(), claim.properties.end()),
                         claim.properties.end());
  return claim;
}

store::Fact FactGenerator::Fact() {
  store::Fact fact;
  const bool odd_subject = dice_.Chance(12);
  fact.subject =
      odd_subject ? (dice_.Chance(60) ? Term::Blank("n") : Name("G")) : Name(dice_.Pick(EntityNames()));
  fact.predicate = Name(dice_.Pick(PredicateNames()));
  fact.object = dice_.Chance(30) ? dice_.Pick(Literals()).term : Name(dice_.Pick(EntityNames()));
  switch (dice_.Below(20)) {
    case 0:
    case 1:
      fact.predicate = Term::Iri(iri::kBy);
      break;
    case 2:
      fact.predicate = Term::Iri(iri::kOn);
      fact.object = dice_.Pick(Dates()).term;
      break;
    case 3:
      fact.predicate = Term::Iri(dice_.Chance(50) ? iri::kPublisher : iri::kSource);
      break;
    case 4:
      fact.predicate = Term::Iri(iri::kLabel);
      fact.object = dice_.Pick(Texts()).term;
      break;
    default:
      break;
  }
  fact.claim = Claim();
  return fact;
}

std::vector<store::Changes> FactGenerator::History() {
  std::vector<store::Changes> history;
  const int commits = 1 + dice_.Below(4);
  for (int i = 0; i < commits; ++i) {
    store::Changes changes;
    const int count = i == 0 ? 25 + dice_.Below(25) : dice_.Below(16);
    for (int k = 0; k < count; ++k) {
      changes.changes.push_back({i == 0 || !dice_.Chance(20), Fact()});
    }
    history.push_back(std::move(changes));
  }
  return history;
}

}  // namespace tern::reference
