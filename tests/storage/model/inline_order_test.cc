// Ids against terms: where a value cuts the ids of a tag, and keys that sort as terms do.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "storage/model/inline_value.h"
#include "storage/model/order_key.h"
#include "storage/model/value.h"
#include "storage/model/value_cut.h"
#include "tests/storage/model/nasty_terms.h"

namespace tern::model {
namespace {

TEST(ValueCutTest, CutsAsValuesCompare) {
  const std::vector<Term> terms = NastyTerms();
  size_t compared = 0;
  for (const Term& term : terms) {
    const auto id = EncodeInline(term);
    if (!id) continue;
    for (const Term& constant : terms) {
      const Value value = ValueOf(constant);
      const auto order = CompareValues(ValueOf(term), value);
      const auto cut = CutAtValue(id->tag(), value);
      ASSERT_EQ(cut.has_value(), order.has_value()) << term.value << " " << constant.value;
      if (!cut) continue;
      ++compared;
      ASSERT_LE(cut->begin, cut->end);
      const auto found = id->payload() < cut->begin ? std::strong_ordering::less
                         : id->payload() < cut->end ? std::strong_ordering::equal
                                                    : std::strong_ordering::greater;
      EXPECT_EQ(found, *order) << term.value << " (" << term.datatype << ") with " << constant.value << " ("
                               << constant.datatype << ")";
    }
  }
  EXPECT_GT(compared, 5000u);
}

TEST(ValueCutTest, NothingComparesWithNaNOrAnotherTag) {
  EXPECT_FALSE(CutAtValue(Tag::kDouble, ValueOf(Term::Typed("NaN", std::string(iri::kXsdDouble)))));
  EXPECT_FALSE(CutAtValue(Tag::kDoubleBase, ValueOf(Term::Integer(1))));
  EXPECT_FALSE(CutAtValue(Tag::kInteger, ValueOf(Term::String("1"))));
}

// With what no store holds as a literal: numbered terms.
std::vector<Term> NastyTermsOfAllKinds() {
  std::vector<Term> terms = NastyTerms();
  for (const char* label : {"b1", "b2", "b10", "b17", "b123456789", "b123456790"})
    terms.push_back(Term::Blank(label));
  for (const char* number : {"4", "5", "40", "123456788", "123456789012"})
    terms.push_back(Term::Claim(number));
  return terms;
}

TEST(OrderKeyTest, NeverContradictsTheOrderOfTerms) {
  const std::vector<Term> terms = NastyTermsOfAllKinds();
  size_t ties = 0;
  for (const Term& a : terms) {
    for (const Term& b : terms) {
      const auto keys = OrderKeyOf(a) <=> OrderKeyOf(b);
      if (keys == 0) {
        ++ties;
      } else {
        EXPECT_EQ(keys, OrderTerms(a, b))
            << a.value << " (" << a.datatype << ") with " << b.value << " (" << b.datatype << ")";
      }
    }
  }
  EXPECT_LT(ties, terms.size() * 8);
}

TEST(OrderKeyTest, IdsHaveTheKeysOfTheirTerms) {
  for (const Term& term : NastyTerms()) {
    if (const auto id = EncodeInline(term)) {
      EXPECT_EQ(OrderKeyOf(*id), OrderKeyOf(term)) << term.value;
    }
  }
  EXPECT_EQ(OrderKeyOf(TermId(Tag::kBlank, 17)), OrderKeyOf(Term::Blank("b17")));
  EXPECT_EQ(OrderKeyOf(TermId(Tag::kClaim, 123456789012)), OrderKeyOf(Term::Claim("123456789012")));
  EXPECT_EQ(OrderKeyOf(TermId(Tag::kStringBase, 0)), std::nullopt);
  EXPECT_EQ(OrderKeyOf(TermId::Null()), std::nullopt);
}

TEST(OrderKeyTest, InlineNumbersCompareByValue) {
  std::vector<Term> numbers;
  for (const Term& term : NastyTerms()) {
    if (EncodeInline(term) && ValueOf(term).kind == ValueKind::kNumber) numbers.push_back(term);
  }
  for (const Term& a : numbers) {
    for (const Term& b : numbers) {
      EXPECT_EQ(CompareInlineNumbers(*EncodeInline(a), *EncodeInline(b)),
                *CompareValues(ValueOf(a), ValueOf(b)))
          << a.value << " " << b.value;
    }
  }
}

}  // namespace
}  // namespace tern::model
