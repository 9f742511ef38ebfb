// The final ids of a load's terms, which come in the order of a dictionary base: ranks of a new base where
// the store has no terms yet, else the ids that it has for them, or numbers of appended terms.
#ifndef TERN_STORAGE_LOAD_TERM_ASSIGNER_H_
#define TERN_STORAGE_LOAD_TERM_ASSIGNER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/dictionary/dictionary.h"
#include "storage/kv/key_value.h"
#include "storage/load/claim_collector.h"
#include "storage/load/scratch_file.h"
#include "storage/model/term_id.h"
#include "storage/store/bulk.h"

namespace tern::load {

// Not thread-safe.
class TermAssigner {
 public:
  // Files lie in `scratch`; `labels` gets the labels of claims.
  TermAssigner(store::BulkStore* bulk, const store::SnapshotImpl& base, uint32_t generation,
               const std::string& scratch, ClaimCollector* labels);

  // The id of the next term. Blank nodes (tag kBlank, the key a name) are numbered behind those of the store,
  // labels of claims (kClaim) get ClaimCollector::LabelId.
  absl::StatusOr<model::TermId> Assign(model::Tag tag, std::string_view key);
  // To be called behind the last term.
  absl::Status Finish();

  // After Finish: puts the terms into the commit, which may use the assigner while it is written.
  void FillIn(store::BulkCommit& commit) const;
  const dictionary::DictionaryCounts& counts() const { return counts_; }
  uint64_t next_blank() const { return next_blank_; }

 private:
  absl::StatusOr<model::TermId> AddToBase(model::Tag tag, std::string_view key);
  absl::StatusOr<model::TermId> FindOrAppend(model::Tag tag, std::string_view key);
  absl::Status VisitAppended(store::BulkCommit::VisitTerm visit) const;

  store::BulkStore* const bulk_;
  const store::SnapshotImpl& base_;
  ClaimCollector* const labels_;
  const std::string base_path_;
  dictionary::DictionaryCounts counts_;
  uint64_t next_blank_;
  uint64_t next_label_ = 0;
  const bool makes_base_;
  uint64_t base_terms_ = 0;
  std::unique_ptr<kv::TableWriter> base_table_;
  dictionary::BaseWriter base_writer_;
  ScratchWriter appended_;
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_TERM_ASSIGNER_H_
