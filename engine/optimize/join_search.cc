#include "engine/optimize/join_search.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "engine/algebra/print.h"
#include "engine/algebra/sortedness.h"
#include "engine/optimize/costs.h"
#include "engine/optimize/selectivity.h"

namespace tern::optimize {
namespace {

using algebra::Expression;
using algebra::JoinKind;
using algebra::NodePtr;
using algebra::Scan;
using algebra::Variable;
using order::Order;

constexpr size_t kMaxExhaustive = 12;  // 3^12 splits are looked at, if few are connected
// What one candidate takes the search, ns: measured. Candidates cost a tenth of what the greedy plan does, at
// most.
constexpr double kCandidateCost = 400;
constexpr double kSearchShare = 0.1;
constexpr double kMinCandidates = 2'000;
constexpr double kMaxCandidates = 200'000;
// Plans below this many ns are not worth a sample, which takes up to 4 ms and mostly a tenth of that.
constexpr double kWorthASample = 10'000'000;

using cost::kFilterRow;
using cost::kGroupRow;
using cost::kHashBuildRow;
using cost::kHashProbeRow;
using cost::kLookupKey;
using cost::kLookupRow;
using cost::kMergeRow;
using cost::kOutputRow;
using cost::kScanRow;

// One way to compute a set of relations.
struct Candidate {
  double cost = 0;
  std::vector<Variable> sorted;
  // A relation, in an order if it is a scan …
  const Relation* relation = nullptr;
  std::optional<Order> order;
  // … or a join of two.
  JoinKind kind = JoinKind::kHash;
  std::vector<Variable> keys;
  std::shared_ptr<const Candidate> left;
  std::shared_ptr<const Candidate> right;  // kLookup: the relation with the order it is looked up in
  std::vector<Expression> conditions;      // applied to the join's rows
  double rows = 0;
};
using CandidatePtr = std::shared_ptr<const Candidate>;

// Relations joined: what is known about the result, and the ways to it that are worth keeping.
struct RelationSet {
  RelationMask members = 0;
  double rows = 0;
  absl::flat_hash_map<Variable, double> distinct;
  std::vector<CandidatePtr> candidates;
  const Relation* single = nullptr;

  bool Binds(const Variable& variable) const { return distinct.contains(variable); }
};

std::vector<Variable> Shared(const RelationSet& a, const RelationSet& b) {
  std::vector<Variable> shared;
  for (const auto& [variable, count] : a.distinct) {
    if (b.Binds(variable)) shared.push_back(variable);
  }
  std::sort(shared.begin(), shared.end());
  return shared;
}

bool BindsAll(const RelationSet& set, const Expression& condition) {
  algebra::VariableSet used;
  algebra::CollectVariables(condition, used);
  return std::all_of(used.begin(), used.end(), [&](const Variable& variable) { return set.Binds(variable); });
}

bool BeginsWith(const std::vector<Variable>& sorted, const std::vector<Variable>& first) {
  return sorted.size() >= first.size() && std::equal(first.begin(), first.end(), sorted.begin());
}

// True where a candidate that is kept costs no more than one would, and is sorted at least as well. Most are
// beaten, and need not be made at all.
bool IsBeaten(double cost, const std::vector<Variable>& sorted, const std::vector<CandidatePtr>& kept) {
  return std::any_of(kept.begin(), kept.end(), [&](const CandidatePtr& other) {
    return other->cost <= cost && BeginsWith(other->sorted, sorted);
  });
}

// Keeps a candidate that is not beaten, in place of those that it beats.
void Keep(Candidate candidate, std::vector<CandidatePtr>& kept) {
  if (IsBeaten(candidate.cost, candidate.sorted, kept)) return;
  std::erase_if(kept, [&](const CandidatePtr& other) {
    return candidate.cost <= other->cost && BeginsWith(candidate.sorted, other->sorted);
  });
  kept.push_back(std::make_shared<const Candidate>(std::move(candidate)));
}

// The first variables of two sort orders that are the same and shared.
std::vector<Variable> CommonKeys(const std::vector<Variable>& a, const std::vector<Variable>& b,
                                 const std::vector<Variable>& shared) {
  std::vector<Variable> keys;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] != b[i] || !std::binary_search(shared.begin(), shared.end(), a[i])) break;
    keys.push_back(a[i]);
  }
  return keys;
}

class Search {
 public:
  // `sample` may be null.
  Search(const JoinGroup& group, PlannerOptions::ForceJoin force, JoinSample* sample)
      : group_(group), force_(force), sample_(sample) {}

  // How many candidates have been looked at.
  double work() const { return work_; }
  // Of the sample.
  const absl::Status& status() const { return status_; }

  RelationSet Single(size_t index) const {
    const Relation& relation = group_.relations[index];
    RelationSet set;
    if (index < kMaxMaskedRelations) set.members = RelationMask{1} << index;
    set.single = &relation;
    set.rows = relation.rows;
    set.distinct = relation.distinct;
    const double filter_cost = relation.conditions.empty() ? 0 : relation.scanned_rows * kFilterRow;
    if (relation.scan == nullptr) {
      Candidate candidate;
      candidate.relation = &relation;
      candidate.cost = relation.cost + relation.scanned_rows * kScanRow + filter_cost;
      candidate.sorted = algebra::SortedBy(*relation.node);
      candidate.rows = relation.rows;
      set.candidates.push_back(std::make_shared<const Candidate>(std::move(candidate)));
      return set;
    }
    for (const Order order : algebra::PossibleOrders(*relation.scan)) {
      Candidate candidate;
      candidate.relation = &relation;
      candidate.order = order;
      candidate.sorted = algebra::SortedBy(*relation.scan, order);
      candidate.rows = relation.rows;
      candidate.cost = relation.scanned_rows * Misfit(*relation.scan, order) * kScanRow + filter_cost;
      Keep(std::move(candidate), set.candidates);
    }
    return set;
  }

  // The join of two sets. `known` is what other splits of the same set have found.
  void Combine(const RelationSet& a, const RelationSet& b, RelationSet& joined) {
    const std::vector<Variable> shared = Shared(a, b);
    std::vector<Expression> conditions;
    for (const Expression& condition : group_.conditions) {
      if (BindsAll(a, condition) || BindsAll(b, condition)) continue;
      RelationSet both;
      both.distinct = a.distinct;
      both.distinct.insert(b.distinct.begin(), b.distinct.end());
      if (BindsAll(both, condition)) conditions.push_back(condition);
    }
    double unfiltered = a.rows * b.rows;
    for (const Variable& variable : shared) {
      unfiltered /= std::max({1.0, a.distinct.at(variable), b.distinct.at(variable)});
    }
    if (!shared.empty()) unfiltered *= Correction(a, b);
    if (joined.distinct.empty()) Describe(a, b, unfiltered * Selectivity(conditions), joined);
    std::vector<CandidatePtr> found;
    AddMerges(a, b, shared, unfiltered, found);
    AddLookups(a, b, shared, unfiltered, found);
    if (!group_.keep_sequence) AddLookups(b, a, shared, unfiltered, found);
    const bool forced =
        force_ == PlannerOptions::ForceJoin::kMerge || force_ == PlannerOptions::ForceJoin::kLookup;
    if (found.empty() || !forced) AddHashes(a, b, unfiltered, found);
    work_ += static_cast<double>(a.candidates.size() * b.candidates.size() * 3 + found.size());
    for (const CandidatePtr& candidate : found) {
      Candidate finished = *candidate;
      finished.conditions = conditions;
      finished.rows = joined.rows;
      if (!conditions.empty()) finished.cost += unfiltered * kFilterRow;
      Keep(std::move(finished), joined.candidates);
    }
  }

  // What the key of one lookup costs, and the rows that it reads.
  struct LookupCost {
    double key;
    double rows;
  };

  // The cheapest order to look `right` up in by values of `left`, and what that costs a left row.
  static std::optional<LookupChoice> BestLookupIn(const Relation& right, const algebra::VariableSet& left) {
    std::optional<LookupChoice> best;
    for (const Order order : algebra::PossibleOrders(*right.scan)) {
      const std::optional<LookupCost> lookup = CostOfLookup(right, order, left);
      if (!lookup) continue;
      const double filter_cost = right.conditions.empty() ? 0 : kFilterRow;
      const double cost = lookup->key + lookup->rows * (kLookupRow + filter_cost);
      if (!best || cost < best->cost_per_row) best = LookupChoice{order, cost};
    }
    return best;
  }

  static bool Connected(const RelationSet& a, const RelationSet& b) {
    return std::any_of(a.distinct.begin(), a.distinct.end(),
                       [&](const auto& entry) { return b.Binds(entry.first); });
  }

 private:
  // How many more rows are read where not all constants lead the order.
  static double Misfit(const Scan& scan, Order order) {
    double misfit = 1;
    bool in_prefix = true;
    for (const order::Part part : order::InfoOf(order).columns) {
      const algebra::Slot* slot = algebra::SlotOf(scan, part);
      const bool constant = slot != nullptr && slot->is_constant();
      if (constant && !in_prefix) misfit *= 100;
      // Ranges cut only right behind the constants.
      if (part == order::Part::kObject && !scan.object_ranges.empty() && !in_prefix) misfit *= 10;
      in_prefix = in_prefix && constant;
    }
    return misfit;
  }

  // By what the sample differs from independence when these two are joined: what it says of both together,
  // less what their own rows have in them already.
  double Correction(const RelationSet& a, const RelationSet& b) {
    return SampleOf(a.members | b.members) / SampleOf(a.members) / SampleOf(b.members);
  }

  double SampleOf(RelationMask members) {
    if (sample_ == nullptr || !status_.ok() || std::popcount(members) < 2) return 1;
    const absl::StatusOr<double> correction = sample_->Correction(members);
    status_ = correction.status();
    return correction.ok() ? *correction : 1;
  }

  static void Describe(const RelationSet& a, const RelationSet& b, double rows, RelationSet& joined) {
    joined.members = a.members | b.members;
    joined.rows = rows;
    for (const RelationSet* side : {&a, &b}) {
      for (const auto& [variable, count] : side->distinct) {
        const auto [entry, is_new] = joined.distinct.emplace(variable, count);
        entry->second = std::max(1.0, std::min({entry->second, count, rows}));
      }
    }
  }

  bool MayForce(PlannerOptions::ForceJoin kind) const {
    return force_ == PlannerOptions::ForceJoin::kNone || force_ == kind;
  }

  void AddHashes(const RelationSet& a, const RelationSet& b, double rows,
                 std::vector<CandidatePtr>& found) const {
    for (const CandidatePtr& x : a.candidates) {
      for (const CandidatePtr& y : b.candidates) {
        AddHash(x, a.rows, y, b.rows, rows, found);
        if (!group_.keep_sequence) AddHash(y, b.rows, x, a.rows, rows, found);
      }
    }
  }

  static void AddHash(const CandidatePtr& left, double left_rows, const CandidatePtr& right,
                      double right_rows, double rows, std::vector<CandidatePtr>& found) {
    const double cost =
        left->cost + right->cost + left_rows * kHashProbeRow + right_rows * kHashBuildRow + rows * kOutputRow;
    if (IsBeaten(cost, left->sorted, found)) return;
    Candidate candidate;
    candidate.kind = JoinKind::kHash;
    candidate.left = left;
    candidate.right = right;
    candidate.sorted = left->sorted;
    candidate.cost = cost;
    Keep(std::move(candidate), found);
  }

  void AddMerges(const RelationSet& a, const RelationSet& b, const std::vector<Variable>& shared, double rows,
                 std::vector<CandidatePtr>& found) const {
    if (!MayForce(PlannerOptions::ForceJoin::kMerge)) return;
    for (const CandidatePtr& x : a.candidates) {
      for (const CandidatePtr& y : b.candidates) {
        std::vector<Variable> keys = CommonKeys(x->sorted, y->sorted, shared);
        if (keys.empty()) continue;
        // Shared variables that are no keys are compared pair by pair.
        const double pairs = keys.size() == shared.size() ? rows : PairsOn(a, b, keys);
        const double cost = x->cost + y->cost + (a.rows + b.rows) * kMergeRow + pairs * kOutputRow;
        if (IsBeaten(cost, x->sorted, found)) continue;
        Candidate candidate;
        candidate.keys = std::move(keys);
        candidate.kind = JoinKind::kMerge;
        candidate.left = x;
        candidate.right = y;
        candidate.sorted = x->sorted;
        candidate.cost = cost;
        Keep(std::move(candidate), found);
      }
    }
  }

  static double PairsOn(const RelationSet& a, const RelationSet& b, const std::vector<Variable>& keys) {
    double pairs = a.rows * b.rows;
    for (const Variable& key : keys) pairs /= std::max({1.0, a.distinct.at(key), b.distinct.at(key)});
    return pairs;
  }

  // Looks up `right`, a scan, for each row of `left`.
  void AddLookups(const RelationSet& left, const RelationSet& right, const std::vector<Variable>& shared,
                  double rows, std::vector<CandidatePtr>& found) const {
    if (!MayForce(PlannerOptions::ForceJoin::kLookup)) return;
    if (right.single == nullptr || shared.empty()) return;
    if (right.single->path != nullptr) AddPathLookup(left, right, rows, found);
    if (right.single->scan == nullptr) return;
    const Scan& scan = *right.single->scan;
    for (const Order order : algebra::PossibleOrders(scan)) {
      const std::optional<LookupCost> lookup = CostOfLookup(*right.single, order, left);
      if (!lookup) continue;
      Candidate looked_up;
      looked_up.relation = right.single;
      looked_up.order = order;
      looked_up.rows = right.single->rows;
      for (const CandidatePtr& x : left.candidates) {
        const double filter_cost = right.single->conditions.empty() ? 0 : kFilterRow;
        const double cost = x->cost + left.rows * (lookup->key + lookup->rows * (kLookupRow + filter_cost)) +
                            rows * kOutputRow;
        if (IsBeaten(cost, {}, found)) continue;
        Candidate candidate;
        candidate.kind = JoinKind::kLookup;
        candidate.left = x;
        candidate.right = std::make_shared<const Candidate>(looked_up);
        candidate.cost = cost;
        Keep(std::move(candidate), found);
      }
    }
  }

  // Walks the path from each value of the left side.
  static void AddPathLookup(const RelationSet& left, const RelationSet& right, double rows,
                            std::vector<CandidatePtr>& found) {
    const Relation& relation = *right.single;
    const bool by_subject =
        relation.path->subject.is_variable() && left.Binds(relation.path->subject.variable);
    const double reached = by_subject ? relation.reach.from_subject : relation.reach.from_object;
    Candidate looked_up;
    looked_up.relation = &relation;
    looked_up.rows = relation.rows;
    for (const CandidatePtr& x : left.candidates) {
      Candidate candidate;
      candidate.kind = JoinKind::kLookup;
      candidate.left = x;
      candidate.right = std::make_shared<const Candidate>(looked_up);
      candidate.cost = x->cost + left.rows * std::max(1.0, reached) * cost::kPathNode + rows * kOutputRow;
      Keep(std::move(candidate), found);
    }
  }

  // Nothing where the order does not lead to a variable of the left side.
  template <typename Variables>
  static std::optional<LookupCost> CostOfLookup(const Relation& relation, Order order,
                                                const Variables& left) {
    double rows = relation.scanned_rows;
    double key = kLookupKey;
    bool uses_left = false;
    for (const order::Part part : order::InfoOf(order).columns) {
      const algebra::Slot* slot = algebra::SlotOf(*relation.scan, part);
      if (slot != nullptr && slot->is_constant()) {
        if (uses_left) key *= 1.1;  // lookups lie further apart than with the constant in front
        continue;
      }
      const Variable& variable = slot != nullptr ? slot->variable : relation.scan->claim;
      if (variable.empty() || !IsIn(variable, left)) break;
      rows /= std::max(1.0, relation.distinct.at(variable));
      uses_left = true;
    }
    return uses_left ? std::optional(LookupCost{key, rows}) : std::nullopt;
  }

  static bool IsIn(const Variable& variable, const RelationSet& set) { return set.Binds(variable); }
  static bool IsIn(const Variable& variable, const algebra::VariableSet& set) {
    return set.contains(variable);
  }

  const JoinGroup& group_;
  const PlannerOptions::ForceJoin force_;
  JoinSample* const sample_;
  double work_ = 0;
  absl::Status status_;
};

CandidatePtr Cheapest(const RelationSet& set, const std::vector<Variable>& wanted_groups) {
  const auto total = [&](const Candidate& candidate) {
    const bool served = wanted_groups.empty() || algebra::GroupsTogether(candidate.sorted, wanted_groups);
    return candidate.cost + (served ? 0 : set.rows * kGroupRow);
  };
  return *std::min_element(
      set.candidates.begin(), set.candidates.end(),
      [&](const CandidatePtr& a, const CandidatePtr& b) { return total(*a) < total(*b); });
}

NodePtr FilterBy(const std::vector<Expression>& conditions, NodePtr node, double rows) {
  if (conditions.empty()) return node;
  return algebra::MakeNode(algebra::Filter{algebra::Conjunction(conditions)}, {std::move(node)}, rows);
}

NodePtr ScanNode(const Candidate& candidate, double rows) {
  Scan scan = *candidate.relation->scan;
  scan.order = candidate.order;
  return algebra::MakeNode(std::move(scan), {}, rows);
}

NodePtr Build(const Candidate& candidate) {
  if (candidate.relation != nullptr) {
    const Relation& relation = *candidate.relation;
    NodePtr node = relation.scan != nullptr ? ScanNode(candidate, relation.scanned_rows) : relation.node;
    return FilterBy(relation.conditions, std::move(node), relation.rows);
  }
  algebra::Join join;
  join.kind = candidate.kind;
  join.keys = candidate.keys;
  std::vector<Expression> conditions = candidate.conditions;
  NodePtr right;
  if (candidate.kind == JoinKind::kLookup) {
    // What the looked-up rows must fulfil is asked of the join's rows.
    const Relation& looked_up = *candidate.right->relation;
    right = looked_up.path != nullptr ? algebra::MakeNode(*looked_up.path, {}, looked_up.scanned_rows)
                                      : ScanNode(*candidate.right, looked_up.scanned_rows);
    conditions.insert(conditions.begin(), candidate.right->relation->conditions.begin(),
                      candidate.right->relation->conditions.end());
  } else {
    right = Build(*candidate.right);
  }
  NodePtr node =
      algebra::MakeNode(std::move(join), {Build(*candidate.left), std::move(right)}, candidate.rows);
  return FilterBy(conditions, std::move(node), candidate.rows);
}

RelationSet SearchSequence(Search& search, std::vector<RelationSet> sets) {
  RelationSet joined = std::move(sets[0]);
  for (size_t i = 1; i < sets.size(); ++i) {
    RelationSet next;
    search.Combine(joined, sets[i], next);
    joined = std::move(next);
  }
  return joined;
}

// For each subset of the relations those outside that share a variable with it.
std::vector<uint32_t> NeighboursOf(const std::vector<RelationSet>& singles) {
  std::vector<uint32_t> neighbours(size_t{1} << singles.size());
  for (size_t i = 0; i < singles.size(); ++i) {
    for (size_t k = 0; k < singles.size(); ++k) {
      if (i != k && Search::Connected(singles[i], singles[k])) neighbours[size_t{1} << i] |= uint32_t{1} << k;
    }
  }
  for (uint32_t subset = 1; subset < neighbours.size(); ++subset) {
    const uint32_t rest = subset & (subset - 1);
    if (rest != 0) neighbours[subset] = (neighbours[rest] | neighbours[subset ^ rest]) & ~subset;
  }
  return neighbours;
}

// Whether variables lead from each of these relations to all others.
bool IsConnected(uint32_t relations, const std::vector<uint32_t>& neighbours) {
  uint32_t reached = relations & (~relations + 1);
  while (true) {
    const uint32_t further = neighbours[reached] & relations;
    if (further == 0) return reached == relations;
    reached |= further;
  }
}

// Nothing where it takes more than `max_work`.
std::optional<RelationSet> SearchExhaustively(Search& search, const std::vector<RelationSet>& singles,
                                              double max_work) {
  const uint32_t all = (uint32_t{1} << singles.size()) - 1;
  const std::vector<uint32_t> neighbours = NeighboursOf(singles);
  std::vector<RelationSet> best(all + 1);
  for (size_t i = 0; i < singles.size(); ++i) best[size_t{1} << i] = singles[i];
  const bool needs_products = !IsConnected(all, neighbours);
  for (uint32_t subset = 1; subset <= all; ++subset) {
    if (std::has_single_bit(subset)) continue;
    // Products only where no split is connected.
    for (const bool connected : {true, false}) {
      if (!connected && !needs_products) break;
      for (uint32_t left = (subset - 1) & subset; left > 0; left = (left - 1) & subset) {
        const uint32_t right = subset ^ left;
        if (left > right) continue;  // Combine tries both sides
        if (((neighbours[left] & right) != 0) != connected) continue;
        if (best[left].candidates.empty() || best[right].candidates.empty()) continue;
        search.Combine(best[left], best[right], best[subset]);
        if (search.work() > max_work) return std::nullopt;
      }
      if (!best[subset].candidates.empty()) break;
    }
  }
  return std::move(best[all]);
}

RelationSet SearchGreedily(Search& search, std::vector<RelationSet> sets) {
  while (sets.size() > 1) {
    size_t best_a = 0;
    size_t best_b = 1;
    double best_rows = std::numeric_limits<double>::infinity();
    bool best_connected = false;
    for (size_t a = 0; a < sets.size(); ++a) {
      for (size_t b = a + 1; b < sets.size(); ++b) {
        const bool connected = Search::Connected(sets[a], sets[b]);
        if (best_connected && !connected) continue;
        double rows = sets[a].rows * sets[b].rows;
        for (const Variable& v : Shared(sets[a], sets[b])) {
          rows /= std::max({1.0, sets[a].distinct.at(v), sets[b].distinct.at(v)});
        }
        if (rows >= best_rows && connected == best_connected) continue;
        best_a = a;
        best_b = b;
        best_rows = rows;
        best_connected = connected;
      }
    }
    RelationSet joined;
    search.Combine(sets[best_a], sets[best_b], joined);
    sets[best_a] = std::move(joined);
    sets.erase(sets.begin() + static_cast<ptrdiff_t>(best_b));
  }
  return std::move(sets[0]);
}

absl::StatusOr<CandidatePtr> SearchPlan(const JoinGroup& group, PlannerOptions::ForceJoin force,
                                        JoinSample* sample) {
  Search search(group, force, sample);
  std::vector<RelationSet> singles;
  for (size_t i = 0; i < group.relations.size(); ++i) singles.push_back(search.Single(i));
  RelationSet found;
  if (group.keep_sequence) {
    found = SearchSequence(search, std::move(singles));
  } else {
    found = SearchGreedily(search, singles);
    if (singles.size() > 1 && singles.size() <= kMaxExhaustive) {
      const double cost = Cheapest(found, group.wanted_groups)->cost;
      const double candidates =
          std::clamp(cost * kSearchShare / kCandidateCost, kMinCandidates, kMaxCandidates);
      std::optional<RelationSet> better = SearchExhaustively(search, singles, search.work() + candidates);
      if (better) found = *std::move(better);
    }
  }
  if (!search.status().ok()) return search.status();
  return Cheapest(found, group.wanted_groups);
}

}  // namespace

std::optional<LookupChoice> BestLookup(const Relation& right, const algebra::VariableSet& left) {
  return Search::BestLookupIn(right, left);
}

absl::StatusOr<NodePtr> SearchJoins(const JoinGroup& group, PlannerOptions::ForceJoin force,
                                    const store::Snapshot* snapshot) {
  const absl::StatusOr<CandidatePtr> found = SearchPlan(group, force, nullptr);
  if (!found.ok()) return found.status();
  const bool samples = snapshot != nullptr && group.relations.size() > 1 && (*found)->cost > kWorthASample &&
                       !group.keep_sequence;
  if (!samples) return Build(**found);
  JoinSample sample(group.relations, *snapshot);
  const absl::StatusOr<CandidatePtr> better = SearchPlan(group, force, &sample);
  if (!better.ok()) return better.status();
  return Build(**better);
}

void SortRelations(JoinGroup& group) {
  if (group.relations.size() < 2) return;
  std::vector<std::pair<std::string, size_t>> texts;
  for (size_t i = 0; i < group.relations.size(); ++i)
    texts.emplace_back(algebra::Print(*group.relations[i].node), i);
  std::sort(texts.begin(), texts.end(), [&](const auto& a, const auto& b) {
    const double a_rows = group.relations[a.second].rows;
    const double b_rows = group.relations[b.second].rows;
    return std::tie(a_rows, a.first, a.second) < std::tie(b_rows, b.first, b.second);
  });
  std::vector<Relation> sorted;
  sorted.reserve(texts.size());
  for (const auto& [text, index] : texts) sorted.push_back(std::move(group.relations[index]));
  group.relations = std::move(sorted);
}

}  // namespace tern::optimize
