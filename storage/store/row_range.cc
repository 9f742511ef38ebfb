#include "storage/store/row_range.h"

#include "absl/status/status.h"
#include "storage/model/text.h"
#include "storage/order/order.h"

namespace tern::store {
namespace {

constexpr int kColumns = 4;

bool IsPropertyOrder(order::Order order) {
  return order == order::Order::kPropertySpo || order == order::Order::kPropertyPos;
}

absl::Status CheckSpec(const ScanSpec& spec) {
  if (spec.prefix_length < 0 || spec.prefix_length > kColumns) {
    return absl::InvalidArgumentError(
        model::StrCat("a scan has a prefix of ", spec.prefix_length, " columns"));
  }
  if (spec.range.has_value() && spec.prefix_length == kColumns) {
    return absl::InvalidArgumentError("a scan has a range behind its last column");
  }
  if (IsPropertyOrder(spec.order)) {
    return absl::InvalidArgumentError("a scan asks for properties by their space, not by their order");
  }
  if (spec.space != Space::kFacts && spec.order != order::Order::kSpo && spec.order != order::Order::kPos) {
    return absl::InvalidArgumentError(model::StrCat(
        "properties are kept in the orders SPO and POS only, not in ", order::NameOf(spec.order)));
  }
  if (spec.mode == ClaimMode::kFact && spec.order == order::Order::kCspo) {
    return absl::InvalidArgumentError("the order CSPO has claims only, and cannot give each fact once");
  }
  return absl::OkStatus();
}

}  // namespace

RowRange RowRange::All() {
  RowRange range;
  range.last.fill(model::TermId::Max());
  return range;
}

absl::StatusOr<RowRange> RangeOf(const ScanSpec& spec) {
  if (absl::Status status = CheckSpec(spec); !status.ok()) return status;
  RowRange range = RowRange::All();
  const size_t claim_column = spec.order == order::Order::kCspo ? 0 : 3;
  const bool claim_is_null = spec.mode == ClaimMode::kFact;
  for (size_t column = 0; column < static_cast<size_t>(spec.prefix_length); ++column) {
    if (claim_is_null && column == claim_column) {
      range.empty = range.empty || !spec.prefix[column].is_null();
      continue;
    }
    range.first[column] = range.last[column] = spec.prefix[column];
  }
  if (spec.range.has_value()) {
    const size_t column = static_cast<size_t>(spec.prefix_length);
    const auto& [low, high] = *spec.range;
    if (low > high) range.empty = true;
    if (claim_is_null && column == claim_column) {
      range.empty = range.empty || !low.is_null();
    } else {
      range.first[column] = low;
      range.last[column] = high;
    }
  }
  return range;
}

}  // namespace tern::store
