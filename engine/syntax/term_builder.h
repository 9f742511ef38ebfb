// Tokens to terms: what stands as a node, as a predicate or as a value in an expression. Every such thing is
// one to four tokens, so this goes by tokens and needs no parse tree.
#ifndef TERN_ENGINE_SYNTAX_TERM_BUILDER_H_
#define TERN_ENGINE_SYNTAX_TERM_BUILDER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/syntax/names.h"
#include "engine/syntax/source_text.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::syntax {

using AnyTerm = std::variant<Term, Variable, Parameter, NameSearch>;

class TermBuilder {
 public:
  // Both outlive the builder.
  TermBuilder(SourceText* source, const Names* names) : source_(*source), names_(*names) {}

  // The term of the tokens first … last (indexes into source.tokens()). Complains and gives an empty term
  // where it is wrong.
  AnyTerm Build(size_t first, size_t last);

  // The predicate IRI of one token: a name, backticked, prefixed or IRI.
  std::string Predicate(size_t index);

  // The content of a STRING or LONG_STRING token.
  std::string Content(const Lexeme& token);

  // Adds what one token behind a full stop names: a bare name with full stops is several steps. `of_row`:
  // fields of a row, which are names and nothing else.
  void AddSteps(size_t index, bool of_row, std::vector<PropertyAccess::Step>* steps);

  // The term that `text`, the part of a PREFIXED token behind its colon, is by itself: `{on:2025-12-12}`.
  Term BehindColon(std::string_view text, const Location& where);

 private:
  Term Literal(size_t first, size_t last);
  std::string Iri(const Lexeme& token);

  // The result, or a complaint about `token` (or about the part of it that is meant) and an empty T.
  template <typename T>
  T Or(std::variant<T, Complaint> result, std::string_view token, const Location& where) {
    if (T* value = std::get_if<T>(&result)) return std::move(*value);
    ComplainIn(std::get<Complaint>(std::move(result)), token, where);
    return T();
  }
  void ComplainIn(Complaint complaint, std::string_view token, const Location& where);

  SourceText& source_;
  const Names& names_;
};

// The name as a person wrote it, where the token is a name, bare or in backticks; else empty.
std::string WrittenName(const Lexeme& token);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_TERM_BUILDER_H_
