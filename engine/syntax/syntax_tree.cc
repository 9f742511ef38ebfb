#include "engine/syntax/syntax_tree.h"

namespace tern::syntax {

namespace {

template <typename T>
bool PointeesEqual(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b) {
  return a == b || (a != nullptr && b != nullptr && *a == *b);
}

}  // namespace

bool operator==(const Computed& a, const Computed& b) { return PointeesEqual(a.expression, b.expression); }

bool operator==(const OperatorCall& a, const OperatorCall& b) {
  return a.op == b.op && a.operands == b.operands;
}

bool operator==(const FunctionCall& a, const FunctionCall& b) {
  return a.name == b.name && a.arguments == b.arguments;
}

bool operator==(const Aggregate& a, const Aggregate& b) {
  return a.name == b.name && a.distinct == b.distinct && a.arguments == b.arguments;
}

bool operator==(const List& a, const List& b) { return a.items == b.items; }

bool operator==(const PatternTest& a, const PatternTest& b) {
  return a.kind == b.kind && PointeesEqual(a.pattern, b.pattern);
}

bool operator==(const PathInverse& a, const PathInverse& b) { return PointeesEqual(a.inner, b.inner); }

bool operator==(const PathSequence& a, const PathSequence& b) { return a.steps == b.steps; }

bool operator==(const PathAlternative& a, const PathAlternative& b) { return a.choices == b.choices; }

bool operator==(const PathQuantified& a, const PathQuantified& b) {
  return a.at_least == b.at_least && a.at_most == b.at_most && PointeesEqual(a.inner, b.inner);
}

bool operator==(const Edge& a, const Edge& b) {
  return a.direction == b.direction && a.claim == b.claim && a.stance == b.stance && a.path == b.path &&
         a.has_map == b.has_map && a.map == b.map;
}

bool operator==(const OptionalGroup& a, const OptionalGroup& b) {
  return PointeesEqual(a.pattern, b.pattern);
}

bool operator==(const OrGroup& a, const OrGroup& b) { return a.choices == b.choices; }

bool operator==(const NotGroup& a, const NotGroup& b) { return PointeesEqual(a.pattern, b.pattern); }

bool operator==(const Subquery& a, const Subquery& b) { return PointeesEqual(a.query, b.query); }

std::vector<const Walk*> WalksOf(const Pattern& pattern) {
  std::vector<const Walk*> walks;
  for (const PatternPart& part : pattern.parts) {
    if (const auto* walk = std::get_if<Walk>(&part.value)) walks.push_back(walk);
  }
  return walks;
}

std::vector<Walk*> WalksOf(Pattern& pattern) {
  std::vector<Walk*> walks;
  for (PatternPart& part : pattern.parts) {
    if (auto* walk = std::get_if<Walk>(&part.value)) walks.push_back(walk);
  }
  return walks;
}

bool operator==(const Explain& a, const Explain& b) {
  return a.analyze == b.analyze && PointeesEqual(a.inner, b.inner);
}

}  // namespace tern::syntax
