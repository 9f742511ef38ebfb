#include "engine/execute/path_edges.h"

#include <algorithm>
#include <array>
#include <vector>

#include "storage/order/order.h"

namespace tern::execute {
namespace {

using model::TermId;
using order::Order;
using order::Part;

constexpr size_t kRows = 256;

store::ScanSpec SpecOf(Order order, std::initializer_list<TermId> prefix) {
  store::ScanSpec spec;
  spec.order = order;
  for (const TermId id : prefix) spec.prefix[static_cast<size_t>(spec.prefix_length++)] = id;
  return spec;
}

bool Takes(const paths::Step& step, TermId predicate) {
  return !std::binary_search(step.predicates.begin(), step.predicates.end(), predicate);
}

}  // namespace

// Columns `wanted` and `predicate` of the rows of `spec`.
absl::Status PathEdges::Scan(const store::ScanSpec& spec, int wanted, int predicate, VisitPair visit) {
  auto cursor = OpenFiltered(spec, verdicts_, context_);
  if (!cursor.ok()) return cursor.status();
  std::array<TermId, kRows> values;
  std::array<TermId, kRows> predicates;
  std::array<TermId*, 4> out = {};
  out[static_cast<size_t>(wanted)] = values.data();
  out[static_cast<size_t>(predicate)] = predicates.data();
  while (true) {
    auto rows = (*cursor)->Next(kRows, out);
    if (!rows.ok()) return rows.status();
    if (*rows == 0) return absl::OkStatus();
    if (absl::Status status = context_->Poll(); !status.ok()) return status;
    for (size_t i = 0; i < *rows; ++i) visit(values[i], predicates[i]);
  }
}

absl::Status PathEdges::Neighbours(TermId node, const paths::Step& step,
                                   absl::FunctionRef<void(TermId)> visit) {
  if (step.all_but) {
    const Order order = step.inverse ? Order::kOsp : Order::kSpo;
    const Part wanted = step.inverse ? Part::kSubject : Part::kObject;
    return Scan(SpecOf(order, {node}), order::ColumnOf(order, wanted),
                order::ColumnOf(order, Part::kPredicate), [&](TermId other, TermId predicate) {
                  if (Takes(step, predicate)) visit(other);
                });
  }
  for (const TermId predicate : step.predicates) {
    const store::ScanSpec spec =
        step.inverse ? SpecOf(Order::kPos, {predicate, node}) : SpecOf(Order::kSpo, {node, predicate});
    const Part wanted = step.inverse ? Part::kSubject : Part::kObject;
    absl::Status status =
        Scan(spec, order::ColumnOf(spec.order, wanted), order::ColumnOf(spec.order, Part::kPredicate),
             [&](TermId other, TermId) { visit(other); });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status PathEdges::ForEachStart(const paths::Step& step, absl::FunctionRef<void(TermId)> visit) {
  const Part wanted = step.inverse ? Part::kObject : Part::kSubject;
  if (step.all_but) {
    const Order order = step.inverse ? Order::kOsp : Order::kSpo;
    return Scan(SpecOf(order, {}), order::ColumnOf(order, wanted), order::ColumnOf(order, Part::kPredicate),
                [&](TermId node, TermId predicate) {
                  if (Takes(step, predicate)) visit(node);
                });
  }
  for (const TermId predicate : step.predicates) {
    const Order order = step.inverse ? Order::kPos : Order::kPso;
    absl::Status status =
        Scan(SpecOf(order, {predicate}), order::ColumnOf(order, wanted),
             order::ColumnOf(order, Part::kPredicate), [&](TermId node, TermId) { visit(node); });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status PathEdges::ForEachNode(absl::FunctionRef<void(TermId)> visit) {
  for (const bool inverse : {false, true}) {
    if (absl::Status status = ForEachStart({inverse, true, {}}, visit); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> PathEdges::IsNode(TermId id) {
  for (const Order order : {Order::kSpo, Order::kOsp}) {
    auto cursor = OpenFiltered(SpecOf(order, {id}), verdicts_, context_);
    if (!cursor.ok()) return cursor.status();
    TermId first;
    auto rows = (*cursor)->Next(1, {&first, nullptr, nullptr, nullptr});
    if (!rows.ok()) return rows.status();
    if (*rows > 0) return true;
  }
  return false;
}

}  // namespace tern::execute
