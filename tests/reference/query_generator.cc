#include "tests/reference/query_generator.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "storage/model/text.h"

namespace tern::reference {
namespace {

constexpr std::array<std::pair<std::string_view, Construct>, 18> kConstructs = {{
    {"optional", Construct::kOptional},
    {"or", Construct::kOr},
    {"not", Construct::kNot},
    {"let", Construct::kLet},
    {"for", Construct::kFor},
    {"subquery", Construct::kSubquery},
    {"matches", Construct::kMatches},
    {"with", Construct::kWith},
    {"aggregates", Construct::kAggregates},
    {"access", Construct::kAccess},
    {"lists", Construct::kLists},
    {"exists", Construct::kExists},
    {"paths", Construct::kPaths},
    {"accordingTo", Construct::kAccordingTo},
    {"asOf", Construct::kAsOf},
    {"functions", Construct::kFunctions},
    {"arithmetic", Construct::kArithmetic},
    {"parameters", Construct::kParameters},
}};

}  // namespace

Constructs AllConstructs() {
  Constructs all;
  for (const auto& [name, construct] : kConstructs) all.insert(construct);
  return all;
}

std::optional<Construct> ConstructFromName(std::string_view name) {
  for (const auto& [known, construct] : kConstructs) {
    if (known == name) return construct;
  }
  return std::nullopt;
}

// --- scope ------------------------------------------------------------------------------------------------

const QueryGenerator::Bound* QueryGenerator::Find(const std::string& name) const {
  for (const Bound& bound : scope_) {
    if (bound.name == name) return &bound;
  }
  return nullptr;
}

std::vector<std::string> QueryGenerator::Names(Kind kind) const {
  std::vector<std::string> names;
  for (const Bound& bound : scope_) {
    if (bound.kind == kind) names.push_back("?" + bound.name);
  }
  return names;
}

std::vector<std::string> QueryGenerator::AllNames() const {
  std::vector<std::string> names;
  for (const Bound& bound : scope_) names.push_back("?" + bound.name);
  return names;
}

std::string QueryGenerator::Variable() {
  static const auto& letters = *new std::vector<std::string>{"x", "y", "z", "v", "w"};
  // Now and then what a let, a for or a with has bound: a computed value joins too.
  if (!scope_.empty() && dice_.Chance(8)) return "?" + dice_.Pick(scope_).name;
  std::string name = dice_.Pick(letters);
  // Another variable rather than the same again: most joins of few rows over few names find nothing.
  if (Find(name) != nullptr && dice_.Chance(55)) name = dice_.Pick(letters);
  if (Find(name) == nullptr) scope_.push_back({name});
  return "?" + name;
}

// --- walks ------------------------------------------------------------------------------------------------

std::string QueryGenerator::NodeText(bool may_be_literal) {
  if (dice_.Chance(86)) return Variable();
  if (may_be_literal && dice_.Chance(50)) return dice_.Pick(Literals()).text;
  if (May(Construct::kParameters, 15)) return "$name";
  if (dice_.Chance(5)) return "Unknown";
  return dice_.Pick(EntityNames());
}

std::string QueryGenerator::PathText(int depth) {
  if (depth < 2 && May(Construct::kPaths, depth == 0 ? 14 : 8)) {
    static const auto& quantifiers =
        *new std::vector<std::string>{"+", "+", "*", "?", "{2}", "{1,2}", "{2,}", "{0,1}"};
    const std::string& quantifier = dice_.Pick(quantifiers);
    if (dice_.Chance(60))
      return absl::StrCat(dice_.Chance(20) ? "^" : "", dice_.Pick(PredicateNames()), quantifier);
    return absl::StrCat("(", PathText(depth + 1), ")", quantifier);
  }
  const int choice = depth > 1 ? 0 : dice_.Below(10);
  if (choice < 5) return dice_.Pick(PredicateNames());
  switch (choice) {
    case 5:
      return "any";
    case 6:
      return absl::StrCat("(", PathText(depth + 1), "/", PathText(depth + 1), ")");
    case 7:
      return absl::StrCat("(", PathText(depth + 1), "|", PathText(depth + 1), ")");
    case 8:
      return absl::StrCat("^(", PathText(depth + 1), ")");
    default:
      return dice_.Chance(50)
                 ? absl::StrCat("!", dice_.Pick(PredicateNames()))
                 : absl::StrCat("!(", dice_.Pick(PredicateNames()), "|^", dice_.Pick(PredicateNames()), ")");
  }
}

std::string QueryGenerator::MapText() {
  std::vector<std::string> entries;
  if (dice_.Chance(80)) {
    entries.push_back(absl::StrCat("by: ", dice_.Chance(80) ? Variable() : dice_.Pick(EntityNames())));
  }
  if (dice_.Chance(40)) {
    entries.push_back(absl::StrCat("on: ", dice_.Chance(80) ? Variable() : dice_.Pick(Dates()).text));
  }
  if (entries.empty()) {
    entries.push_back(absl::StrCat("p: ", dice_.Chance(60) ? Variable() : dice_.Pick(Literals()).text));
  }
  return absl::StrCat(" {", absl::StrJoin(entries, ", "), "}");
}

std::string QueryGenerator::ClaimEdgeText() {
  std::string inside;
  const bool named = dice_.Chance(60);
  if (named) {
    const std::string name = dice_.Chance(70) ? "c" : "d";
    const auto known =
        std::find_if(scope_.begin(), scope_.end(), [&](const Bound& b) { return b.name == name; });
    if (known == scope_.end()) {
      scope_.push_back({name, Kind::kClaim, true});
    } else {
      known->has_stance = false;
    }
    absl::StrAppend(&inside, "?", name, ": ");
  }
  static const auto& stances = *new std::vector<std::string>{"", "", "not ", "unclear ", "said ", "said "};
  absl::StrAppend(&inside, dice_.Pick(stances));
  const int path = dice_.Below(8);
  absl::StrAppend(&inside, path == 0   ? "any"
                           : path == 1 ? Variable()
                           : path == 2 ? dice_.Pick(PredicateNames()) + "|" + dice_.Pick(PredicateNames())
                                       : dice_.Pick(PredicateNames()));
  if (!named || dice_.Chance(40)) absl::StrAppend(&inside, MapText());
  return inside;
}

std::string QueryGenerator::EdgeText() {
  const std::string inside = dice_.Chance(35) ? ClaimEdgeText() : dice_.Chance(15) ? Variable() : PathText(0);
  switch (dice_.Below(5)) {
    case 0:
      return absl::StrCat(" <-[", inside, "]- ");
    case 1:
      return absl::StrCat(" -[", inside, "]- ");
    default:
      return absl::StrCat(" -[", inside, "]-> ");
  }
}

// An edge that starts at a claim reads the claim's properties.
std::string QueryGenerator::ClaimWalkText() {
  const std::string claim = dice_.Pick(Names(Kind::kClaim));
  static const auto& properties =
      *new std::vector<std::string>{"by", "on", "p", "any", "?y", "by|on", "(by/p)"};
  const std::string& property = dice_.Pick(properties);
  if (property == "?y" && Find("y") == nullptr) scope_.push_back({"y"});
  return dice_.Chance(70) ? absl::StrCat(claim, " -[", property, "]-> ", NodeText(true))
                          : absl::StrCat(NodeText(true), " <-[", property, "]- ", claim);
}

std::string QueryGenerator::WalkText(int edges) {
  if (edges == 1 && !Names(Kind::kClaim).empty() && dice_.Chance(40)) return ClaimWalkText();
  std::string walk = NodeText(false);
  for (int i = 0; i < edges; ++i) {
    // In this order: an edge's own variables are bound before the node behind it.
    const std::string edge = EdgeText();
    absl::StrAppend(&walk, edge, NodeText(i + 1 == edges));
  }
  return walk;
}

// --- patterns ---------------------------------------------------------------------------------------------

std::string QueryGenerator::GroupText(int depth) {
  std::string text = "{ " + PatternText(dice_.Chance(75) ? 1 : 2, depth + 1);
  if (dice_.Chance(35)) absl::StrAppend(&text, " where ", ConditionText(1));
  return text + " }";
}

std::string QueryGenerator::OrText(int depth) {
  const Scope left = scope_;
  Scope all = left;
  std::vector<std::string> choices;
  const int count = dice_.Chance(15) ? 1 : dice_.Chance(85) ? 2 : 3;
  for (int i = 0; i < count; ++i) {
    scope_ = left;
    choices.push_back(GroupText(depth));
    for (const Bound& bound : scope_) {
      const auto known =
          std::find_if(all.begin(), all.end(), [&](const Bound& b) { return b.name == bound.name; });
      if (known == all.end()) {
        all.push_back(bound);
      } else {
        known->has_stance = known->has_stance && bound.has_stance;
      }
    }
  }
  scope_ = std::move(all);
  return absl::StrJoin(choices, " or ");
}

std::string QueryGenerator::SubqueryText() {
  const Scope outer = scope_;
  std::string text = "{ match " + PatternText(dice_.Chance(75) ? 1 : 2, 2);
  if (!scope_.empty() && dice_.Chance(30)) absl::StrAppend(&text, " where ", ConditionText(0));
  if (scope_.empty()) absl::StrAppend(&text, ", ", Variable(), " -[q]-> B");
  Items items = dice_.Chance(45) ? GroupedItems() : PlainItems();
  const std::string distinct = dice_.Chance(15) ? "distinct " : "";
  absl::StrAppend(&text, " return ", distinct, items.text);
  if (dice_.Chance(60)) absl::StrAppend(&text, OrderText(items.sortable, /*must_order=*/true));
  scope_ = outer;
  for (Bound& bound : items.bound) {
    bound.has_stance = false;
    if (Find(bound.name) == nullptr) scope_.push_back(bound);
  }
  return text + " }";
}

std::string QueryGenerator::PartText(int depth) {
  if (groups_left_ <= 0) return WalkText(1);
  --groups_left_;
  switch (dice_.Below(depth > 1 ? 6 : 8)) {
    case 0:
      if (May(Construct::kLet, 100)) {
        Bound bound{Fresh("l"), Kind::kAny};
        const std::string value = AnyText(1, &bound.kind);
        scope_.push_back(bound);
        return absl::StrCat("let ?", bound.name, " = ", value);
      }
      break;
    case 1:
      if (May(Construct::kFor, 100)) {
        const std::string list = May(Construct::kParameters, 20) ? "$list" : ListText(1);
        const std::string name = Fresh("f");
        scope_.push_back({name, Kind::kAny});
        return absl::StrCat("for ?", name, " in ", list);
      }
      break;
    case 2:
      if (May(Construct::kNot, 100)) {
        const Scope outer = scope_;
        std::string text = "not " + GroupText(depth);
        scope_ = outer;
        return text;
      }
      break;
    case 3:
      if (May(Construct::kOr, 100)) return OrText(depth);
      break;
    case 4:
    case 5:
      if (May(Construct::kOptional, 100)) return "optional " + GroupText(depth);
      break;
    default:
      if (May(Construct::kSubquery, 100)) return SubqueryText();
      break;
  }
  return WalkText(1);
}

std::string QueryGenerator::PatternText(int edges, int depth) {
  std::vector<std::string> parts;
  if (depth == 0 && dice_.Chance(8)) parts.push_back(PartText(depth));
  while (edges > 0) {
    const int here = 1 + dice_.Below(edges);
    parts.push_back(WalkText(here));
    edges -= here;
    if (dice_.Chance(depth == 0 ? 45 : 15)) parts.push_back(PartText(depth));
  }
  return absl::StrJoin(parts, ", ");
}

std::string QueryGenerator::TailText() {
  std::string text;
  if (May(Construct::kAccordingTo, 10)) {
    absl::StrAppend(&text, " according to ", dice_.Pick(EntityNames()));
    if (dice_.Chance(40)) absl::StrAppend(&text, ", ", dice_.Pick(EntityNames()));
    if (May(Construct::kParameters, 20)) absl::StrAppend(&text, ", $list");
  }
  if (May(Construct::kAsOf, 10)) {
    absl::StrAppend(&text, " as of ", May(Construct::kParameters, 20) ? "$day" : dice_.Pick(Dates()).text);
  }
  if (dice_.Chance(30)) absl::StrAppend(&text, " where ", ConditionText(0));
  return text;
}

std::string QueryGenerator::MatchText(bool is_first) {
  const bool optional = May(Construct::kMatches, is_first ? 3 : 45);
  const int edges = 1 + dice_.Below(is_first && dice_.Chance(50) ? 3 : 2);
  const std::string pattern = PatternText(edges, 0);
  if (scope_.empty()) {
    return absl::StrCat(optional ? "optional " : "", "match ", pattern, ", ", Variable(), " -[p]-> ",
                        Variable());
  }
  return absl::StrCat(optional ? "optional " : "", "match ", pattern, TailText());
}

std::string QueryGenerator::Query() {
  scope_.clear();
  fresh_count_ = 0;
  groups_left_ = 1 + dice_.Below(3);
  accesses_left_ = 2;
  std::string text;
  const int parts = May(Construct::kWith, 25) ? (dice_.Chance(85) ? 2 : 3) : 1;
  for (int i = 0; i < parts; ++i) {
    if (i == 0 || dice_.Chance(60)) absl::StrAppend(&text, i == 0 ? "" : " ", MatchText(i == 0));
    if (May(Construct::kMatches, 20)) absl::StrAppend(&text, " ", MatchText(false));
    absl::StrAppend(&text, " ", i + 1 < parts ? WithText() : ReturnText());
  }
  return text;
}

// --- updates ----------------------------------------------------------------------------------------------

std::string QueryGenerator::ClauseText() {
  const bool insert = dice_.Chance(50);
  const std::vector<std::string> variables = Names(Kind::kNode);
  const auto node = [&](bool may_be_literal) {
    if (!variables.empty() && dice_.Chance(65)) return dice_.Pick(variables);
    if (may_be_literal && dice_.Chance(40)) return dice_.Pick(Literals()).text;
    return dice_.Pick(EntityNames());
  };
  static const auto& insert_stances = *new std::vector<std::string>{"", "", "", "not ", "unclear "};
  static const auto& delete_stances = *new std::vector<std::string>{"", "", "", "not ", "unclear "};
  std::string inside = dice_.Pick(insert ? insert_stances : delete_stances) + dice_.Pick(PredicateNames());
  if (dice_.Chance(50)) {
    absl::StrAppend(&inside, " {by: ", node(false),
                    dice_.Chance(30) ? ", on: " + dice_.Pick(Dates()).text : "", "}");
  }
  const std::string subject = node(false);
  return absl::StrCat(insert ? "insert " : "delete ", subject, " -[", inside, "]-> ", node(true));
}

std::string QueryGenerator::Update() {
  scope_.clear();
  fresh_count_ = 0;
  groups_left_ = 1;
  accesses_left_ = 0;
  std::string text = MatchText(true);
  const int clauses = 1 + dice_.Below(3);
  for (int i = 0; i < clauses; ++i) absl::StrAppend(&text, " ", ClauseText());
  return text;
}

}  // namespace tern::reference
