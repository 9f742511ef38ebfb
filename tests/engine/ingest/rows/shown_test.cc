#include "engine/ingest/rows/shown.h"

#include <gtest/gtest.h>

namespace tern::ingest {
namespace {

TEST(ShownTest, IsOneLineAndNotLong) {
  EXPECT_EQ(Shown(""), "");
  EXPECT_EQ(Shown("Price (USD)"), "Price (USD)");
  EXPECT_EQ(Shown("a\nb\x1f\x7f\tc"), "a b   c");
  EXPECT_EQ(Shown(std::string(60, 'x')), std::string(60, 'x'));
  EXPECT_EQ(Shown(std::string(61, 'x')), std::string(60, 'x') + "...");
  EXPECT_EQ(Shown(std::string(59, 'x') + "é"), std::string(59, 'x') + "...");
  EXPECT_EQ(Shown(std::string(58, 'x') + "é"), std::string(58, 'x') + "é");
}

}  // namespace
}  // namespace tern::ingest
