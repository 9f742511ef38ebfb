#include "engine/ingest/rows/table_splitter.h"

namespace tern::ingest {

uint64_t CountLineBreaks(std::string_view text) {
  uint64_t count = 0;
  for (size_t i = text.find_first_of("\r\n"); i != std::string_view::npos;
       i = text.find_first_of("\r\n", i + 1)) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    ++count;
  }
  return count;
}

TableSplitter::TableSplitter(char delimiter) : delimiter_(delimiter) {}

size_t TableSplitter::FindEnd(std::string_view bytes, size_t from) const {
  size_t i = from;
  while (i < bytes.size() && bytes[i] != delimiter_ && bytes[i] != '\n' && bytes[i] != '\r') ++i;
  return i;
}

void TableSplitter::AddField(const Field& field) {
  if (field_count_++ < kMaxColumns) fields_.push_back(field);
}

void TableSplitter::AddQuoted(std::string_view bytes, size_t begin, size_t end, bool has_doubled) {
  if (!has_doubled) {
    AddField({begin, end - begin, false});
    return;
  }
  const size_t start = unescaped_.size();
  for (size_t i = begin; i < end; ++i) {
    unescaped_ += bytes[i];
    if (bytes[i] == '"') ++i;  // its twin
  }
  AddField({start, unescaped_.size() - start, true});
}

TableSplitter::Result TableSplitter::ReadQuoted(std::string_view bytes, bool at_end, size_t quote,
                                                size_t* end) {
  quote_line_ = line_breaks_;
  bool has_doubled = false;
  size_t closing = bytes.find('"', quote + 1);
  while (closing != std::string_view::npos && closing + 1 < bytes.size() && bytes[closing + 1] == '"') {
    has_doubled = true;
    closing = bytes.find('"', closing + 2);
  }
  if (closing == std::string_view::npos) return at_end ? Result::kUnclosedQuote : Result::kMore;
  if (closing + 1 == bytes.size() && !at_end) return Result::kMore;  // its twin may follow
  line_breaks_ += CountLineBreaks(bytes.substr(quote + 1, closing - quote - 1));
  AddQuoted(bytes, quote + 1, closing, has_doubled);
  *end = closing + 1;
  return Result::kRow;
}

TableSplitter::Result TableSplitter::Split(std::string_view bytes, bool at_end) {
  if (bytes.empty()) return at_end ? Result::kEnd : Result::kMore;
  fields_.clear();
  field_count_ = 0;
  unescaped_.clear();
  line_breaks_ = 0;
  bad_quote_ = false;
  size_t end = 0;
  for (size_t begin = 0;; begin = end + 1) {
    if (begin < bytes.size() && bytes[begin] == '"') {
      const Result quoted = ReadQuoted(bytes, at_end, begin, &end);
      if (quoted != Result::kRow) return quoted;
      const size_t behind = FindEnd(bytes, end);
      if (behind != end) bad_quote_ = true;
      end = behind;
    } else {
      end = FindEnd(bytes, begin);
      AddField({begin, end - begin, false});
    }
    if (end == bytes.size() && !at_end) return Result::kMore;
    if (end == bytes.size() || bytes[end] != delimiter_) break;
  }
  text_ = bytes.substr(0, end);
  size_ = end;
  if (end < bytes.size()) {
    const bool carriage = bytes[end] == '\r';
    if (carriage && end + 1 == bytes.size() && !at_end) return Result::kMore;  // "\n" may follow
    size_ += carriage && end + 1 < bytes.size() && bytes[end + 1] == '\n' ? 2 : 1;
    ++line_breaks_;
  }
  views_.clear();
  for (const Field& field : fields_) {
    const std::string_view source = field.unescaped ? std::string_view(unescaped_) : bytes;
    views_.push_back(source.substr(field.begin, field.size));
  }
  return Result::kRow;
}

}  // namespace tern::ingest
