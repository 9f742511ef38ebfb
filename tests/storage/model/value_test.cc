#include "storage/model/value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tern::model {
namespace {

Term Typed(std::string_view lexical, std::string_view datatype) {
  return Term::Typed(std::string(lexical), std::string(datatype));
}
Term Decimal(std::string_view lexical) { return Typed(lexical, iri::kXsdDecimal); }
Term Double(std::string_view lexical) { return Typed(lexical, iri::kXsdDouble); }
Term Date(std::string_view lexical) { return Typed(lexical, iri::kXsdDate); }
Term DateTime(std::string_view lexical) { return Typed(lexical, iri::kXsdDateTime); }

std::optional<std::strong_ordering> Compare(const Term& a, const Term& b) {
  return CompareValues(ValueOf(a), ValueOf(b));
}

// Each is below the next.
void ExpectAscending(const std::vector<Term>& terms) {
  for (size_t i = 0; i < terms.size(); ++i) {
    for (size_t j = 0; j < terms.size(); ++j) {
      const auto order = Compare(terms[i], terms[j]);
      ASSERT_TRUE(order.has_value()) << terms[i].value << " " << terms[j].value;
      EXPECT_EQ(*order, i <=> j) << terms[i].value << " " << terms[j].value;
    }
  }
}

TEST(ValueTest, NumbersCompareByValueAcrossTypes) {
  ExpectAscending(
      {Double("-INF"), Double("-1e300"), Typed("-123456789012345678901234567890", iri::kXsdInteger),
       Decimal("-10.5"), Term::Integer(-10), Decimal("-0.001"), Term::Integer(0), Double("1e-300"),
       Decimal("0.1"), Decimal("0.10000000000000000000000000000001"), Term::Integer(1), Decimal("1.5"),
       Term::Integer(2), Term::Integer(10), Typed("123456789012345678901234567890", iri::kXsdInteger),
       Typed("123456789012345678901234567891", iri::kXsdInteger), Double("1e300"), Double("INF")});
}

TEST(ValueTest, EqualNumbersAreEqualHoweverWritten) {
  const std::vector<Term> fifties = {Term::Integer(50),
                                     Typed("050", iri::kXsdInteger),
                                     Decimal("50.0"),
                                     Decimal("+50."),
                                     Double("5e1"),
                                     Double("0.5E2"),
                                     Typed("50", iri::kXsdFloat),
                                     Typed("50", std::string(iri::kXsd) + "byte")};
  for (const Term& a : fifties) {
    for (const Term& b : fifties)
      EXPECT_EQ(Compare(a, b), std::strong_ordering::equal) << a.value << " " << b.value;
  }
  EXPECT_EQ(Compare(Double("-0.0"), Term::Integer(0)), std::strong_ordering::equal);
  EXPECT_EQ(Compare(Double("1e999"), Double("INF")), std::strong_ordering::equal);
  EXPECT_EQ(Compare(Double("-1e-99999999999999999999"), Term::Integer(0)), std::strong_ordering::equal);
}

TEST(ValueTest, WhatHasNoCommonKindDoesNotCompare) {
  EXPECT_EQ(Compare(Double("NaN"), Double("NaN")), std::nullopt);
  EXPECT_EQ(Compare(Double("NaN"), Term::Integer(1)), std::nullopt);
  EXPECT_EQ(Compare(Term::Integer(1), Term::String("1")), std::nullopt);
  EXPECT_EQ(Compare(Term::String("a"), Term::LangString("a", "en")), std::nullopt);
  EXPECT_EQ(Compare(Term::Iri("a"), Term::Iri("a")), std::nullopt);
  EXPECT_EQ(Compare(Typed("abc", iri::kXsdInteger), Term::Integer(1)), std::nullopt);
  EXPECT_EQ(Compare(Typed("128", std::string(iri::kXsd) + "byte"), Term::Integer(128)), std::nullopt);
  EXPECT_EQ(Compare(Date("2025-02-30"), Date("2025-02-28")), std::nullopt);
  EXPECT_EQ(Compare(Typed("2025-12", iri::kXsdGYearMonth), Date("2025-12-01")), std::nullopt);
}

TEST(ValueTest, DatesCompareByDayAndTimesByInstant) {
  ExpectAscending(
      {Date("-0001-12-31"), Date("0000-01-01"), Date("1969-12-31"), Date("2025-12-12"), Date("12025-01-01")});
  ExpectAscending({DateTime("2025-12-12T09:30:00+02:00"), DateTime("2025-12-12T08:00:00Z"),
                   DateTime("2025-12-12T08:00:00.001"), DateTime("2025-12-12T24:00:00")});
  EXPECT_EQ(Compare(DateTime("2025-12-12T09:30:00+02:00"), DateTime("2025-12-12T07:30:00")),
            std::strong_ordering::equal);
  EXPECT_EQ(Compare(Date("2025-12-12"), DateTime("2025-12-12T23:59:59Z")), std::strong_ordering::equal);
  EXPECT_EQ(Compare(Date("2025-12-12"), DateTime("2025-12-12T01:00:00+02:00")),
            std::strong_ordering::greater);
  EXPECT_EQ(Compare(DateTime("1969-12-31T23:00:00Z"), Date("1969-12-31")), std::strong_ordering::equal);
}

TEST(ValueTest, TextComparesByCodePoint) {
  ExpectAscending({Term::String(""), Term::String("A"), Term::String("a"), Term::String("aa"),
                   Term::String("b"), Term::String("é"), Term::String("中国"),
                   Term::String("\xF0\x9F\x98\x80")});
  ExpectAscending({Term::LangString("a", "de"), Term::LangString("a", "en"), Term::LangString("b", "de")});
}

TEST(ValueTest, BooleansCompare) {
  EXPECT_EQ(Compare(Term::Boolean(false), Term::Boolean(true)), std::strong_ordering::less);
  EXPECT_EQ(Compare(Typed("1", iri::kXsdBoolean), Term::Boolean(true)), std::strong_ordering::equal);
}

TEST(ValueTest, ToDoubleRoundsToNearest) {
  const auto number = [](std::string_view lexical) { return ToDouble(ValueOf(Double(lexical))); };
  EXPECT_EQ(number("0.1"), 0.1);
  EXPECT_EQ(number("-17.256"), -17.256);
  EXPECT_EQ(number("123456789012345678901234567890"), 123456789012345678901234567890.0);
  EXPECT_EQ(number("1e308"), 1e308);
  EXPECT_EQ(number("5e-324"), 5e-324);
  EXPECT_EQ(number("1e309"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(number("-1e399"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(number("1e-390"), 0.0);
  EXPECT_EQ(number("-INF"), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(number("NaN")));
  EXPECT_EQ(ToDouble(ValueOf(Term::Integer(0))), 0.0);
  EXPECT_EQ(ToDouble(ValueOf(Decimal("9007199254740993"))), 9007199254740992.0);
}

TEST(OrderTermsTest, GroupsThenValuesThenTypesThenForms) {
  const std::vector<Term> terms = {Double("-INF"),
                                   Term::Integer(-1),
                                   Term::Integer(1),
                                   Typed("+1", std::string(iri::kXsd) + "byte"),
                                   Decimal("1.0"),
                                   Decimal("1.00"),
                                   Double("1"),
                                   Double("1e0"),
                                   Typed("1", iri::kXsdFloat),
                                   Term::Integer(2),
                                   Double("INF"),
                                   Double("NaN"),
                                   Typed("0", iri::kXsdBoolean),
                                   Term::Boolean(false),
                                   Term::Boolean(true),
                                   Date("2025-11-30"),
                                   DateTime("2025-11-30T10:00:00"),
                                   Typed("2025-12", iri::kXsdGYearMonth),
                                   Date("2025-12-01"),
                                   Date("2025-12-01Z"),
                                   DateTime("2025-12-01T00:00:00"),
                                   DateTime("2025-12-01T01:00:00"),
                                   Term::String("a"),
                                   Term::LangString("a", "de"),
                                   Term::LangString("a", "en"),
                                   Term::String("b"),
                                   Typed("abc", iri::kXsdInteger),
                                   Typed("x", "http://example.org/type"),
                                   Term::Iri("a"),
                                   Term::Iri("b"),
                                   Term::Blank("b2"),
                                   Term::Blank("b17"),
                                   Term::Claim("8"),
                                   Term::Claim("12")};
  for (size_t i = 0; i < terms.size(); ++i) {
    for (size_t j = 0; j < terms.size(); ++j) {
      EXPECT_EQ(OrderTerms(terms[i], terms[j]), i <=> j)
          << ToNTriples(terms[i]) << " " << ToNTriples(terms[j]);
    }
  }
}

TEST(OrderTermsTest, IsTotalAndAgreesWithValues) {
  std::mt19937_64 random(9);
  const std::vector<std::string> lexical = {"1",
                                            "01",
                                            "1.0",
                                            "1e0",
                                            "-1",
                                            "abc",
                                            "NaN",
                                            "true",
                                            "2025-12-01",
                                            "2025-12",
                                            "2025-12-01T00:00:00",
                                            "2025-12-01T10:00:00Z",
                                            "2025-12-02",
                                            ""};
  const std::vector<std::string_view> datatypes = {iri::kXsdInteger,  iri::kXsdDecimal,    iri::kXsdDouble,
                                                   iri::kXsdFloat,    iri::kXsdBoolean,    iri::kXsdDate,
                                                   iri::kXsdDateTime, iri::kXsdGYearMonth, iri::kXsdString};
  std::vector<Term> terms;
  for (const std::string& text : lexical) {
    for (const std::string_view datatype : datatypes) terms.push_back(Typed(text, datatype));
    terms.push_back(Term::LangString(text, "en"));
    terms.push_back(Term::Iri(text));
  }
  for (const Term& a : terms) {
    for (const Term& b : terms) {
      const auto order = OrderTerms(a, b);
      ASSERT_EQ(order == 0, a == b);
      ASSERT_EQ(OrderTerms(b, a) < 0, order > 0);
      const auto value_order = Compare(a, b);
      if (value_order.has_value() && *value_order != 0) {
        ASSERT_EQ(*value_order, order);
      }
    }
  }
  for (int i = 0; i < 20000; ++i) {
    const Term& a = terms[random() % terms.size()];
    const Term& b = terms[random() % terms.size()];
    const Term& c = terms[random() % terms.size()];
    if (OrderTerms(a, b) < 0 && OrderTerms(b, c) < 0) {
      ASSERT_TRUE(OrderTerms(a, c) < 0);
    }
  }
}

}  // namespace
}  // namespace tern::model
