#include "tests/reference/text_dataset.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>
#include <variant>

#include "engine/syntax/parser.h"
#include "gtest/gtest.h"

namespace tern::reference {
namespace {

using model::Stance;
using model::Term;

constexpr const char* kGraph = "urn:tern:graph";
constexpr const char* kNow = "2026-01-02T03:04:05Z";

class DatasetBuilder {
 public:
  void Add(const syntax::Walk& walk) {
    for (size_t i = 0; i < walk.edges.size(); ++i) Add(walk.edges[i], walk.nodes[i], walk.nodes[i + 1]);
  }
  Dataset Take() { return std::move(dataset_); }

 private:
  void Add(const syntax::Edge& edge, const syntax::Node& left, const syntax::Node& right) {
    const bool backward = edge.direction == syntax::Direction::kBackward;
    Statement statement;
    statement.subject = std::get<Term>((backward ? right : left).value);
    statement.object = std::get<Term>((backward ? left : right).value);
    statement.predicate = std::get<Term>(edge.path.value);
    statement.stance = edge.stance == syntax::StanceForm::kNot       ? Stance::kAgainst
                       : edge.stance == syntax::StanceForm::kUnclear ? Stance::kUnclear
                                                                     : Stance::kFor;
    if (edge.is_claim_form()) statement.claim = ClaimOf(edge);
    const bool is_known =
        std::any_of(dataset_.facts.begin(), dataset_.facts.end(), [&](const Statement& known) {
          return known.subject == statement.subject && known.predicate == statement.predicate &&
                 known.object == statement.object && known.claim == statement.claim &&
                 known.stance == statement.stance;
        });
    if (!is_known) dataset_.facts.push_back(std::move(statement));
  }

  Cell ClaimOf(const syntax::Edge& edge) {
    if (edge.map.size() == 1 && edge.map[0].key == kGraph) return std::get<Term>(edge.map[0].value.value);
    const Cell claim = Term::Claim(std::to_string(++claim_count_));
    for (const syntax::MapEntry& entry : edge.map) {
      Statement property;
      property.subject = claim;
      property.predicate = Term::Iri(entry.key);
      property.object = std::get<Term>(entry.value.value);
      dataset_.properties.push_back(std::move(property));
    }
    return claim;
  }

  Dataset dataset_;
  int claim_count_ = 0;
};

std::string Short(const Cell& cell, const syntax::Names& names) {
  if (cell.is_term()) return syntax::Print(cell.term(), names);
  if (cell.is_null()) return "null";
  std::string text = "[";
  for (const Cell& item : cell.items()) text += (text.size() == 1 ? "" : ", ") + Short(item, names);
  return text + "]";
}

}  // namespace

Dataset DatasetOf(std::string_view facts) {
  syntax::Names names = syntax::Names::WithBase(std::string(model::iri::kDefaultBase));
  DatasetBuilder builder;
  const auto statements = syntax::ParseText(facts, names);
  EXPECT_TRUE(statements.ok()) << statements.status() << "\n" << facts;
  if (!statements.ok()) return {};
  for (const syntax::Statement& statement : *statements) {
    const auto* insert = std::get_if<syntax::Insert>(&statement.value);
    EXPECT_NE(insert, nullptr) << statement.text;
    if (insert == nullptr) continue;
    for (const syntax::Walk& walk : insert->walks) builder.Add(walk);
  }
  return builder.Take();
}

std::vector<std::string> AnswerLines(const Dataset& dataset, std::string_view query,
                                     const Parameters& parameters) {
  syntax::Names names = syntax::Names::WithBase(std::string(model::iri::kDefaultBase));
  const auto statement = syntax::ParseStatement(query, names);
  EXPECT_TRUE(statement.ok()) << statement.status() << "\n" << query;
  if (!statement.ok()) return {"no query"};
  const auto* parsed = std::get_if<syntax::Query>(&statement->value);
  EXPECT_NE(parsed, nullptr) << query;
  if (parsed == nullptr) return {"no query"};
  const Cell now = Term::Typed(kNow, std::string(model::iri::kXsdDateTime));
  const Answer answer = Evaluate(dataset, *parsed, parameters, now);
  std::vector<std::string> lines;
  for (const Row& row : answer.rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) line += (i == 0 ? "" : " | ") + Short(row[i], names);
    lines.push_back(std::move(line));
  }
  if (!answer.ordered) std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace tern::reference
