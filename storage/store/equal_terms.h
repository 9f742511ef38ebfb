// Every way to write one value: the ids that a literal in a walk finds ("a literal means: equals this
// value").
#ifndef TERN_STORAGE_STORE_EQUAL_TERMS_H_
#define TERN_STORAGE_STORE_EQUAL_TERMS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "storage/dictionary/dictionary.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"
#include "storage/store/odd_values.h"

namespace tern::store {

// The ids of literals whose value equals that of `literal`, ascending, each once; some inline ones may stand
// for terms that no statement has. A date does not find the dateTimes of its day: there are too many of them
// to name, so who wants them compares with a range. `monitor` (may be null) is polled. REQUIRES: `literal` is
// a literal.
absl::StatusOr<std::vector<model::TermId>> FindEqualLiterals(const model::Term& literal,
                                                             const dictionary::Dictionary& dictionary,
                                                             OddValues& odd_values,
                                                             const ReadMonitor* monitor = nullptr);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_EQUAL_TERMS_H_
