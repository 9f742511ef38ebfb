#include "engine/execute/decimal.h"

#include <gtest/gtest.h>

#include "storage/model/term.h"

namespace tern::execute {
namespace {

std::optional<Decimal> Parse(const std::string& text) {
  return DecimalOf(model::ValueOf(model::Term::Typed(text, std::string(model::iri::kXsdDecimal))));
}
std::string Text(const std::optional<Decimal>& number) { return number ? DecimalText(*number) : "none"; }

TEST(DecimalTest, ReadsAndWritesExactly) {
  const std::pair<const char*, const char*> kCases[] = {
      {"0", "0.0"},
      {"-0.0", "0.0"},
      {"1", "1.0"},
      {"1.50", "1.5"},
      {"-0.05", "-0.05"},
      {"1200", "1200.0"},
      {"0.0001", "0.0001"},
      {"1234567890123456789012345678901234567", "1234567890123456789012345678901234567.0"}};
  for (const auto& [text, expected] : kCases) EXPECT_EQ(Text(Parse(text)), expected) << text;
}

TEST(DecimalTest, TooManyDigitsAreNoNumber) {
  EXPECT_FALSE(Parse(std::string(38, '9')).has_value());
  EXPECT_TRUE(Parse(std::string(37, '9')).has_value());
  EXPECT_FALSE(Parse("0." + std::string(31, '1')).has_value());
  EXPECT_FALSE(Parse("1" + std::string(60, '0')).has_value());
}

TEST(DecimalTest, AddsSubtractsMultiplies) {
  EXPECT_EQ(Text(Add(*Parse("0.1"), *Parse("0.2"))), "0.3");
  EXPECT_EQ(Text(Add(*Parse("1.5"), *Parse("1.5"))), "3.0");
  EXPECT_EQ(Text(Subtract(*Parse("1"), *Parse("1.001"))), "-0.001");
  EXPECT_EQ(Text(Multiply(*Parse("-1.2"), *Parse("0.5"))), "-0.6");
  EXPECT_EQ(Text(Multiply(*Parse(std::string(30, '9')), *Parse(std::string(30, '9')))), "none");
}

TEST(DecimalTest, DividesToEighteenDigitsHalfToEven) {
  EXPECT_EQ(Text(Divide(*Parse("1"), *Parse("3"))), "0.333333333333333333");
  EXPECT_EQ(Text(Divide(*Parse("-2"), *Parse("3"))), "-0.666666666666666667");
  EXPECT_EQ(Text(Divide(*Parse("7"), *Parse("2"))), "3.5");
  EXPECT_EQ(Text(Divide(*Parse("1"), *Parse("-8"))), "-0.125");
  EXPECT_EQ(Text(Divide(*Parse("1"), *Parse("0"))), "none");
  EXPECT_EQ(Text(Divide(*Parse("0.000000000000000001"), *Parse("2"))), "0.0");
  EXPECT_EQ(Text(Divide(*Parse("0.000000000000000003"), *Parse("2"))), "0.000000000000000002");
  // As many digits in front of the point as behind it.
  EXPECT_EQ(Text(Divide(*Parse("136.000000000000000008"), *Parse("24"))), "5.666666666666666667");
  EXPECT_EQ(Text(Divide(*Parse("1234567890123456789.012345678901234567"), *Parse("10"))),
            "123456789012345678.901234567890123457");
  EXPECT_EQ(Text(Divide(*Parse("0.333333333333333333"), *Parse("0.666666666666666666"))), "0.5");
  EXPECT_EQ(Text(Divide(*Parse("1"), *Parse("0.000000000000000001"))), "1000000000000000000.0");
  EXPECT_EQ(Text(Divide(*Parse("100000000000000000000000000000000000"), *Parse("3"))), "none");
}

TEST(DecimalTest, RoundsTowardsWhatTheNameSays) {
  const struct {
    const char* number;
    const char* floor;
    const char* ceil;
    const char* round;
  } kCases[] = {{"1.5", "1", "2", "2"},   {"-1.5", "-2", "-1", "-1"}, {"2", "2", "2", "2"},
                {"-0.2", "-1", "0", "0"}, {"0.49", "0", "1", "0"},    {"-2.51", "-3", "-2", "-3"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(IntegerText(Floor(*Parse(c.number))), c.floor) << c.number;
    EXPECT_EQ(IntegerText(Ceil(*Parse(c.number))), c.ceil) << c.number;
    EXPECT_EQ(IntegerText(*Round(*Parse(c.number))), c.round) << c.number;
  }
}

}  // namespace
}  // namespace tern::execute
