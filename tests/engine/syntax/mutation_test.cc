// Whatever is typed, the parser answers with a tree or a diagnostic: it never crashes, throws or runs on.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/syntax/print.h"
#include "tests/engine/syntax/parsing.h"

namespace tern::syntax {
namespace {

constexpr std::string_view kSeeds[] = {
    "match China -[rejected {by: ?who, on: ?day}]-> ?chip where ?day >= 2025-12-01 and ?who != Nvidia return "
    "?country, "
    "count(distinct ?chip) as ?n order by ?day desc skip 1 limit 10",
    "insert China -[not rejected {by: `David Sacks`, source: ttnews, confidence: 0.7}]-> \"H200\"@en",
    "?a -[(p/^q|!r){1,3}]- ?b, ?b <-[?c: said any]- wd:Q148 where not lower(?a) in [\"x\", $y] or ?b is not "
    "null",
    "prefix ex: <https://example.org/x>",
    "explain ask ~\"china\" -[p]-> _:b1 where -?x * 2 + 1 < (5 - \"5\"^^xsd:byte)",
    "\"\"\"many\nlines\"\"\" <-[label]- claim:68",
    "?x -[p]-> ?y, optional { ?y -[q]-> ?z where ?z > 3 }, { ?x -[a]-> A } or { not { ?x -[c]-> ?q } }, let "
    "?v = "
    "?x.price * 2, for ?w in [1, $xs, \"c\"] according to B, ~\"b\" as of 2025-12 where exists { ?x -[q]-> "
    "?u }",
    "match { match ?x -[p]-> ?y return ?x, sum(?y) as ?n order by ?n limit 3 } optional match ?x -[q]-> ?z "
    "with "
    "distinct ?x, collect(?z) as ?zs where ?n in ?zs match ?x -[r*]-> ?w return ?w.`a b`, count { ?w -[a]-> "
    "B }, null",
    "match ?x -[?c: p]-> ?y delete ?x -[?c: p]-> ?y insert ?x.by -[q {on: date(?y)}]-> text(?y)",
    "load \"a.csv\" as ?row insert ?row.a.b -[?row.c {source: ?row.`d e`}]-> number(?row.f)",
    "why China -[rejected]- H200 -[a]-> ~\"chip\"",
};
constexpr std::string_view kPieces[] = {"-[",
                                        "]->",
                                        "<-[",
                                        "]-",
                                        "(",
                                        ")",
                                        "{",
                                        "}",
                                        "[",
                                        "]",
                                        "\"",
                                        "'",
                                        "`",
                                        "\"\"\"",
                                        "?",
                                        "$",
                                        "~",
                                        "<",
                                        ">",
                                        "^^",
                                        "^",
                                        "|",
                                        "/",
                                        "*",
                                        "+",
                                        "!",
                                        ":",
                                        ";",
                                        ",",
                                        ".",
                                        "#",
                                        "\n",
                                        "@en",
                                        "not",
                                        "match",
                                        "where",
                                        "return",
                                        "optional",
                                        "in",
                                        "is",
                                        "null",
                                        "as",
                                        "of",
                                        "order",
                                        "by",
                                        "limit",
                                        "5",
                                        "2025-1-5",
                                        "中",
                                        "\xFF",
                                        "\x01",
                                        "→",
                                        "{ ?s ?p ?o }",
                                        "union",
                                        "select",
                                        "describe",
                                        "with",
                                        "<https://x",
                                        "=",
                                        "==",
                                        "&&",
                                        "count(",
                                        "{1,",
                                        "{ match",
                                        "or {",
                                        "not {",
                                        "exists {",
                                        "let ?x =",
                                        "for ?x in",
                                        "according to",
                                        "as of",
                                        "?x.y",
                                        ".",
                                        "insert",
                                        "delete",
                                        "load \"f\" as ?r",
                                        "why",
                                        "sum("};

void Mutate(std::mt19937_64* random, std::string* text) {
  const auto below = [&](size_t bound) { return (*random)() % bound; };
  const size_t at = below(text->size() + 1);
  switch (below(5)) {
    case 0:
      text->insert(at, kPieces[below(std::size(kPieces))]);
      break;
    case 1:
      text->erase(at, 1 + below(6));
      break;
    case 2:
      text->insert(at, text->substr(below(text->size() + 1), below(30)));
      break;
    case 3:
      if (at < text->size()) (*text)[at] = static_cast<char>(below(256));
      break;
    default:
      text->insert(at, kSeeds[below(std::size(kSeeds))].substr(0, below(40)));
  }
}

// What every answer must be, right or wrong.
void Check(const std::string& text, const absl::StatusOr<Statement>& answer) {
  if (answer.ok()) {
    Names names = TestNames();
    const std::string printed = Print(*answer, names);
    const absl::StatusOr<Statement> again = ParseStatement(printed, names);
    ASSERT_TRUE(again.ok()) << text << "\n" << printed << "\n" << again.status();
    ASSERT_EQ(*again, *answer) << text << "\n" << printed;
    return;
  }
  const std::optional<Diagnostic> diagnostic = FromStatus(answer.status());
  ASSERT_TRUE(diagnostic) << text << "\n" << answer.status();
  EXPECT_EQ(diagnostic->code.substr(0, 2), "TQ") << text;
  EXPECT_FALSE(diagnostic->message.empty()) << text;
  EXPECT_LE(diagnostic->where.offset + diagnostic->where.length, text.size()) << text << answer.status();
  EXPECT_NE(Render(*diagnostic, "query", text).find('^'), std::string::npos) << text;
}

TEST(MutationTest, AnyTextGetsATreeOrADiagnostic) {
  std::mt19937_64 random(20251213);
  for (int round = 0; round < 30'000; ++round) {
    std::string text(kSeeds[random() % std::size(kSeeds)]);
    const size_t count = 1 + random() % 6;
    for (size_t i = 0; i < count; ++i) Mutate(&random, &text);
    Names names = TestNames();
    Check(text, ParseStatement(text, names));
    if (HasFatalFailure()) return;
    Names fact_names = TestNames();
    (void)ParseFact(text, fact_names);
    (void)ParseParameter(text, fact_names);
    Names text_names = TestNames();
    (void)ParseText(text, text_names);
  }
}

// Tokens thrown together, which gets further into the grammar than bytes do.
TEST(MutationTest, AnyTokensGetATreeOrADiagnostic) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 30'000; ++round) {
    std::string text = random() % 2 == 0 ? "match ?a -[p]-> ?b " : "?a ";
    const size_t count = random() % 12;
    for (size_t i = 0; i < count; ++i) {
      text += kPieces[random() % std::size(kPieces)];
      if (random() % 2 == 0) text += random() % 2 == 0 ? " ?x " : " ";
    }
    Names names = TestNames();
    Check(text, ParseStatement(text, names));
    if (HasFatalFailure()) return;
  }
}

// ANTLR's automata are shared by all threads; each thread has a parser of its own.
TEST(MutationTest, ThreadsParseAtTheSameTime) {
  const auto parse_all = [](size_t* right) {
    for (int round = 0; round < 500; ++round) {
      for (const std::string_view seed : kSeeds) {
        Names names = TestNames();
        *right += ParseStatement(seed, names).ok() ? 1 : 0;
        *right += ParseStatement(std::string(seed) + ")", names).ok() ? 0 : 1;
      }
    }
  };
  size_t right[3] = {0, 0, 0};
  std::vector<std::thread> threads;
  for (size_t& count : right) threads.emplace_back(parse_all, &count);
  for (std::thread& thread : threads) thread.join();
  for (const size_t count : right) EXPECT_EQ(count, 500 * 2 * std::size(kSeeds));
}

}  // namespace
}  // namespace tern::syntax
