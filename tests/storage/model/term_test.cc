#include "storage/model/term.h"

#include <gtest/gtest.h>

#include <string>

namespace tern::model {
namespace {

TEST(TermTest, ToNTriplesWritesEveryKind) {
  EXPECT_EQ(ToNTriples(Term::Iri("http://example.org/a")), "<http://example.org/a>");
  EXPECT_EQ(ToNTriples(Term::Blank("b1")), "_:b1");
  EXPECT_EQ(ToNTriples(Term::Claim("17")), "<urn:tern-claim:17>");
  EXPECT_EQ(ToNTriples(Term::String("China")), "\"China\"");
  EXPECT_EQ(ToNTriples(Term::LangString("中国", "zh")), "\"中国\"@zh");
  EXPECT_EQ(ToNTriples(Term::Integer(-5)), "\"-5\"^^<http://www.w3.org/2001/XMLSchema#integer>");
  EXPECT_EQ(ToNTriples(Term::Boolean(true)), "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>");
}

TEST(TermTest, ToNTriplesEscapesWhatTheSyntaxCannotHold) {
  EXPECT_EQ(ToNTriples(Term::String("a\"b\\c\nd\re\tf")), "\"a\\\"b\\\\c\\nd\\re\\tf\"");
  EXPECT_EQ(ToNTriples(Term::String(std::string("\0\x1f\x7f", 3))), "\"\\u0000\\u001F\\u007F\"");
  EXPECT_EQ(ToNTriples(Term::Iri("a b<c>")), "<a\\u0020b\\u003Cc\\u003E>");
}

TEST(TermTest, TermsDifferInEveryPart) {
  EXPECT_NE(Term::String("1"), Term::Integer(1));
  EXPECT_NE(Term::LangString("a", "en"), Term::LangString("a", "EN"));
  EXPECT_NE(Term::Iri("a"), Term::Blank("a"));
  EXPECT_EQ(Term::String("a"), Term::Typed("a", "http://www.w3.org/2001/XMLSchema#string"));
}

}  // namespace
}  // namespace tern::model
