// A fact as it comes in: a triple of terms and how it is claimed. Readers and `insert` make facts;
// transactions and the bulk loader turn them into statements.
#ifndef TERN_STORAGE_STORE_FACT_H_
#define TERN_STORAGE_STORE_FACT_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::store {

struct ClaimSpec {
  enum class Kind : uint8_t {
    kNone,       // stated without a claim
    kAnonymous,  // `properties` say who, when, …; the same claim again changes nothing
    kNamed,      // `name` is an IRI or a blank node; its properties are ordinary facts
    kLabelled,  // an anonymous claim of an exported file: `label` is its number there; its properties come as
                // facts whose subject is Term::Claim(label), before or behind
  };
  Kind kind = Kind::kNone;
  model::Stance stance = model::Stance::kFor;
  std::vector<std::pair<model::Term, model::Term>> properties;  // predicate, object; each once
  model::Term name;
  std::string label;

  friend bool operator==(const ClaimSpec&, const ClaimSpec&) = default;
};

struct Fact {
  model::Term subject;
  model::Term predicate;
  model::Term object;
  ClaimSpec claim;

  friend bool operator==(const Fact&, const Fact&) = default;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_FACT_H_
