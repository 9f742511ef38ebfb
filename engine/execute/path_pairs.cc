#include "engine/execute/path_pairs.h"

#include <algorithm>
#include <utility>

#include "engine/algebra/resolve.h"

namespace tern::execute {
namespace {

using algebra::PathExpression;
using algebra::Slot;
using model::TermId;

constexpr uint64_t kWorkPerPoll = 64;

// Resolves what the optimiser has not.
absl::Status Resolve(PathExpression& path, const store::Snapshot& snapshot) {
  if (!path.ids) {
    path.ids.emplace();
    for (const model::Term& predicate : path.predicates) {
      auto id = snapshot.Find(predicate);
      if (!id.ok()) return id.status();
      if (!id->is_null()) path.ids->push_back(*id);
    }
    std::sort(path.ids->begin(), path.ids->end());
    path.ids->erase(std::unique(path.ids->begin(), path.ids->end()), path.ids->end());
  }
  for (PathExpression& child : path.children) {
    if (absl::Status status = Resolve(child, snapshot); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

PathPairs::PathPairs(paths::Automaton forward, paths::Automaton backward,
                     std::shared_ptr<ClaimVerdicts> verdicts, Context* context)
    : forward_(std::move(forward)),
      backward_(std::move(backward)),
      edges_(context, std::move(verdicts)),
      context_(context),
      search_memory_(context, "a path"),
      kept_memory_(context, "a path") {}

absl::StatusOr<std::unique_ptr<PathPairs>> PathPairs::Create(const algebra::PathScan& scan,
                                                             std::shared_ptr<ClaimVerdicts> verdicts,
                                                             Context* context, Terms* terms) {
  PathExpression path = scan.path;
  if (absl::Status status = Resolve(path, context->snapshot()); !status.ok()) return status;
  auto forward = paths::Automaton::Make(path, /*backward=*/false);
  if (!forward.ok()) return forward.status();
  auto backward = paths::Automaton::Make(path, /*backward=*/true);
  if (!backward.ok()) return backward.status();
  std::unique_ptr<PathPairs> pairs(
      new PathPairs(*std::move(forward), *std::move(backward), std::move(verdicts), context));
  for (const auto& [slot, ids] :
       {std::pair(&scan.subject, &pairs->subjects_), {&scan.object, &pairs->objects_}}) {
    if (!slot->is_constant()) continue;
    auto constants = pairs->Constants(*slot, terms);
    if (!constants.ok()) return constants.status();
    *ids = *std::move(constants);
  }
  return pairs;
}

absl::Status PathPairs::Poll() { return work_++ % kWorkPerPoll == 0 ? context_->Poll() : absl::OkStatus(); }
absl::Status PathPairs::Use(size_t bytes) { return search_memory_.Set(bytes); }

absl::StatusOr<std::vector<TermId>> PathPairs::Constants(const Slot& slot, Terms* terms) {
  std::vector<TermId> all;
  for (const model::Term& term : slot.terms) {
    auto ids = algebra::ResolveIds(Slot::Constant(term), context_->snapshot());
    if (!ids.ok()) return ids.status();
    bool is_known = false;
    for (const TermId id : *ids) {
      auto is_node = edges_.IsNode(id);
      if (!is_node.ok()) return is_node.status();
      if (!*is_node) continue;
      is_known = true;
      all.push_back(id);
    }
    if (is_known || !forward_.accepts_nothing_walked()) continue;
    auto itself = terms->Intern(term);
    if (!itself.ok()) return itself.status();
    all.push_back(*itself);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// What is no node leads nowhere, and is connected to itself only where the query names it.
absl::StatusOr<bool> PathPairs::MayBegin(TermId end, bool is_constant) {
  if (is_constant || !forward_.accepts_nothing_walked()) return true;
  return edges_.IsNode(end);
}

absl::StatusOr<absl::Span<const TermId>> PathPairs::Ends(From from, TermId end, bool is_constant) {
  Kept& kept = kept_[static_cast<size_t>(from)];
  if (const auto known = kept.find(end); known != kept.end()) return absl::MakeConstSpan(known->second);
  if (found_from_ == std::pair(from, end)) return absl::MakeConstSpan(found_);
  found_from_.reset();
  found_.clear();
  auto may_begin = MayBegin(end, is_constant);
  if (!may_begin.ok()) return may_begin.status();
  if (*may_begin) {
    const paths::Automaton& automaton = from == From::kSubject ? forward_ : backward_;
    absl::Status status = paths::FindEnds(automaton, end, std::nullopt, edges_, *this, found_);
    if (!status.ok()) return status;
  }
  if (absl::Status status = context_->Poll(); !status.ok()) return status;
  std::sort(found_.begin(), found_.end());
  found_from_ = {from, end};
  const size_t count = found_.size() + 1;
  if (count > kMaxKeptEndsEach) return absl::MakeConstSpan(found_);
  if (kept_ends_ + count > kMaxKeptEnds) {
    kept_[0].clear();
    kept_[1].clear();
    kept_ends_ = 0;
  }
  kept_ends_ += count;
  if (absl::Status status = kept_memory_.Set(kept_ends_ * 4 * sizeof(TermId)); !status.ok()) return status;
  return absl::MakeConstSpan(kept.emplace(end, found_).first->second);
}

absl::StatusOr<bool> PathPairs::Connects(TermId subject, TermId object, bool is_constant) {
  if (asked_.size() >= kMaxAsked) asked_.clear();
  if (!asked_.insert(subject).second) {
    auto ends = Ends(From::kSubject, subject, is_constant);
    if (!ends.ok()) return ends.status();
    return std::binary_search(ends->begin(), ends->end(), object);
  }
  auto may_begin = MayBegin(subject, is_constant);
  if (!may_begin.ok() || !*may_begin) return may_begin;
  std::vector<TermId> found;
  absl::Status status = paths::FindEnds(forward_, subject, object, edges_, *this, found);
  if (!status.ok()) return status;
  return !found.empty();
}

absl::StatusOr<std::vector<TermId>> PathPairs::Starts() {
  absl::flat_hash_set<TermId> seen;
  std::vector<TermId> starts;
  const auto add = [&](TermId node) {
    if (seen.insert(node).second) starts.push_back(node);
  };
  if (forward_.accepts_nothing_walked()) {
    if (absl::Status status = edges_.ForEachNode(add); !status.ok()) return status;
  } else {
    for (const paths::State state : forward_.Follow(paths::kStart)) {
      if (absl::Status status = edges_.ForEachStart(forward_.StepInto(state), add); !status.ok())
        return status;
    }
  }
  return starts;
}

}  // namespace tern::execute
