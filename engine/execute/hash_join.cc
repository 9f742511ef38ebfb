#include "engine/execute/hash_join.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace tern::execute {

using model::TermId;

namespace {

constexpr size_t kRowsPerPoll = 65536;

}  // namespace

HashJoinOperator::HashJoinOperator(Context* context, std::vector<Variable> variables,
                                   std::vector<Variable> sorted_by, std::unique_ptr<PartnerFilter> partners,
                                   OperatorPtr left, OperatorPtr right)
    : Operator(context, std::move(variables), std::move(sorted_by)),
      left_(std::move(left)),
      right_(std::move(right)),
      partners_(std::move(partners)),
      memory_(context) {
  const std::vector<Variable> keys = SharedVariables(left_->variables(), right_->variables());
  left_keys_ = ColumnsOf(*left_, keys);
  right_keys_ = ColumnsOf(*right_, keys);
}

size_t HashJoinOperator::Bucket(const Batch& rows, const std::vector<size_t>& keys, size_t row) const {
  uint64_t hash = 0;
  for (const size_t key : keys) {
    hash = (hash ^ rows.columns[key][row].bits()) * 0x9E3779B97F4A7C15ull;
    hash ^= hash >> 32;
  }
  return static_cast<size_t>(hash) & (buckets_.size() - 1);
}

bool HashJoinOperator::HasNullKey(const Batch& rows, const std::vector<size_t>& keys, size_t row) const {
  return std::any_of(keys.begin(), keys.end(), [&](size_t key) { return rows.columns[key][row].is_null(); });
}

bool HashJoinOperator::Matches(size_t left_row, size_t right_row) const {
  for (size_t i = 0; i < left_keys_.size(); ++i) {
    if (probe_.columns[left_keys_[i]][left_row] != build_.columns[right_keys_[i]][right_row]) return false;
  }
  return true;
}

absl::Status HashJoinOperator::Build() {
  built_ = true;
  build_.Reset(right_->variables().size());
  Batch batch;
  for (;;) {
    auto more = right_->Next(batch);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (batch.rows > kMaxBuildRows - build_.rows)
      return absl::ResourceExhaustedError("memory limit: a join is too large");
    // Vectors grow by doubling, so that twice the bytes may be held.
    const size_t rows = build_.rows + batch.rows;
    const size_t bytes = rows * (2 * build_.columns.size() * sizeof(TermId) + 3 * sizeof(uint32_t));
    if (absl::Status status = memory_.Set(bytes); !status.ok()) return status;
    for (size_t c = 0; c < batch.columns.size(); ++c) {
      build_.columns[c].insert(build_.columns[c].end(), batch.columns[c].begin(), batch.columns[c].end());
    }
    build_.rows = rows;
  }
  buckets_.assign(left_keys_.empty() ? 1 : std::bit_ceil(build_.rows + 1), 0);
  next_.resize(build_.rows);
  // From the last row to the first, so that every chain is in the sequence of the rows.
  for (size_t row = build_.rows; row-- > 0;) {
    if (row % kRowsPerPoll == 0) {
      if (absl::Status status = context()->Poll(); !status.ok()) return status;
    }
    if (HasNullKey(build_, right_keys_, row)) continue;
    uint32_t& bucket = buckets_[Bucket(build_, right_keys_, row)];
    next_[row] = bucket;
    bucket = static_cast<uint32_t>(row) + 1;
  }
  return absl::OkStatus();
}

// Pairs rows of the probe batch until it ends or enough pairs are held.
void HashJoinOperator::Probe() {
  const size_t wanted = context()->batch_rows();
  while (probe_row_ < probe_.rows && partners_->size() < wanted) {
    if (!in_chain_) {
      chain_ =
          HasNullKey(probe_, left_keys_, probe_row_) ? 0 : buckets_[Bucket(probe_, left_keys_, probe_row_)];
      in_chain_ = true;
    }
    if (!partners_->WantsPairs(probe_row_)) chain_ = 0;
    while (chain_ != 0 && partners_->size() < wanted) {
      const size_t right_row = chain_ - 1;
      chain_ = next_[right_row];
      if (!Matches(probe_row_, right_row)) continue;
      partners_->AddPair(probe_row_, right_row);
      if (partners_->one_is_enough() && !partners_->has_condition()) chain_ = 0;
    }
    if (chain_ != 0) return;
    partners_->EndRow(probe_row_);
    in_chain_ = false;
    ++probe_row_;
  }
}

absl::StatusOr<bool> HashJoinOperator::Next(Batch& batch) {
  if (!built_) {
    if (absl::Status status = Build(); !status.ok()) return status;
  }
  batch.Reset(variables().size());
  if (build_.rows == 0 && !partners_->keeps_lonely()) return false;
  for (;;) {
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    Probe();
    if (partners_->size() > 0) {
      if (absl::Status status = partners_->Flush(probe_, build_, batch); !status.ok()) return status;
      if (batch.rows > 0) return true;
      continue;
    }
    auto more = left_->Next(probe_);
    if (!more.ok() || !*more) return more;
    partners_->BeginLeft(probe_.rows);
    probe_row_ = 0;
    in_chain_ = false;
  }
}

}  // namespace tern::execute
