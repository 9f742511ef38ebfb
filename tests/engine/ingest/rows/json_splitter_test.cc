#include "engine/ingest/rows/json_splitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tern::ingest {
namespace {

using Result = JsonSplitter::Result;

// The values with "|" between them, or what is wrong. The bytes come in steps of `step`.
std::string Values(const std::string& text, size_t step) {
  JsonSplitter splitter;
  std::string values;
  size_t begin = 0;
  size_t end = 0;
  while (true) {
    const std::string_view bytes = std::string_view(text).substr(begin, end - begin);
    switch (splitter.Split(bytes, end == text.size())) {
      case Result::kEnd:
        return values;
      case Result::kBad:
        return values + "!" + std::string(splitter.reason());
      case Result::kMore:
        if (end == text.size()) return values + "!more at the end";
        end = std::min(text.size(), end + step);
        break;
      case Result::kValue:
        values += (values.empty() ? "" : "|") + std::string(bytes.substr(0, splitter.size()));
        begin += splitter.size();
        break;
      case Result::kSkip:
        begin += splitter.size();
        break;
    }
  }
}

TEST(JsonSplitterTest, FindsValuesHoweverTheBytesCome) {
  const struct {
    const char* text;
    const char* values;
  } kCases[] = {
      {"", ""},
      {"  \n", ""},
      {"[]", ""},
      {" [ ] \n", ""},
      {"[{\"a\":1},{\"b\":[2,{}]}]", "{\"a\":1}|{\"b\":[2,{}]}"},
      {"[ {} ,\n 1.5 , \"x,]\" , null,[3]]", "{}|1.5|\"x,]\"|null|[3]"},
      {"{\"a\":\"}\\\"]\"} {\"b\":2}\n{}", "{\"a\":\"}\\\"]\"}|{\"b\":2}|{}"},
      {"{\"a\":\"\\\\\"}{}", "{\"a\":\"\\\\\"}|{}"},
      {"1 2\ntrue", "1|2|true"},
      {"[1,]", "1!a comma too many in front of the array's end"},
      {"[1 2]", "1!a comma is missing between two elements"},
      {"[1] x", "1!text behind the array's end"},
      {"[1", "1!the file ends inside its array; it may be cut off"},
      {"[", "!the file ends inside its array; it may be cut off"},
      {"[1,", "1!the file ends inside its array; it may be cut off"},
      {"[,1]", "!a value is missing here"},
      {"[1,,2]", "1!a value is missing here"},
      {"{\"a\": [1, 2", "!the object or array that starts here is never closed"},
      {"[{}, \"x", "{}!the string that starts here is never closed"},
      {"]", "!a value is missing here"},
  };
  for (const auto& c : kCases) {
    for (const size_t step : {1, 2, 3, 1000})
      EXPECT_EQ(Values(c.text, step), c.values) << c.text << " by " << step;
  }
}

TEST(JsonSplitterTest, DeepBracketsAreOnlyCounted) {
  const std::string deep = std::string(1000000, '[') + std::string(1000000, ']');
  EXPECT_EQ(Values("[" + deep + "]", 1 << 20), deep);
}

}  // namespace
}  // namespace tern::ingest
