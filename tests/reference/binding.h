// A row of the reference evaluator before any projection.
#ifndef TERN_TESTS_REFERENCE_BINDING_H_
#define TERN_TESTS_REFERENCE_BINDING_H_

#include <map>
#include <string>

#include "storage/model/term_id.h"
#include "tests/reference/cell.h"

namespace tern::reference {

struct Binding {
  // Variables by name; one that is not there is not bound yet, one that is null joins nothing. Names that no
  // variable can have are the evaluator's own: "?x <iri>" is the edge of the access `?x.key`, "#…" is inner.
  std::map<std::string, Cell> cells;
  std::map<std::string, model::Stance> stances;  // of claim variables
};

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_BINDING_H_
