#include "engine/name_searches.h"

#include <algorithm>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

#include "engine/algebra/translate_expression.h"
#include "engine/entity_search.h"
#include "engine/syntax/diagnostic.h"
#include "storage/model/text.h"

namespace tern {
namespace {

using model::Location;
using model::Term;

// Parts of a tree that others may share are never changed: `change` gets a copy, which takes their place.
template <typename T, typename Change>
absl::Status ChangeCopy(std::shared_ptr<const T>& shared, const Change& change) {
  auto copy = std::make_shared<T>(*shared);
  if (absl::Status status = change(*copy); !status.ok()) return status;
  shared = std::move(copy);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> NameSearches::TextOf(const syntax::NameSearch& search,
                                                 const Location& where) const {
  const auto* parameter = std::get_if<syntax::Parameter>(&search.text);
  if (parameter == nullptr) return std::get<std::string>(search.text);
  absl::StatusOr<Term> value = algebra::ParameterValue(parameters_, *parameter, where);
  if (!value.ok()) return value.status();
  return std::move(value->value);
}

absl::Status NameSearches::FindAll(syntax::NameSearch& search, const Location& where) {
  absl::StatusOr<std::string> text = TextOf(search, where);
  if (!text.ok()) return text.status();
  auto known = found_.find(*text);
  if (known == found_.end()) {
    absl::StatusOr<std::vector<Term>> found = FindEntities(snapshot_, *text);
    if (!found.ok()) return found.status();
    if (found->empty()) warnings_.push_back(model::StrCat("no entity is called \"", *text, "\""));
    known = found_.emplace(*std::move(text), *std::move(found)).first;
  }
  search.found = known->second;
  return absl::OkStatus();
}

absl::StatusOr<Term> NameSearches::OneOf(const syntax::NameSearch& search, const Location& where) {
  const absl::StatusOr<std::string> text = TextOf(search, where);
  if (!text.ok()) return text.status();
  absl::StatusOr<Term> entity = FindOneEntity(snapshot_, *text, names_);
  if (absl::IsInvalidArgument(entity.status())) {
    return syntax::ToStatus({"TQ202", std::string(entity.status().message()), "", where});
  }
  return entity;
}

absl::Status NameSearches::FindOne(syntax::Node& node) {
  const auto* search = std::get_if<syntax::NameSearch>(&node.value);
  if (search == nullptr) return absl::OkStatus();
  absl::StatusOr<Term> entity = OneOf(*search, node.where);
  if (!entity.ok()) return entity.status();
  node.value = *std::move(entity);
  return absl::OkStatus();
}

absl::Status NameSearches::FindOne(syntax::Walk& walk) {
  for (syntax::Node& node : walk.nodes) {
    if (absl::Status found = FindOne(node); !found.ok()) return found;
  }
  for (syntax::Edge& edge : walk.edges) {
    for (syntax::MapEntry& entry : edge.map) {
      const auto* search = std::get_if<syntax::NameSearch>(&entry.value.value);
      if (search == nullptr) continue;
      absl::StatusOr<Term> entity = OneOf(*search, entry.value.where);
      if (!entity.ok()) return entity.status();
      entry.value.value = *std::move(entity);
    }
  }
  return absl::OkStatus();
}

absl::Status NameSearches::FindAll(syntax::Query& query) {
  for (syntax::QueryPart& part : query.parts) {
    for (syntax::MatchClause& match : part.matches) {
      if (absl::Status found = FindAll(match.pattern); !found.ok()) return found;
    }
    if (absl::Status found = FindAll(part.projection); !found.ok()) return found;
  }
  return absl::OkStatus();
}

absl::Status NameSearches::FindAll(syntax::Projection& projection) {
  for (syntax::ReturnItem& item : projection.items) {
    if (absl::Status found = FindAll(item.expression); !found.ok()) return found;
  }
  for (syntax::OrderItem& item : projection.order.items) {
    if (absl::Status found = FindAll(item.expression); !found.ok()) return found;
  }
  return projection.where_clause.has_value() ? FindAll(*projection.where_clause) : absl::OkStatus();
}

absl::Status NameSearches::FindAll(syntax::Pattern& pattern) {
  for (syntax::PatternPart& part : pattern.parts) {
    if (absl::Status found = FindAll(part); !found.ok()) return found;
  }
  for (syntax::Node& node : pattern.according_to) {
    if (absl::Status found = FindOne(node); !found.ok()) return found;
  }
  return pattern.where_clause.has_value() ? FindAll(*pattern.where_clause) : absl::OkStatus();
}

absl::Status NameSearches::FindAll(syntax::PatternPart& part) {
  const auto in_pattern = [this](syntax::Pattern& pattern) { return FindAll(pattern); };
  return std::visit(
      [&](auto& value) -> absl::Status {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, syntax::Walk>) {
          return FindAll(value);
        } else if constexpr (std::is_same_v<T, syntax::OptionalGroup> ||
                             std::is_same_v<T, syntax::NotGroup>) {
          return ChangeCopy(value.pattern, in_pattern);
        } else if constexpr (std::is_same_v<T, syntax::OrGroup>) {
          for (syntax::Pattern& choice : value.choices) {
            if (absl::Status found = FindAll(choice); !found.ok()) return found;
          }
          return absl::OkStatus();
        } else if constexpr (std::is_same_v<T, syntax::Let>) {
          return FindAll(value.expression);
        } else if constexpr (std::is_same_v<T, syntax::For>) {
          return FindAll(value.list);
        } else {
          static_assert(std::is_same_v<T, syntax::Subquery>);
          return ChangeCopy(value.query, [this](syntax::Query& query) { return FindAll(query); });
        }
      },
      part.value);
}

absl::Status NameSearches::FindAll(syntax::Walk& walk) {
  for (syntax::Node& node : walk.nodes) {
    auto* search = std::get_if<syntax::NameSearch>(&node.value);
    if (search == nullptr) continue;
    if (absl::Status found = FindAll(*search, node.where); !found.ok()) return found;
  }
  for (syntax::Edge& edge : walk.edges) {
    for (syntax::MapEntry& entry : edge.map) {
      if (absl::Status found = FindAll(entry.value); !found.ok()) return found;
    }
  }
  return absl::OkStatus();
}

absl::Status NameSearches::FindAll(syntax::Expression& expression) {
  const auto in_all = [this](std::vector<syntax::Expression>& expressions) {
    for (syntax::Expression& inner : expressions) {
      if (absl::Status found = FindAll(inner); !found.ok()) return found;
    }
    return absl::OkStatus();
  };
  return std::visit(
      [&](auto& value) -> absl::Status {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, syntax::NameSearch>) {
          return FindAll(value, expression.where);
        } else if constexpr (std::is_same_v<T, syntax::OperatorCall>) {
          return in_all(value.operands);
        } else if constexpr (std::is_same_v<T, syntax::FunctionCall> ||
                             std::is_same_v<T, syntax::Aggregate>) {
          return in_all(value.arguments);
        } else if constexpr (std::is_same_v<T, syntax::List>) {
          return in_all(value.items);
        } else if constexpr (std::is_same_v<T, syntax::PatternTest>) {
          return ChangeCopy(value.pattern, [this](syntax::Pattern& pattern) { return FindAll(pattern); });
        } else {
          return absl::OkStatus();  // it has no searches inside
        }
      },
      expression.value);
}

}  // namespace tern
