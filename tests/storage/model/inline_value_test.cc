#include "storage/model/inline_value.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "storage/model/calendar.h"
#include "storage/model/value.h"

namespace tern::model {
namespace {

Term Typed(std::string_view lexical, std::string_view datatype) {
  return Term::Typed(std::string(lexical), std::string(datatype));
}

struct Case {
  std::string_view datatype;
  Tag tag;
  std::vector<std::string_view> lexical;
};

TEST(InlineValueTest, TheseAreInlineAndComeBack) {
  const std::vector<Case> cases = {
      {iri::kXsdInteger, Tag::kInteger, {"0", "1", "-1", "42", "288230376151711743", "-288230376151711744"}},
      {iri::kXsdDecimal,
       Tag::kDecimal,
       {"0",
        "0.0",
        "0.00",
        "1",
        "1.0",
        "1.5",
        "1.50",
        "1.500",
        "-1.5",
        "17.250000",
        "12.00",
        "100",
        "100.0",
        "0.5",
        ".5",
        "-.25",
        "0.001",
        "12345678901234",
        "0.00000000000012345678901234",
        "99999999999999",
        "17.000000",
        "-99999999999999",
        "1000000000000000000000000000000"}},
      {iri::kXsdDouble, Tag::kDouble, {"0",        "0.0",      "0.0E0",
                                       "0E0",      "0e0",      "0.0e0",
                                       "0e+00",    "17.256",   "17",
                                       "17.0",     "17.00",    "12.50",
                                       "1.7256E1", "1.7256e1", "1e6",
                                       "1E6",      "1.0E6",    "1.0e6",
                                       "1e+06",    "1e-07",    "1.5e-07",
                                       "1.5e-7",   "-1.5E-7",  "1e+20",
                                       "1.0E127",  "1.0E-127", "9.9999999999999E5",
                                       "-17.256"}},
      {iri::kXsdBoolean, Tag::kBoolean, {"true", "false", "1", "0"}},
      {iri::kXsdGYearMonth, Tag::kGYearMonth, {"2025-12", "0000-01", "-0001-12", "1969-12", "12025-01"}},
      {iri::kXsdDate,
       Tag::kDate,
       {"2025-12-12", "2025-12-12Z", "1969-12-31", "0000-01-01", "-0001-12-31", "-0753-04-21", "12025-01-01",
        "-200000-01-01", "200000-12-31", "2024-02-29"}},
      {iri::kXsdDateTime,
       Tag::kDateTime,
       {"2025-12-12T09:30:00", "2025-12-12T09:30:00Z", "2025-12-12T09:30:00.5", "2025-12-12T09:30:00.50Z",
        "2025-12-12T09:30:00.500", "2025-12-12T00:00:00+14:00", "2025-12-12T23:59:59.999-14:00",
        "2025-12-12T09:30:00+05:45", "2025-12-12T09:30:00+00:00", "0000-01-01T00:00:00",
        "-0044-03-15T12:00:00", "1969-12-31T23:59:59.001Z", "10000-01-01T00:00:00Z",
        "-15000-01-01T00:00:00Z"}},
  };
  for (const Case& c : cases) {
    for (const std::string_view lexical : c.lexical) {
      const Term term = Typed(lexical, c.datatype);
      const auto id = EncodeInline(term);
      ASSERT_TRUE(id.has_value()) << lexical << " " << c.datatype;
      EXPECT_EQ(id->tag(), c.tag);
      EXPECT_TRUE(IsInline(*id));
      EXPECT_EQ(DecodeInline(*id), term) << lexical;
    }
  }
}

TEST(InlineValueTest, TheseGoToTheDictionaryOfTheirKind) {
  const std::string xsd(iri::kXsd);
  const std::string thirty = "123456789012345678901234567890";
  const std::string byte = xsd + "byte";
  const std::string unsigned_long = xsd + "unsignedLong";
  const std::string positive = xsd + "positiveInteger";
  const std::vector<Case> cases = {
      {iri::kXsdInteger,
       Tag::kIntegerBase,
       {"01", "+1", "-0", "00", "288230376151711744", "-288230376151711745", "9223372036854775808", thirty}},
      {byte, Tag::kIntegerBase, {"1", "-128", "127", "+01"}},
      {unsigned_long, Tag::kIntegerBase, {"0", "18446744073709551615"}},
      {positive, Tag::kIntegerBase, {"1", thirty}},
      {iri::kXsdDecimal,
       Tag::kDecimalBase,
       {"-0", "-0.0", "+1.0", "01.0", "1.", "123456789012345", "1.23456789012345", "1.0000000", thirty,
        "00.5", ".50"}},
      {iri::kXsdDouble,
       Tag::kDoubleBase,
       {"-0", "-0.0E0", "INF", "-INF", "+INF", "NaN", "1.23456789012345", "1E128", "1E-128", "+1", "01",
        "1.E1", ".5", "10E1", "1e06", "1E+6", "1.50E1", "17.000", "1e+6"}},
      {iri::kXsdFloat, Tag::kDoubleBase, {"1.5", "1", "INF", "NaN"}},
      {iri::kXsdDate, Tag::kDateBase, {"2025-12-12+01:00", "2025-12-12-00:00", "-0000-01-01"}},
      {iri::kXsdDateTime,
       Tag::kDateTimeBase,
       {"2025-12-12T24:00:00", "2025-12-12T09:30:00.1234", "2025-12-12T09:30:00+05:47",
        "2025-12-12T09:30:00-00:00", "-20000-01-01T00:00:00", "20000-01-01T00:00:00"}},
      {iri::kXsdString, Tag::kStringBase, {"", "5", "text"}},
  };
  for (const Case& c : cases) {
    for (const std::string_view lexical : c.lexical) {
      const Term term = Typed(lexical, c.datatype);
      EXPECT_FALSE(EncodeInline(term).has_value()) << lexical << " " << c.datatype;
      EXPECT_EQ(DictionaryTagsOf(term).base, c.tag) << lexical << " " << c.datatype;
      EXPECT_EQ(static_cast<int>(DictionaryTagsOf(term).appended), static_cast<int>(c.tag) + 1);
    }
  }
}

TEST(InlineValueTest, IllTypedAndUnknownLiteralsAreOther) {
  const std::string xsd(iri::kXsd);
  const std::vector<std::pair<std::string, std::string>> cases = {{"abc", xsd + "integer"},
                                                                  {"", xsd + "integer"},
                                                                  {"1.0", xsd + "integer"},
                                                                  {" 1", xsd + "integer"},
                                                                  {"-", xsd + "integer"},
                                                                  {"128", xsd + "byte"},
                                                                  {"-129", xsd + "byte"},
                                                                  {"-1", xsd + "unsignedInt"},
                                                                  {"4294967296", xsd + "unsignedInt"},
                                                                  {"0", xsd + "positiveInteger"},
                                                                  {"1", xsd + "nonPositiveInteger"},
                                                                  {"1e6", xsd + "decimal"},
                                                                  {".", xsd + "decimal"},
                                                                  {"INF", xsd + "decimal"},
                                                                  {"1e", xsd + "double"},
                                                                  {"inf", xsd + "double"},
                                                                  {"1.5x", xsd + "float"},
                                                                  {"TRUE", xsd + "boolean"},
                                                                  {"2025-02-30", xsd + "date"},
                                                                  {"2025-1-5", xsd + "date"},
                                                                  {"2025-13", xsd + "gYearMonth"},
                                                                  {"2025-12Z", xsd + "gYearMonth"},
                                                                  {"2025-12-12", xsd + "dateTime"},
                                                                  {"x", xsd + "anyURI"},
                                                                  {"x", "http://example.org/type"},
                                                                  {"2025", xsd + "gYear"}};
  for (const auto& [lexical, datatype] : cases) {
    const Term term = Term::Typed(lexical, datatype);
    EXPECT_FALSE(EncodeInline(term).has_value()) << lexical;
    EXPECT_EQ(DictionaryTagsOf(term).base, Tag::kOtherBase) << lexical;
    EXPECT_EQ(DictionaryTagsOf(term).appended, Tag::kOtherAppended) << lexical;
  }
}

TEST(InlineValueTest, NamesAndTextsHaveTagsOfTheirOwn) {
  EXPECT_EQ(DictionaryTagsOf(Term::Iri("a")).base, Tag::kIriBase);
  EXPECT_EQ(DictionaryTagsOf(Term::LangString("a", "en")).base, Tag::kLangStringBase);
  EXPECT_FALSE(EncodeInline(Term::Iri("5")).has_value());
  EXPECT_FALSE(EncodeInline(Term::Blank("b1")).has_value());
  EXPECT_EQ(DecodeInline(TermId(Tag::kBlank, 17)), Term::Blank("b17"));
  const TermId claim = AnonymousClaim(3, Stance::kUnclear);
  EXPECT_EQ(DecodeInline(claim), Term::Claim(std::to_string(claim.payload())));
}

// --- order --------------------------------------------------------------------------------------------

std::string Digits(std::mt19937_64& random, size_t most) {
  std::string digits;
  for (size_t i = random() % (most + 1); i > 0; --i) digits += static_cast<char>('0' + random() % 10);
  return digits;
}

std::string RandomNumber(std::mt19937_64& random, bool with_exponent) {
  std::string text = random() % 2 == 0 ? "-" : "";
  const std::string integral = Digits(random, 7);
  text += integral.empty() ? "0" : integral;
  if (random() % 2 == 0) text += "." + Digits(random, 8);
  if (with_exponent && random() % 2 == 0) {
    text += random() % 2 == 0 ? "e" : "E";
    text += std::to_string(static_cast<int>(random() % 40) - 20);
  }
  return text;
}

Term RandomLiteral(Tag tag, std::mt19937_64& random) {
  switch (tag) {
    case Tag::kInteger:
      return Term::Integer(static_cast<int64_t>(random() >> (6 + random() % 58)) - (1 << 10));
    case Tag::kDecimal:
      return Typed(RandomNumber(random, false), iri::kXsdDecimal);
    case Tag::kDouble:
      return Typed(RandomNumber(random, true), iri::kXsdDouble);
    case Tag::kBoolean:
      return Typed(random() % 2 == 0 ? "true" : random() % 2 == 0 ? "1" : "0", iri::kXsdBoolean);
    case Tag::kGYearMonth:
      return Typed(WriteGYearMonth(static_cast<int64_t>(random() % 100000) - 50000), iri::kXsdGYearMonth);
    case Tag::kDate:
      return Typed(WriteDate(static_cast<int64_t>(random() % 4000000) - 2000000,
                             {random() % 2 == 0 ? Zone::Form::kNone : Zone::Form::kUtc, 0}),
                   iri::kXsdDate);
    default: {
      DateTime time;
      time.fraction_digits = static_cast<int>(random() % 4);
      const int64_t unit = time.fraction_digits == 0 ? 1000000 : time.fraction_digits == 1 ? 100000 : 10000;
      time.micros =
          (static_cast<int64_t>(random() % 200000000) - 100000000) * unit * (random() % 2 == 0 ? 1 : 86400);
      time.zone = {static_cast<Zone::Form>(random() % 3), 0};
      if (time.zone.form == Zone::Form::kOffset)
        time.zone.minutes = (static_cast<int>(random() % 113) - 56) * 15;
      return Typed(WriteDateTime(time), iri::kXsdDateTime);
    }
  }
}

class InlineOrderTest : public ::testing::TestWithParam<Tag> {};

TEST_P(InlineOrderTest, IdOrderIsValueOrder) {
  std::mt19937_64 random(static_cast<uint64_t>(GetParam()));
  struct Encoded {
    TermId id;
    Term term;
    Value value;
  };
  std::vector<Encoded> encoded;
  for (int i = 0; i < 6000 && encoded.size() < 900; ++i) {
    const Term term = RandomLiteral(GetParam(), random);
    const auto id = EncodeInline(term);
    if (!id.has_value()) continue;
    ASSERT_EQ(DecodeInline(*id), term) << term.value;
    encoded.push_back({*id, term, ValueOf(term)});
  }
  ASSERT_GT(encoded.size(), 500u);
  for (const Encoded& a : encoded) {
    const auto [first, last] = SameValueRange(a.id);
    for (const Encoded& b : encoded) {
      const auto order = CompareValues(a.value, b.value);
      ASSERT_TRUE(order.has_value());
      if (*order < 0) {
        ASSERT_LT(a.id, b.id) << a.term.value << " " << b.term.value;
      }
      ASSERT_EQ(first <= b.id && b.id <= last, *order == 0) << a.term.value << " " << b.term.value;
      ASSERT_EQ(a.id == b.id, a.term == b.term);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, InlineOrderTest,
                         ::testing::Values(Tag::kInteger, Tag::kDecimal, Tag::kDouble, Tag::kBoolean,
                                           Tag::kGYearMonth, Tag::kDate, Tag::kDateTime));

// On disk: these never change.
TEST(InlineValueTest, BitsAreThoseOfTheFormat) {
  const auto bits = [](std::string_view lexical, std::string_view datatype) {
    return EncodeInline(Typed(lexical, datatype))->bits();
  };
  const auto id = [](Tag tag, uint64_t payload) { return TermId(tag, payload).bits(); };
  const uint64_t positive = uint64_t{1} << 58;
  const auto number = [](uint64_t exponent, uint64_t digits) { return (exponent + 128) << 50 | digits << 3; };
  EXPECT_EQ(bits("-1", iri::kXsdInteger), id(Tag::kInteger, (uint64_t{1} << 58) - 1));
  EXPECT_EQ(bits("0", iri::kXsdDecimal), id(Tag::kDecimal, positive));
  EXPECT_EQ(bits("17.250", iri::kXsdDecimal), id(Tag::kDecimal, positive | number(1, 17250000000000) | 1));
  EXPECT_EQ(bits("17.256", iri::kXsdDouble), id(Tag::kDouble, positive | number(1, 17256000000000) | 1));
  EXPECT_EQ(bits("-2.5E0", iri::kXsdDouble), id(Tag::kDouble, ~(positive | number(0, 25000000000000) | 7)));
  EXPECT_EQ(bits("1", iri::kXsdBoolean), id(Tag::kBoolean, 3));
  EXPECT_EQ(bits("1969-12", iri::kXsdGYearMonth), id(Tag::kGYearMonth, (uint64_t{1} << 57) - 1));
  EXPECT_EQ(bits("1970-01-02Z", iri::kXsdDate), id(Tag::kDate, ((uint64_t{1} << 57) + 1) << 1 | 1));
  EXPECT_EQ(bits("1970-01-01T01:00:00.50+01:00", iri::kXsdDateTime),
            id(Tag::kDateTime, ((uint64_t{1} << 49) + 500) << 9 | 62 << 2 | 2));
}

TEST(InlineValueTest, AnyPayloadDecodesToSomeLiteral) {
  std::mt19937_64 random(8);
  for (const Tag tag : {Tag::kInteger, Tag::kDecimal, Tag::kDouble, Tag::kBoolean, Tag::kGYearMonth,
                        Tag::kDate, Tag::kDateTime, Tag::kBlank, Tag::kClaim}) {
    for (int i = 0; i < 3000; ++i) {
      const uint64_t payload = i == 0 ? 0 : i == 1 ? TermId::kPayloadMask : random() >> (5 + random() % 59);
      const Term term = DecodeInline(TermId(tag, payload));
      EXPECT_FALSE(term.value.empty());
    }
  }
}

}  // namespace
}  // namespace tern::model
