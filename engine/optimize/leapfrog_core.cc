#include "engine/optimize/leapfrog_core.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/algebra/sortedness.h"
#include "engine/optimize/costs.h"
#include "engine/optimize/join_sample.h"
#include "engine/optimize/selectivity.h"

namespace tern::optimize {
namespace {

using algebra::NodePtr;
using algebra::Scan;
using algebra::Variable;

constexpr size_t kMaxVariables = 16;
constexpr size_t kMaxPermuted = 6;  // variables whose sequences are all tried
constexpr size_t kSampledLists = 64;
constexpr double kWorthASample = 10'000;  // rows of a relation

using Places = std::vector<size_t>;  // in group.relations

bool Contains(const std::vector<Variable>& variables, const Variable& variable) {
  return std::find(variables.begin(), variables.end(), variable) != variables.end();
}

// The order that sorts `scan` by its variables in `sequence`, and reads nothing else; nothing where there is
// none.
std::optional<order::Order> OrderFor(const Scan& scan, const std::vector<Variable>& sequence) {
  const std::vector<Variable> own = algebra::VariablesOf(scan);
  std::vector<Variable> wanted;
  for (const Variable& variable : sequence) {
    if (Contains(own, variable)) wanted.push_back(variable);
  }
  for (const order::Order order : algebra::PossibleOrders(scan)) {
    if (algebra::ConstantsLead(scan, order) && algebra::SortedBy(scan, order) == wanted) return order;
  }
  return std::nullopt;
}

// A leapfrog join reads scans of one or two variables between which no third place is open.
bool CanLeap(const Relation& relation) {
  if (relation.scan == nullptr) return false;
  const std::vector<Variable> variables = algebra::VariablesOf(*relation.scan);
  return !variables.empty() && variables.size() <= 2 && OrderFor(*relation.scan, variables).has_value();
}

// The relations that are left when those are taken away, again and again, which cannot be part of a cycle:
// whose variables that others have too are all in one other (Graham, 1979; Yu and Ozsoyoglu, 1979).
Places CyclesOf(const JoinGroup& group) {
  Places left;
  for (size_t i = 0; i < group.relations.size(); ++i) left.push_back(i);
  const auto is_ear = [&](size_t ear) {
    std::vector<Variable> shared;
    for (const auto& entry : group.relations[ear].distinct) {
      const Variable& variable = entry.first;
      const bool is_shared = std::any_of(left.begin(), left.end(), [&](size_t other) {
        return other != ear && group.relations[other].distinct.contains(variable);
      });
      if (is_shared) shared.push_back(variable);
    }
    return shared.empty() || std::any_of(left.begin(), left.end(), [&](size_t other) {
             return other != ear && std::all_of(shared.begin(), shared.end(), [&](const Variable& variable) {
                      return group.relations[other].distinct.contains(variable);
                    });
           });
  };
  for (bool changed = true; changed;) {
    const auto ear = std::find_if(left.begin(), left.end(), is_ear);
    changed = ear != left.end();
    if (changed) left.erase(ear);
  }
  return left;
}

// Of `places`, the largest part that variables connect, and that can be read.
Places ConnectedPart(const JoinGroup& group, const Places& places) {
  Places readable;
  std::copy_if(places.begin(), places.end(), std::back_inserter(readable),
               [&](size_t place) { return CanLeap(group.relations[place]); });
  Places best;
  while (!readable.empty()) {
    Places part = {readable.back()};
    readable.pop_back();
    for (size_t i = 0; i < part.size(); ++i) {
      std::erase_if(readable, [&](size_t other) {
        const auto& distinct = group.relations[other].distinct;
        const bool connected = std::any_of(distinct.begin(), distinct.end(), [&](const auto& entry) {
          return group.relations[part[i]].distinct.contains(entry.first);
        });
        if (connected) part.push_back(other);
        return connected;
      });
    }
    if (part.size() > best.size()) best = std::move(part);
  }
  std::sort(best.begin(), best.end());
  return best;
}

class Core {
 public:
  Core(const JoinGroup& group, const Places& places, const store::Snapshot* snapshot) : snapshot_(snapshot) {
    for (const size_t place : places) relations_.push_back(&group.relations[place]);
    for (const Relation* relation : relations_) {
      for (const Variable& variable : algebra::VariablesOf(*relation->scan)) {
        if (!Contains(variables_, variable)) variables_.push_back(variable);
      }
    }
  }

  // Nothing where no sequence of the variables suits all scans.
  absl::StatusOr<std::optional<Relation>> Joined() {
    if (variables_.size() > kMaxVariables || relations_.size() < 2) return std::optional<Relation>();
    if (absl::Status status = MeasureLists(); !status.ok()) return status;
    const std::optional<std::vector<Variable>> sequence = BestSequence();
    if (!sequence) return std::optional<Relation>();
    Relation joined;
    joined.rows = joined.scanned_rows = RowsOf(variables_);
    std::vector<NodePtr> scans;
    joined.cost = CostOf(*sequence);
    for (const Relation* relation : relations_) {
      Scan scan = *relation->scan;
      scan.order = OrderFor(scan, *sequence);
      scans.push_back(algebra::MakeNode(std::move(scan), {}, relation->scanned_rows));
      joined.cost += relation->scanned_rows * (cost::kScanRow + cost::kLeapfrogRow);
      for (const auto& [variable, count] : relation->distinct) {
        const auto [entry, is_new] = joined.distinct.emplace(variable, count);
        entry->second = std::max(1.0, std::min({entry->second, count, joined.rows}));
      }
      joined.conditions.insert(joined.conditions.end(), relation->conditions.begin(),
                               relation->conditions.end());
    }
    joined.rows *= Selectivity(joined.conditions);
    joined.node =
        algebra::MakeNode(algebra::Leapfrog{*sequence, joined.cost}, std::move(scans), joined.scanned_rows);
    return std::optional<Relation>(std::move(joined));
  }

 private:
  // How many different values the first variables of a sequence have together.
  double RowsOf(const std::vector<Variable>& bound) const {
    double rows = 1;
    for (const Relation* relation : relations_) {
      double own = 1;
      size_t in_bound = 0;
      for (const auto& [variable, distinct] : relation->distinct) {
        if (!Contains(bound, variable)) continue;
        own *= distinct;
        ++in_bound;
      }
      rows *= in_bound == relation->distinct.size() ? relation->scanned_rows : own;
    }
    for (const Variable& variable : bound) {
      // All but the fewest values of the variable are told by the others.
      double product = 1;
      double fewest = std::numeric_limits<double>::infinity();
      for (const Relation* relation : relations_) {
        const auto own = relation->distinct.find(variable);
        if (own == relation->distinct.end()) continue;
        product *= own->second;
        fewest = std::min(fewest, own->second);
      }
      rows /= std::max(1.0, product / fewest);
    }
    return std::max(rows, 1e-3);
  }

  // Finds out how long the list of the other variable's values is under a value of each variable, for a row
  // as they come: values with many rows are met that often.
  absl::Status MeasureLists() {
    for (const Relation* relation : relations_) {
      for (const auto& [variable, distinct] : relation->distinct) {
        double& length = lists_[{relation, variable}];
        length = std::max(1.0, relation->scanned_rows / distinct);
        const std::optional<store::ScanSpec> spec = SpecInFrontOf(*relation->scan, variable);
        if (snapshot_ == nullptr || !spec || relation->scanned_rows < kWorthASample) continue;
        absl::StatusOr<double> measured = MeanList(*spec);
        if (!measured.ok()) return measured.status();
        length = std::max(length, *measured);
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<double> MeanList(store::ScanSpec spec) const {
    const absl::StatusOr<std::vector<model::TermId>> values = snapshot_->Sample(spec, kSampledLists);
    if (!values.ok()) return values.status();
    const auto column = static_cast<size_t>(spec.prefix_length++);
    double total = 0;
    for (const model::TermId value : *values) {
      spec.prefix[column] = value;
      const absl::StatusOr<uint64_t> count = snapshot_->Count(spec);
      if (!count.ok()) return count.status();
      total += static_cast<double>(*count);
    }
    return total / std::max(1.0, static_cast<double>(values->size()));
  }

  // Of the search alone; what it reads is the same in every sequence. The shortest list leads, and each of
  // its values is leapt to in the others. Long lists are met more often than others, so that they are what a
  // leap leads through.
  double CostOf(const std::vector<Variable>& sequence) const {
    double cost = 0;
    double opened = 1;  // values of the variables before, together
    std::vector<Variable> bound;
    for (const Variable& variable : sequence) {
      double shortest = std::numeric_limits<double>::infinity();
      double leaps = 0;
      double leap_of_shortest = 0;
      for (const Relation* relation : relations_) {
        const auto own = relation->distinct.find(variable);
        if (own == relation->distinct.end()) continue;
        const auto other = std::find_if(bound.begin(), bound.end(), [&](const Variable& before) {
          return relation->distinct.contains(before);
        });
        double length = own->second;
        double leap = cost::kLeapfrogLeap;
        if (other != bound.end()) {
          length = std::max(1.0, relation->scanned_rows / relation->distinct.at(*other));
          leap *= 1 + std::log2(lists_.at({relation, *other})) / 2;
        }
        leaps += leap;
        if (length < shortest) {
          shortest = length;
          leap_of_shortest = leap;
        }
      }
      cost += opened * (cost::kLeapfrogOpen + shortest * (cost::kLeapfrogNext + leaps - leap_of_shortest));
      bound.push_back(variable);
      opened = RowsOf(bound);
    }
    return cost;
  }

  bool Suits(const std::vector<Variable>& sequence) const {
    return std::all_of(relations_.begin(), relations_.end(), [&](const Relation* relation) {
      return OrderFor(*relation->scan, sequence).has_value();
    });
  }

  std::optional<std::vector<Variable>> BestSequence() const {
    std::vector<Variable> sequence = variables_;
    std::sort(sequence.begin(), sequence.end());
    if (sequence.size() > kMaxPermuted) return GreedySequence();
    std::optional<std::vector<Variable>> best;
    double best_cost = std::numeric_limits<double>::infinity();
    do {
      const double cost = CostOf(sequence);
      if (cost >= best_cost || !Suits(sequence)) continue;
      best = sequence;
      best_cost = cost;
    } while (std::next_permutation(sequence.begin(), sequence.end()));
    return best;
  }

  // Always the variable next that leaves the fewest rows.
  std::optional<std::vector<Variable>> GreedySequence() const {
    std::vector<Variable> left = variables_;
    std::vector<Variable> sequence;
    while (!left.empty()) {
      const auto rows_with = [&](const Variable& variable) {
        std::vector<Variable> bound = sequence;
        bound.push_back(variable);
        return RowsOf(bound);
      };
      const auto next = std::min_element(left.begin(), left.end(), [&](const Variable& a, const Variable& b) {
        return rows_with(a) < rows_with(b);
      });
      sequence.push_back(*next);
      left.erase(next);
    }
    return Suits(sequence) ? std::optional(sequence) : std::nullopt;
  }

  const store::Snapshot* snapshot_;  // null: nothing can be measured
  std::vector<const Relation*> relations_;
  std::vector<Variable> variables_;
  // The other variable's values under a value of a variable; of a relation of one variable: 1.
  absl::flat_hash_map<std::pair<const Relation*, Variable>, double> lists_;
};

// Moves the conditions that `relation` can apply alone there.
void TakeConditions(JoinGroup& group, Relation& relation) {
  std::erase_if(group.conditions, [&](const algebra::Expression& condition) {
    algebra::VariableSet used;
    algebra::CollectVariables(condition, used);
    const bool binds = std::all_of(used.begin(), used.end(), [&](const Variable& variable) {
      return relation.distinct.contains(variable);
    });
    if (binds) relation.conditions.push_back(condition);
    return binds;
  });
}

}  // namespace

absl::StatusOr<std::optional<JoinGroup>> ReplaceCycles(const JoinGroup& group, bool everywhere,
                                                       const store::Snapshot* snapshot) {
  const std::optional<JoinGroup> none;
  Places places;
  if (everywhere) {
    for (size_t i = 0; i < group.relations.size(); ++i) places.push_back(i);
  } else {
    if (group.relations.size() < 3) return none;
    places = CyclesOf(group);
    if (places.size() < 3) return none;
    // A cycle that leads through something else stays as it is.
    const bool readable = std::all_of(places.begin(), places.end(),
                                      [&](size_t place) { return CanLeap(group.relations[place]); });
    if (!readable) return none;
  }
  places = ConnectedPart(group, places);
  auto found = Core(group, places, snapshot).Joined();
  if (!found.ok()) return found.status();
  if (!*found) return none;
  Relation joined = **std::move(found);
  JoinGroup replaced = group;
  replaced.relations.clear();
  for (size_t i = 0; i < group.relations.size(); ++i) {
    if (!std::binary_search(places.begin(), places.end(), i))
      replaced.relations.push_back(group.relations[i]);
  }
  TakeConditions(replaced, joined);
  joined.rows = joined.scanned_rows * Selectivity(joined.conditions);
  replaced.relations.push_back(std::move(joined));
  return std::optional<JoinGroup>(std::move(replaced));
}

}  // namespace tern::optimize
