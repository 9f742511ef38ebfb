#include "engine/syntax/function_names.h"

#include <array>
#include <vector>

#include "absl/strings/match.h"
#include "engine/syntax/suggestion.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

constexpr size_t kAny = FunctionName::kAnyNumber;
constexpr std::array<FunctionName, 37> kFunctions = {{
    {"str", 1, 1},         {"lower", 1, 1},      {"upper", 1, 1},    {"length", 1, 1},  {"substr", 2, 3},
    {"contains", 2, 2},    {"startsWith", 2, 2}, {"endsWith", 2, 2}, {"matches", 2, 2}, {"replace", 3, 3},
    {"concat", 1, kAny},   {"join", 2, 2},       {"abs", 1, 1},      {"round", 1, 1},   {"floor", 1, 1},
    {"ceil", 1, 1},        {"year", 1, 1},       {"month", 1, 1},    {"day", 1, 1},     {"date", 1, 1},
    {"dateTime", 1, 1},    {"now", 0, 0},        {"number", 1, 1},   {"text", 1, 1},    {"iri", 1, 1},
    {"coalesce", 1, kAny}, {"if", 3, 3},         {"label", 1, 1},    {"lang", 1, 1},    {"datatype", 1, 1},
    {"isEntity", 1, 1},    {"isText", 1, 1},     {"isNumber", 1, 1}, {"isDate", 1, 1},  {"stance", 1, 1},
    {"nodes", 1, 1},       {"edges", 1, 1},
}};
constexpr std::array<std::string_view, 1> kAggregates = {"count"};
constexpr std::array<std::string_view, 5> kLaterAggregates = {"sum", "avg", "min", "max", "collect"};

bool SameName(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(model::ToAbsl(a), model::ToAbsl(b));
}

template <typename List>
bool IsIn(const List& list, std::string_view name) {
  for (const std::string_view entry : list) {
    if (SameName(entry, name)) return true;
  }
  return false;
}

}  // namespace

absl::Span<const FunctionName> FunctionNames() { return kFunctions; }

const FunctionName* FindFunction(std::string_view name) {
  for (const FunctionName& function : kFunctions) {
    if (SameName(function.name, name)) return &function;
  }
  return nullptr;
}

bool IsAggregateName(std::string_view name) { return IsIn(kAggregates, name); }
bool IsLaterAggregateName(std::string_view name) { return IsIn(kLaterAggregates, name); }

std::optional<std::string_view> NearestFunction(std::string_view name) {
  std::vector<std::string_view> known(kAggregates.begin(), kAggregates.end());
  for (const FunctionName& function : kFunctions) known.push_back(function.name);
  return Nearest(name, known);
}

}  // namespace tern::syntax
