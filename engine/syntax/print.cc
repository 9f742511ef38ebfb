#include "engine/syntax/print.h"

#include <string_view>
#include <variant>
#include <vector>

#include "engine/syntax/later_syntax.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"
#include "storage/model/text.h"

namespace tern::syntax {

using model::StrAppend;

void Printer::Add(const Statement& statement) {
  std::visit([this](const auto& value) { AddKind(value); }, statement.value);
}

// --- queries
// -----------------------------------------------------------------------------------------------------

void Printer::AddKind(const Query& query) {
  if (query.is_bare) {
    Add(query.parts[0].matches[0].pattern);
    Add(query.parts[0].projection.order);
    return;
  }
  AddReading(query);
  Add(query.parts.back().projection, "return ");
}

// All but the last projection.
void Printer::AddReading(const Query& query) {
  for (size_t i = 0; i < query.parts.size(); ++i) {
    AddMatches(query.parts[i]);
    if (i + 1 < query.parts.size()) Add(query.parts[i].projection, "with ");
  }
}

void Printer::AddMatches(const QueryPart& part) {
  for (const MatchClause& match : part.matches) {
    Space();
    out_ += match.optional ? "optional match " : "match ";
    Add(match.pattern);
  }
}

void Printer::Add(const Projection& projection, std::string_view word) {
  Space();
  StrAppend(&out_, word, projection.distinct ? "distinct " : "", projection.all ? "*" : "");
  for (size_t i = 0; i < projection.items.size(); ++i) {
    if (i > 0) out_ += ", ";
    Add(projection.items[i].expression, kOrLevel);
    if (projection.items[i].has_alias) StrAppend(&out_, " as ?", projection.items[i].name);
  }
  Add(projection.order);
  if (projection.where_clause) {
    out_ += " where ";
    Add(*projection.where_clause, kOrLevel);
  }
}

void Printer::Add(const Order& order) {
  for (size_t i = 0; i < order.items.size(); ++i) {
    out_ += i == 0 ? " order by " : ", ";
    Add(order.items[i].expression, kOrLevel);
    if (order.items[i].descending) out_ += " desc";
  }
  AddCount(" skip ", order.skip);
  AddCount(" limit ", order.limit);
}

void Printer::AddCount(std::string_view word, const std::optional<std::variant<uint64_t, Parameter>>& count) {
  if (!count) return;
  out_ += word;
  if (const auto* number = std::get_if<uint64_t>(&*count)) {
    StrAppend(&out_, *number);
  } else {
    AddTerm(std::get<Parameter>(*count));
  }
}

void Printer::Space() {
  if (!out_.empty() && out_.back() != ' ') out_ += ' ';
}

// --- other statements
// --------------------------------------------------------------------------------------------

void Printer::AddKind(const Describe& describe) {
  // A word that starts a statement of its own is no lone node.
  const auto* term = std::get_if<Term>(&describe.node.value);
  if (term != nullptr && IsLaterStatementWord(syntax::Print(*term, names_))) out_ += "describe ";
  Add(describe.node.value);
}

void Printer::AddKind(const Ask& ask) {
  if (!ask.is_bare) out_ += "ask ";
  Add(ask.pattern);
}

void Printer::AddKind(const Why& why) {
  out_ += "why ";
  Add(why.walk);
}

void Printer::AddKind(const Insert& insert) {
  out_ += "insert ";
  AddWalks(insert.walks);
}

void Printer::AddKind(const Delete& removal) {
  out_ += "delete ";
  AddWalks(removal.walks);
}

void Printer::AddKind(const Update& update) {
  AddReading(update.source);
  for (const Update::Clause& clause : update.clauses) {
    out_ += clause.insert ? " insert " : " delete ";
    AddWalks(clause.walks);
  }
}

void Printer::AddKind(const LoadRows& load) {
  out_ += "load ";
  AddTerm(Term::String(load.file));
  StrAppend(&out_, " as ?", load.row.name, " insert ");
  AddWalks(load.walks);
}

void Printer::AddKind(const Prefix& prefix) {
  StrAppend(&out_, "prefix ", prefix.name, ": ", syntax::Print(Term::Iri(prefix.iri), Names{}));
}

void Printer::AddKind(const Explain& explain) {
  out_ += explain.analyze ? "explain analyze " : "explain ";
  Add(*explain.inner);
}

// --- patterns
// ----------------------------------------------------------------------------------------------------

void Printer::Add(const Pattern& pattern) {
  for (size_t i = 0; i < pattern.parts.size(); ++i) {
    if (i > 0) out_ += ", ";
    std::visit([this](const auto& part) { AddPart(part); }, pattern.parts[i].value);
  }
  for (size_t i = 0; i < pattern.according_to.size(); ++i) {
    out_ += i == 0 ? " according to " : ", ";
    Add(pattern.according_to[i].value);
  }
  if (pattern.as_of) {
    out_ += " as of ";
    Add(pattern.as_of->value);
  }
  if (pattern.where_clause) {
    out_ += " where ";
    Add(*pattern.where_clause, kOrLevel);
  }
}

void Printer::AddGroup(const Pattern& pattern) {
  out_ += "{ ";
  // A subquery in a group of its own is written without a second pair of braces, which reads the same.
  const Subquery* subquery =
      pattern.parts.size() == 1 ? std::get_if<Subquery>(&pattern.parts[0].value) : nullptr;
  if (subquery != nullptr && !pattern.where_clause) {
    AddKind(*subquery->query);
  } else {
    Add(pattern);
  }
  out_ += " }";
}

void Printer::AddPart(const OptionalGroup& group) {
  out_ += "optional ";
  AddGroup(*group.pattern);
}

void Printer::AddPart(const NotGroup& group) {
  out_ += "not ";
  AddGroup(*group.pattern);
}

void Printer::AddPart(const OrGroup& group) {
  // Alone in braces, a subquery is no group of one choice.
  const bool alone = group.choices.size() == 1;
  for (size_t i = 0; i < group.choices.size(); ++i) {
    if (i > 0) out_ += " or ";
    if (alone) {
      out_ += "{ ";
      Add(group.choices[i]);
      out_ += " }";
    } else {
      AddGroup(group.choices[i]);
    }
  }
}

void Printer::AddPart(const Let& let) {
  StrAppend(&out_, "let ?", let.variable.name, " = ");
  Add(let.expression, kOrLevel);
}

void Printer::AddPart(const For& loop) {
  StrAppend(&out_, "for ?", loop.variable.name, " in ");
  Add(loop.list, kOrLevel);
}

void Printer::AddPart(const Subquery& subquery) {
  out_ += "{ ";
  AddKind(*subquery.query);
  out_ += " }";
}

// --- walks
// -------------------------------------------------------------------------------------------------------

void Printer::AddWalks(const std::vector<Walk>& walks) {
  for (size_t i = 0; i < walks.size(); ++i) {
    if (i > 0) out_ += ", ";
    Add(walks[i]);
  }
}

void Printer::Add(const Walk& walk) {
  for (size_t i = 0; i < walk.nodes.size(); ++i) {
    Add(walk.nodes[i].value);
    if (i < walk.edges.size()) Add(walk.edges[i]);
  }
}

void Printer::Add(const Edge& edge) {
  out_ += edge.direction == Direction::kBackward ? " <-[" : " -[";
  if (edge.claim) StrAppend(&out_, "?", edge.claim->name, ": ");
  switch (edge.stance) {
    case StanceForm::kPlain:
      break;
    case StanceForm::kNot:
      out_ += "not ";
      break;
    case StanceForm::kUnclear:
      out_ += "unclear ";
      break;
    case StanceForm::kSaid:
      out_ += "said ";
      break;
  }
  Add(edge.path, kAlternativeLevel);
  if (edge.has_map) AddMap(edge.map);
  out_ += edge.direction == Direction::kForward ? "]-> " : "]- ";
}

void Printer::AddMap(const std::vector<MapEntry>& map) {
  out_ += " {";
  for (size_t i = 0; i < map.size(); ++i) {
    if (i > 0) out_ += ", ";
    StrAppend(&out_, syntax::Print(Term::Iri(map[i].key), names_), ": ");
    Add(map[i].value, kOrLevel);
  }
  out_ += "}";
}

// --- terms
// -------------------------------------------------------------------------------------------------------

void Printer::AddTerm(const Term& term) { out_ += syntax::Print(term, names_); }
void Printer::AddTerm(const Variable& variable) { StrAppend(&out_, "?", variable.name); }
void Printer::AddTerm(const Parameter& parameter) { StrAppend(&out_, "$", parameter.name); }
void Printer::AddTerm(const Computed& computed) { Add(*computed.expression, kOrLevel); }
void Printer::AddTerm(const NameSearch& search) {
  out_ += "~";
  if (const auto* text = std::get_if<std::string>(&search.text)) {
    AddTerm(Term::String(*text));
  } else {
    AddTerm(std::get<Parameter>(search.text));
  }
}

namespace {

template <typename... What>
std::string PrintAny(const Names& names, const What&... what) {
  Printer printer(names);
  printer.Add(what...);
  return printer.Take();
}

}  // namespace

std::string Print(const Statement& statement, const Names& names) { return PrintAny(names, statement); }
std::string Print(const Pattern& pattern, const Names& names) { return PrintAny(names, pattern); }
std::string Print(const Walk& walk, const Names& names) { return PrintAny(names, walk); }
std::string Print(const Path& path, const Names& names) {
  return PrintAny(names, path, int{Printer::kAlternativeLevel});
}
std::string Print(const Expression& expression, const Names& names) {
  return PrintAny(names, expression, int{Printer::kOrLevel});
}

}  // namespace tern::syntax
