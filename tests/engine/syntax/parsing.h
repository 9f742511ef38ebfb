// Short ways to parse in tests: what must parse is given back, what must not gives its code and place.
#ifndef TERN_TESTS_ENGINE_SYNTAX_PARSING_H_
#define TERN_TESTS_ENGINE_SYNTAX_PARSING_H_

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/syntax/parser.h"
#include "storage/model/text.h"

namespace tern::syntax {

inline Names TestNames() {
  Names names = Names::WithBase("urn:test:");
  names.prefixes["wd"] = "http://www.wikidata.org/entity/";
  names.prefixes["my-ns"] = "https://example.org/my#";
  return names;
}

inline Statement Parsed(std::string_view text) {
  Names names = TestNames();
  absl::StatusOr<Statement> statement = ParseStatement(text, names);
  EXPECT_TRUE(statement.ok()) << text << "\n" << statement.status();
  return statement.ok() ? *std::move(statement) : Statement();
}

template <typename Kind>
Kind ParsedAs(std::string_view text) {
  Statement statement = Parsed(text);
  const bool is_kind = std::holds_alternative<Kind>(statement.value);
  EXPECT_TRUE(is_kind) << text;
  return is_kind ? std::get<Kind>(std::move(statement.value)) : Kind();
}

// "TQ012 at 3:14", or "ok".
inline std::string ErrorOf(std::string_view text) {
  Names names = TestNames();
  const absl::StatusOr<Statement> statement = ParseStatement(text, names);
  if (statement.ok()) return "ok";
  const std::optional<Diagnostic> diagnostic = FromStatus(statement.status());
  if (!diagnostic) return std::string(statement.status().message());
  return model::StrCat(diagnostic->code, " at ", diagnostic->where.line, ":", diagnostic->where.column);
}

inline ParameterValue ParsedParameter(std::string_view text, const Names& names = TestNames()) {
  absl::StatusOr<ParameterValue> value = ParseParameter(text, names);
  EXPECT_TRUE(value.ok()) << text << "\n" << value.status();
  return value.ok() ? *std::move(value) : ParameterValue();
}

// The code of what is wrong with a parameter, or "ok".
inline std::string ParameterError(std::string_view text) {
  const absl::StatusOr<ParameterValue> value = ParseParameter(text, TestNames());
  if (value.ok()) return "ok";
  const std::optional<Diagnostic> diagnostic = FromStatus(value.status());
  return diagnostic ? diagnostic->code : "no diagnostic";
}

inline const Pattern& PatternOf(const Query& query) { return query.parts[0].matches[0].pattern; }

// The object of the fact `S -[p]-> <text>`.
inline decltype(Node::value) ParsedNode(std::string_view text) {
  const auto ask = Parsed(model::StrCat("explain S -[p]-> ", text));
  const auto* explain = std::get_if<Explain>(&ask.value);
  if (explain == nullptr || explain->inner == nullptr) return {};
  if (const auto* query = std::get_if<Query>(&explain->inner->value))
    return WalksOf(PatternOf(*query))[0]->nodes[1].value;
  return WalksOf(std::get<Ask>(explain->inner->value).pattern)[0]->nodes[1].value;
}

inline Term Named(std::string_view name) { return Term::Iri(model::StrCat("urn:test:", name)); }

inline Edge ParsedEdge(std::string_view edge) {
  const auto query = ParsedAs<Query>(model::StrCat("match ?s ", edge, " ?o return *"));
  const std::vector<const Walk*> walks = WalksOf(PatternOf(query));
  if (walks.empty() || walks[0]->edges.empty()) return {};
  return walks[0]->edges[0];
}

inline Expression ParsedCondition(std::string_view expression) {
  const auto query = ParsedAs<Query>(model::StrCat("?s -[p]-> ?o where ", expression));
  return PatternOf(query).where_clause.value_or(Expression());
}

}  // namespace tern::syntax

#endif  // TERN_TESTS_ENGINE_SYNTAX_PARSING_H_
