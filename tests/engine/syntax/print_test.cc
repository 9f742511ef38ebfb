#include "engine/syntax/print.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/engine/syntax/parsing.h"
#include "tests/engine/syntax/random_tree.h"

namespace tern::syntax {
namespace {

TEST(PrintTest, WhatIsPrintedParsesToTheSameTree) {
  for (uint64_t seed = 0; seed < 20'000; ++seed) {
    const Statement tree = RandomTree(seed).MakeStatement();
    Names names = TestNames();
    const std::string printed = Print(tree, names);
    const absl::StatusOr<Statement> again = ParseStatement(printed, names);
    ASSERT_TRUE(again.ok()) << "seed " << seed << "\n" << printed << "\n" << again.status();
    ASSERT_EQ(*again, tree) << "seed " << seed << "\n" << printed << "\n" << Print(*again, names);
  }
}

TEST(PrintTest, PrintsAsAPersonWouldWrite) {
  const Names names = TestNames();
  for (const std::string_view text :
       {"match China -[rejected]-> ?chip <-[makes]- ?maker -[basedIn]-> USA return ?chip, ?maker",
        "China -[?c: said rejected|accepted {by: ?who, on: 2025-12-12}]-> ?chip where stance(?c) = \"for\"",
        "match ?s -[^p/(q|!r)]- ?o where not (?s = ?o or ?s in [1, 2]) return distinct count(*) as ?n order "
        "by ?n "
        "desc skip 1 limit 2",
        "insert `David Sacks` -[not supports {source: ttnews}]-> H200", "explain China", "ask A -[p]-> B",
        "prefix ex: <https://example.org/>"}) {
    EXPECT_EQ(Print(Parsed(text), names), text);
  }
}

}  // namespace
}  // namespace tern::syntax
