// The part of TreeBuilder that stands inside `-[ ]->`: claim forms, paths and maps.
#include <limits>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "engine/syntax/parse_tree.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/pattern_check.h"
#include "engine/syntax/term_text.h"
#include "engine/syntax/tree_builder.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrCat;
using tern_grammar::TernQLParser;

StanceForm StanceOfToken(size_t type) {
  switch (type) {
    case TernQLParser::K_NOT:
      return StanceForm::kNot;
    case TernQLParser::K_UNCLEAR:
      return StanceForm::kUnclear;
    default:
      return StanceForm::kSaid;
  }
}

std::shared_ptr<const Path> Shared(Path path) { return std::make_shared<const Path>(std::move(path)); }

// Variables, parameters and computed predicates are no parts of a path.
bool MustStandAlone(const Path& path) {
  return std::holds_alternative<Variable>(path.value) || std::holds_alternative<Parameter>(path.value) ||
         std::holds_alternative<Computed>(path.value);
}

}  // namespace

Edge TreeBuilder::BuildEdge(Parser::EdgeContext* context) {
  Edge edge;
  edge.where = Where(context);
  if (context->start->getType() == TernQLParser::FROM) {
    edge.direction = Direction::kBackward;
  } else if (context->stop->getType() == TernQLParser::BETWEEN) {
    edge.direction = Direction::kEither;
  }
  BuildInside(dynamic_cast<Parser::InsideContext*>(context->children[1]), &edge);
  CheckPath(edge);
  return edge;
}

void TreeBuilder::BuildInside(Parser::InsideContext* context, Edge* edge) {
  for (antlr4::tree::ParseTree* child : context->children) {
    if (auto* path = dynamic_cast<Parser::PathContext*>(child)) {
      edge->path = BuildPath(path, 1);
    } else if (auto* map = dynamic_cast<Parser::MapContext*>(child)) {
      BuildMap(map, edge);
    } else if (auto* stance = dynamic_cast<Parser::StanceContext*>(child)) {
      edge->stance = StanceOfToken(stance->start->getType());
    } else if (const antlr4::Token* token = dynamic_cast<antlr4::tree::TerminalNode*>(child)->getSymbol();
               token->getType() == TernQLParser::VARIABLE) {
      edge->claim = Variable{std::string(TokenOf(token).text.substr(1))};
    }
  }
}

void TreeBuilder::CheckPath(const Edge& edge) {
  if (!edge.is_claim_form() || IsSingleStep(edge.path)) return;
  source_.Complain({"TQ029", "a claim is made about one fact, so it needs a single step",
                    "write one name, a|b, any or ?p here, and further steps as edges of their own"},
                   edge.path.where);
}

void TreeBuilder::BuildMap(Parser::MapContext* context, Edge* edge) {
  edge->has_map = true;
  for (size_t i = 1; i + 1 < context->children.size(); i += 2) {
    edge->map.push_back(BuildEntry(dynamic_cast<Parser::EntryContext*>(context->children[i])));
  }
}

MapEntry TreeBuilder::BuildEntry(Parser::EntryContext* context) {
  const Lexeme& key = TokenOf(context->start);
  if (context->children.size() == 1) return EntryWithoutSpace(key);
  const Lexeme& colon = source_.tokens()[context->start->getTokenIndex() + 1];
  const Lexeme& value = source_.tokens()[context->start->getTokenIndex() + 2];
  if (key.type == TernQLParser::PREFIXED && IsAdjacent(key, colon) && IsAdjacent(colon, value)) {
    const std::string_view prefix = key.text.substr(0, key.text.find(':'));
    if (names_.prefixes.find(std::string(prefix)) == names_.prefixes.end()) {
      const std::string_view rest = key.text.substr(prefix.size() + 1);
      source_.Complain({"TQ023", StrCat("'", key.text, ":", value.text, "' has two colons"),
                        StrCat("put a space behind the first: ", prefix, ": ", rest, ":", value.text)},
                       Span(key.where, value.where));
    }
  }
  MapEntry entry;
  entry.key_where = key.where;
  entry.key = terms_.Predicate(context->start->getTokenIndex());
  entry.value = expressions_.Build(context->expression(), Place::kMap, depth_ + 1);
  if (std::holds_alternative<List>(entry.value.value)) {
    source_.Complain({"TQ023", "a key has one value, not a list",
                      writing_ ? "write a claim for each, or bind the items: match … for ?x in […] insert …"
                               : "bind the value and test it: {by: ?who} … where ?who in [A, B]"},
                     entry.value.where);
  }
  return entry;
}

// `by:X`: the token has the shape of a prefixed name, and is a key and a value.
MapEntry TreeBuilder::EntryWithoutSpace(const Lexeme& token) {
  const size_t colon = token.text.find(':');
  Location value_where = token.where;
  value_where.offset += static_cast<uint32_t>(colon + 1);
  value_where.length -= static_cast<uint32_t>(colon + 1);
  for (size_t i = 0; i <= colon; ++i) {
    if ((static_cast<unsigned char>(token.text[i]) & 0xC0) != 0x80) ++value_where.column;
  }
  MapEntry entry;
  entry.key_where = token.where;
  entry.key_where.length = static_cast<uint32_t>(colon);
  entry.key = IriOfBareName(token.text.substr(0, colon), names_);
  entry.value = {terms_.BehindColon(token.text.substr(colon + 1), value_where), value_where};
  return entry;
}

void TreeBuilder::CheckPathDepth(int depth, const Location& where) {
  if (depth <= kMaxNesting) return;
  source_.Complain({"TQ027", StrCat("a path of more than ", kMaxNesting, " levels"), "split it"}, where);
}

Path TreeBuilder::BuildPath(Parser::PathContext* context, int depth) {
  const Location where = Where(context);
  CheckPathDepth(depth, where);
  if (source_.error()) return {PathAny{}, where};
  if (context->children.size() == 1) {
    return BuildSequence(dynamic_cast<Parser::PathSequenceContext*>(context->children[0]), depth);
  }
  PathAlternative alternative;
  for (size_t i = 0; i < context->children.size(); i += 2) {
    alternative.choices.push_back(
        BuildSequence(dynamic_cast<Parser::PathSequenceContext*>(context->children[i]), depth + 1));
  }
  for (const Path& choice : alternative.choices) {
    if (MustStandAlone(choice)) {
      source_.Complain(
          {"TQ030", "a variable or parameter stands alone in an edge", "use 'any' inside a path"},
          choice.where);
    }
  }
  return {std::move(alternative), where};
}

Path TreeBuilder::BuildSequence(Parser::PathSequenceContext* context, int depth) {
  if (context->children.size() == 1) {
    return BuildStep(dynamic_cast<Parser::PathStepContext*>(context->children[0]), depth);
  }
  PathSequence sequence;
  for (size_t i = 0; i < context->children.size(); i += 2) {
    sequence.steps.push_back(
        BuildStep(dynamic_cast<Parser::PathStepContext*>(context->children[i]), depth + 1));
  }
  for (const Path& step : sequence.steps) {
    if (MustStandAlone(step)) {
      source_.Complain({"TQ030", "a variable or parameter stands alone in an edge",
                        "write the steps as edges of their own: A -[?p]-> ?x -[q]-> B"},
                       step.where);
    }
  }
  return {std::move(sequence), Where(context)};
}

Path TreeBuilder::BuildStep(Parser::PathStepContext* context, int depth) {
  const Location where = Where(context);
  CheckPathDepth(depth, where);
  if (source_.error()) return {PathAny{}, where};
  if (auto* primary = dynamic_cast<Parser::PathPrimaryContext*>(context->children[0])) {
    if (context->children.size() == 1) return BuildPrimary(primary, depth);
    Path inner = BuildPrimary(primary, depth + 1);
    return Quantified(std::move(inner), dynamic_cast<Parser::QuantifierContext*>(context->children[1]));
  }
  const bool doubled = TokenAt(context, 0)->getType() == TernQLParser::DOUBLE_CARET;
  Path inner =
      BuildStep(dynamic_cast<Parser::PathStepContext*>(context->children[1]), depth + (doubled ? 2 : 1));
  if (MustStandAlone(inner)) {
    source_.Complain(
        {"TQ030", "a variable or parameter stands alone in an edge", "turn the edge round: <-[?p]-"},
        inner.where);
  }
  Path inverse{PathInverse{Shared(std::move(inner))}, where};
  if (doubled) inverse = Path{PathInverse{Shared(std::move(inverse))}, where};
  return inverse;
}

Path TreeBuilder::BuildPrimary(Parser::PathPrimaryContext* context, int depth) {
  const Lexeme& token = TokenOf(context->start);
  const std::string_view name = token.text;
  if (context->fields() != nullptr || context->arguments() != nullptr) {
    return {BuildComputed(context, context->fields(), context->arguments()), Where(context)};
  }
  switch (token.type) {
    case TernQLParser::LPAREN: {
      Path path = BuildPath(dynamic_cast<Parser::PathContext*>(context->children[1]), depth);
      path.where = Where(context);
      return path;
    }
    case TernQLParser::BANG:
      return BuildNegated(context);
    case TernQLParser::K_ANY:
      return {PathAny{}, token.where};
    case TernQLParser::VARIABLE:
      return {Variable{std::string(name.substr(1))}, token.where};
    case TernQLParser::PARAMETER:
      return {Parameter{std::string(name.substr(1))}, token.where};
    default:
      return {Term::Iri(terms_.Predicate(context->start->getTokenIndex())), token.where};
  }
}

Path TreeBuilder::BuildNegated(Parser::PathPrimaryContext* context) {
  PathNegated negated;
  for (antlr4::tree::ParseTree* child : context->children) {
    auto* step = dynamic_cast<Parser::NegatedStepContext*>(child);
    if (step == nullptr) continue;
    const bool inverse = step->start->getType() == TernQLParser::CARET;
    (inverse ? negated.inverse : negated.forward).push_back(terms_.Predicate(step->stop->getTokenIndex()));
  }
  return {std::move(negated), Where(context)};
}

Path TreeBuilder::Quantified(Path inner, Parser::QuantifierContext* context) {
  const Location where = Span(inner.where, Where(context));
  if (MustStandAlone(inner)) {
    source_.Complain({"TQ030", "a variable or parameter stands alone in an edge", "repeat 'any' instead"},
                     inner.where);
  }
  PathQuantified quantified{Shared(std::move(inner)), 0, std::nullopt};
  switch (context->start->getType()) {
    case TernQLParser::STAR:
      break;
    case TernQLParser::PLUS:
      quantified.at_least = 1;
      break;
    case TernQLParser::QUESTION:
      quantified.at_most = 1;
      break;
    default: {  // {n} {m,n} {m,}
      uint32_t counts[2] = {0, 0};
      size_t count = 0;
      bool comma = false;
      for (size_t i = 1; i + 1 < context->children.size(); ++i) {
        const Lexeme& token = TokenOf(TokenAt(context, i));
        comma |= token.type == TernQLParser::COMMA;
        if (token.type != TernQLParser::INTEGER) continue;
        uint32_t& steps = counts[count++];
        if (!absl::SimpleAtoi(model::ToAbsl(token.text), &steps) || steps > kMaxPathSteps) {
          source_.Complain(
              {"TQ034", StrCat(token.text, " steps are too many"),
               StrCat("the most that can be counted are ", kMaxPathSteps, "; '*' and '+' have no end")},
              token.where);
        }
      }
      quantified.at_least = counts[0];
      if (count == 2) quantified.at_most = counts[1];
      if (!comma) quantified.at_most = counts[0];
      if (count == 2 && counts[1] < counts[0]) {
        source_.Complain({"TQ034", StrCat("from ", counts[0], " to ", counts[1], " steps is never"),
                          "write the smaller number first"},
                         Where(context));
      }
    }
  }
  return {std::move(quantified), where};
}

}  // namespace tern::syntax
