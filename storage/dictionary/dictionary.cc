#include "storage/dictionary/dictionary.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <optional>

#include "absl/strings/str_cat.h"
#include "storage/block/byte_reader.h"
#include "storage/dictionary/appended.h"
#include "storage/dictionary/base.h"
#include "storage/dictionary/keys.h"
#include "storage/dictionary/page_cache.h"
#include "storage/model/dictionary_key.h"
#include "storage/model/inline_value.h"

namespace tern::dictionary {
namespace {

using model::Tag;
using model::Term;
using model::TermId;
using model::TermKind;

constexpr int kMaxNumberDigits = 18;  // 2^59 has as many
constexpr uint64_t kMaxBlankNumber =
    TermId::kPayloadMask >> 2;  // two bits are for the stance of a named claim

// A number as it is printed: digits without a leading zero.
std::optional<uint64_t> ParseNumber(std::string_view text) {
  if (text.empty() || text.size() > kMaxNumberDigits || (text[0] == '0' && text.size() > 1))
    return std::nullopt;
  uint64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  return number;
}

TermId FindBlank(std::string_view label) {
  if (label.empty() || label[0] != 'b') return TermId::Null();
  const auto number = ParseNumber(label.substr(1));
  return number.has_value() && *number <= kMaxBlankNumber ? TermId(Tag::kBlank, *number) : TermId::Null();
}

TermId FindClaim(std::string_view printed) {
  const auto payload = ParseNumber(printed);
  const bool is_claim = payload.has_value() && *payload <= TermId::kPayloadMask && (*payload & 3) != 3;
  return is_claim ? TermId(Tag::kClaim, *payload) : TermId::Null();
}

absl::StatusOr<Term> TermOf(TermId id, std::string_view key) {
  auto term = model::TermFromDictionaryKey(id.tag(), key);
  if (term.ok()) return term;
  return absl::Status(term.status().code(),
                      absl::StrCat("dictionary: term ", id.payload(), " of tag ", static_cast<int>(id.tag()),
                                   ": ", term.status().message()));
}

absl::Status NotATerm(TermId id) {
  return absl::NotFoundError(
      absl::StrCat("id ", id.payload(), " of tag ", static_cast<int>(id.tag()), " is no term"));
}

// Most of what an answer needs.
bool AreDistinctBaseTerms(absl::Span<const TermId> ids) {
  for (size_t i = 0; i < ids.size(); ++i) {
    if (!IsBaseTag(ids[i].tag()) || (i > 0 && ids[i] <= ids[i - 1])) return false;
  }
  return true;
}

// Ids of one kind, ascending, each once, and where their terms go.
struct Wanted {
  std::vector<TermId> ids;
  std::vector<size_t> places;

  void Add(TermId id, size_t place) {
    ids.push_back(id);
    places.push_back(place);
  }
};

}  // namespace

uint64_t DictionaryCounts::total() const { return std::accumulate(terms.begin(), terms.end(), uint64_t{0}); }

Dictionary::Dictionary(std::shared_ptr<const kv::ReadView> view, const DictionaryCounts& counts,
                       std::shared_ptr<PageCache> cache)
    : view_(std::move(view)), counts_(counts), cache_(std::move(cache)) {}

absl::StatusOr<TermId> Dictionary::Find(const Term& term) const {
  if (term.kind == TermKind::kBlank) return FindBlank(term.value);
  if (term.kind == TermKind::kClaim) return FindClaim(term.value);
  if (const auto id = model::EncodeInline(term); id.has_value()) return *id;
  const auto [base_tag, appended_tag] = model::DictionaryTagsOf(term);
  const std::string key = model::DictionaryKey(term);
  const auto rank = Base(*view_, counts_, cache_.get()).Find(base_tag, key);
  if (!rank.ok()) return rank.status();
  if (rank->has_value()) return TermId(base_tag, **rank);
  const auto number = Appended(*view_, counts_).Find(appended_tag, key);
  if (!number.ok()) return number.status();
  return number->has_value() ? TermId(appended_tag, **number) : TermId::Null();
}

absl::StatusOr<Term> Dictionary::Resolve(TermId id) const {
  auto terms = ResolveMany({&id, 1});
  if (!terms.ok()) return terms.status();
  return std::move(terms->front());
}

absl::StatusOr<std::vector<Term>> Dictionary::ResolveMany(absl::Span<const TermId> ids) const {
  if (AreDistinctBaseTerms(ids)) return ResolveBase(ids);
  std::vector<size_t> ascending(ids.size());
  std::iota(ascending.begin(), ascending.end(), size_t{0});
  if (!std::is_sorted(ids.begin(), ids.end())) {
    std::sort(ascending.begin(), ascending.end(), [&](size_t a, size_t b) { return ids[a] < ids[b]; });
  }

  std::vector<Term> terms(ids.size());
  Wanted base, appended;
  for (size_t i = 0; i < ascending.size(); ++i) {
    const TermId id = ids[ascending[i]];
    if (i > 0 && ids[ascending[i - 1]] == id) continue;
    if (IsBaseTag(id.tag())) {
      base.Add(id, ascending[i]);
    } else if (IsAppendedTag(id.tag())) {
      appended.Add(id, ascending[i]);
    } else if (model::IsInline(id)) {
      terms[ascending[i]] = model::DecodeInline(id);
    } else {
      return NotATerm(id);
    }
  }

  const auto place = [&](const Wanted& wanted) {
    return [&](size_t index, std::string_view key) {
      auto term = TermOf(wanted.ids[index], key);
      if (term.ok()) terms[wanted.places[index]] = *std::move(term);
      return term.status();
    };
  };
  if (auto status = Base(*view_, counts_, cache_.get()).KeysOf(base.ids, place(base)); !status.ok())
    return status;
  if (auto status = Appended(*view_, counts_).KeysOf(appended.ids, place(appended)); !status.ok())
    return status;

  for (size_t i = 1; i < ascending.size(); ++i) {
    if (ids[ascending[i - 1]] == ids[ascending[i]]) terms[ascending[i]] = terms[ascending[i - 1]];
  }
  return terms;
}

// REQUIRES: AreDistinctBaseTerms(ids).
absl::StatusOr<std::vector<Term>> Dictionary::ResolveBase(absl::Span<const TermId> ids) const {
  std::vector<Term> terms(ids.size());
  const auto status = Base(*view_, counts_, cache_.get()).KeysOf(ids, [&](size_t i, std::string_view key) {
    auto term = TermOf(ids[i], key);
    if (term.ok()) terms[i] = *std::move(term);
    return term.status();
  });
  if (!status.ok()) return status;
  return terms;
}

absl::StatusOr<std::vector<TermId>> Dictionary::All(Tag tag) const {
  const uint64_t count = IsBaseTag(tag) || IsAppendedTag(tag) ? counts_.of(tag) : 0;
  if (count > kMaxRegion) {
    return absl::ResourceExhaustedError(absl::StrCat(count, " terms of tag ", static_cast<int>(tag),
                                                     "; at most ", kMaxRegion, " can be listed"));
  }
  std::vector<TermId> ids;
  ids.reserve(static_cast<size_t>(count));
  for (uint64_t payload = 0; payload < count; ++payload) ids.emplace_back(tag, payload);
  return ids;
}

absl::Status Dictionary::ForEach(Tag tag,
                                 const std::function<absl::Status(TermId, const Term&)>& visit) const {
  const auto visit_key = [&](uint64_t payload, std::string_view key) -> absl::Status {
    const TermId id(tag, payload);
    const auto term = TermOf(id, key);
    return term.ok() ? visit(id, *term) : term.status();
  };
  if (IsBaseTag(tag)) return Base(*view_, counts_, cache_.get()).ForEach(tag, visit_key);
  if (IsAppendedTag(tag)) return Appended(*view_, counts_).ForEach(tag, visit_key);
  return absl::OkStatus();
}

void AppendTerm(const Term& term, TermId id, kv::Batch& batch) {
  assert(IsAppendedTag(id.tag()));
  std::string key = model::DictionaryKey(term);
  if (key.size() <= kLongKeyPrefixBytes) {
    std::string number;
    block::AppendLittleEndian(id.payload(), number);
    batch.Put(kv::Family::kDictionary, ReverseKey(id.tag(), key), std::move(number));
  } else {
    batch.Put(kv::Family::kDictionary, LongReverseKey(id.tag(), key, id.payload()), "");
  }
  batch.Put(kv::Family::kDictionary, AppendedKey(id.tag(), id.payload()), std::move(key));
}

}  // namespace tern::dictionary
