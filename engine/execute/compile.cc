#include "engine/execute/compile.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "engine/algebra/sortedness.h"
#include "engine/execute/count_scan.h"
#include "engine/execute/distinct.h"
#include "engine/execute/evaluate.h"
#include "engine/execute/extend.h"
#include "engine/execute/filter.h"
#include "engine/execute/group.h"
#include "engine/execute/hash_join.h"
#include "engine/execute/lookup_join.h"
#include "engine/execute/merge_join.h"
#include "engine/execute/project.h"
#include "engine/execute/scan.h"
#include "engine/execute/slice.h"
#include "engine/execute/sort.h"
#include "engine/execute/union.h"
#include "engine/execute/values.h"

namespace tern::execute {
namespace {

using algebra::Node;
using algebra::VariableSet;

std::vector<Variable> Wanted(const std::vector<Variable>& variables, const VariableSet& needed) {
  std::vector<Variable> wanted;
  for (const Variable& variable : variables) {
    if (needed.contains(variable)) wanted.push_back(variable);
  }
  return wanted;
}

// How `node` is sorted, as far as the columns are still there.
std::vector<Variable> SortedWithin(const Node& node, const std::vector<Variable>& variables) {
  std::vector<Variable> sorted = algebra::SortedBy(node);
  const auto gone = std::find_if(sorted.begin(), sorted.end(), [&](const Variable& variable) {
    return std::find(variables.begin(), variables.end(), variable) == variables.end();
  });
  sorted.erase(gone, sorted.end());
  return sorted;
}

// Compiles one node; `needed` are the variables that its parent reads.
class Compiler {
 public:
  Compiler(const Node& node, VariableSet needed, Context* context, Terms* terms)
      : node_(node), needed_(std::move(needed)), context_(context), terms_(terms) {}

  absl::StatusOr<OperatorPtr> Run() const { return std::visit(*this, node_.op); }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Scan& scan) const {
    auto layout = LayOut(scan);
    if (!layout.ok()) return layout.status();
    std::vector<Variable> variables = Wanted(algebra::VariablesOf(scan), needed_);
    std::vector<Variable> sorted = SortedWithin(node_, variables);
    return std::make_unique<ScanOperator>(context_, *std::move(layout), std::move(variables),
                                          std::move(sorted));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::PathScan&) const { return NotYet(); }
  absl::StatusOr<OperatorPtr> operator()(const algebra::OuterRow&) const { return NotYet(); }
  absl::StatusOr<OperatorPtr> operator()(const algebra::Apply&) const { return NotYet(); }
  absl::StatusOr<OperatorPtr> operator()(const algebra::Unnest&) const { return NotYet(); }
  static absl::Status NotYet() { return absl::InternalError("no operator runs this node"); }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Values& values) const {
    Batch rows;
    rows.Reset(values.variables.size());
    rows.rows = values.rows.size();
    for (const auto& row : values.rows) {
      for (size_t c = 0; c < row.size(); ++c) {
        if (!row[c]) {
          rows.columns[c].push_back(model::TermId::Null());
          continue;
        }
        auto id = terms_->Intern(*row[c]);
        if (!id.ok()) return id.status();
        rows.columns[c].push_back(*id);
      }
    }
    return std::make_unique<ValuesOperator>(context_, values.variables, std::move(rows));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Join& join) const {
    const std::vector<Variable> left_variables = algebra::VariablesOf(*node_.children[0]);
    const std::vector<Variable> right_variables = algebra::VariablesOf(*node_.children[1]);
    VariableSet needed = needed_;
    for (const Variable& variable : SharedVariables(left_variables, right_variables)) needed.insert(variable);
    auto left = Child(0, needed);
    if (!left.ok()) return left;
    std::vector<Variable> variables = Wanted(algebra::VariablesOf(node_), needed_);
    std::vector<Variable> sorted = SortedWithin(node_, variables);
    if (join.kind == algebra::JoinKind::kLookup) {
      const auto* scan = node_.children[1]->As<algebra::Scan>();
      if (scan == nullptr) return absl::InternalError("a lookup join needs a scan on its right side");
      auto layout = LayOut(*scan);
      if (!layout.ok()) return layout.status();
      return std::make_unique<LookupJoinOperator>(context_, std::move(variables), *std::move(left),
                                                  *std::move(layout));
    }
    auto right = Child(1, needed);
    if (!right.ok()) return right;
    if (join.kind == algebra::JoinKind::kMerge) {
      const auto begins = [&](const Operator& side) {
        return side.sorted_by().size() >= join.keys.size() &&
               std::equal(join.keys.begin(), join.keys.end(), side.sorted_by().begin());
      };
      if (join.keys.empty() || !begins(**left) || !begins(**right)) {
        return absl::InternalError("a merge join needs both sides sorted by its keys");
      }
      return std::make_unique<MergeJoinOperator>(context_, std::move(variables), std::move(sorted), join.keys,
                                                 *std::move(left), *std::move(right));
    }
    return std::make_unique<HashJoinOperator>(context_, std::move(variables), std::move(sorted),
                                              *std::move(left), *std::move(right));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Union& op) const {
    std::vector<Variable> variables = Wanted(op.variables, needed_);
    const VariableSet needed(variables.begin(), variables.end());
    std::vector<OperatorPtr> children;
    for (size_t i = 0; i < node_.children.size(); ++i) {
      auto child = Child(i, needed);
      if (!child.ok()) return child;
      children.push_back(*std::move(child));
    }
    return std::make_unique<UnionOperator>(context_, std::move(variables), std::move(children));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Filter& filter) const {
    VariableSet needed = needed_;
    algebra::CollectVariables(filter.condition, needed);
    auto child = Child(0, needed);
    if (!child.ok()) return child;
    auto condition = Evaluator::Create(filter.condition, (*child)->variables(), terms_, context_->snapshot());
    if (!condition.ok()) return condition.status();
    std::vector<Variable> variables = Wanted((*child)->variables(), needed_);
    std::vector<Variable> sorted = SortedWithin(node_, variables);
    return std::make_unique<FilterOperator>(context_, std::move(variables), std::move(sorted),
                                            *std::move(condition), *std::move(child));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Extend& extend) const {
    VariableSet needed = needed_;
    if (!needed.contains(extend.variable)) return Child(0, needed);
    needed.erase(extend.variable);
    algebra::CollectVariables(extend.expression, needed);
    auto child = Child(0, needed);
    if (!child.ok()) return child;
    auto expression =
        Evaluator::Create(extend.expression, (*child)->variables(), terms_, context_->snapshot());
    if (!expression.ok()) return expression.status();
    return std::make_unique<ExtendOperator>(context_, extend.variable, *std::move(expression),
                                            *std::move(child));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Project& project) const {
    VariableSet needed;
    std::vector<Variable> variables;
    std::vector<Variable> from;
    for (const algebra::ProjectColumn& column : project.columns) {
      if (!needed_.contains(column.to)) continue;
      needed.insert(column.from);
      from.push_back(column.from);
      variables.push_back(column.to);
    }
    auto child = Child(0, needed);
    if (!child.ok()) return child;
    std::vector<size_t> sources = ColumnsOf(**child, from);
    std::vector<Variable> sorted = SortedWithin(node_, variables);
    return std::make_unique<ProjectOperator>(context_, std::move(variables), std::move(sorted),
                                             std::move(sources), *std::move(child));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Sort& sort) const {
    VariableSet needed = needed_;
    for (const algebra::SortKey& key : sort.keys) needed.insert(key.variable);
    auto child = Child(0, needed);
    if (!child.ok()) return child;
    return std::make_unique<SortOperator>(context_, sort, terms_, *std::move(child));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Distinct&) const {
    const std::vector<Variable> all = algebra::VariablesOf(node_);
    auto child = Child(0, VariableSet(all.begin(), all.end()));
    if (!child.ok()) return child;
    return std::make_unique<DistinctOperator>(context_, *std::move(child));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Group& group) const {
    VariableSet needed(group.keys.begin(), group.keys.end());
    for (const algebra::Aggregate& aggregate : group.aggregates) {
      if (!aggregate.argument.empty()) needed.insert(aggregate.argument);
    }
    auto child = Child(0, needed);
    if (!child.ok()) return child;
    return std::make_unique<GroupOperator>(context_, group, algebra::SortedBy(node_), *std::move(child));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Slice& slice) const {
    auto child = Child(0, needed_);
    if (!child.ok()) return child;
    return std::make_unique<SliceOperator>(context_, slice.skip, slice.limit, *std::move(child));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::CountScan& count) const {
    auto layout = LayOut(count.scan);
    if (!layout.ok()) return layout.status();
    return std::make_unique<CountScanOperator>(context_, count.result, *std::move(layout));
  }

 private:
  absl::StatusOr<OperatorPtr> Child(size_t index, VariableSet needed) const {
    return Compiler(*node_.children[index], std::move(needed), context_, terms_).Run();
  }

  absl::StatusOr<ScanLayout> LayOut(const algebra::Scan& scan) const {
    return LayOutScan(scan, scan.order.value_or(algebra::DefaultOrder(scan)), context_->snapshot());
  }

  const Node& node_;
  VariableSet needed_;
  Context* context_;
  Terms* terms_;
};

}  // namespace

absl::StatusOr<OperatorPtr> Compile(const Node& plan, Context* context, Terms* terms) {
  const std::vector<Variable> all = algebra::VariablesOf(plan);
  return Compiler(plan, VariableSet(all.begin(), all.end()), context, terms).Run();
}

}  // namespace tern::execute
