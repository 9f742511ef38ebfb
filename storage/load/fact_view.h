// A fact as its reader sees it: views into the reader's buffers, so that a bulk load makes no string for a
// term that it knows already. Anonymous claims with properties come as store::Fact.
#ifndef TERN_STORAGE_LOAD_FACT_VIEW_H_
#define TERN_STORAGE_LOAD_FACT_VIEW_H_

#include <string_view>

#include "storage/model/term.h"
#include "storage/model/term_id.h"
#include "storage/store/fact.h"

namespace tern::load {

// model::Term, but that it owns nothing. `datatype` of a literal is never empty; a kClaim's value is its
// label in the file.
struct TermView {
  model::TermKind kind = model::TermKind::kIri;
  std::string_view value;
  std::string_view datatype;
  std::string_view language;
};

struct ClaimView {
  store::ClaimSpec::Kind kind = store::ClaimSpec::Kind::kNone;  // not kAnonymous
  model::Stance stance = model::Stance::kFor;
  TermView name;           // kNamed: an IRI or a blank node
  std::string_view label;  // kLabelled
};

// Valid during the call that takes it.
struct FactView {
  TermView subject;
  TermView predicate;
  TermView object;
  ClaimView claim;
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_FACT_VIEW_H_
