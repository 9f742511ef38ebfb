#include "engine/execute/compile.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "engine/algebra/sortedness.h"
#include "engine/execute/apply.h"
#include "engine/execute/claim_verdicts.h"
#include "engine/execute/count_runs.h"
#include "engine/execute/count_scan.h"
#include "engine/execute/distinct.h"
#include "engine/execute/evaluate.h"
#include "engine/execute/extend.h"
#include "engine/execute/filter.h"
#include "engine/execute/group.h"
#include "engine/execute/hash_join.h"
#include "engine/execute/leapfrog.h"
#include "engine/execute/lookup_join.h"
#include "engine/execute/merge_join.h"
#include "engine/execute/merged_union.h"
#include "engine/execute/partner_filter.h"
#include "engine/execute/path_join.h"
#include "engine/execute/profile.h"
#include "engine/execute/project.h"
#include "engine/execute/scan.h"
#include "engine/execute/slice.h"
#include "engine/execute/sort.h"
#include "engine/execute/union.h"
#include "engine/execute/unnest.h"
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

// True where `variables` come in `sequence` one behind the other.
bool AreInSequence(const std::vector<Variable>& variables, const std::vector<Variable>& sequence) {
  auto from = sequence.begin();
  for (const Variable& variable : variables) {
    from = std::find(from, sequence.end(), variable);
    if (from == sequence.end()) return false;
    ++from;
  }
  return true;
}

// `scan` with numbers for its variables: scans that are equal then read the same rows.
algebra::Scan WithoutNames(algebra::Scan scan, const std::vector<Variable>& sorted) {
  for (algebra::Slot* slot : {&scan.subject, &scan.predicate, &scan.object}) {
    if (!slot->is_variable()) continue;
    const auto place = std::find(sorted.begin(), sorted.end(), slot->variable);
    slot->variable = std::to_string(place - sorted.begin());
  }
  return scan;
}

// True where the first sort variables of `source` are `keys`.
bool IsSortedBy(const Operator& source, const std::vector<Variable>& keys) {
  return source.sorted_by().size() >= keys.size() &&
         std::equal(keys.begin(), keys.end(), source.sorted_by().begin());
}

// What all operators of a query share. Operators that compile parts of the plan later keep it alive.
struct Shared {
  Context* context;
  Terms* terms;
  std::vector<std::pair<algebra::ClaimFilter, std::shared_ptr<ClaimVerdicts>>> verdicts;

  // Null for the filter that keeps all.
  absl::StatusOr<std::shared_ptr<ClaimVerdicts>> VerdictsOf(const algebra::ClaimFilter& filter) {
    if (filter.empty()) return nullptr;
    for (const auto& [known, made] : verdicts) {
      if (known == filter) return made;
    }
    auto made = ClaimVerdicts::Create(filter, context);
    if (made.ok()) verdicts.emplace_back(filter, *made);
    return made;
  }
};

// Compiles one node; `needed` are the variables that its parent reads; `outer` the row of the Apply around
// it, if there is one.
class Compiler {
 public:
  Compiler(const Node& node, VariableSet needed, std::shared_ptr<Shared> shared, const OuterBinding* outer)
      : node_(node),
        needed_(std::move(needed)),
        shared_(std::move(shared)),
        context_(shared_->context),
        terms_(shared_->terms),
        outer_(outer) {}

  absl::StatusOr<OperatorPtr> Run() const {
    auto made = std::visit(*this, node_.op);
    if (!made.ok() || context_->profile() == nullptr) return made;
    return Profiled(context_, node_, *std::move(made));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Scan& scan) const {
    auto layout = LayOut(scan);
    if (!layout.ok()) return layout.status();
    std::vector<Variable> variables = Wanted(algebra::VariablesOf(scan), needed_);
    std::vector<Variable> sorted = SortedWithin(node_, variables);
    return std::make_unique<ScanOperator>(context_, *std::move(layout), std::move(variables),
                                          std::move(sorted));
  }

  // A path by itself is joined with one row that binds nothing.
  absl::StatusOr<OperatorPtr> operator()(const algebra::PathScan& scan) const {
    Batch row;
    row.rows = 1;
    return PathJoin(scan,
                    {algebra::JoinType::kInner, std::nullopt, Wanted(algebra::VariablesOf(node_), needed_)},
                    std::make_unique<ValuesOperator>(context_, std::vector<Variable>(), std::move(row)));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::OuterRow& outer) const {
    if (outer_ == nullptr) return absl::InternalError("an outer row stands in no apply");
    Batch row;
    row.Reset(outer.variables.size());
    row.rows = 1;
    for (size_t c = 0; c < outer.variables.size(); ++c) {
      const auto place = std::find(outer_->variables.begin(), outer_->variables.end(), outer.variables[c]);
      if (place == outer_->variables.end())
        return absl::InternalError("an outer row reads a variable that is not there");
      row.columns[c].push_back(outer_->values[static_cast<size_t>(place - outer_->variables.begin())]);
    }
    return std::make_unique<ValuesOperator>(context_, outer.variables, std::move(row));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Apply& apply) const {
    const algebra::NodePtr& right_plan = node_.children[1];
    const std::vector<Variable> right_variables = algebra::VariablesOf(*right_plan);
    ApplyOperator::Right right;
    right.outer = OuterVariables(*right_plan);
    VariableSet needed = needed_;
    for (const Variable& variable : right.outer) needed.insert(variable);
    for (const Variable& variable :
         SharedVariables(algebra::VariablesOf(*node_.children[0]), right_variables)) {
      if (PassesOuterValue(*right_plan, variable)) continue;
      needed.insert(variable);
      right.compared.push_back(variable);
    }
    auto left = Child(0, needed);
    if (!left.ok()) return left;
    JoinDemand demand{apply.type, std::nullopt, Wanted(algebra::VariablesOf(node_), needed_)};
    for (const Variable& variable : right_variables) {
      const bool is_compared =
          std::find(right.compared.begin(), right.compared.end(), variable) != right.compared.end();
      const bool is_read = needed_.contains(variable) && !(*left)->ColumnOf(variable);
      if (is_compared || is_read) right.variables.push_back(variable);
    }
    auto partners = PartnerFilter::Create(demand, (*left)->variables(), right.variables, terms_);
    if (!partners.ok()) return partners.status();
    // Shares the plan and what is shared: rows are pulled long after this compiler has gone.
    right.make = [plan = right_plan, read = VariableSet(right.variables.begin(), right.variables.end()),
                  shared = shared_](const OuterBinding& binding) {
      return Compiler(*plan, read, shared, &binding).Run();
    };
    std::vector<Variable> sorted = SortedWithin(node_, demand.variables);
    return std::make_unique<ApplyOperator>(context_, std::move(demand.variables), std::move(sorted),
                                           *std::move(partners), *std::move(left), std::move(right));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Unnest& unnest) const {
    VariableSet needed = needed_;
    needed.erase(unnest.variable);
    algebra::CollectVariables(unnest.list, needed);
    auto child = Child(0, needed);
    if (!child.ok()) return child;
    auto list = Evaluator::Create(unnest.list, (*child)->variables(), terms_);
    if (!list.ok()) return list.status();
    return std::make_unique<UnnestOperator>(context_, unnest.variable, *std::move(list), terms_,
                                            *std::move(child));
  }

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
    if (join.condition) algebra::CollectVariables(*join.condition, needed);
    auto left = Child(0, needed);
    if (!left.ok()) return left;
    switch (join.kind) {
      case algebra::JoinKind::kLookup:
        return LookupJoin(join, *std::move(left));
      case algebra::JoinKind::kMerge:
        return MergeJoin(join, *std::move(left), needed);
      case algebra::JoinKind::kHash:
        break;
    }
    auto right = Child(1, needed);
    if (!right.ok()) return right;
    JoinDemand demand = DemandOf(join);
    auto partners = PartnerFilter::Create(demand, (*left)->variables(), (*right)->variables(), terms_);
    if (!partners.ok()) return partners.status();
    std::vector<Variable> sorted = SortedWithin(node_, demand.variables);
    return std::make_unique<HashJoinOperator>(context_, join.type, std::move(demand.variables),
                                              std::move(sorted), *std::move(partners), *std::move(left),
                                              *std::move(right));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Leapfrog& leapfrog) const {
    std::vector<LeapfrogOperator::Input> inputs;
    std::vector<algebra::Scan> shapes;
    for (const algebra::NodePtr& child : node_.children) {
      const auto* scan = child->As<algebra::Scan>();
      if (scan == nullptr) return absl::InternalError("a leapfrog join reads scans alone");
      const std::vector<Variable> sorted = algebra::SortedBy(*child);
      const bool fits = (sorted.size() == 1 || sorted.size() == 2) &&
                        algebra::VariablesOf(*scan).size() == sorted.size() &&
                        AreInSequence(sorted, leapfrog.sequence);
      if (!fits) return absl::InternalError("a leapfrog join needs scans sorted by its variables");
      LeapfrogOperator::Input input;
      input.variables = sorted;
      algebra::Scan shape = WithoutNames(*scan, sorted);
      input.same_as = static_cast<size_t>(std::find(shapes.begin(), shapes.end(), shape) - shapes.begin());
      if (input.same_as == shapes.size()) {
        auto layout = LayOut(*scan);
        if (!layout.ok()) return layout.status();
        input.scan = std::make_unique<ScanOperator>(context_, *std::move(layout), sorted, sorted);
      }
      shapes.push_back(std::move(shape));
      inputs.push_back(std::move(input));
    }
    std::vector<Variable> variables = Wanted(leapfrog.sequence, needed_);
    std::vector<Variable> output_order = SortedWithin(node_, variables);
    return std::make_unique<LeapfrogOperator>(context_, std::move(variables), std::move(output_order),
                                              leapfrog.sequence, std::move(inputs));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Union& op) const {
    VariableSet read = needed_;
    for (const Variable& variable : op.merged_by) read.insert(variable);
    std::vector<Variable> variables = Wanted(op.variables, read);
    const VariableSet needed(variables.begin(), variables.end());
    std::vector<OperatorPtr> children;
    for (size_t i = 0; i < node_.children.size(); ++i) {
      auto child = Child(i, needed);
      if (!child.ok()) return child;
      if (!IsSortedBy(**child, op.merged_by))
        return absl::InternalError("a union merges children that are not sorted alike");
      children.push_back(*std::move(child));
    }
    if (!op.merged_by.empty()) {
      return std::make_unique<MergedUnionOperator>(context_, std::move(variables), op.merged_by,
                                                   std::move(children));
    }
    return std::make_unique<UnionOperator>(context_, std::move(variables), std::move(children));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Filter& filter) const {
    VariableSet needed = needed_;
    algebra::CollectVariables(filter.condition, needed);
    auto child = Child(0, needed);
    if (!child.ok()) return child;
    return Filtered(filter.condition, *std::move(child));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Extend& extend) const {
    VariableSet needed = needed_;
    if (!needed.contains(extend.variable)) return Child(0, needed);
    needed.erase(extend.variable);
    algebra::CollectVariables(extend.expression, needed);
    auto child = Child(0, needed);
    if (!child.ok()) return child;
    auto expression = Evaluator::Create(extend.expression, (*child)->variables(), terms_);
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
    return std::make_unique<GroupOperator>(context_, group, algebra::SortedBy(node_), terms_,
                                           *std::move(child));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::Slice& slice) const {
    auto child = Child(0, needed_);
    if (!child.ok()) return child;
    return std::make_unique<SliceOperator>(context_, slice.skip, slice.limit, *std::move(child));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::CountScan& count) const {
    if (!count.scan.claims.empty()) {  // no block header knows how many rows a filter keeps
      const algebra::Aggregate rows{algebra::Aggregate::Kind::kCountRows, false, "", count.result};
      const algebra::NodePtr counted =
          algebra::MakeNode(algebra::Group{{}, {rows}}, {algebra::MakeNode(count.scan)});
      return Compiler(*counted, needed_, shared_, outer_).Run();
    }
    auto layout = LayOut(count.scan);
    if (!layout.ok()) return layout.status();
    return std::make_unique<CountScanOperator>(context_, count.result, *std::move(layout));
  }

  absl::StatusOr<OperatorPtr> operator()(const algebra::CountRuns& runs) const {
    if (!runs.scan.claims.empty()) {  // as for CountScan
      const algebra::NodePtr counted = algebra::AsGroup(runs);
      return Compiler(*counted, needed_, shared_, outer_).Run();
    }
    auto layout = LayOut(runs.scan);
    if (!layout.ok()) return layout.status();
    return CountRunsOperator::Create(context_, runs, *std::move(layout));
  }

 private:
  JoinDemand DemandOf(const algebra::Join& join) const {
    return {join.type, join.condition, Wanted(algebra::VariablesOf(node_), needed_)};
  }

  absl::StatusOr<OperatorPtr> LookupJoin(const algebra::Join& join, OperatorPtr left) const {
    if (const auto* path = node_.children[1]->As<algebra::PathScan>())
      return PathJoin(*path, DemandOf(join), std::move(left));
    const auto* scan = node_.children[1]->As<algebra::Scan>();
    if (scan == nullptr) return absl::InternalError("a lookup join needs a scan on its right side");
    auto layout = LayOut(*scan);
    if (!layout.ok()) return layout.status();
    JoinDemand demand = DemandOf(join);
    std::vector<Variable> added = RightVariables(demand, algebra::VariablesOf(*scan));
    std::erase_if(added, [&](const Variable& variable) { return left->ColumnOf(variable).has_value(); });
    auto partners = PartnerFilter::Create(demand, left->variables(), added, terms_);
    if (!partners.ok()) return partners.status();
    return std::make_unique<LookupJoinOperator>(context_, std::move(demand.variables), std::move(added),
                                                *std::move(partners), std::move(left), *std::move(layout));
  }

  static std::vector<Variable> EndsOf(const algebra::PathScan& scan) {
    return algebra::VariablesOf(*algebra::MakeNode(scan));
  }

  absl::StatusOr<OperatorPtr> PathJoin(const algebra::PathScan& scan, JoinDemand demand,
                                       OperatorPtr left) const {
    auto verdicts = shared_->VerdictsOf(scan.claims);
    if (!verdicts.ok()) return verdicts.status();
    auto pairs = PathPairs::Create(scan, *std::move(verdicts), context_, terms_);
    if (!pairs.ok()) return pairs.status();
    std::vector<Variable> added = RightVariables(demand, EndsOf(scan));
    std::erase_if(added, [&](const Variable& variable) { return left->ColumnOf(variable).has_value(); });
    auto partners = PartnerFilter::Create(demand, left->variables(), added, terms_);
    if (!partners.ok()) return partners.status();
    return std::make_unique<PathJoinOperator>(context_, std::move(demand.variables), std::move(added),
                                              *std::move(partners), std::move(left), scan, *std::move(pairs));
  }

  // Merging joins sorted sides, and leaves conditions to a filter: only inner joins may have one.
  absl::StatusOr<OperatorPtr> MergeJoin(const algebra::Join& join, OperatorPtr left,
                                        const VariableSet& needed) const {
    const bool is_inner = join.type == algebra::JoinType::kInner;
    if (!is_inner && join.condition) return absl::InternalError("a merge join tests no pairs");
    auto right = Child(1, needed);
    if (!right.ok()) return right;
    if (join.keys.empty() || !IsSortedBy(*left, join.keys) || !IsSortedBy(**right, join.keys))
      return absl::InternalError("a merge join needs both sides sorted by its keys");
    if (!is_inner && SharedVariables(left->variables(), (*right)->variables()).size() != join.keys.size())
      return absl::InternalError("a merge join keeps lonely rows by its keys alone");
    VariableSet read = needed_;
    if (join.condition) algebra::CollectVariables(*join.condition, read);
    std::vector<Variable> variables = Wanted(algebra::VariablesOf(node_), read);
    std::vector<Variable> sorted = SortedWithin(node_, variables);
    auto merged =
        std::make_unique<MergeJoinOperator>(context_, join.type, std::move(variables), std::move(sorted),
                                            join.keys, std::move(left), *std::move(right));
    if (!join.condition) return merged;
    return Filtered(*join.condition, std::move(merged));
  }

  absl::StatusOr<OperatorPtr> Filtered(const algebra::Expression& condition, OperatorPtr child) const {
    auto evaluator = Evaluator::Create(condition, child->variables(), terms_);
    if (!evaluator.ok()) return evaluator.status();
    std::vector<Variable> variables = Wanted(child->variables(), needed_);
    std::vector<Variable> sorted = SortedWithin(node_, variables);
    return std::make_unique<FilterOperator>(context_, std::move(variables), std::move(sorted),
                                            *std::move(evaluator), std::move(child));
  }

  absl::StatusOr<OperatorPtr> Child(size_t index, VariableSet needed) const {
    return Compiler(*node_.children[index], std::move(needed), shared_, outer_).Run();
  }

  absl::StatusOr<ScanLayout> LayOut(const algebra::Scan& scan) const {
    auto layout = LayOutScan(scan, scan.order.value_or(algebra::DefaultOrder(scan)), context_->snapshot());
    if (!layout.ok()) return layout;
    auto verdicts = shared_->VerdictsOf(scan.claims);
    if (!verdicts.ok()) return verdicts.status();
    layout->verdicts = *std::move(verdicts);
    return layout;
  }

  const Node& node_;
  VariableSet needed_;
  std::shared_ptr<Shared> shared_;
  Context* context_;
  Terms* terms_;
  const OuterBinding* outer_;
};

}  // namespace

absl::StatusOr<OperatorPtr> Compile(const Node& plan, Context* context, Terms* terms) {
  const std::vector<Variable> all = algebra::VariablesOf(plan);
  auto shared = std::make_shared<Shared>(Shared{context, terms, {}});
  return Compiler(plan, VariableSet(all.begin(), all.end()), std::move(shared), nullptr).Run();
}

}  // namespace tern::execute
