#include "engine/execute/lookup_join.h"

#include <algorithm>
#include <utility>

namespace tern::execute {

using model::Stance;
using model::TermId;

namespace {

constexpr uint64_t kWorkPerPoll = 256;

size_t BoundPrefix(const ScanLayout& layout, const Operator& left) {
  size_t prefix = 0;
  for (const ScanColumn& column : layout.columns) {
    if (!column.is_constant && (column.variable.empty() || !left.ColumnOf(column.variable))) break;
    ++prefix;
  }
  return prefix;
}

// Appends the claim-column ids that stand for a claim's entity, as far as `mode` has them.
void AddClaimIds(TermId entity, store::ClaimMode mode, std::vector<TermId>& ids) {
  for (const Stance stance : {Stance::kFor, Stance::kAgainst, Stance::kUnclear}) {
    const bool has = mode == store::ClaimMode::kEvery || mode == store::ClaimMode::kRaw ||
                     (mode == store::ClaimMode::kFor && stance == Stance::kFor) ||
                     (mode == store::ClaimMode::kAgainst && stance == Stance::kAgainst) ||
                     (mode == store::ClaimMode::kUnclear && stance == Stance::kUnclear);
    if (!has) continue;
    switch (entity.tag()) {
      case model::Tag::kClaim:
        if (model::StanceOf(entity) == stance) ids.push_back(entity);
        break;
      case model::Tag::kIriBase:
      case model::Tag::kIriAppended:
      case model::Tag::kBlank:
        ids.push_back(model::NamedClaim(entity, stance));
        break;
      default:
        break;
    }
  }
}

}  // namespace

LookupJoinOperator::LookupJoinOperator(Context* context, std::vector<Variable> variables,
                                       std::vector<Variable> right_variables,
                                       std::unique_ptr<PartnerFilter> partners, OperatorPtr left,
                                       ScanLayout right)
    : Operator(context, std::move(variables), {}),
      left_(std::move(left)),
      layout_(std::move(right)),
      prefix_(BoundPrefix(layout_, *left_)),
      checks_(layout_, prefix_, false),
      right_variables_(std::move(right_variables)),
      partners_(std::move(partners)) {
  PlanColumns();
  right_rows_.Reset(right_variables_.size());
}

void LookupJoinOperator::PlanColumns() {
  for (size_t c = 0; c < layout_.columns.size(); ++c) {
    const ScanColumn& column = layout_.columns[c];
    if (!column.variable.empty()) left_columns_[c] = left_->ColumnOf(column.variable);
    const bool is_output = std::find(right_variables_.begin(), right_variables_.end(), column.variable) !=
                           right_variables_.end();
    read_[c] = c < prefix_ || left_columns_[c].has_value() || checks_.Reads(c) || is_output;
  }
  for (const Variable& variable : right_variables_) {
    size_t source = variable == layout_.stance ? kStance : 0;
    while (source != kStance && layout_.columns[source].variable != variable) ++source;
    right_sources_.push_back(source);
  }
  const bool stance_wanted =
      std::find(right_variables_.begin(), right_variables_.end(), layout_.stance) != right_variables_.end();
  if (stance_wanted) read_[layout_.claim_column] = true;
}

// Appends what column `column` is looked up by for a left row.
void LookupJoinOperator::AddIds(size_t column, size_t left_row, std::vector<TermId>& ids) const {
  if (layout_.columns[column].is_constant) {
    const std::vector<TermId>& constants = layout_.columns[column].ids;
    ids.insert(ids.end(), constants.begin(), constants.end());
    return;
  }
  const TermId id = left_batch_.columns[*left_columns_[column]][left_row];
  if (id.is_null()) return;
  if (column == layout_.claim_column) {
    AddClaimIds(id, layout_.spec.mode, ids);
  } else {
    ids.push_back(id);
  }
}

void LookupJoinOperator::AddKeys(size_t left_row) {
  const size_t first = keys_.size();
  keys_.push_back({model::Row{}, static_cast<uint32_t>(left_row)});
  for (size_t c = 0; c < prefix_ && keys_.size() > first; ++c) {
    column_ids_.clear();
    AddIds(c, left_row, column_ids_);
    if (column_ids_.size() == 1) {
      for (size_t k = first; k < keys_.size(); ++k) keys_[k].row[c] = column_ids_[0];
      continue;
    }
    const std::vector<Key> shorter(keys_.begin() + static_cast<ptrdiff_t>(first), keys_.end());
    keys_.resize(first);
    for (const Key& key : shorter) {
      for (const TermId id : column_ids_) {
        keys_.push_back(key);
        keys_.back().row[c] = id;
      }
    }
  }
}

absl::StatusOr<bool> LookupJoinOperator::NextLeftBatch() {
  auto more = left_->Next(left_batch_);
  if (!more.ok() || !*more) return more;
  keys_.clear();
  group_begin_ = group_end_ = 0;
  partners_->BeginLeft(left_batch_.rows);
  rows_ended_ = false;
  if (layout_.is_empty()) return true;
  for (size_t row = 0; row < left_batch_.rows; ++row) AddKeys(row);
  const auto below = [](const Key& a, const Key& b) {
    return a.row != b.row ? a.row < b.row : a.left_row < b.left_row;
  };
  // The left side is often sorted by what is looked up.
  if (!std::is_sorted(keys_.begin(), keys_.end(), below)) std::sort(keys_.begin(), keys_.end(), below);
  return true;
}

absl::Status LookupJoinOperator::OpenReader() {
  store::ScanSpec spec = layout_.spec;
  // Leading constants narrow the cursor; what the left side binds is sought.
  size_t length = 0;
  while (length < prefix_ && layout_.columns[length].is_constant && layout_.columns[length].ids.size() == 1) {
    spec.prefix[length] = layout_.columns[length].ids[0];
    ++length;
  }
  spec.prefix_length = static_cast<int>(length);
  auto cursor = OpenFiltered(spec, layout_.verdicts, context());
  if (!cursor.ok()) return cursor.status();
  reader_ = std::make_unique<RowReader>(*std::move(cursor), read_, prefix_);
  return absl::OkStatus();
}

// Moves to the next key of the left batch. False where there is none.
absl::StatusOr<bool> LookupJoinOperator::NextGroup() {
  group_begin_ = group_end_;
  if (group_begin_ == keys_.size()) return false;
  const model::Row& row = keys_[group_begin_].row;
  while (group_end_ < keys_.size() && keys_[group_end_].row == row) ++group_end_;
  // The cursor only goes forward: a key that is not above the last one needs a new one.
  if (reader_ == nullptr || !last_key_ || row <= *last_key_) {
    if (absl::Status status = OpenReader(); !status.ok()) return status;
  }
  last_key_ = row;
  if (absl::Status status = reader_->SeekTo(row); !status.ok()) return status;
  return true;
}

TermId LookupJoinOperator::Bound(size_t column) const {
  const TermId id = reader_->value(column);
  return column == layout_.claim_column ? model::ClaimEntity(id) : id;
}

// Compares the columns that the left side binds behind the prefix.
bool LookupJoinOperator::LeftMatches(size_t left_row) const {
  for (size_t c = prefix_; c < left_columns_.size(); ++c) {
    if (left_columns_[c] && left_batch_.columns[*left_columns_[c]][left_row] != Bound(c)) return false;
  }
  return true;
}

// Pairs the reader's row with the left rows of the group.
void LookupJoinOperator::EmitRow() {
  if (!checks_.Passes([this](size_t c) { return reader_->value(c); })) return;
  bool added = false;
  for (size_t k = group_begin_; k < group_end_; ++k) {
    const size_t left_row = keys_[k].left_row;
    if (!partners_->WantsPairs(left_row) || !LeftMatches(left_row)) continue;
    partners_->AddPair(left_row, right_rows_.rows);
    added = true;
  }
  if (!added) return;
  for (size_t i = 0; i < right_sources_.size(); ++i) {
    const size_t source = right_sources_[i];
    right_rows_.columns[i].push_back(source == kStance ? StanceValue(reader_->value(layout_.claim_column))
                                                       : Bound(source));
  }
  ++right_rows_.rows;
}

// Goes on until enough pairs are held or the left batch is done with. False at the end.
absl::StatusOr<bool> LookupJoinOperator::FindPairs() {
  while (partners_->size() < context()->batch_rows()) {
    if (work_++ % kWorkPerPoll == 0) {
      if (absl::Status status = context()->Poll(); !status.ok()) return status;
    }
    if (group_begin_ < group_end_ && reader_->has_row() &&
        reader_->CompareKey(keys_[group_begin_].row) == 0) {
      EmitRow();
      if (absl::Status status = reader_->Advance(); !status.ok()) return status;
      continue;
    }
    auto more = NextGroup();
    if (!more.ok()) return more;
    if (*more) continue;
    if (!std::exchange(rows_ended_, true)) {
      for (size_t row = 0; row < left_batch_.rows; ++row) partners_->EndRow(row);
      continue;
    }
    if (partners_->size() > 0) return true;  // the pairs point into the left batch
    more = NextLeftBatch();
    if (!more.ok() || !*more) return more;
  }
  return true;
}

absl::StatusOr<bool> LookupJoinOperator::Next(Batch& batch) {
  batch.Reset(variables().size());
  if (layout_.is_empty() && !partners_->keeps_lonely()) return false;
  while (batch.rows == 0) {
    auto more = FindPairs();
    if (!more.ok() || !*more) return more;
    if (absl::Status status = partners_->Flush(left_batch_, right_rows_, batch); !status.ok()) return status;
    right_rows_.Reset(right_variables_.size());
  }
  return true;
}

}  // namespace tern::execute
