// What `match … delete … insert …` makes of a dataset, by the letter: all rows are read first, then each
// clause is applied for all of them.
#ifndef TERN_TESTS_REFERENCE_UPDATES_H_
#define TERN_TESTS_REFERENCE_UPDATES_H_

#include <optional>
#include <set>
#include <string>

#include "engine/syntax/syntax_tree.h"
#include "tests/reference/dataset.h"
#include "tests/reference/scope.h"

namespace tern::reference {

// Nothing where a literal would be a subject: then nothing is written. Its claims are numbered anew, "new1",
// …. REQUIRES: nodes and map values of the clauses are terms or variables, paths are names.
std::optional<Dataset> ApplyUpdate(Dataset dataset, const syntax::Update& update,
                                   const Parameters& parameters);

// A line a statement, with an anonymous claim's stance and properties in place of its number.
std::set<std::string> LinesOf(const Dataset& dataset);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_UPDATES_H_
