// A value while an expression is evaluated: null, an id (of a term or a list), or a computed term that has no
// id yet (most never need one).
#ifndef TERN_ENGINE_EXECUTE_DATUM_H_
#define TERN_ENGINE_EXECUTE_DATUM_H_

#include <compare>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "engine/execute/terms.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::execute {

struct Datum {
  model::TermId id;
  std::shared_ptr<const ResolvedTerm> computed;

  bool is_null() const { return id.is_null() && computed == nullptr; }
  bool has_id() const { return !id.is_null(); }
  bool is_list() const { return IsList(id); }  // lists always have an id

  static Datum Null() { return {}; }
  static Datum Of(model::TermId id) { return {id, nullptr}; }
  static Datum Of(const model::Term& term);
  static Datum Of(bool truth);
  static Datum Text(std::string text) { return Of(model::Term::String(std::move(text))); }
};

// Reads data for the functions: terms, values, comparisons. Remembers the first error of the store.
class DatumReader {
 public:
  explicit DatumReader(Terms* terms) : terms_(terms) {}

  // REQUIRES: not null. A list has no term: what it gives then is equal to no other.
  const ResolvedTerm& Get(const Datum& datum);
  // REQUIRES: is_list().
  absl::Span<const model::TermId> ItemsOf(const Datum& list) const { return terms_->ItemsOf(list.id); }
  // The id of a value that may have none yet; null for null.
  model::TermId IdOf(const Datum& datum);
  Datum ListOf(absl::Span<const model::TermId> items);
  std::optional<bool> Truth(const Datum& datum);  // nothing where it is no boolean
  // What a datum is, as far as equality is concerned.
  enum class Class { kEntity, kString, kLangString, kList, kOther };
  Class ClassOf(const Datum& datum);

  // The order of two values; nothing where they do not compare. REQUIRES: neither is null.
  std::optional<std::strong_ordering> Compare(const Datum& a, const Datum& b);
  // The same value, or the same term. REQUIRES: neither is null.
  bool Equal(const Datum& a, const Datum& b);
  bool SameTerm(const Datum& a, const Datum& b);

  const absl::Status& status() const { return status_; }
  void Fail(absl::Status status);  // remembers it where it is the first error

 private:
  Terms* terms_;
  absl::Status status_;
  ResolvedTerm nothing_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_DATUM_H_
