#include "engine/entity_search.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/strings/str_join.h"
#include "storage/model/text.h"
#include "storage/model/value.h"
#include "storage/store/cursor.h"

namespace tern {
namespace {

using model::Term;
using model::TermId;

constexpr std::string_view kLabel = "http://www.w3.org/2000/01/rdf-schema#label";
constexpr std::string_view kAlias = "http://www.w3.org/2004/02/skos/core#altLabel";
constexpr size_t kBatchRows = 2048;
constexpr size_t kMaxNameBytes = 4096;  // nothing longer is a name that anybody types
constexpr size_t kMaxCandidatesShown = 10;

// Case folded (Unicode, not only ASCII), `_` as a space. Text that is not UTF-8 matches as its bytes.
std::string Folded(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '_', ' ');
  utf8proc_uint8_t* folded = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(spaced.data()), static_cast<utf8proc_ssize_t>(spaced.size()),
      &folded, static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (size >= 0) spaced.assign(reinterpret_cast<const char*>(folded), static_cast<size_t>(size));
  std::free(folded);
  return spaced;
}

absl::Status AddByBareName(const store::Snapshot& snapshot, const std::string& wanted,
                           std::vector<Term>& found) {
  const std::string& base = snapshot.base_namespace();
  for (const model::Tag tag : {model::Tag::kIriBase, model::Tag::kIriAppended}) {
    const absl::Status visited = snapshot.ForEachTerm(tag, [&](TermId /*id*/, const Term& term) {
      const bool in_base = term.value.size() > base.size() &&
                           term.value.size() <= base.size() + kMaxNameBytes &&
                           term.value.compare(0, base.size(), base) == 0;
      if (!in_base) return absl::OkStatus();
      const std::string part = term.value.substr(base.size());
      if (Folded(syntax::DecodeName(part).value_or(part)) == wanted) found.push_back(term);
      return absl::OkStatus();
    });
    if (!visited.ok()) return visited;
  }
  return absl::OkStatus();
}

// Adds the subjects of `predicate` whose object is `wanted`.
absl::Status AddByLabel(const store::Snapshot& snapshot, std::string_view predicate,
                        const std::string& wanted, std::vector<Term>& found) {
  const absl::StatusOr<TermId> predicate_id = snapshot.Find(Term::Iri(std::string(predicate)));
  if (!predicate_id.ok()) return predicate_id.status();
  if (predicate_id->is_null()) return absl::OkStatus();
  store::ScanSpec spec;
  spec.order = order::Order::kPos;
  spec.prefix[0] = *predicate_id;
  spec.prefix_length = 1;
  const absl::StatusOr<std::unique_ptr<store::Cursor>> cursor = snapshot.Scan(spec);
  if (!cursor.ok()) return cursor.status();
  std::vector<TermId> objects(kBatchRows);
  std::vector<TermId> subjects(kBatchRows);
  while (true) {
    const absl::StatusOr<size_t> rows =
        (*cursor)->Next(kBatchRows, {nullptr, objects.data(), subjects.data(), nullptr});
    if (!rows.ok()) return rows.status();
    if (*rows == 0) return absl::OkStatus();
    const absl::StatusOr<std::vector<Term>> labels =
        snapshot.ResolveMany(absl::MakeConstSpan(objects.data(), *rows));
    if (!labels.ok()) return labels.status();
    for (size_t row = 0; row < *rows; ++row) {
      const Term& label = (*labels)[row];
      if (!label.is_literal() || label.value.size() > kMaxNameBytes || Folded(label.value) != wanted)
        continue;
      absl::StatusOr<Term> subject = snapshot.Resolve(subjects[row]);
      if (!subject.ok()) return subject.status();
      found.push_back(*std::move(subject));
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<Term>> FindEntities(const store::Snapshot& snapshot, std::string_view text) {
  std::vector<Term> found;
  const std::string wanted = Folded(text.substr(0, kMaxNameBytes + 1));
  if (absl::Status added = AddByBareName(snapshot, wanted, found); !added.ok()) return added;
  for (const std::string_view predicate : {kLabel, kAlias}) {
    if (absl::Status added = AddByLabel(snapshot, predicate, wanted, found); !added.ok()) return added;
  }
  std::sort(found.begin(), found.end(),
            [](const Term& a, const Term& b) { return model::OrderTerms(a, b) < 0; });
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

absl::StatusOr<Term> FindOneEntity(const store::Snapshot& snapshot, std::string_view text,
                                   const syntax::Names& names) {
  absl::StatusOr<std::vector<Term>> found = FindEntities(snapshot, text);
  if (!found.ok()) return found.status();
  if (found->size() == 1) return std::move(found->front());
  if (found->empty()) return absl::InvalidArgumentError(model::StrCat("no entity is called \"", text, "\""));
  std::vector<std::string> candidates;
  for (const Term& term : *found) {
    if (candidates.size() == kMaxCandidatesShown) {
      candidates.emplace_back("...");
      break;
    }
    candidates.push_back(syntax::Print(term, names));
  }
  return absl::InvalidArgumentError(
      model::StrCat(found->size(), " entities are called \"", text,
                    "\"; write one of them: ", absl::StrJoin(candidates, ", ")));
}

}  // namespace tern
