#include "engine/ingest/rows/json_value.h"

#include <simdjson.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "engine/ingest/rows/record_buffer.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

static_assert(simdjson::SIMDJSON_PADDING <= RecordBuffer::kPadding);

constexpr size_t kMaxOtherNames = 1000;
constexpr size_t kMaxNamedObjects = 1000;  // whose other names are kept
constexpr size_t kMaxNameBytes = 256;
constexpr size_t kNoNode = SIZE_MAX;  // a value that nobody asked for

constexpr std::string_view kTooDeep = "objects and arrays are too deep inside each other";
constexpr std::string_view kTooMany = "the fields that are asked for have more than 4194304 values";
static_assert(kMaxRowValues == 4194304);
constexpr std::string_view kBadAtom = "a value is neither a string, a number, true, false nor null";

std::string_view ReasonOf(error_code error) {
  switch (error) {
    case simdjson::UTF8_ERROR:
      return "is not UTF-8; convert the file first, with iconv for example";
    case simdjson::UNCLOSED_STRING:
      return "a string is never closed";
    case simdjson::UNESCAPED_CHARS:
      return "a string has a line break or another control character in it; write \\n, \\t, \\u00XX";
    case simdjson::STRING_ERROR:
      return "a string has a bad escape in it";
    case simdjson::NUMBER_ERROR:
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR:
      return kBadAtom;
    case simdjson::DEPTH_ERROR:
      return kTooDeep;
    case simdjson::EMPTY:
      return "there is no value";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return "an object or array is never closed, or there is text behind it";
    default:
      return "a comma, a colon, a quote or a bracket is missing or too many";
  }
}

std::string_view Trimmed(std::string_view token) {
  while (!token.empty() && std::string_view(" \t\r\n").find(token.back()) != std::string_view::npos)
    token.remove_suffix(1);
  return token;
}

size_t SkipDigits(std::string_view text, size_t from) {
  while (from < text.size() && text[from] >= '0' && text[from] <= '9') ++from;
  return from;
}

}  // namespace

RowValue::Kind KindOfJsonNumber(std::string_view text) {
  size_t i = text.starts_with('-') ? 1 : 0;
  size_t end = SkipDigits(text, i);
  if (end == i || (text[i] == '0' && end > i + 1)) return RowValue::Kind::kNull;
  RowValue::Kind kind = RowValue::Kind::kInteger;
  i = end;
  if (i < text.size() && text[i] == '.') {
    end = SkipDigits(text, i + 1);
    if (end == i + 1) return RowValue::Kind::kNull;
    kind = RowValue::Kind::kDecimal;
    i = end;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    end = SkipDigits(text, i);
    if (end == i) return RowValue::Kind::kNull;
    kind = RowValue::Kind::kDouble;
    i = end;
  }
  return i == text.size() ? kind : RowValue::Kind::kNull;
}

struct JsonParser::Parts {
  ondemand::parser parser;
  uint64_t objects = 0;
  std::vector<std::string> other_names;
  absl::flat_hash_set<std::string> other_names_set;
};

// Walks one object. The document is read front to back once; every value in it is looked at, so that what is
// broken is told wherever it stands.
class JsonParser::Reader {
 public:
  Reader(const FieldTree& tree, std::vector<bool>& seen, Parts& parts, Row& row)
      : tree_(tree), seen_(seen), parts_(parts), row_(row) {}

  // Empty where all is well.
  std::string_view Read(ondemand::document& document) {
    ondemand::object object;
    const error_code error = document.get_object().get(object);
    if (error == simdjson::INCORRECT_TYPE) return "a row must be an object, {\"field\": value, …}";
    RowValue root;
    if (error != simdjson::SUCCESS || !ReadObject(object, FieldTree::kRoot, 1, root))
      return reason_.empty() ? ReasonOf(error) : reason_;
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
      return "there is text behind the object";
    row_.root = row_.values.size();
    row_.values.push_back(root);
    return "";
  }

 private:
  bool Fail(std::string_view reason) {
    reason_ = reason;
    return false;
  }
  bool Fail(error_code error) { return Fail(ReasonOf(error)); }

  size_t ChildOf(size_t node, std::string_view name) {
    if (node == kNoNode) return kNoNode;
    for (const size_t child : tree_.node(node).children) {
      if (tree_.node(child).name == name) {
        seen_[child] = true;
        return child;
      }
    }
    if (parts_.objects <= kMaxNamedObjects && parts_.other_names.size() < kMaxOtherNames &&
        name.size() <= kMaxNameBytes && parts_.other_names_set.emplace(name).second) {
      parts_.other_names.emplace_back(name);
    }
    return kNoNode;
  }

  bool ReadObject(ondemand::object& object, size_t node, size_t depth, RowValue& value) {
    if (node != kNoNode) {
      value = {RowValue::Kind::kObject, {}, row_.values.size(), tree_.node(node).children.size()};
      row_.values.resize(value.first + value.count);
    }
    for (auto next : object) {
      ondemand::field field;
      if (const error_code error = std::move(next).get(field)) return Fail(error);
      std::string_view name;
      if (const error_code error = field.unescaped_key().get(name)) return Fail(error);
      const size_t child = ChildOf(node, name);
      RowValue inner;
      if (!ReadValue(field.value(), child, depth, inner)) return false;
      if (child != kNoNode) row_.values[value.first + tree_.node(child).place] = inner;
    }
    return true;
  }

  bool ReadArray(ondemand::array& array, size_t node, size_t depth, RowValue& value) {
    std::vector<RowValue> items;
    for (auto next : array) {
      if (const error_code error = next.error()) return Fail(error);
      RowValue inner;
      if (!ReadValue(next.value_unsafe(), node, depth, inner)) return false;
      if (node != kNoNode) items.push_back(inner);
    }
    value = {RowValue::Kind::kArray, {}, row_.values.size(), items.size()};
    row_.values.insert(row_.values.end(), items.begin(), items.end());
    return true;
  }

  bool ReadAtom(ondemand::value& json, RowValue& value) {
    const std::string_view token = Trimmed(json.raw_json_token());
    if (token == "null") return true;
    const bool boolean = token == "true" || token == "false";
    value.kind = boolean ? RowValue::Kind::kBoolean : KindOfJsonNumber(token);
    value.text = token;
    return value.kind != RowValue::Kind::kNull || Fail(kBadAtom);
  }

  bool ReadString(ondemand::value& json, RowValue& value) {
    if (const error_code error = json.get_string().get(value.text)) return Fail(error);
    if (!value.text.empty()) value.kind = RowValue::Kind::kText;
    return true;
  }

  bool ReadValue(ondemand::value json, size_t node, size_t depth, RowValue& value) {
    if (depth >= kMaxJsonDepth) return Fail(kTooDeep);
    if (node != kNoNode && ++value_count_ > kMaxRowValues) return Fail(kTooMany);
    ondemand::json_type type;
    if (const error_code error = json.type().get(type)) return Fail(error);
    switch (type) {
      case ondemand::json_type::object: {
        ondemand::object object;
        if (const error_code error = json.get_object().get(object)) return Fail(error);
        return ReadObject(object, node, depth + 1, value);
      }
      case ondemand::json_type::array: {
        ondemand::array array;
        if (const error_code error = json.get_array().get(array)) return Fail(error);
        return ReadArray(array, node, depth + 1, value);
      }
      case ondemand::json_type::string:
        return ReadString(json, value);
      default:
        return ReadAtom(json, value);
    }
  }

  const FieldTree& tree_;
  std::vector<bool>& seen_;
  Parts& parts_;
  Row& row_;
  size_t value_count_ = 0;  // asked for
  std::string_view reason_;
};

JsonParser::JsonParser() : parts_(std::make_unique<Parts>()) {}
JsonParser::~JsonParser() = default;

const std::vector<std::string>& JsonParser::other_names() const { return parts_->other_names; }

void JsonParser::Parse(std::string_view json, const FieldTree& tree, Row& row) {
  seen_.resize(tree.size());
  ++parts_->objects;
  const simdjson::padded_string_view padded(json.data(), json.size(), json.size() + RecordBuffer::kPadding);
  ondemand::document document;
  if (const error_code error = parts_->parser.iterate(padded).get(document)) {
    row.error = ReasonOf(error);
    return;
  }
  row.error = Reader(tree, seen_, *parts_, row).Read(document);
  if (!row.error.empty()) row.values.clear();
}

}  // namespace tern::ingest
