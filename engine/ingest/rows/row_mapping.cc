#include "engine/ingest/rows/row_mapping.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "engine/algebra/translate_expression.h"
#include "engine/syntax/diagnostic.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

using model::Location;
using model::StrCat;
using model::Term;
using Item = RowMapping::Item;

// A field's variable in the algebra; no variable that is written has such a name.
algebra::Variable VariableOf(size_t field) { return StrCat("#", field); }

void AddOnce(size_t value, std::vector<size_t>& values) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

class Compiler {
 public:
  Compiler(const syntax::LoadRows& load, const FactWalkOptions& constants)
      : load_(load), constants_(constants) {}

  absl::StatusOr<RowMapping> Compile() {
    for (const syntax::Walk& walk : load_.walks) {
      if (absl::Status added = AddWalk(walk); !added.ok()) return added;
    }
    return std::move(mapping_);
  }

 private:
  absl::Status Refuse(const syntax::Variable& variable, const Location& where) const {
    if (variable == load_.row) {
      return syntax::ToStatus({"TQ220", StrCat("'?", variable.name, "' is a whole row, not a term"),
                               StrCat("name one of its fields: ?", variable.name, ".field"), where});
    }
    return syntax::ToStatus({"TQ220", StrCat("'?", variable.name, "' has no value here"),
                             StrCat("a load has its row alone: ?", load_.row.name, ".field"), where});
  }

  absl::StatusOr<size_t> FieldOf(const syntax::PropertyAccess& access, const Location& where) {
    if (access.variable != load_.row) return Refuse(access.variable, where);
    size_t node = FieldTree::kRoot;
    for (const syntax::PropertyAccess::Step& step : access.steps) {
      node = mapping_.tree.Add(node, step.name, step.where.length > 0 ? step.where : where);
    }
    return node;
  }

  // `expression` with variables of the algebra in place of fields, which are added to `fields`.
  absl::StatusOr<syntax::Expression> WithVariables(syntax::Expression expression,
                                                   std::vector<size_t>& fields) {
    if (const auto* access = std::get_if<syntax::PropertyAccess>(&expression.value)) {
      const absl::StatusOr<size_t> field = FieldOf(*access, expression.where);
      if (!field.ok()) return field.status();
      AddOnce(*field, fields);
      expression.value = syntax::Variable{VariableOf(*field)};
      return expression;
    }
    std::vector<syntax::Expression>* children = nullptr;
    if (auto* call = std::get_if<syntax::OperatorCall>(&expression.value)) children = &call->operands;
    if (auto* call = std::get_if<syntax::FunctionCall>(&expression.value)) children = &call->arguments;
    if (auto* list = std::get_if<syntax::List>(&expression.value)) children = &list->items;
    if (children == nullptr) return expression;
    for (syntax::Expression& child : *children) {
      absl::StatusOr<syntax::Expression> with = WithVariables(std::move(child), fields);
      if (!with.ok()) return with;
      child = *std::move(with);
    }
    return expression;
  }

  absl::StatusOr<Item> ItemOf(const syntax::Expression& expression, RowMapping::Edge& edge) {
    Item item;
    if (const auto* access = std::get_if<syntax::PropertyAccess>(&expression.value)) {
      const absl::StatusOr<size_t> field = FieldOf(*access, expression.where);
      if (!field.ok()) return field.status();
      item.kind = Item::Kind::kField;
      item.index = *field;
      AddOnce(*field, edge.fields);
      return item;
    }
    if (std::holds_alternative<syntax::Null>(expression.value)) return item;
    if (std::holds_alternative<syntax::List>(expression.value)) {
      return syntax::ToStatus(
          {"TQ208", "a list is not one term", "write a key or an edge for each item", expression.where});
    }
    RowMapping::Computed computed;
    const absl::StatusOr<syntax::Expression> with = WithVariables(expression, computed.fields);
    if (!with.ok()) return with.status();
    static const algebra::Parameters kNoParameters;
    algebra::ExpressionScope scope;
    scope.parameters = constants_.parameters != nullptr ? constants_.parameters : &kNoParameters;
    scope.variable = [this](const std::string& name, Location where) -> absl::StatusOr<algebra::Expression> {
      if (name.starts_with('#')) return algebra::Expression::Var(name);
      return Refuse(syntax::Variable{name}, where);
    };
    absl::StatusOr<algebra::Expression> translated = algebra::TranslateExpression(*with, scope);
    if (!translated.ok()) return translated.status();
    computed.expression = *std::move(translated);
    for (const size_t field : computed.fields) {
      computed.variables.push_back(VariableOf(field));
      AddOnce(field, edge.fields);
    }
    item.kind = Item::Kind::kComputed;
    item.index = NumberOf(std::move(computed));
    return item;
  }

  size_t NumberOf(RowMapping::Computed computed) {
    const auto known = std::find_if(
        mapping_.computed.begin(), mapping_.computed.end(),
        [&](const RowMapping::Computed& other) { return other.expression == computed.expression; });
    const auto number = static_cast<size_t>(known - mapping_.computed.begin());
    if (known == mapping_.computed.end()) mapping_.computed.push_back(std::move(computed));
    return number;
  }

  static Item ItemOf(Term term) {
    Item item;
    item.kind = term.kind == model::TermKind::kBlank ? Item::Kind::kBlank : Item::Kind::kConstant;
    item.constant = std::move(term);
    return item;
  }

  absl::StatusOr<Item> ItemOf(const syntax::Node& node, RowMapping::Edge& edge) {
    if (const auto* computed = std::get_if<syntax::Computed>(&node.value))
      return ItemOf(*computed->expression, edge);
    if (const auto* variable = std::get_if<syntax::Variable>(&node.value))
      return Refuse(*variable, node.where);
    absl::StatusOr<Term> term = TermOfNode(node, constants_);
    if (!term.ok()) return term.status();
    return ItemOf(*std::move(term));
  }

  absl::StatusOr<Item> ItemOf(const syntax::Path& path, RowMapping::Edge& edge) {
    if (const auto* computed = std::get_if<syntax::Computed>(&path.value))
      return ItemOf(*computed->expression, edge);
    if (const auto* variable = std::get_if<syntax::Variable>(&path.value))
      return Refuse(*variable, path.where);
    absl::StatusOr<Term> term = TermOfPredicate(path, constants_);
    if (!term.ok()) return term.status();
    return ItemOf(*std::move(term));
  }

  absl::StatusOr<Item> PropertyOf(const syntax::Expression& value, RowMapping::Edge& edge) {
    if (const auto* search = std::get_if<syntax::NameSearch>(&value.value))
      return ItemOf(syntax::Node{*search, value.where, ""}, edge);
    if (!std::holds_alternative<Term>(value.value) && !std::holds_alternative<syntax::Parameter>(value.value))
      return ItemOf(value, edge);
    absl::StatusOr<Term> term = TermOfProperty(value, constants_);
    if (!term.ok()) return term.status();
    return ItemOf(*std::move(term));
  }

  absl::Status AddWalk(const syntax::Walk& walk) {
    for (size_t i = 0; i < walk.edges.size(); ++i) {
      if (absl::Status added = AddEdge(walk.edges[i], walk.nodes[i], walk.nodes[i + 1]); !added.ok())
        return added;
    }
    return absl::OkStatus();
  }

  absl::Status AddEdge(const syntax::Edge& written, const syntax::Node& left, const syntax::Node& right) {
    const bool backward = written.direction == syntax::Direction::kBackward;
    RowMapping::Edge edge;
    const absl::StatusOr<model::Stance> stance = StanceOfEdge(written);
    if (!stance.ok()) return stance.status();
    edge.stance = *stance;
    edge.has_stance_word = written.stance != syntax::StanceForm::kPlain;
    for (const auto& [node, item] : {std::pair(&left, backward ? &edge.object : &edge.subject),
                                     std::pair(&right, backward ? &edge.subject : &edge.object)}) {
      absl::StatusOr<Item> made = ItemOf(*node, edge);
      if (!made.ok()) return made.status();
      *item = *std::move(made);
    }
    absl::StatusOr<Item> predicate = ItemOf(written.path, edge);
    if (!predicate.ok()) return predicate.status();
    edge.predicate = *std::move(predicate);
    for (const syntax::MapEntry& entry : written.map) {
      absl::StatusOr<Item> value = PropertyOf(entry.value, edge);
      if (!value.ok()) return value.status();
      if (value->kind != Item::Kind::kNull) {
        edge.properties.push_back({Term::Iri(entry.key), *std::move(value)});
      }
    }
    mapping_.edges.push_back(std::move(edge));
    return CheckSubject(backward ? right : left);
  }

  // A subject that no row can make good.
  absl::Status CheckSubject(const syntax::Node& node) const {
    const Item& subject = mapping_.edges.back().subject;
    if (subject.kind != Item::Kind::kConstant || !subject.constant.is_literal()) return absl::OkStatus();
    return syntax::ToStatus({"TQ203",
                             StrCat("a fact cannot be about the value ", model::ToNTriples(subject.constant)),
                             "turn the edge round, or write a name", node.where});
  }

  const syntax::LoadRows& load_;
  const FactWalkOptions& constants_;
  RowMapping mapping_;
};

}  // namespace

absl::StatusOr<RowMapping> CompileRowMapping(const syntax::LoadRows& load, const FactWalkOptions& constants) {
  return Compiler(load, constants).Compile();
}

}  // namespace tern::ingest
