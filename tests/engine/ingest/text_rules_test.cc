#include "engine/ingest/text_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace tern::ingest {
namespace {

TEST(Utf8Test, TakesTheBoundariesOfEveryLength) {
  for (const std::string_view good :
       {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "eight by\xC3\xA9"}) {
    EXPECT_TRUE(IsUtf8(good)) << good;
  }
}

TEST(Utf8Test, RefusesOverlongSurrogatesAndCutSequences) {
  for (const std::string_view bad :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x7F", "\xE0\x9F\xBF", "\xED\xA0\x80",
        "\xED\xBF\xBF", "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
        "01234567\xC3", "\xF0\x90\x80"}) {
    EXPECT_FALSE(IsUtf8(bad)) << testing::PrintToString(bad);
  }
}

TEST(IriTest, CharactersAndScheme) {
  EXPECT_TRUE(HasOnlyIriCharacters("http://example.org/\xE4\xB8\xAD?q=1#f"));
  for (const char bad : {' ', '<', '>', '"', '{', '}', '|', '^', '`', '\\', '\0', '\x1F'}) {
    EXPECT_FALSE(HasOnlyIriCharacters(std::string("http://e/") + bad)) << static_cast<int>(bad);
  }
  EXPECT_TRUE(IsAbsoluteIri("urn:x"));
  EXPECT_TRUE(IsAbsoluteIri("a+b-c.9:"));
  for (const std::string_view bad : {"", "x", ":x", "9a:x", "a/b:c", "//host/x", "a b:c"}) {
    EXPECT_FALSE(IsAbsoluteIri(bad)) << bad;
  }
}

TEST(LanguageTagTest, SubtagsAreNotEmptyAndTheFirstIsLetters) {
  for (const std::string_view good : {"en", "x", "zh-Hant-TW", "de-1996", "EN-us"})
    EXPECT_TRUE(IsLanguageTag(good)) << good;
  for (const std::string_view bad : {"", "-", "en-", "-en", "en--us", "e1", "en_US", "1"}) {
    EXPECT_FALSE(IsLanguageTag(bad)) << bad;
  }
}

TEST(PrintableTest, ShowsWhatATerminalShowsAndEscapesTheRest) {
  EXPECT_EQ(Printable("plain 中文 \u00E9"), "plain 中文 \u00E9");
  EXPECT_EQ(Printable("a\x1b[31m\n\x7f"), "a\\x1b[31m\\x0a\\x7f");
  EXPECT_EQ(Printable("\u202Eabc\u200B\u0085\uFEFF\u2060"),
            "\\xe2\\x80\\xaeabc\\xe2\\x80\\x8b\\xc2\\x85\\xef\\xbb\\xbf\\xe2\\x81\\xa0");
  EXPECT_EQ(Printable("\xFF\xE4\xB8"), "\\xff\\xe4\\xb8");
  EXPECT_EQ(Printable(std::string(200, 'x')), std::string(80, 'x') + "...");
}

TEST(Utf8Test, CharactersOfEveryLengthAreWritten) {
  std::string text;
  for (const char32_t c : {U'a', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\xFFFF', U'\x10000', U'\x10FFFF'}) {
    AppendUtf8(c, &text);
  }
  EXPECT_EQ(text, "a\x7F\u0080\u07FF\u0800\uFFFF\U00010000\U0010FFFF");
}

}  // namespace
}  // namespace tern::ingest
