#include "engine/execute/terms.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "storage/model/inline_value.h"

namespace tern::execute {
namespace {

using model::Tag;
using model::Term;
using model::TermId;

std::unique_ptr<ResolvedTerm> MakeResolved(Term term) {
  auto resolved = std::make_unique<ResolvedTerm>();
  resolved->value = model::ValueOf(term);
  resolved->term = std::move(term);
  return resolved;
}

constexpr size_t kResolveBatch = 8192;
constexpr size_t kBytesPerListEntry = 96;  // its places in a table and on the heap

// A rough size: the strings of the term and of its value, and the places that point at it.
size_t BytesOf(const Term& term) { return 3 * term.value.size() + 2 * term.datatype.size() + 400; }

}  // namespace

absl::StatusOr<TermId> Terms::Intern(const Term& term) {
  if (const std::optional<TermId> id = model::EncodeInline(term)) return *id;
  if (const auto local = local_ids_.find(term); local != local_ids_.end()) return local->second;
  if (const auto found = found_.find(term); found != found_.end()) return found->second;
  auto known = context_->snapshot().Find(term);
  if (!known.ok()) return known.status();
  if (!known->is_null()) {
    if (found_.size() >= kMaxFound || found_bytes_ >= kMaxFoundBytes) {
      found_.clear();
      found_bytes_ = 0;
    }
    found_bytes_ += BytesOf(term);
    found_.emplace(term, *known);
    return *known;
  }
  if (absl::Status status = local_memory_.Add(BytesOf(term)); !status.ok()) return status;
  const TermId id(Tag::kLocal, local_terms_.size());
  local_terms_.push_back(MakeResolved(term));
  local_ids_.emplace(term, id);
  return id;
}

absl::StatusOr<TermId> Terms::InternList(absl::Span<const TermId> items) {
  if (const auto known = list_ids_.find(items); known != list_ids_.end()) return known->second;
  auto list = std::make_unique<List>();
  list->item_count = items.size();
  for (const TermId item : items) {
    if (!IsList(item)) continue;
    const List& inner = *lists_[item.payload() & ~kListBit];
    list->depth = std::max(list->depth, inner.depth + 1);
    list->item_count += inner.item_count;
    if (list->item_count > kMaxListItems) break;
  }
  if (list->item_count > kMaxListItems)
    return absl::ResourceExhaustedError("memory limit: a list has too many items");
  if (list->depth > kMaxListDepth)
    return absl::ResourceExhaustedError("memory limit: lists are nested too deeply");
  const size_t bytes = items.size() * sizeof(TermId) + sizeof(List) + kBytesPerListEntry;
  if (absl::Status status = local_memory_.Add(bytes); !status.ok()) return status;
  list->items.assign(items.begin(), items.end());
  const TermId id(Tag::kLocal, kListBit | lists_.size());
  list_ids_.emplace(list->items, id);
  lists_.push_back(std::move(list));
  return id;
}

absl::Span<const TermId> Terms::ItemsOf(TermId list) const {
  return lists_[list.payload() & ~kListBit]->items;
}

absl::Status Terms::AddKept(TermId id, Term term) {
  kept_bytes_ += BytesOf(term);
  kept_.emplace(id, MakeResolved(std::move(term)));
  return kept_memory_.Set(kept_bytes_);
}

absl::StatusOr<const ResolvedTerm*> Terms::Get(TermId id) {
  if (IsList(id)) return &list_term_;
  if (id.tag() == Tag::kLocal) return local_terms_[id.payload()].get();
  if (const auto kept = kept_.find(id); kept != kept_.end()) return kept->second.get();
  auto terms = Resolve(absl::MakeConstSpan(&id, 1));
  if (!terms.ok()) return terms.status();
  if (absl::Status status = AddKept(id, std::move((*terms)[0])); !status.ok()) return status;
  return kept_.find(id)->second.get();
}

absl::Status Terms::Prefetch(absl::Span<const TermId> ids) {
  if (kept_.size() > kMaxKept || kept_bytes_ > kMaxKeptBytes) {
    kept_.clear();
    kept_bytes_ = 0;
  }
  std::vector<TermId> missing;
  for (const TermId id : ids) {
    if (!id.is_null() && id.tag() != Tag::kLocal && !kept_.contains(id)) missing.push_back(id);
  }
  std::sort(missing.begin(), missing.end());
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  for (size_t begin = 0; begin < missing.size(); begin += kResolveBatch) {
    if (absl::Status status = context_->Poll(); !status.ok()) return status;
    const auto part = absl::MakeConstSpan(missing).subspan(begin, kResolveBatch);
    auto terms = Resolve(part);
    if (!terms.ok()) return terms.status();
    for (size_t i = 0; i < part.size(); ++i) {
      if (absl::Status status = AddKept(part[i], std::move((*terms)[i])); !status.ok()) return status;
    }
  }
  return kept_memory_.Set(kept_bytes_);
}

absl::StatusOr<std::vector<Term>> Terms::Resolve(absl::Span<const TermId> ids) const {
  // Most queries compute no terms, and the store knows what is inline.
  if (local_terms_.empty()) return context_->snapshot().ResolveMany(ids);
  std::vector<Term> terms(ids.size());
  std::vector<TermId> stored;
  std::vector<size_t> places;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (ids[i].tag() == Tag::kLocal) {
      terms[i] = local_terms_[ids[i].payload()]->term;
    } else if (model::IsInline(ids[i])) {
      terms[i] = model::DecodeInline(ids[i]);
    } else {
      stored.push_back(ids[i]);
      places.push_back(i);
    }
  }
  if (stored.empty()) return terms;
  auto resolved = context_->snapshot().ResolveMany(stored);
  if (!resolved.ok()) return resolved.status();
  if (resolved->size() != stored.size())
    return absl::InternalError("the store resolved another number of terms");
  for (size_t i = 0; i < stored.size(); ++i) terms[places[i]] = std::move((*resolved)[i]);
  return terms;
}

}  // namespace tern::execute
