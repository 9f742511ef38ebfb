#include "engine/syntax/function_names.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/match.h"
#include "engine/syntax/suggestion.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

constexpr size_t kAny = FunctionName::kAnyNumber;
constexpr std::array<FunctionName, 35> kFunctions = {{
    {"str", 1, 1},         {"lower", 1, 1},      {"upper", 1, 1},    {"length", 1, 1},  {"substr", 2, 3},
    {"contains", 2, 2},    {"startsWith", 2, 2}, {"endsWith", 2, 2}, {"matches", 2, 2}, {"replace", 3, 3},
    {"concat", 1, kAny},   {"join", 2, 2},       {"abs", 1, 1},      {"round", 1, 1},   {"floor", 1, 1},
    {"ceil", 1, 1},        {"year", 1, 1},       {"month", 1, 1},    {"day", 1, 1},     {"date", 1, 1},
    {"dateTime", 1, 1},    {"now", 0, 0},        {"number", 1, 1},   {"text", 1, 1},    {"iri", 1, 1},
    {"coalesce", 1, kAny}, {"if", 3, 3},         {"label", 1, 1},    {"lang", 1, 1},    {"datatype", 1, 1},
    {"isEntity", 1, 1},    {"isText", 1, 1},     {"isNumber", 1, 1}, {"isDate", 1, 1},  {"stance", 1, 1},
}};
constexpr std::array<std::string_view, 6> kAggregates = {"count", "sum", "avg", "min", "max", "collect"};
constexpr std::array<std::string_view, 2> kLaterFunctions = {"nodes", "edges"};

bool SameName(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(model::ToAbsl(a), model::ToAbsl(b));
}

}  // namespace

absl::Span<const FunctionName> FunctionNames() { return kFunctions; }

const FunctionName* FindFunction(std::string_view name) {
  for (const FunctionName& function : kFunctions) {
    if (SameName(function.name, name)) return &function;
  }
  return nullptr;
}

std::string_view FindAggregate(std::string_view name) {
  for (const std::string_view aggregate : kAggregates) {
    if (SameName(aggregate, name)) return aggregate;
  }
  return "";
}

bool IsLaterFunctionName(std::string_view name) {
  return std::any_of(kLaterFunctions.begin(), kLaterFunctions.end(),
                     [&](std::string_view later) { return SameName(later, name); });
}

std::optional<std::string_view> NearestFunction(std::string_view name) {
  std::vector<std::string_view> known(kAggregates.begin(), kAggregates.end());
  for (const FunctionName& function : kFunctions) known.push_back(function.name);
  return Nearest(name, known);
}

}  // namespace tern::syntax
