// Whether two datasets are the same but for the labels of their blank nodes (RDF 1.1 Concepts §3.6, and §4.1
// for datasets; a blank node that names a graph counts as one). Colours are refined until they no longer tell
// blank nodes apart, then guesses are tried: exact, and fast on all but graphs made to be hard.
#ifndef TERN_TESTS_CONFORMANCE_ISOMORPHISM_H_
#define TERN_TESTS_CONFORMANCE_ISOMORPHISM_H_

#include <vector>

#include "storage/model/statement.h"

namespace tern::conformance {

// Repeated quads count once.
bool AreIsomorphic(const std::vector<model::Quad>& a, const std::vector<model::Quad>& b);

}  // namespace tern::conformance

#endif  // TERN_TESTS_CONFORMANCE_ISOMORPHISM_H_
