// Statements `load "file" as ?row insert …` made by hand, for tests that need no parser, and a sink that
// writes down the facts that come of them.
#ifndef TERN_TESTS_ENGINE_INGEST_ROWS_MAPPING_BUILDER_H_
#define TERN_TESTS_ENGINE_INGEST_ROWS_MAPPING_BUILDER_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "engine/ingest/fact_sink.h"
#include "engine/ingest/rows/row_mapping.h"
#include "engine/syntax/syntax_tree.h"
#include "storage/model/text.h"

namespace tern::ingest {

inline constexpr std::string_view kTestBase = "urn:tern:";

inline model::Term Name(std::string_view name) { return model::Term::Iri(model::StrCat(kTestBase, name)); }

inline syntax::Expression Expr(model::Term term) {
  syntax::Expression expression;
  expression.value = std::move(term);
  return expression;
}

// ?row.a.b for "a.b".
inline syntax::Expression Field(std::string_view path) {
  syntax::PropertyAccess access;
  access.variable.name = "row";
  for (const absl::string_view step : absl::StrSplit(model::ToAbsl(path), '.'))
    access.steps.push_back({std::string(step), model::StrCat(kTestBase, step), {}});
  syntax::Expression expression;
  expression.value = std::move(access);
  return expression;
}

inline syntax::Expression Call(std::string name, std::vector<syntax::Expression> arguments) {
  syntax::Expression expression;
  expression.value = syntax::FunctionCall{std::move(name), std::move(arguments)};
  return expression;
}

// What stands as a node or a predicate.
struct Place {
  Place(std::string_view name) : node{Name(name), {}, ""}, path{Name(name), {}} {}  // NOLINT
  Place(const char* name) : Place(std::string_view(name)) {}                        // NOLINT
  Place(model::Term term) : node{term, {}, ""}, path{term, {}} {}                   // NOLINT
  Place(const syntax::Expression& expression) {                                     // NOLINT
    const syntax::Computed computed{std::make_shared<syntax::Expression>(expression)};
    node.value = computed;
    path.value = computed;
  }
  syntax::Node node;
  syntax::Path path;
};

using Properties = std::vector<std::pair<std::string, syntax::Expression>>;

inline syntax::Edge EdgeOf(const Place& predicate, const Properties& map = {}) {
  syntax::Edge edge;
  edge.path = predicate.path;
  edge.has_map = !map.empty();
  for (const auto& [key, value] : map) edge.map.push_back({model::StrCat(kTestBase, key), {}, value});
  return edge;
}

inline syntax::Walk WalkOf(const Place& subject, const syntax::Edge& edge, const Place& object) {
  return {{subject.node, object.node}, {edge}, {}};
}

inline syntax::LoadRows LoadOf(std::vector<syntax::Walk> walks) {
  syntax::LoadRows load;
  load.row.name = "row";
  load.walks = std::move(walks);
  return load;
}

// Facts as text: `a -[p {k: v}]-> b`, names without the base, literals as N-Triples with "xsd:".
class WrittenFacts : public FactSink {
 public:
  void StartFile() override { ++files; }
  absl::Status Add(const store::Fact& fact) override {
    if (refuse == fact.subject.value) return absl::InvalidArgumentError("refused");
    std::string map;
    for (const auto& [key, value] : fact.claim.properties)
      model::StrAppend(&map, map.empty() ? "" : ", ", Written(key), ": ", Written(value));
    const bool claimed = fact.claim.kind != store::ClaimSpec::Kind::kNone;
    const std::string_view stance = fact.claim.stance == model::Stance::kFor       ? ""
                                    : fact.claim.stance == model::Stance::kAgainst ? "not "
                                                                                   : "unclear ";
    facts.push_back(model::StrCat(Written(fact.subject), " -[", stance, Written(fact.predicate),
                                  claimed ? model::StrCat(" {", map, "}") : "", "]-> ",
                                  Written(fact.object)));
    return absl::OkStatus();
  }
  void SavePrefix(const std::string&, const std::string&) override {}

  static std::string Written(const model::Term& term) {
    if (term.kind == model::TermKind::kIri && std::string_view(term.value).starts_with(kTestBase))
      return term.value.substr(kTestBase.size());
    return absl::StrReplaceAll(model::ToNTriples(term),
                               {{"<http://www.w3.org/2001/XMLSchema#integer>", "xsd:integer"},
                                {"<http://www.w3.org/2001/XMLSchema#decimal>", "xsd:decimal"},
                                {"<http://www.w3.org/2001/XMLSchema#double>", "xsd:double"},
                                {"<http://www.w3.org/2001/XMLSchema#boolean>", "xsd:boolean"},
                                {"<http://www.w3.org/2001/XMLSchema#date>", "xsd:date"}});
  }

  int files = 0;
  std::vector<std::string> facts;
  std::string refuse;  // a subject
};

}  // namespace tern::ingest

#endif  // TERN_TESTS_ENGINE_INGEST_ROWS_MAPPING_BUILDER_H_
