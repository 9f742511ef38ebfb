#include "engine/ingest/line_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/engine/ingest/temp_directory.h"

namespace tern::ingest {
namespace {

using tern::testing::TempDirectory;

struct Lines {
  std::vector<std::string> texts;
  std::string long_pieces;
};

Lines ReadLines(const std::string& content) {
  const TempDirectory directory;
  absl::StatusOr<std::unique_ptr<Input>> input = Input::Open(directory.Write("lines", content));
  Lines lines;
  LineReader reader(input->get(), [&](std::string_view piece) { lines.long_pieces += piece; });
  while (true) {
    const absl::StatusOr<std::optional<LineReader::Line>> line = reader.Next();
    EXPECT_TRUE(line.ok());
    if (!line.ok() || !line->has_value()) return lines;
    EXPECT_EQ((*line)->number, lines.texts.size() + 1);
    if (!(*line)->too_long) {
      EXPECT_EQ((*line)->bytes.data()[(*line)->bytes.size()], '\0');
    }
    lines.texts.push_back((*line)->too_long ? "TOO LONG"
                                            : std::string((*line)->bytes.data(), (*line)->bytes.size()));
  }
}

using Texts = std::vector<std::string>;

TEST(LineReaderTest, LinesEndInAnyOfTheThreeWays) {
  EXPECT_EQ(ReadLines("").texts, Texts());
  EXPECT_EQ(ReadLines("a").texts, Texts({"a"}));
  EXPECT_EQ(ReadLines("a\n").texts, Texts({"a"}));
  EXPECT_EQ(ReadLines("a\nb").texts, Texts({"a", "b"}));
  EXPECT_EQ(ReadLines("\n\na\n\n").texts, Texts({"", "", "a", ""}));
  EXPECT_EQ(ReadLines("a\r\nb\rc\n\rd\r").texts, Texts({"a", "b", "c", "", "d"}));
  EXPECT_EQ(ReadLines("a\r").texts, Texts({"a"}));
  EXPECT_EQ(ReadLines("\r\n").texts, Texts({""}));
}

TEST(LineReaderTest, LinesMayStraddleTheBufferAtAnyPlace) {
  for (size_t shift = 0; shift < 4; ++shift) {
    std::string content(kReadBytes - 3 + shift, 'x');
    content += "\r\nb\nc";
    const Texts texts = ReadLines(content).texts;
    ASSERT_EQ(texts.size(), 3u) << shift;
    EXPECT_EQ(texts[0].size(), kReadBytes - 3 + shift);
    EXPECT_EQ(texts[1], "b");
    EXPECT_EQ(texts[2], "c");
  }
}

TEST(LineReaderTest, ALineOfTheGreatestLengthIsReadAndOneByteMoreIsNot) {
  const std::string longest(kMaxLineBytes, 'x');
  Lines lines = ReadLines("a\n" + longest + "\nb\n");
  ASSERT_EQ(lines.texts.size(), 3u);
  EXPECT_TRUE(lines.texts[1] == longest);
  EXPECT_EQ(lines.texts[2], "b");

  lines = ReadLines("a\n" + longest + "y\nb\n");
  ASSERT_EQ(lines.texts.size(), 3u);
  EXPECT_EQ(lines.texts[1], "TOO LONG");
  EXPECT_TRUE(lines.long_pieces == longest + "y");
  EXPECT_EQ(lines.texts[2], "b");

  lines = ReadLines(longest + longest + "y");
  EXPECT_EQ(lines.texts, Texts({"TOO LONG"}));
  EXPECT_EQ(lines.long_pieces.size(), 2 * kMaxLineBytes + 1);
}

}  // namespace
}  // namespace tern::ingest
