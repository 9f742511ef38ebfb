// What the workers of one load share: where scratch files lie, whether to go on, and the partial loads that
// they have spilled.
#ifndef TERN_STORAGE_LOAD_LOAD_STATE_H_
#define TERN_STORAGE_LOAD_LOAD_STATE_H_

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "storage/load/loader.h"
#include "storage/load/vocabulary_run.h"
#include "storage/model/term_id.h"

namespace tern::load {

// What a worker has written between two spills of its vocabulary: the terms, and rows and claims in their
// numbers.
//
// A provisional id is an inline id, or one of
//   kLocal       payload: number in the partial vocabulary (of an IRI, a literal, a blank node or a claim's
//   label) kClaimIriBase, kClaimBlank   (claim column) the same number << 2 | stance
struct PartialLoad {
  VocabularyRun vocabulary;  // ".rows", ".claimed" and ".claims" lie beside its files
  std::string RowsPath() const { return vocabulary.path + ".rows"; }
  std::string ClaimedRowsPath() const { return vocabulary.path + ".claimed"; }
  std::string ClaimsPath() const { return vocabulary.path + ".claims"; }
};

// Facts in RowsPath and ClaimedRowsPath.
struct ProvisionalRow {
  uint32_t subject;  // numbers in the vocabulary
  uint32_t predicate;
  model::TermId object;
};
struct ProvisionalClaimedRow {
  ProvisionalRow row;
  model::TermId claim;
};

// Thread-safe.
class LoadState {
 public:
  LoadState(std::string scratch, LoadOptions options)
      : scratch_(std::move(scratch)), options_(std::move(options)) {}

  // A path for the files of the next partial load.
  std::string NewPath() { return scratch_ + "/part-" + std::to_string(next_part_++); }
  const std::string& scratch() const { return scratch_; }

  void AddPart(PartialLoad part, uint64_t facts) {
    const std::lock_guard<std::mutex> lock(mutex_);
    parts_.push_back(std::move(part));
    facts_read_ += facts;
  }
  // REQUIRES: no worker lives.
  const std::vector<PartialLoad>& parts() const { return parts_; }
  uint64_t facts_read() const { return facts_read_; }

  // The first failure stays, and ends all workers.
  absl::Status Fail(absl::Status status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (failure_.ok()) failure_ = std::move(status);
    failed_ = true;
    return failure_;
  }
  bool failed() const { return failed_; }
  absl::Status failure() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return failure_;
  }

  // Tells where the load stands, and asks whether to go on.
  absl::Status Report(std::string_view phase, uint64_t done, uint64_t total) {
    const std::lock_guard<std::mutex> lock(report_mutex_);
    if (options_.progress) options_.progress({phase, done, total});
    if (options_.cancelled && options_.cancelled()) return absl::CancelledError("the load was cancelled");
    return absl::OkStatus();
  }
  // Facts read by all workers, for Report.
  uint64_t CountItems(uint64_t items) { return items_ += items; }

 private:
  const std::string scratch_;
  const LoadOptions options_;
  std::atomic<uint64_t> next_part_{0};
  std::atomic<uint64_t> items_{0};
  std::atomic<bool> failed_{false};
  std::mutex report_mutex_;
  std::mutex mutex_;
  std::vector<PartialLoad> parts_;
  uint64_t facts_read_ = 0;
  absl::Status failure_;
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_LOAD_STATE_H_
