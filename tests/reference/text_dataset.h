// Datasets and answers as short text, for tests by hand.
#ifndef TERN_TESTS_REFERENCE_TEXT_DATASET_H_
#define TERN_TESTS_REFERENCE_TEXT_DATASET_H_

#include <string>
#include <string_view>
#include <vector>

#include "tests/reference/dataset.h"
#include "tests/reference/evaluator.h"

namespace tern::reference {

// The facts of walks in TernQL's fact syntax, claims numbered from 1 as they come. An edge whose map is
// {graph: NAME} is stated by the named claim NAME.
Dataset DatasetOf(std::string_view facts);

// The query's answer over it, a row a line, cells in TernQL's short form with " | " between them; sorted
// unless the query orders them.
std::vector<std::string> AnswerLines(const Dataset& dataset, std::string_view query,
                                     const Parameters& parameters = {});

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_TEXT_DATASET_H_
