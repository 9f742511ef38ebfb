// The functions of texts, patterns, lists, labels and times, as queries write them, with what they give at
// the ends of what they take. What cannot be computed is null.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/execute/pattern_cache.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/node_harness.h"
#include "tests/engine/execute/query_harness.h"

namespace tern::execute {
namespace {

using algebra::Expression;
using algebra::Function;
using model::Term;
using testing::ElementsAre;

constexpr int64_t kNow = 1'765'531'805;  // 2025-12-12T09:30:05Z

std::shared_ptr<FakeSnapshot> OneFact() {
  auto snapshot = std::make_shared<FakeSnapshot>();
  snapshot->Add("thing", "p", Term::String("x"));
  return snapshot;
}

std::string ValueOf(const std::string& expression, std::shared_ptr<FakeSnapshot> snapshot = OneFact()) {
  auto plan = PlanOf("match thing -[p]-> ?x return " + expression);
  if (!plan.ok()) return CodeOf(plan.status());
  ContextOptions options;
  options.now = kNow;
  auto lines = Drain(Execute(*plan, std::move(snapshot), options));
  if (!lines.ok()) return lines.status().ToString();
  return lines->size() == 1 ? (*lines)[0] : "not one row";
}

struct Case {
  const char* expression;
  const char* value;
};

void ExpectValues(absl::Span<const Case> cases) {
  for (const Case& c : cases) EXPECT_EQ(ValueOf(c.expression), c.value) << c.expression;
}

// The examples of XPath and XQuery Functions 3.1 §5.4.3 are among these.
TEST(FunctionsTest, SubstrClipsAsXPathDoes) {
  const Case kCases[] = {{"substr(\"motor car\", 6)", "\" car\""},
                         {"substr(\"metadata\", 4, 3)", "\"ada\""},
                         {"substr(\"12345\", 1.5, 2.6)", "\"234\""},
                         {"substr(\"12345\", 0, 3)", "\"12\""},
                         {"substr(\"12345\", 5, -3)", "\"\""},
                         {"substr(\"12345\", -3, 5)", "\"1\""},
                         {"substr(\"12345\", -42, 1e0 / 0)", "\"12345\""},
                         {"substr(\"12345\", 0 - 1e0 / 0, 1e0 / 0)", "\"\""},
                         {"substr(\"12345\", 0e0 / 0, 3)", "\"\""},
                         {"substr(\"12345\", 1, 0)", "\"\""},
                         {"substr(\"12345\", 5, 1)", "\"5\""},
                         {"substr(\"12345\", 6, 1)", "\"\""},
                         {"substr(\"12345\", 1, 99999999999999999999)", "\"12345\""},
                         {"substr(\"日本語\", 2, 1)", "\"本\""},
                         {"substr(\"日本語\", 3)", "\"語\""},
                         {"substr(\"\", 1)", "\"\""},
                         {"substr(\"abc\"@en, 2)", "\"bc\"@en"},
                         {"substr(12345, 1)", "null"},
                         {"substr(\"abc\", \"1\")", "null"},
                         {"substr(\"abc\", 1, thing)", "null"}};
  ExpectValues(kCases);
}

TEST(FunctionsTest, PatternsAreRe2) {
  const Case kCases[] = {{"matches(\"H200\", \"^H[0-9]+$\")", "true"},
                         {"matches(\"H200\", \"20\")", "true"},
                         {"matches(\"H200\", \"^20\")", "false"},
                         {"matches(\"h200\", \"(?i)^H\")", "true"},
                         {"matches(\"日本\", \"^..$\")", "true"},
                         {"matches(\"x\", \"\")", "true"},
                         {"matches(5, \"5\")", "null"},
                         {"matches(\"5\", 5)", "null"},
                         {"matches(\"a\"@en, \"a\")", "true"},
                         {"matches(\"a\", concat(\"(\", \"\"))", "null"}};
  ExpectValues(kCases);
}

TEST(FunctionsTest, ReplaceFillsInGroups) {
  const Case kCases[] = {{"replace(\"banana\", \"an\", \"o\")", "\"booa\""},
                         {"replace(\"2025-12\", \"([0-9]+)-([0-9]+)\", \"$2/$1\")", "\"12/2025\""},
                         {"replace(\"abc\", \"b\", \"[$0]\")", "\"a[b]c\""},
                         {"replace(\"abc\", \"b\", \"$7\")", "\"ac\""},
                         {"replace(\"abc\", \"b\", \"\\\\$1\")", "\"a$1c\""},
                         {"replace(\"abc\", \"b\", \"$\")", "\"a$c\""},
                         {"replace(\"abc\", \"x\", \"y\")", "\"abc\""},
                         {"replace(\"abc\", \"x*\", \"-\")", "\"-a-b-c-\""},
                         {"replace(\"日本\", \"\", \"-\")", "\"-日-本-\""},
                         {"replace(\"baaac\", \"a*\", \"-\")", "\"-b-c-\""},
                         {"replace(\"aaa\", \"^a\", \"b\")", "\"baa\""},
                         {"replace(\"\", \"^$\", \"x\")", "\"x\""},
                         {"replace(\"abc\"@en, \"b\", \"\")", "\"ac\"@en"},
                         {"replace(\"abc\", \"b\", 5)", "null"},
                         {"replace(\"abc\", concat(\"[\", \"\"), \"\")", "null"}};
  ExpectValues(kCases);
}

TEST(FunctionsTest, TextsThatGrowWithoutBoundAreNull) {
  // Each makes the text 32 times as long: 2^31 bytes in the end.
  std::string with;
  for (int i = 0; i < 32; ++i) with += "$0";
  std::string text = "\"ab\"";
  for (int i = 0; i < 6; ++i) text = "replace(" + text + ", \"(?s)^.*$\", \"" + with + "\")";
  EXPECT_EQ(ValueOf("length(" + text + ")"), "null");
}

TEST(FunctionsTest, ConstantPatternsAreChecked) {
  EXPECT_TRUE(CheckPattern("^a(b|c)*$").ok());
  EXPECT_EQ(CheckPattern("(").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CheckPattern("((a{1000}){1000}){1000}").code(), absl::StatusCode::kInvalidArgument);
  const Expression matches = Expression::Call(
      Function::kMatches, {Expression::Constant(Term::String("a")), Expression::Constant(Term::String("("))});
  auto rows = RunNode(
      *algebra::MakeNode(algebra::Extend{"v", matches}, {algebra::MakeNode(algebra::Values{{}, {{}}})}),
      OneFact());
  EXPECT_EQ(rows.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(PatternCacheTest, KeepsNoMoreThanItsBound) {
  PatternCache cache;
  for (size_t i = 0; i < 3 * PatternCache::kMaxPatterns; ++i) {
    const re2::RE2* const pattern = cache.Find("a" + std::to_string(i));
    ASSERT_NE(pattern, nullptr);
    EXPECT_EQ(cache.Find("a" + std::to_string(i)), pattern);
  }
  EXPECT_EQ(cache.Find("("), nullptr);
  EXPECT_EQ(cache.Find("("), nullptr);
}

TEST(FunctionsTest, TimesFromAnythingThatIsOne) {
  const Case kCases[] = {{"dateTime(2025-12-12)", "2025-12-12T00:00:00Z"},
                         {"dateTime(\"2025-12-12T09:30:00+01:00\")", "2025-12-12T09:30:00+01:00"},
                         {"dateTime(\" 2025-12-12T09:30:00Z \")", "2025-12-12T09:30:00Z"},
                         {"dateTime(2025-12-12T09:30:00Z)", "2025-12-12T09:30:00Z"},
                         {"dateTime(\"2025-12-12\")", "null"},
                         {"dateTime(2025-12)", "null"},
                         {"dateTime(5)", "null"},
                         {"date(2025-12-12T23:30:00-01:00)", "2025-12-13"},
                         {"date(2025-12-12T00:30:00+01:00)", "2025-12-11"},
                         {"now()", "2025-12-12T09:30:05Z"},
                         {"now() = now()", "true"},
                         {"now() - 2025-12-12T09:30:00Z", "5"},
                         {"date(now()) + 1", "2025-12-13"},
                         {"dateTime(2025-12-12) + 86399.5", "2025-12-12T23:59:59.500000Z"},
                         {"2025-12-12T00:00:00.5Z - 2025-12-12T00:00:00Z", "0.5"},
                         {"2025-12-12 - 2025-12-12T00:00:00Z", "null"},
                         {"2024-03-01 - 2024-02-28", "2"},
                         {"2025-12-12 - 1.5", "2025-12-11"}};
  ExpectValues(kCases);
}

TEST(FunctionsTest, ListsAreValues) {
  const Case kCases[] = {{"[1, \"a\", thing]", "[1, \"a\", thing]"},
                         {"[1, 1/0, [2]]", "[1, null, [2]]"},
                         {"[1, 2] = [1, 2]", "true"},
                         {"[1, 2] = [1, 2.0]", "false"},
                         {"[1, 2] != [2, 1]", "true"},
                         {"[1] = 1", "false"},
                         {"[1] < [2]", "null"},
                         {"length([1, 1/0, 3])", "3"},
                         {"length(\"日本\")", "2"},
                         {"join([\"a\", 5, thing, 1/0], \"; \")", "\"a; 5; thing\""},
                         {"join([1/0], \", \")", "\"\""},
                         {"join([\"a\", \"b\"], \"\")", "\"ab\""},
                         {"join(\"a\", \", \")", "null"},
                         {"join([\"a\"], 5)", "null"},
                         {"join([\"a\", [\"b\"]], \",\")", "null"},
                         {"isText([1])", "false"},
                         {"isEntity([1])", "false"},
                         {"str([1])", "null"},
                         {"[1] is null", "false"},
                         {"[1] + 1", "null"},
                         {"[true] and true", "null"},
                         {"coalesce(1/0, [1])", "[1]"},
                         {"[1] in [[1], 2]", "true"},
                         {"lower([\"A\"])", "null"}};
  ExpectValues(kCases);
}

TEST(FunctionsTest, MembershipInAComputedList) {
  const auto list_of = [](std::vector<Expression> items) {
    return Expression::Call(Function::kMakeList, std::move(items));
  };
  const auto integer = [](int64_t value) { return Expression::Constant(Term::Integer(value)); };
  const Expression decimal = Expression::Constant(Term::Typed("1.0", std::string(model::iri::kXsdDecimal)));
  const Expression null;
  const Expression some = list_of({integer(1), integer(2)});
  const Expression holed = list_of({integer(1), null});
  struct Membership {
    Expression item;
    Expression list;
    std::string value;
  };
  const Membership kMemberships[] = {
      {integer(1), some, "true"},     {integer(3), some, "false"},      {decimal, some, "true"},
      {integer(3), holed, "null"},    {integer(1), holed, "true"},      {null, some, "null"},
      {integer(1), null, "null"},     {integer(1), integer(1), "null"}, {integer(1), list_of({}), "false"},
      {some, list_of({some}), "true"}};
  for (const auto& [item, list, value] : kMemberships) {
    for (const bool negated : {false, true}) {
      algebra::Plan plan;
      plan.root = algebra::MakeNode(
          algebra::Extend{"v",
                          Expression::Call(negated ? Function::kNotInList : Function::kInList, {item, list})},
          {algebra::MakeNode(algebra::Values{{}, {{}}})});
      plan.columns = {"v"};
      const std::string opposite = value == "null" ? "null" : value == "true" ? "false" : "true";
      EXPECT_THAT(*Drain(Execute(plan, OneFact())), ElementsAre(negated ? opposite : value));
    }
  }
}

TEST(FunctionsTest, LabelPrefersNoLanguageThenEnglish) {
  const Term label = Term::Iri("http://www.w3.org/2000/01/rdf-schema#label");
  const auto with = [&](const std::vector<Term>& labels) {
    auto snapshot = OneFact();
    for (const Term& text : labels)
      snapshot->Add(
          {snapshot->Iri_("thing"), snapshot->Id(label), snapshot->Id(text), model::TermId::Null()});
    return ValueOf("label(thing)", snapshot);
  };
  const Term german = Term::LangString("Ding", "de");
  const Term english = Term::LangString("thing", "en");
  const Term french = Term::LangString("chose", "fr");
  EXPECT_EQ(with({}), "null");
  EXPECT_EQ(with({german}), "\"Ding\"@de");
  EXPECT_EQ(with({french, german}), "\"Ding\"@de") << "the first by term order";
  EXPECT_EQ(with({german, english, french}), "\"thing\"@en");
  EXPECT_EQ(with({german, Term::LangString("thing", "en-GB")}), "\"Ding\"@de");
  EXPECT_EQ(with({english, Term::String("z"), Term::String("y")}), "\"y\"");
  EXPECT_EQ(ValueOf("label(?x)"), "null");
  EXPECT_EQ(ValueOf("label(iri(\"unheard\"))"), "null");
}

}  // namespace
}  // namespace tern::execute
