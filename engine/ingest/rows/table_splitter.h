// Cuts a table's text into rows of fields: CSV by RFC 4180, TSV in the same way with tabs, and what real
// files have besides. Pure work on bytes in memory: a row that is not there whole is asked for again with
// more.
//
//   a,b,"c, d"        three fields; a line ends in LF, CRLF or a lone CR
//   "two              a quoted field may hold line breaks and delimiters;
//   lines","say ""x"""   a doubled quote in it is one
//   5" disk,x         a quote inside an unquoted field is a character like others
//   "a"b,x            bad_quote: text behind a closing quote
#ifndef TERN_ENGINE_INGEST_ROWS_TABLE_SPLITTER_H_
#define TERN_ENGINE_INGEST_ROWS_TABLE_SPLITTER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tern::ingest {

inline constexpr size_t kMaxColumns = size_t{1} << 16;

// The line ends in `text`: "\n", "\r\n" and a lone "\r".
uint64_t CountLineBreaks(std::string_view text);

// Not thread-safe.
class TableSplitter {
 public:
  enum class Result : uint8_t {
    kRow,
    kMore,           // `bytes` ends inside the row
    kEnd,            // no bytes and none to come
    kUnclosedQuote,  // opened on line quote_line() of the row
  };

  explicit TableSplitter(char delimiter);

  // Reads the row at the front of `bytes`; `at_end`: nothing comes behind them.
  Result Split(std::string_view bytes, bool at_end);

  // Of the last row; views of its bytes or of the splitter. Of more than kMaxColumns fields the first ones.
  const std::vector<std::string_view>& fields() const { return views_; }
  size_t field_count() const { return field_count_; }
  std::string_view text() const { return text_; }        // without the line end
  size_t size() const { return size_; }                  // with it
  uint64_t line_breaks() const { return line_breaks_; }  // those inside, and the one at the end
  uint64_t quote_line() const { return quote_line_; }    // line breaks before the last quoted field
  bool bad_quote() const { return bad_quote_; }

 private:
  struct Field {
    size_t begin;  // in the row's bytes, or in unescaped_
    size_t size;
    bool unescaped;
  };

  // The end of the unquoted text at `from`: a delimiter, a line end or the end of `bytes`.
  size_t FindEnd(std::string_view bytes, size_t from) const;
  // Reads the quoted field whose quote is at `quote`; *end is behind its closing quote.
  Result ReadQuoted(std::string_view bytes, bool at_end, size_t quote, size_t* end);
  void AddField(const Field& field);
  void AddQuoted(std::string_view bytes, size_t begin, size_t end, bool has_doubled);

  const char delimiter_;
  std::vector<Field> fields_;
  size_t field_count_ = 0;
  std::vector<std::string_view> views_;
  std::string unescaped_;
  std::string_view text_;
  size_t size_ = 0;
  uint64_t line_breaks_ = 0;
  uint64_t quote_line_ = 0;
  bool bad_quote_ = false;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_TABLE_SPLITTER_H_
