// Relations without a store, for the tests of what joins them.
#ifndef TERN_TESTS_ENGINE_OPTIMIZE_RELATION_TESTING_H_
#define TERN_TESTS_ENGINE_OPTIMIZE_RELATION_TESTING_H_

#include "engine/algebra/plan.h"
#include "engine/optimize/relation.h"
#include "storage/model/term.h"

namespace tern::optimize {

// A relation of a scan "?s <p> ?o" with so many rows.
inline Relation RelationOf(const char* s, const char* o, double rows, double distinct_s, double distinct_o) {
  algebra::Scan scan;
  scan.subject = algebra::Slot::Var(s);
  scan.predicate = algebra::Slot::Constant(model::Term::Iri("urn:p"));
  scan.predicate.ids = {model::TermId(model::Tag::kIriBase, 1)};
  scan.object = algebra::Slot::Var(o);
  Relation relation;
  relation.node = algebra::MakeNode(scan);
  relation.scan = relation.node->As<algebra::Scan>();
  relation.scanned_rows = relation.rows = rows;
  relation.distinct[s] = distinct_s;
  relation.distinct[o] = distinct_o;
  return relation;
}

}  // namespace tern::optimize

#endif  // TERN_TESTS_ENGINE_OPTIMIZE_RELATION_TESTING_H_
