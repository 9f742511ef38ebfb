// Joins by looking up each left row in an order of the store (an index nested loop). The rows of a left batch
// are sorted by what is looked up, so that one cursor goes forward over the order and equal keys are read
// once. Right when the left side has few rows; costs a seek of some microseconds a distinct key.
#ifndef TERN_ENGINE_EXECUTE_LOOKUP_JOIN_H_
#define TERN_ENGINE_EXECUTE_LOOKUP_JOIN_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/execute/operator.h"
#include "engine/execute/partner_filter.h"
#include "engine/execute/row_reader.h"
#include "engine/execute/scan_layout.h"

namespace tern::execute {

class LookupJoinOperator : public Operator {
 public:
  // `right`: what to look up. `right_variables`: what to read of it that the left side does not bind;
  // `partners` was made for the left side's columns and these.
  LookupJoinOperator(Context* context, std::vector<Variable> variables, std::vector<Variable> right_variables,
                     std::unique_ptr<PartnerFilter> partners, OperatorPtr left, ScanLayout right);

  absl::StatusOr<bool> Next(Batch& batch) override;
  void AllowCounts() override { left_->AllowCounts(); }

 private:
  // What one left row looks up: the leading columns of the order's rows. A row has several keys where a
  // constant has several ids, or a named claim several stances.
  struct Key {
    model::Row row;
    uint32_t left_row;
  };

  void PlanColumns();
  void AddKeys(size_t left_row);
  void AddIds(size_t column, size_t left_row, std::vector<model::TermId>& ids) const;
  absl::StatusOr<bool> NextLeftBatch();
  absl::Status OpenReader();
  absl::StatusOr<bool> NextGroup();
  absl::StatusOr<bool> FindPairs();
  void EmitRow();
  bool LeftMatches(size_t left_row) const;
  model::TermId Bound(size_t column) const;

  OperatorPtr left_;
  ScanLayout layout_;
  std::array<std::optional<size_t>, 4>
      left_columns_;   // of the order's columns, where the left side binds them
  size_t prefix_ = 0;  // columns that are looked up
  ScanChecks checks_;
  std::vector<Variable> right_variables_;  // what the scan adds
  static constexpr size_t kStance = 4;
  std::vector<size_t> right_sources_;  // of each: the order's column, or kStance
  std::array<bool, 4> read_ = {};
  std::unique_ptr<PartnerFilter> partners_;
  bool rows_ended_ = true;  // the ends of the left batch's rows are with the pairs
  Batch left_batch_;
  Batch right_rows_;  // the scan's part of the output's rows
  std::vector<Key> keys_;
  std::vector<model::TermId> column_ids_;  // scratch of AddKeys
  size_t group_begin_ = 0;                 // keys with one row
  size_t group_end_ = 0;
  std::unique_ptr<RowReader> reader_;
  std::optional<model::Row> last_key_;  // that the reader was moved to
  uint64_t work_ = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_LOOKUP_JOIN_H_
