#include "engine/ingest/rows/json_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "engine/ingest/rows/record_buffer.h"

namespace tern::ingest {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using Kind = RowValue::Kind;

class JsonValueTest : public ::testing::Test {
 protected:
  // The fields a, b, c.d and c.e of an object, as text.
  std::string Fields(std::string json) {
    json_ = std::move(json);
    const size_t size = json_.size();
    json_.append(RecordBuffer::kPadding, '}');  // what lies behind is no part of it
    row_.Clear();
    parser_.Parse(std::string_view(json_).substr(0, size), Tree(), row_);
    if (!row_.error.empty()) return row_.error;
    return Text(row_.values[row_.root]);
  }

  const FieldTree& Tree() {
    if (tree_.size() == 1) {
      tree_.Add(FieldTree::kRoot, "a", {});
      tree_.Add(FieldTree::kRoot, "b", {});
      const size_t c = tree_.Add(FieldTree::kRoot, "c", {});
      tree_.Add(c, "d", {});
      tree_.Add(c, "e", {});
    }
    return tree_;
  }

  std::string Text(const RowValue& value) const {
    static constexpr std::string_view kKinds[] = {"null", "text", "integer", "decimal", "double", "boolean"};
    if (value.kind != Kind::kArray && value.kind != Kind::kObject) {
      const std::string kind(kKinds[static_cast<size_t>(value.kind)]);
      return value.kind == Kind::kNull ? kind : kind + " " + std::string(value.text);
    }
    std::string text;
    for (size_t i = 0; i < value.count; ++i)
      text += (i == 0 ? "" : ", ") + Text(row_.values[value.first + i]);
    return value.kind == Kind::kArray ? "[" + text + "]" : "{" + text + "}";
  }

  std::string json_;
  FieldTree tree_;
  Row row_;
  JsonParser parser_;
};

TEST_F(JsonValueTest, FieldsKeepTheirKindAndTheirDigits) {
  const struct {
    const char* json;
    const char* fields;
  } kCases[] = {
      {"{}", "{null, null, null}"},
      {R"({"a": "x", "b": 1})", "{text x, integer 1, null}"},
      {R"({"a": null, "b": ""})", "{null, null, null}"},
      {R"({"a": true, "b": false})", "{boolean true, boolean false, null}"},
      {R"({"a": 123456789012345678901234567890, "b": -0})",
       "{integer 123456789012345678901234567890, integer -0, null}"},
      {R"({"a": 0.1000000000000000055511151231257827, "b": 1E+2})",
       "{decimal 0.1000000000000000055511151231257827, double 1E+2, null}"},
      {R"({"a": 1.5e400, "b" : -12.0 })", "{double 1.5e400, decimal -12.0, null}"},
      {R"({"a": "é\n\"\u00e9\ud83d\ude00"})", "{text é\n\"é😀, null, null}"},
      {R"({"c": {"d": 1, "e": [2, "x", []]}})", "{null, null, {integer 1, [integer 2, text x, []]}}"},
      {R"({"c": [{"d": 1}, {"e": 2}, 3]})",
       "{null, null, [{integer 1, null}, {null, integer 2}, integer 3]}"},
      {R"({"a": {"x": 1}, "b": [{"y": 2}]})", "{{}, [{}], null}"},
      {R"({"a": 1, "a": 2})", "{integer 2, null, null}"},
      {R"({"x": {"deep": [1, {"y": null}]}, "a": 1})", "{integer 1, null, null}"},
      {"\t{\"a\" :\n1}\r\n", "{integer 1, null, null}"},
      {R"({"\u0061": 5})", "{integer 5, null, null}"},
  };
  for (const auto& c : kCases) EXPECT_EQ(Fields(c.json), c.fields) << c.json;
}

TEST_F(JsonValueTest, WhatIsNoObjectIsSaid) {
  const std::string kNoObject = "a row must be an object, {\"field\": value, …}";
  for (const char* json : {"1", "[1]", "\"x\"", "null", "true", "[{\"a\": 1}]"})
    EXPECT_EQ(Fields(json), kNoObject) << json;
}

// Also where it is in a field that nobody asked for.
TEST_F(JsonValueTest, WhatIsBrokenIsSaidWhereverItIs) {
  const struct {
    const char* json;
    const char* error;
  } kCases[] = {
      {"{\"a\": 1", "never closed"},
      {"{\"a\" 1}", "missing or too many"},
      {"{\"a\": 1,}", "missing or too many"},
      {"{\"a\": 1 \"b\": 2}", "missing or too many"},
      {"{a: 1}", "missing or too many"},
      {"{\"x\": 01}", "neither a string"},
      {"{\"x\": 1.}", "neither a string"},
      {"{\"x\": .5}", ""},
      {"{\"x\": +1}", ""},
      {"{\"x\": -}", "neither a string"},
      {"{\"x\": 1e}", "neither a string"},
      {"{\"x\": NaN}", ""},
      {"{\"x\": nul}", "neither a string"},
      {"{\"x\": truex}", "neither a string"},
      {"{\"x\": [1, 2}", "never closed"},
      {"{\"x\": [1 2]}", "missing or too many"},
      {"{\"x\": \"\\q\"}", "bad escape"},
      {"{\"x\": \"\\ud800\"}", "bad escape"},
      {"{\"x\": \"a\nb\"}", "line break"},
      {"{\"x\": \"a", "never closed"},
      {"{\"x\": \"\xff\"}", "not UTF-8"},
      {"{\"a\": 1} {}", "text behind"},
      {"{\"a\": 1}}", ""},
      {"{\"a\": 1} x", "text behind"},
  };
  for (const auto& c : kCases) {
    const std::string error = Fields(c.json);
    EXPECT_FALSE(row_.error.empty()) << c.json << ": " << error;
    EXPECT_THAT(error, HasSubstr(c.error)) << c.json;
  }
}

TEST_F(JsonValueTest, DepthHasABound) {
  const auto nested = [](size_t depth) {  // the row's object is one
    return "{\"x\": " + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  EXPECT_EQ(Fields(nested(kMaxJsonDepth)), "{null, null, null}");
  EXPECT_THAT(Fields(nested(kMaxJsonDepth + 1)), HasSubstr("too deep"));
  EXPECT_THAT(Fields(nested(100000)), HasSubstr("too deep"));
}

TEST_F(JsonValueTest, ValuesHaveABound) {
  const auto zeros = [](size_t count) {
    std::string array(2 * count + 1, ',');
    for (size_t i = 1; i < array.size(); i += 2) array[i] = '0';
    array.front() = '[';
    array.back() = ']';
    return array;
  };
  const size_t most = kMaxRowValues - 1;  // the array is one
  EXPECT_THAT(Fields("{\"a\": " + zeros(most) + "}").substr(0, 12), "{[integer 0,");
  EXPECT_THAT(Fields("{\"a\": " + zeros(most + 1) + "}"), HasSubstr("more than 4194304 values"));
  EXPECT_EQ(Fields("{\"x\": " + zeros(most + 1) + "}"), "{null, null, null}");  // nobody asked for them
}

TEST_F(JsonValueTest, KeepsWhichFieldsThereWere) {
  Fields(R"({"a": 1, "z": 2, "c": 5})");
  EXPECT_TRUE(parser_.seen()[1]);
  EXPECT_FALSE(parser_.seen()[2]);
  EXPECT_TRUE(parser_.seen()[3]);
  EXPECT_FALSE(parser_.seen()[4]);
  EXPECT_THAT(parser_.other_names(), Contains("z"));
}

TEST(JsonNumberTest, IsWhatTheGrammarSays) {
  for (const char* integer : {"0", "-0", "7", "10", "-120"})
    EXPECT_EQ(KindOfJsonNumber(integer), Kind::kInteger) << integer;
  for (const char* decimal : {"0.0", "-1.50", "12.01"})
    EXPECT_EQ(KindOfJsonNumber(decimal), Kind::kDecimal) << decimal;
  for (const char* real : {"0e0", "1E5", "1.5e-3", "-2E+07"})
    EXPECT_EQ(KindOfJsonNumber(real), Kind::kDouble) << real;
  for (const char* none : {"", "-", "00", "01", "1.", ".1", "1e", "1e+", "0x1", "1 ", "1.e2", "--1", "1.5.2"})
    EXPECT_EQ(KindOfJsonNumber(none), Kind::kNull) << none;
}

}  // namespace
}  // namespace tern::ingest
