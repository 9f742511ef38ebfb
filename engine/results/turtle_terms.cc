#include "engine/results/turtle_terms.h"

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "absl/strings/ascii.h"
#include "engine/syntax/names.h"
#include "storage/model/rdf_names.h"
#include "storage/model/text.h"
#include "storage/store/cursor.h"

namespace tern::results {
namespace {

using model::Tag;
using model::Term;
using model::TermKind;
namespace iri = model::iri;

constexpr size_t kBatchRows = 4096;
constexpr uint64_t kPollTerms = 4096;

constexpr std::array<Tag, 2> kIriTags = {Tag::kIriBase, Tag::kIriAppended};
// Whose literals are written with their datatype.
constexpr std::array<Tag, 12> kTypedTags = {
    Tag::kIntegerBase,  Tag::kIntegerAppended,  Tag::kDecimalBase, Tag::kDecimalAppended,
    Tag::kDoubleBase,   Tag::kDoubleAppended,   Tag::kDateBase,    Tag::kDateAppended,
    Tag::kDateTimeBase, Tag::kDateTimeAppended, Tag::kOtherBase,   Tag::kOtherAppended};

// The length of the character of a name at `at`; 0 where it is none. Dots stand inside names only, and "%20"
// in local names.
size_t NameCharacterSize(std::string_view text, size_t at) {
  size_t size = 0;
  const char32_t c = syntax::CharacterAt(text, at, &size);
  if (c == '.') return at > 0 && at + 1 < text.size() ? 1 : 0;
  if (at == 0 ? model::IsNameStart(c) : model::IsNameCharacter(c)) return size;
  const bool is_escape = c == '%' && text.size() - at > 2 &&
                         absl::ascii_isxdigit(static_cast<unsigned char>(text[at + 1])) &&
                         absl::ascii_isxdigit(static_cast<unsigned char>(text[at + 2]));
  return is_escape ? 3 : 0;
}

bool IsLocalName(std::string_view name) {
  if (syntax::FindInvalidUtf8(name) != std::string_view::npos) return false;
  for (size_t at = 0, size = 0; at < name.size(); at += size) {
    size = NameCharacterSize(name, at);
    if (size == 0) return false;
  }
  return true;
}

bool IsPrefixName(std::string_view name) {
  if (name.empty()) return true;
  if (!IsLocalName(name) || name.find('%') != std::string_view::npos) return false;
  size_t size = 0;
  return model::IsNameLetter(syntax::CharacterAt(name, 0, &size));
}

// Takes digits off the front; how many.
size_t TakeDigits(std::string_view& text) {
  const auto* const end =
      std::find_if_not(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
  const auto count = static_cast<size_t>(end - text.begin());
  text.remove_prefix(count);
  return count;
}

void TakeSign(std::string_view& text) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
}

// The datatype that Turtle gives to `text` where it stands without quotes; empty where it cannot (Turtle 1.1,
// §6.5: INTEGER, DECIMAL, DOUBLE, and booleans).
std::string_view BareType(std::string_view text) {
  if (text == "true" || text == "false") return iri::kXsdBoolean;
  TakeSign(text);
  const size_t integer = TakeDigits(text);
  if (text.empty()) return integer > 0 ? iri::kXsdInteger : std::string_view();
  size_t fraction = 0;
  if (text[0] == '.') {
    text.remove_prefix(1);
    fraction = TakeDigits(text);
    if (text.empty()) return fraction > 0 ? iri::kXsdDecimal : std::string_view();
  }
  if (integer + fraction == 0 || (text[0] != 'e' && text[0] != 'E')) return {};
  text.remove_prefix(1);
  TakeSign(text);
  return TakeDigits(text) > 0 && text.empty() ? iri::kXsdDouble : std::string_view();
}

bool NeedsXsd(model::TermId id) {
  return id.tag() == Tag::kDate || id.tag() == Tag::kDateTime || id.tag() == Tag::kGYearMonth;
}

// Dates are ids of their own, not in the dictionary.
absl::StatusOr<bool> HasDates(const store::Snapshot& snapshot, store::Space space,
                              const std::function<bool()>& cancelled) {
  store::ScanSpec spec;
  spec.space = space;
  spec.mode = store::ClaimMode::kRaw;
  const absl::StatusOr<std::unique_ptr<store::Cursor>> cursor = snapshot.Scan(spec);
  if (!cursor.ok()) return cursor.status();
  std::vector<model::TermId> objects(kBatchRows);
  while (true) {
    if (cancelled && cancelled()) return absl::CancelledError("the export was interrupted");
    const absl::StatusOr<size_t> rows =
        (*cursor)->Next(kBatchRows, {nullptr, nullptr, objects.data(), nullptr});
    if (!rows.ok()) return rows.status();
    if (*rows == 0) return false;
    if (std::any_of(objects.begin(), objects.begin() + static_cast<ptrdiff_t>(*rows), NeedsXsd)) return true;
  }
}

}  // namespace

// Which prefixes are used.
class TurtleTerms::Marker {
 public:
  Marker(const TurtleTerms& terms, const store::Snapshot& snapshot, const std::function<bool()>& cancelled)
      : terms_(terms), snapshot_(snapshot), cancelled_(cancelled) {}

  absl::Status Run() {
    for (const Tag tag : kIriTags) {
      if (absl::Status marked = MarkAll(tag); !marked.ok()) return marked;
    }
    for (const Tag tag : kTypedTags) {
      if (absl::Status marked = MarkAll(tag); !marked.ok()) return marked;
    }
    for (const store::Space space : {store::Space::kFacts, store::Space::kProperties}) {
      const absl::StatusOr<bool> has_dates = HasDates(snapshot_, space, cancelled_);
      if (!has_dates.ok()) return has_dates.status();
      if (*has_dates) Mark(iri::kXsdDate);
    }
    return absl::OkStatus();
  }

  const std::set<const Prefix*>& used() const { return used_; }

 private:
  absl::Status MarkAll(Tag tag) {
    return snapshot_.ForEachTerm(tag, [this](model::TermId, const Term& term) {
      if (++seen_ % kPollTerms == 0 && cancelled_ && cancelled_()) {
        return absl::CancelledError("the export was interrupted");
      }
      if (!term.is_literal()) {
        if (term.value != iri::kRdfType) Mark(term.value);  // which is `a` mostly
      } else if (BareType(term.value) != term.datatype) {
        Mark(term.datatype);
      }
      return absl::OkStatus();
    });
  }
  void Mark(std::string_view text) {
    if (const Prefix* prefix = terms_.PrefixOf(text)) used_.insert(prefix);
  }

  const TurtleTerms& terms_;
  const store::Snapshot& snapshot_;
  const std::function<bool()>& cancelled_;
  std::set<const Prefix*> used_;
  uint64_t seen_ = 0;
};

TurtleTerms::TurtleTerms(const std::map<std::string, std::string>& prefixes) {
  for (const auto& [name, text] : prefixes) {
    if (IsPrefixName(name) && !text.empty()) prefixes_.push_back({name, text});
  }
}

absl::StatusOr<TurtleTerms> TurtleTerms::For(const store::Snapshot& snapshot,
                                             const std::function<bool()>& cancelled) {
  std::map<std::string, std::string> prefixes = syntax::Names::WithBase(snapshot.base_namespace()).prefixes;
  for (const auto& [name, text] : snapshot.prefixes()) prefixes[name] = text;
  prefixes[""] = snapshot.base_namespace();
  const TurtleTerms all(prefixes);
  Marker marker(all, snapshot, cancelled);
  if (absl::Status marked = marker.Run(); !marked.ok()) return marked;
  std::map<std::string, std::string> used;
  for (const Prefix* prefix : marker.used()) used[prefix->name] = prefix->iri;
  return TurtleTerms(used);
}

const TurtleTerms::Prefix* TurtleTerms::PrefixOf(std::string_view text) const {
  const Prefix* best = nullptr;
  for (const Prefix& prefix : prefixes_) {
    if (best != nullptr && prefix.iri.size() <= best->iri.size()) continue;
    if (text.substr(0, prefix.iri.size()) != prefix.iri) continue;
    if (IsLocalName(text.substr(prefix.iri.size()))) best = &prefix;
  }
  return best;
}

std::string TurtleTerms::PrintIri(std::string_view text) const {
  const Prefix* prefix = PrefixOf(text);
  if (prefix == nullptr) return model::ToNTriples(Term::Iri(std::string(text)));
  return model::StrCat(prefix->name, ":", text.substr(prefix->iri.size()));
}

std::string TurtleTerms::Print(const Term& term) const {
  switch (term.kind) {
    case TermKind::kIri:
      return PrintIri(term.value);
    case TermKind::kBlank:
    case TermKind::kClaim:
      return model::ToNTriples(term);
    case TermKind::kLiteral:
      break;
  }
  if (!term.language.empty() || term.datatype == iri::kXsdString) return model::ToNTriples(term);
  if (BareType(term.value) == term.datatype) return term.value;
  return model::StrCat(model::ToNTriples(Term::String(term.value)), "^^", PrintIri(term.datatype));
}

std::string TurtleTerms::Declarations() const {
  std::string lines;
  for (const Prefix& prefix : prefixes_) {
    model::StrAppend(&lines, "@prefix ", prefix.name, ": ", model::ToNTriples(Term::Iri(prefix.iri)), " .\n");
  }
  return lines;
}

}  // namespace tern::results
