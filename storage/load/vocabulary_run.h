// The sorted terms of a partial vocabulary in scratch files, and their merge. A run has three files:
//
//   terms   keys (the tag in front) ascending: bytes shared with the one before and bytes that follow (4
//   each),
//           those bytes
//   order   for each of them its number in the partial vocabulary (4)
//   ids     for each of them its final id (8): written by the merge
//
// so that the merge reads and writes every file from end to end, and the ids of one run at a time are put in
// the sequence of the numbers when its rows are mapped.
#ifndef TERN_STORAGE_LOAD_VOCABULARY_RUN_H_
#define TERN_STORAGE_LOAD_VOCABULARY_RUN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/load/partial_vocabulary.h"
#include "storage/memory/paged_array.h"
#include "storage/model/term_id.h"

namespace tern::load {

struct VocabularyRun {
  std::string path;  // with ".terms", ".order" and ".ids" behind it
  uint32_t terms = 0;
};

absl::Status WriteVocabularyRun(const PartialVocabulary& vocabulary, const VocabularyRun& run);

// Gives every distinct term an id, by tag and key, and writes the ids of every run. An error of `assign` ends
// it.
using AssignId = absl::FunctionRef<absl::StatusOr<model::TermId>(model::Tag tag, std::string_view key)>;
absl::Status MergeVocabularyRuns(const std::vector<VocabularyRun>& runs, AssignId assign);

// The final ids of a run's terms by their numbers. REQUIRES: the runs are merged.
absl::StatusOr<memory::PagedArray<model::TermId>> ReadFinalIds(const VocabularyRun& run);

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_VOCABULARY_RUN_H_
