#include "tests/reference/shrink_query.h"

#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace tern::reference {
namespace {

using syntax::Expression;
using syntax::Path;
using syntax::Pattern;
using syntax::Query;

template <typename T>
using Emit = std::function<void(T)>;

// `value` with one element of a member list gone, at least `least` staying.
template <typename T, typename Element>
void WithoutOne(const T& value, std::vector<Element> T::*list, size_t least, const Emit<T>& emit) {
  if ((value.*list).size() <= least) return;
  for (size_t i = 0; i < (value.*list).size(); ++i) {
    T smaller = value;
    (smaller.*list).erase((smaller.*list).begin() + static_cast<ptrdiff_t>(i));
    emit(std::move(smaller));
  }
}

// `value` with one element of a member list in each of its smaller forms.
template <typename T, typename Element>
void WithOneSmaller(const T& value, std::vector<Element> T::*list,
                    void (*shrink)(const Element&, const Emit<Element>&), const Emit<T>& emit) {
  for (size_t i = 0; i < (value.*list).size(); ++i) {
    shrink((value.*list)[i], [&](Element element) {
      T smaller = value;
      (smaller.*list)[i] = std::move(element);
      emit(std::move(smaller));
    });
  }
}

void Shrink(const Pattern& pattern, const Emit<Pattern>& emit);
void Shrink(const Query& query, const Emit<Query>& emit);

// --- expressions ------------------------------------------------------------------------------------------

void Shrink(const Expression& expression, const Emit<Expression>& emit);

template <typename Call>
void ShrinkCall(const Expression& expression, const Call& call, std::vector<Expression> Call::*list,
                const Emit<Expression>& emit) {
  for (const Expression& operand : call.*list) emit(operand);
  WithOneSmaller<Call, Expression>(call, list, Shrink, [&](Call smaller) {
    emit(Expression{std::move(smaller), expression.where});
  });
}

void Shrink(const Expression& expression, const Emit<Expression>& emit) {
  if (const auto* call = std::get_if<syntax::OperatorCall>(&expression.value)) {
    ShrinkCall(expression, *call, &syntax::OperatorCall::operands, emit);
  } else if (const auto* function = std::get_if<syntax::FunctionCall>(&expression.value)) {
    ShrinkCall(expression, *function, &syntax::FunctionCall::arguments, emit);
  } else if (const auto* list = std::get_if<syntax::List>(&expression.value)) {
    ShrinkCall(expression, *list, &syntax::List::items, emit);
    WithoutOne<syntax::List, Expression>(*list, &syntax::List::items, 0, [&](syntax::List smaller) {
      emit(Expression{std::move(smaller), expression.where});
    });
  } else if (const auto* aggregate = std::get_if<syntax::Aggregate>(&expression.value)) {
    WithOneSmaller<syntax::Aggregate, Expression>(*aggregate, &syntax::Aggregate::arguments, Shrink,
                                                  [&](syntax::Aggregate smaller) {
                                                    emit(Expression{std::move(smaller), expression.where});
                                                  });
  } else if (const auto* test = std::get_if<syntax::PatternTest>(&expression.value)) {
    Shrink(*test->pattern, [&](Pattern smaller) {
      emit(Expression{syntax::PatternTest{test->kind, std::make_shared<const Pattern>(std::move(smaller))},
                      expression.where});
    });
  }
}

void ShrinkOptional(const std::optional<Expression>& expression,
                    const Emit<std::optional<Expression>>& emit) {
  if (!expression) return;
  emit(std::nullopt);
  Shrink(*expression, [&](Expression smaller) { emit(std::move(smaller)); });
}

// --- walks ------------------------------------------------------------------------------------------------

void Shrink(const Path& path, const Emit<Path>& emit) {
  if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value)) {
    emit(*inverse->inner);
  } else if (const auto* quantified = std::get_if<syntax::PathQuantified>(&path.value)) {
    emit(*quantified->inner);
    Shrink(*quantified->inner, [&](Path smaller) {
      syntax::PathQuantified changed = *quantified;
      changed.inner = std::make_shared<const Path>(std::move(smaller));
      emit(Path{std::move(changed), path.where});
    });
  } else if (const auto* sequence = std::get_if<syntax::PathSequence>(&path.value)) {
    for (const Path& step : sequence->steps) emit(step);
    WithOneSmaller<syntax::PathSequence, Path>(*sequence, &syntax::PathSequence::steps, Shrink,
                                               [&](syntax::PathSequence smaller) {
                                                 emit(Path{std::move(smaller), path.where});
                                               });
  } else if (const auto* alternative = std::get_if<syntax::PathAlternative>(&path.value)) {
    for (const Path& choice : alternative->choices) emit(choice);
    WithOneSmaller<syntax::PathAlternative, Path>(*alternative, &syntax::PathAlternative::choices, Shrink,
                                                  [&](syntax::PathAlternative smaller) {
                                                    emit(Path{std::move(smaller), path.where});
                                                  });
  }
}

void Shrink(const syntax::Edge& edge, const Emit<syntax::Edge>& emit) {
  syntax::Edge smaller = edge;
  if (edge.claim) {
    smaller.claim.reset();
    emit(std::exchange(smaller, edge));
  }
  if (edge.stance != syntax::StanceForm::kPlain) {
    smaller.stance = syntax::StanceForm::kPlain;
    emit(std::exchange(smaller, edge));
  }
  if (edge.direction != syntax::Direction::kForward) {
    smaller.direction = syntax::Direction::kForward;
    emit(std::exchange(smaller, edge));
  }
  if (edge.has_map) {
    smaller.has_map = false;
    smaller.map.clear();
    emit(std::exchange(smaller, edge));
    WithoutOne<syntax::Edge, syntax::MapEntry>(edge, &syntax::Edge::map, 1, emit);
  }
  Shrink(edge.path, [&](Path path) {
    smaller.path = std::move(path);
    emit(std::exchange(smaller, edge));
  });
}

void Shrink(const syntax::Walk& walk, const Emit<syntax::Walk>& emit) {
  if (walk.edges.size() > 1) {
    syntax::Walk smaller = walk;
    smaller.nodes.pop_back();
    smaller.edges.pop_back();
    emit(smaller);
    smaller = walk;
    smaller.nodes.erase(smaller.nodes.begin());
    smaller.edges.erase(smaller.edges.begin());
    emit(smaller);
  }
  WithOneSmaller<syntax::Walk, syntax::Edge>(walk, &syntax::Walk::edges, Shrink, emit);
}

// --- patterns ---------------------------------------------------------------------------------------------

using Part = syntax::PatternPart;

void ShrinkValue(const syntax::Walk& walk, const Emit<Part>& emit) {
  Shrink(walk, [&](syntax::Walk smaller) { emit(Part{std::move(smaller), {}}); });
}
template <typename Group>
void ShrinkGroup(const Group& group, const Emit<Part>& emit) {
  Shrink(*group.pattern, [&](Pattern smaller) {
    emit(Part{Group{std::make_shared<const Pattern>(std::move(smaller))}, {}});
  });
}
void ShrinkValue(const syntax::OptionalGroup& group, const Emit<Part>& emit) { ShrinkGroup(group, emit); }
void ShrinkValue(const syntax::NotGroup& group, const Emit<Part>& emit) { ShrinkGroup(group, emit); }
void ShrinkValue(const syntax::OrGroup& group, const Emit<Part>& emit) {
  const Emit<syntax::OrGroup> emit_group = [&](syntax::OrGroup smaller) {
    emit(Part{std::move(smaller), {}});
  };
  WithoutOne<syntax::OrGroup, Pattern>(group, &syntax::OrGroup::choices, 1, emit_group);
  WithOneSmaller<syntax::OrGroup, Pattern>(group, &syntax::OrGroup::choices, Shrink, emit_group);
}
void ShrinkValue(const syntax::Let& let, const Emit<Part>& emit) {
  Shrink(let.expression, [&](Expression smaller) {
    emit(Part{syntax::Let{let.variable, std::move(smaller)}, {}});
  });
}
void ShrinkValue(const syntax::For& each, const Emit<Part>& emit) {
  Shrink(each.list, [&](Expression smaller) {
    emit(Part{syntax::For{each.variable, std::move(smaller)}, {}});
  });
}
void ShrinkValue(const syntax::Subquery& subquery, const Emit<Part>& emit) {
  Shrink(*subquery.query, [&](Query smaller) {
    emit(Part{syntax::Subquery{std::make_shared<const Query>(std::move(smaller))}, {}});
  });
}

void Shrink(const Part& part, const Emit<Part>& emit) {
  std::visit([&](const auto& value) { ShrinkValue(value, emit); }, part.value);
}

// The parts of a group in its place.
void Unwrap(const Pattern& pattern, size_t index, const Pattern& group, const Emit<Pattern>& emit) {
  Pattern smaller = pattern;
  const auto place = smaller.parts.begin() + static_cast<ptrdiff_t>(index);
  smaller.parts.insert(smaller.parts.erase(place), group.parts.begin(), group.parts.end());
  emit(std::move(smaller));
}

void Shrink(const Pattern& pattern, const Emit<Pattern>& emit) {
  WithoutOne<Pattern, Part>(pattern, &Pattern::parts, 1, emit);
  WithoutOne<Pattern, syntax::Node>(pattern, &Pattern::according_to, 0, emit);
  if (pattern.as_of) {
    Pattern smaller = pattern;
    smaller.as_of.reset();
    emit(std::move(smaller));
  }
  ShrinkOptional(pattern.where_clause, [&](std::optional<Expression> where) {
    Pattern smaller = pattern;
    smaller.where_clause = std::move(where);
    emit(std::move(smaller));
  });
  for (size_t i = 0; i < pattern.parts.size(); ++i) {
    if (const auto* group = std::get_if<syntax::OptionalGroup>(&pattern.parts[i].value)) {
      Unwrap(pattern, i, *group->pattern, emit);
    } else if (const auto* either = std::get_if<syntax::OrGroup>(&pattern.parts[i].value)) {
      Unwrap(pattern, i, either->choices[0], emit);
    }
  }
  WithOneSmaller<Pattern, Part>(pattern, &Pattern::parts, Shrink, emit);
}

// --- queries ----------------------------------------------------------------------------------------------

void Shrink(const syntax::MatchClause& match, const Emit<syntax::MatchClause>& emit) {
  if (match.optional) emit(syntax::MatchClause{false, match.pattern});
  Shrink(match.pattern, [&](Pattern smaller) {
    emit(syntax::MatchClause{match.optional, std::move(smaller)});
  });
}

void Shrink(const syntax::ReturnItem& item, const Emit<syntax::ReturnItem>& emit) {
  if (!item.has_alias) return;  // a variable
  Shrink(item.expression, [&](Expression smaller) {
    emit(syntax::ReturnItem{std::move(smaller), item.name, item.has_alias});
  });
}

void Shrink(const syntax::OrderItem& item, const Emit<syntax::OrderItem>& emit) {
  if (item.descending) emit(syntax::OrderItem{item.expression, false});
  Shrink(item.expression, [&](Expression smaller) {
    emit(syntax::OrderItem{std::move(smaller), item.descending});
  });
}

void Shrink(const syntax::Order& order, const Emit<syntax::Order>& emit) {
  syntax::Order smaller = order;
  if (order.skip) {
    smaller.skip.reset();
    emit(std::exchange(smaller, order));
  }
  if (order.limit) {
    smaller.limit.reset();
    emit(std::exchange(smaller, order));
  }
  // Rows that are cut stay ordered: which ones an unordered cut keeps is open.
  const bool is_cut = order.skip || order.limit;
  WithoutOne<syntax::Order, syntax::OrderItem>(order, &syntax::Order::items, is_cut ? 1 : 0, emit);
  WithOneSmaller<syntax::Order, syntax::OrderItem>(order, &syntax::Order::items, Shrink, emit);
}

void Shrink(const syntax::Projection& projection, const Emit<syntax::Projection>& emit) {
  if (projection.distinct) {
    syntax::Projection smaller = projection;
    smaller.distinct = false;
    emit(std::move(smaller));
  }
  Shrink(projection.order, [&](syntax::Order order) {
    syntax::Projection smaller = projection;
    smaller.order = std::move(order);
    emit(std::move(smaller));
  });
  ShrinkOptional(projection.where_clause, [&](std::optional<Expression> where) {
    syntax::Projection smaller = projection;
    smaller.where_clause = std::move(where);
    emit(std::move(smaller));
  });
  WithoutOne<syntax::Projection, syntax::ReturnItem>(projection, &syntax::Projection::items, 1, emit);
  WithOneSmaller<syntax::Projection, syntax::ReturnItem>(projection, &syntax::Projection::items, Shrink,
                                                         emit);
}

void Shrink(const syntax::QueryPart& part, const Emit<syntax::QueryPart>& emit) {
  WithoutOne<syntax::QueryPart, syntax::MatchClause>(part, &syntax::QueryPart::matches, 1, emit);
  WithOneSmaller<syntax::QueryPart, syntax::MatchClause>(part, &syntax::QueryPart::matches, Shrink, emit);
  Shrink(part.projection, [&](syntax::Projection smaller) {
    emit(syntax::QueryPart{part.matches, std::move(smaller)});
  });
}

void Shrink(const Query& query, const Emit<Query>& emit) {
  // Without a `with`: its matches come before those behind it.
  for (size_t i = 0; i + 1 < query.parts.size(); ++i) {
    Query smaller = query;
    auto& next = smaller.parts[i + 1].matches;
    next.insert(next.begin(), query.parts[i].matches.begin(), query.parts[i].matches.end());
    smaller.parts.erase(smaller.parts.begin() + static_cast<ptrdiff_t>(i));
    emit(std::move(smaller));
  }
  WithOneSmaller<Query, syntax::QueryPart>(query, &Query::parts, Shrink, emit);
}

}  // namespace

std::vector<Query> SmallerQueries(const Query& query) {
  std::vector<Query> smaller;
  Shrink(query, [&](Query one) { smaller.push_back(std::move(one)); });
  return smaller;
}

Query ShrinkQuery(Query query, const std::function<bool(const Query&)>& fails) {
  bool shrunk = true;
  while (shrunk) {
    shrunk = false;
    for (Query& smaller : SmallerQueries(query)) {
      if (smaller == query || !fails(smaller)) continue;
      query = std::move(smaller);
      shrunk = true;
      break;
    }
  }
  return query;
}

}  // namespace tern::reference
