#include "engine/syntax/diagnostic.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/syntax/source_text.h"

namespace tern::syntax {
namespace {

Diagnostic At(uint32_t line, uint32_t column, uint32_t length) {
  return {"TQ012", "unknown function 'lenght'", "did you mean 'length'?", {line, column, 0, length}};
}

constexpr char kHead[] = ": TQ012: unknown function 'lenght'; did you mean 'length'?\n";

TEST(DiagnosticTest, ShowsTheLineAndACaret) {
  EXPECT_EQ(Render(At(2, 8, 6), "chips.tq", "match x\nreturn lenght(?x)\n"),
            std::string("chips.tq:2:8") + kHead + "  return lenght(?x)\n         ^~~~~~\n");
  EXPECT_EQ(Render(At(1, 1, 0), "q", "x"), std::string("q:1:1") + kHead + "  x\n  ^\n");
}

TEST(DiagnosticTest, TheEndOfALineHasAPlaceToo) {
  EXPECT_EQ(Render(At(1, 3, 0), "q", "ab"), std::string("q:1:3") + kHead + "  ab\n    ^\n");
  EXPECT_EQ(Render(At(1, 99, 5), "q", "ab"), std::string("q:1:99") + kHead + "  ab\n    ^\n");
}

TEST(DiagnosticTest, ALineThatIsNotThereIsLeftOut) {
  EXPECT_EQ(Render(At(7, 1, 1), "q", "ab\n"), std::string("q:7:1") + kHead);
}

TEST(DiagnosticTest, WideCharactersTakeTwoColumns) {
  EXPECT_EQ(Render(At(1, 4, 6), "q", "中国 拒绝"),
            std::string("q:1:4") + kHead + "  中国 拒绝\n       ^~~~\n");
}

TEST(DiagnosticTest, WhatCannotBeShownDoesNotMoveTheCaret) {
  EXPECT_EQ(Render(At(1, 4, 1), "q",
                   "\t\x01\xFF"
                   "x\r\n"),
            std::string("q:1:4") + kHead + "   ??x\n     ^\n");
}

TEST(DiagnosticTest, ALongLineIsCutAroundThePlace) {
  const std::string line = std::string(200, 'a') + "X" + std::string(200, 'b');
  EXPECT_EQ(Render(At(1, 201, 1), "q", line), std::string("q:1:201") + kHead + "  …" + std::string(60, 'a') +
                                                  "X" + std::string(49, 'b') + "…\n" + std::string(63, ' ') +
                                                  "^\n");
}

TEST(DiagnosticTest, TravelsInAStatus) {
  const Diagnostic sent = At(3, 4, 5);
  const absl::Status status = ToStatus(sent);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "3:4: TQ012: unknown function 'lenght'; did you mean 'length'?");
  const std::optional<Diagnostic> received = FromStatus(status);
  ASSERT_TRUE(received);
  EXPECT_EQ(received->code, sent.code);
  EXPECT_EQ(received->message, sent.message);
  EXPECT_EQ(received->advice, sent.advice);
  EXPECT_EQ(received->where, sent.where);
  EXPECT_EQ(FromStatus(absl::InvalidArgumentError("other")), std::nullopt);
  EXPECT_EQ(FromStatus(absl::OkStatus()), std::nullopt);
}

TEST(DiagnosticTest, QuotedTextIsCutAndCleaned) {
  EXPECT_EQ(Tidy("a\x1F"
                 "b\nc"),
            "a?b c");
  EXPECT_EQ(Tidy(std::string(299, 'x') + "中").substr(290), std::string(9, 'x') + "…");
}

}  // namespace
}  // namespace tern::syntax
