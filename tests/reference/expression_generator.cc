// Expressions of random queries; see query_generator.h.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/reference/query_generator.h"

namespace tern::reference {

std::string QueryGenerator::AccessText() {
  --accesses_left_;
  std::vector<std::string> claims = Names(Kind::kClaim);
  if (!claims.empty() && dice_.Chance(60)) {
    static const auto& keys = *new std::vector<std::string>{"by", "on", "p", "source"};
    return absl::StrCat(dice_.Pick(claims), ".", dice_.Pick(keys));
  }
  static const auto& keys = *new std::vector<std::string>{"p", "q", "r", "by", "on", "label"};
  return absl::StrCat(dice_.Pick(AllNames()), ".", dice_.Pick(keys));
}

// A pattern of its own that sees what is bound; what it binds stays inside.
std::string QueryGenerator::PatternTestText(const char* word) {
  --groups_left_;
  Scope outer = scope_;
  const int accesses = std::exchange(accesses_left_, dice_.Chance(20) ? 1 : 0);
  std::string text = absl::StrCat(word, " ", GroupText(1));
  accesses_left_ = accesses;
  scope_ = std::move(outer);
  return text;
}

std::string QueryGenerator::NumberText(int depth) {
  std::vector<std::string> numbers = Names(Kind::kNumber);
  const int choice = depth > 2 ? dice_.Below(2) : dice_.Below(9);
  switch (choice) {
    case 0:
      return numbers.empty() ? std::to_string(dice_.Below(4)) : dice_.Pick(numbers);
    case 1:
      return dice_.Pick(std::vector<std::string>{"1", "2", "2.5", "-3", "1e0", "0"});
    case 2:
    case 3:
      if (!constructs_.contains(Construct::kArithmetic)) break;
      return absl::StrCat("(", NumberText(depth + 1), " ",
                          dice_.Pick(std::vector<std::string>{"+", "-", "*", "/"}), " ",
                          NumberText(depth + 1), ")");
    case 4:
      if (!constructs_.contains(Construct::kFunctions)) break;
      return absl::StrCat(dice_.Pick(std::vector<std::string>{"abs", "round", "floor", "ceil"}), "(",
                          NumberText(depth + 1), ")");
    case 5:
      if (!constructs_.contains(Construct::kFunctions)) break;
      return dice_.Chance(50) ? absl::StrCat("length(", TextText(depth + 1), ")")
                              : absl::StrCat(dice_.Pick(std::vector<std::string>{"year", "month", "day"}),
                                             "(", DateText(depth + 1), ")");
    case 6:
      if (groups_left_ <= 0 || scope_.empty() || !constructs_.contains(Construct::kExists)) break;
      return PatternTestText("count");
    case 7:
      if (!constructs_.contains(Construct::kLists)) break;
      return absl::StrCat("length(", ListText(depth + 1), ")");
    default:
      break;
  }
  if (scope_.empty()) return "1";
  if (accesses_left_ > 0 && May(Construct::kAccess, 20)) return AccessText();
  return dice_.Pick(AllNames());
}

std::string QueryGenerator::TextText(int depth) {
  const int choice =
      depth > 2 || !constructs_.contains(Construct::kFunctions) ? dice_.Below(2) : dice_.Below(10);
  switch (choice) {
    case 0:
      return dice_.Pick(Texts()).text;
    case 1:
      return absl::StrCat("str(", scope_.empty() ? "A" : dice_.Pick(AllNames()), ")");
    case 2:
      return absl::StrCat(dice_.Pick(std::vector<std::string>{"lower", "upper"}), "(", TextText(depth + 1),
                          ")");
    case 3:
      return absl::StrCat("substr(", TextText(depth + 1), ", ", dice_.Below(4) - 1,
                          dice_.Chance(50) ? absl::StrCat(", ", dice_.Below(4)) : "", ")");
    case 4:
      return absl::StrCat("concat(", TextText(depth + 1), ", ", AnyText(depth + 1), ")");
    case 5:
      return absl::StrCat("replace(", TextText(depth + 1), ", ",
                          dice_.Pick(std::vector<std::string>{"\"x\"", "\"(y)(x)\"", "\"[xy]\"", "\"^y\""}),
                          ", ", dice_.Pick(std::vector<std::string>{"\"z\"", "\"<$0>\"", "\"\""}), ")");
    case 6:
      if (!constructs_.contains(Construct::kLists)) break;
      return absl::StrCat("join(", ListText(depth + 1), ", \"-\")");
    case 7:
      return absl::StrCat("lang(", scope_.empty() ? "\"x\"@en" : dice_.Pick(AllNames()), ")");
    case 8:
      return absl::StrCat("label(", scope_.empty() ? "A" : dice_.Pick(AllNames()), ")");
    default:
      break;
  }
  return dice_.Pick(Texts()).text;
}

std::string QueryGenerator::ListText(int depth) {
  const std::vector<std::string> lists = Names(Kind::kList);
  if (!lists.empty() && dice_.Chance(60)) return dice_.Pick(lists);
  std::vector<std::string> items;
  const int count = 1 + dice_.Below(3);
  items.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    items.push_back(dice_.Chance(60)   ? dice_.Pick(EntityNames())
                    : dice_.Chance(15) ? "null"
                                       : AnyText(depth + 1));
  }
  std::string text = "[";
  for (const std::string& item : items) absl::StrAppend(&text, text.size() == 1 ? "" : ", ", item);
  return text + "]";
}

std::string QueryGenerator::DateText(int depth) {
  if (depth < 2 && May(Construct::kArithmetic, 25)) {
    return absl::StrCat("(", DateText(depth + 1), dice_.Chance(50) ? " + " : " - ", dice_.Below(40), ")");
  }
  if (May(Construct::kFunctions, 20)) {
    return absl::StrCat(dice_.Chance(50) ? "date(" : "dateTime(", DateText(depth + 1), ")");
  }
  if (!scope_.empty() && dice_.Chance(40)) return dice_.Pick(AllNames());
  return dice_.Pick(Dates()).text;
}

std::string QueryGenerator::AnyText(int depth, Kind* kind) {
  const auto is = [&](Kind what) {
    if (kind != nullptr) *kind = what;
  };
  is(Kind::kAny);
  const int choice = depth > 2 ? dice_.Below(4) : dice_.Below(14);
  switch (choice) {
    case 0:
      return dice_.Pick(Literals()).text;
    case 1:
      return dice_.Pick(EntityNames());
    case 4:
    case 5:
      if (accesses_left_ <= 0 || scope_.empty() || !constructs_.contains(Construct::kAccess)) break;
      return AccessText();
    case 6:
      is(Kind::kNumber);
      return NumberText(depth + 1);
    case 7:
      is(Kind::kText);
      return TextText(depth + 1);
    case 8:
      return DateText(depth + 1);
    case 9:
      if (!constructs_.contains(Construct::kLists) || depth > 1) break;
      is(Kind::kList);
      return ListText(depth + 1);
    case 10:
      return absl::StrCat("coalesce(", AnyText(depth + 1), ", ", AnyText(depth + 1), ")");
    case 11:
      return absl::StrCat("if(", ConditionText(depth + 1), ", ", AnyText(depth + 1), ", ", AnyText(depth + 1),
                          ")");
    case 12:
      return absl::StrCat("(", ConditionText(depth + 1), ")");
    default:
      break;
  }
  if (scope_.empty()) return dice_.Pick(EntityNames());
  return dice_.Pick(AllNames());
}

std::string QueryGenerator::ComparisonText(int depth) {
  static const auto& operators = *new std::vector<std::string>{"=", "!=", "<", "<=", ">", ">="};
  const auto compared = [&](const std::string& left, const std::string& right) {
    return absl::StrCat(left, " ", dice_.Pick(operators), " ", right);
  };
  switch (dice_.Below(6)) {
    case 0:
      return compared(NumberText(depth + 1), NumberText(depth + 1));
    case 1:
      return compared(TextText(depth + 1), TextText(depth + 1));
    case 2:
      return compared(DateText(depth + 1), DateText(depth + 1));
    default:
      return compared(scope_.empty() ? "1" : dice_.Pick(AllNames()), AnyText(depth + 1));
  }
}

std::string QueryGenerator::ConditionText(int depth) {
  if (depth < 2 && dice_.Chance(30)) {
    if (dice_.Chance(20)) return absl::StrCat("not (", ConditionText(depth + 1), ")");
    return absl::StrCat("(", ConditionText(depth + 1), dice_.Chance(50) ? " and " : " or ",
                        ConditionText(depth + 1), ")");
  }
  if (groups_left_ > 0 && May(Construct::kExists, 20)) {
    return absl::StrCat(dice_.Chance(35) ? "not " : "", PatternTestText("exists"));
  }
  std::vector<std::string> stances;
  for (const Bound& bound : scope_) {
    if (bound.has_stance) stances.push_back(bound.name);
  }
  if (!stances.empty() && dice_.Chance(25)) {
    return absl::StrCat("stance(?", dice_.Pick(stances), ") = \"",
                        dice_.Pick(std::vector<std::string>{"for", "against", "unclear"}), "\"");
  }
  if (scope_.empty()) return ComparisonText(depth);
  const std::string left = dice_.Pick(AllNames());
  if (dice_.Chance(10)) return absl::StrCat(left, dice_.Chance(50) ? " is null" : " is not null");
  if (dice_.Chance(15)) {
    const std::string in = dice_.Chance(60) ? " in " : " not in ";
    const std::vector<std::string> lists = Names(Kind::kList);
    if (!lists.empty() && dice_.Chance(50)) return absl::StrCat(left, in, dice_.Pick(lists));
    if (May(Construct::kParameters, 20)) return absl::StrCat(left, in, "$list");
    return absl::StrCat(left, in, "[", AnyText(2), ", ", AnyText(2), "]");
  }
  if (May(Construct::kFunctions, 15)) {
    switch (dice_.Below(3)) {
      case 0:
        return absl::StrCat("matches(", TextText(depth + 1), ", ",
                            dice_.Pick(std::vector<std::string>{"\"x\"", "\"^y\"", "\"[A-C]$\""}), ")");
      case 1:
        return absl::StrCat(dice_.Pick(std::vector<std::string>{"contains", "startsWith", "endsWith"}), "(",
                            TextText(depth + 1), ", ", TextText(depth + 1), ")");
      default:
        return absl::StrCat(dice_.Pick(std::vector<std::string>{"isEntity", "isText", "isNumber", "isDate"}),
                            "(", left, ")");
    }
  }
  return ComparisonText(depth);
}

}  // namespace tern::reference
