#include "tests/reference/generator.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "storage/model/term.h"

namespace tern::reference {
namespace {

using model::Stance;
using model::Term;

constexpr const char* kBase = "urn:tern:";
constexpr const char* kBy = "http://www.w3.org/ns/prov#wasAttributedTo";
constexpr const char* kOn = "http://purl.org/dc/terms/date";

const std::vector<std::string>& Names() {
  static const auto& names = *new std::vector<std::string>{"A", "B", "C", "D", "E"};
  return names;
}
const std::vector<std::string>& Predicates() {
  static const auto& names = *new std::vector<std::string>{"p", "q", "r"};
  return names;
}

struct Literal {
  Term term;
  std::string text;  // in TernQL
};
Literal Typed(const std::string& lexical, std::string_view type, const std::string& text) {
  return {Term::Typed(lexical, std::string(type)), text};
}
// Equal values in several types and spellings, inline ones and ones that only the dictionary holds.
const std::vector<Literal>& Literals() {
  using namespace model::iri;  // NOLINT: the datatype names of the table
  static const auto& literals = *new std::vector<Literal>{
      Typed("1", kXsdInteger, "1"),
      Typed("01", kXsdInteger, "\"01\"^^xsd:integer"),
      Typed("1.0", kXsdDecimal, "1.0"),
      Typed("1.000000000000000000000", kXsdDecimal, "\"1.000000000000000000000\"^^xsd:decimal"),
      Typed("1e0", kXsdDouble, "1e0"),
      Typed("2", kXsdInteger, "2"),
      Typed("2.5", kXsdDecimal, "2.5"),
      Typed("-3", kXsdInteger, "-3"),
      Typed("NaN", kXsdDouble, "\"NaN\"^^xsd:double"),
      Typed("2025-01-01", kXsdDate, "2025-01-01"),
      Typed("2025-06-30", kXsdDate, "2025-06-30"),
      Typed("true", kXsdBoolean, "true"),
      {Term::String("x"), "\"x\""},
      {Term::String("y"), "\"y\""},
      {Term::LangString("x", "en"), "\"x\"@en"},
  };
  return literals;
}

Term Name(const std::string& name) { return Term::Iri(kBase + name); }

}  // namespace

store::ClaimSpec Generator::Claim() {
  store::ClaimSpec claim;
  if (Chance(45)) return claim;
  claim.stance = static_cast<Stance>(Chance(60) ? 0 : Below(3));
  if (Chance(30)) {
    claim.kind = store::ClaimSpec::Kind::kNamed;
    const int which = Below(3);
    claim.name = which == 2 ? Term::Blank("g") : Name(which == 0 ? "G" : "A");
    return claim;
  }
  claim.kind = store::ClaimSpec::Kind::kAnonymous;
  if (Chance(80)) claim.properties.emplace_back(Term::Iri(kBy), Name(Pick(Names())));
  if (Chance(25)) claim.properties.emplace_back(Term::Iri(kBy), Name("E"));
  if (Chance(50))
    claim.properties.emplace_back(Term::Iri(kOn), Literals()[static_cast<size_t>(9 + Below(2))].term);
  if (Chance(30)) claim.properties.emplace_back(Name("p"), Pick(Literals()).term);
  std::sort(claim.properties.begin(), claim.properties.end());
  claim.properties.erase(std::unique(claim.properties.begin(), claim.properties.end()),
                         claim.properties.end());
  return claim;
}

std::vector<store::Fact> Generator::Facts(int count) {
  std::vector<store::Fact> facts;
  for (int i = 0; i < count; ++i) {
    store::Fact fact;
    fact.subject = Chance(8) ? Term::Blank("n") : Name(Chance(5) ? "G" : Pick(Names()));
    fact.predicate = Chance(10) ? Term::Iri(kBy) : Name(Pick(Predicates()));
    fact.object = Chance(30) ? Pick(Literals()).term : Name(Pick(Names()));
    fact.claim = Claim();
    facts.push_back(std::move(fact));
  }
  return facts;
}

std::string Generator::Variable() {
  static const auto& names = *new std::vector<std::string>{"x", "y", "z", "v", "w"};
  std::string name = Pick(names);
  // Another variable rather than the same again: most joins of few rows over few names find nothing.
  const auto is_bound = [&] {
    return std::find(variables_.begin(), variables_.end(), name) != variables_.end();
  };
  if (is_bound() && Chance(60)) name = Pick(names);
  if (std::find(variables_.begin(), variables_.end(), name) == variables_.end()) variables_.push_back(name);
  return "?" + name;
}

std::string Generator::NodeText(bool may_be_literal) {
  if (Chance(88)) return Variable();
  if (may_be_literal && Chance(50)) return Pick(Literals()).text;
  return Pick(Names());
}

std::string Generator::PathText(int depth) {
  const int choice = depth > 1 ? 0 : Below(10);
  if (choice < 5) return Pick(Predicates());
  switch (choice) {
    case 5:
      return "any";
    case 6:
      return absl::StrCat("(", PathText(depth + 1), "/", PathText(depth + 1), ")");
    case 7:
      return absl::StrCat("(", PathText(depth + 1), "|", PathText(depth + 1), ")");
    case 8:
      return absl::StrCat("^", PathText(depth + 1));
    default:
      return Chance(50) ? absl::StrCat("!", Pick(Predicates()))
                        : absl::StrCat("!(", Pick(Predicates()), "|^", Pick(Predicates()), ")");
  }
}

std::string Generator::MapText() {
  std::vector<std::string> entries;
  if (Chance(80)) entries.push_back(absl::StrCat("by: ", Chance(80) ? Variable() : Pick(Names())));
  if (Chance(40)) entries.push_back(absl::StrCat("on: ", Chance(80) ? Variable() : "2025-01-01"));
  if (entries.empty())
    entries.push_back(absl::StrCat("p: ", Chance(60) ? Variable() : Pick(Literals()).text));
  return absl::StrCat(" {", absl::StrJoin(entries, ", "), "}");
}

std::string Generator::EdgeText() {
  std::string inside;
  if (Chance(35)) {
    const bool named = Chance(60);
    if (named) {
      const std::string name = Chance(70) ? "c" : "d";
      if (std::find(variables_.begin(), variables_.end(), name) == variables_.end())
        variables_.push_back(name);
      if (std::find(claim_variables_.begin(), claim_variables_.end(), name) == claim_variables_.end()) {
        claim_variables_.push_back(name);
      }
      absl::StrAppend(&inside, "?", name, ": ");
    }
    static const auto& stances = *new std::vector<std::string>{"", "", "not ", "unclear ", "said ", "said "};
    absl::StrAppend(&inside, Pick(stances));
    const int path = Below(8);
    absl::StrAppend(&inside, path == 0   ? "any"
                             : path == 1 ? Variable()
                             : path == 2 ? Pick(Predicates()) + "|" + Pick(Predicates())
                                         : Pick(Predicates()));
    if (!named || Chance(40)) absl::StrAppend(&inside, MapText());
  } else {
    inside = Chance(15) ? Variable() : PathText(0);
  }
  switch (Below(5)) {
    case 0:
      return absl::StrCat(" <-[", inside, "]- ");
    case 1:
      return absl::StrCat(" -[", inside, "]- ");
    default:
      return absl::StrCat(" -[", inside, "]-> ");
  }
}

std::string Generator::WalkText(int edges) {
  // An edge that starts at a claim reads the claim's properties.
  if (edges == 1 && !claim_variables_.empty() && Chance(50)) {
    const std::string claim = "?" + Pick(claim_variables_);
    static const auto& properties =
        *new std::vector<std::string>{"by", "on", "p", "any", "?y", "by|on", "(by/p)"};
    const std::string& property = Pick(properties);
    const bool binds_y =
        property == "?y" && std::find(variables_.begin(), variables_.end(), "y") == variables_.end();
    if (binds_y) variables_.emplace_back("y");
    return Chance(70) ? absl::StrCat(claim, " -[", property, "]-> ", NodeText(true))
                      : absl::StrCat(NodeText(true), " <-[", property, "]- ", claim);
  }
  std::string walk = NodeText(false);
  for (int i = 0; i < edges; ++i) absl::StrAppend(&walk, EdgeText(), NodeText(i + 1 == edges));
  return walk;
}

std::string Generator::OperandText() {
  const int choice = Below(10);
  if (choice < 6) return "?" + Pick(variables_);
  return choice < 9 ? Pick(Literals()).text : Pick(Names());
}

std::string Generator::ConditionText(int depth) {
  if (depth < 2 && Chance(35)) {
    if (Chance(20)) return absl::StrCat("not (", ConditionText(depth + 1), ")");
    return absl::StrCat("(", ConditionText(depth + 1), Chance(50) ? " and " : " or ",
                        ConditionText(depth + 1), ")");
  }
  if (!claim_variables_.empty() && Chance(20)) {
    static const auto& stances = *new std::vector<std::string>{"for", "against", "unclear"};
    return absl::StrCat("stance(?", Pick(claim_variables_), ") = \"", Pick(stances), "\"");
  }
  const std::string left = "?" + Pick(variables_);
  if (Chance(10)) return absl::StrCat(left, Chance(50) ? " is null" : " is not null");
  if (Chance(15)) {
    return absl::StrCat(left, Chance(50) ? " in [" : " not in [", OperandText(), ", ", OperandText(), "]");
  }
  static const auto& operators = *new std::vector<std::string>{"=", "!=", "<", "<=", ">", ">="};
  return absl::StrCat(left, " ", Pick(operators), " ", OperandText());
}

std::string Generator::OrderText(const std::vector<std::string>& sortable) {
  std::string text;
  if (Chance(50)) {
    std::vector<std::string> keys;
    for (int i = 0; i <= Below(2); ++i) keys.push_back(Pick(sortable) + (Chance(40) ? " desc" : ""));
    absl::StrAppend(&text, " order by ", absl::StrJoin(keys, ", "));
  }
  if (Chance(15)) absl::StrAppend(&text, " skip ", Below(4));
  if (Chance(25)) absl::StrAppend(&text, " limit ", Below(8));
  return text;
}

std::string Generator::ReturnText() {
  std::vector<std::string> all;
  for (const std::string& name : variables_) all.push_back("?" + name);
  if (Chance(25)) return " return *" + OrderText(all);
  std::vector<std::string> items;
  for (int i = 0; i <= Below(3); ++i) {
    const std::string& item = Pick(all);
    if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(item);
  }
  if (Chance(25)) {
    std::vector<std::string> sortable = Chance(30) ? std::vector<std::string>{} : items;
    items = sortable;
    const int which = Below(3);
    items.push_back(absl::StrCat(
        which == 0 ? "count(*)" : absl::StrCat("count(", which == 1 ? "distinct " : "", Pick(all), ")"),
        " as ?n"));
    sortable.emplace_back("?n");
    return absl::StrCat(" return ", absl::StrJoin(items, ", "), OrderText(sortable));
  }
  const bool distinct = Chance(35);
  return absl::StrCat(" return ", distinct ? "distinct " : "", absl::StrJoin(items, ", "),
                      OrderText(distinct ? items : all));
}

std::string Generator::Query() {
  variables_.clear();
  claim_variables_.clear();
  std::vector<std::string> walks;
  int edges_left = 1 + Below(Chance(50) ? 2 : 3);
  while (edges_left > 0) {
    const int edges = 1 + Below(edges_left);
    walks.push_back(WalkText(edges));
    edges_left -= edges;
  }
  if (variables_.empty()) walks.push_back(absl::StrCat(Variable(), " -[p]-> ", Variable()));
  std::string text = "match " + absl::StrJoin(walks, ", ");
  if (Chance(30)) absl::StrAppend(&text, " where ", ConditionText(0));
  return text + ReturnText();
}

}  // namespace tern::reference
