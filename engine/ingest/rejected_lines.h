// What could not be loaded, kept so that a person can mend it: FILE.rejected beside FILE (for standard input
// `stdin.rejected` in the current directory) holds the bad lines as they were, and each is told as
// "file:line: reason". The file is made at the first rejection; an old one goes where there is none. It is
// told by its first line, so that nobody's file of that name is overwritten.
#ifndef TERN_ENGINE_INGEST_REJECTED_LINES_H_
#define TERN_ENGINE_INGEST_REJECTED_LINES_H_

#include <cstdint>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>

namespace tern::ingest {

// The first line of the file where the input has none of its own: a comment in every format that has any.
inline constexpr std::string_view kRejectedMark = "# rejected by tern load";

// Not thread-safe. Where the file cannot be written, one complaint says so and the lines are only counted: a
// load must not fail over its by-product.
class RejectedLines {
 public:
  // `keep` false: nothing is written (--strict stops at the first anyway). The file begins with `first_line`;
  // where that is empty, any file of the name is overwritten.
  RejectedLines(std::string input_name, bool keep, std::string_view first_line,
                std::function<void(const std::string&)> complain);

  // One rejected line or statement: its text goes to the file with a line end behind it.
  void Reject(uint64_t line, std::string_view reason, std::string_view text);

  // The same with the column, where a bad statement may have many lines.
  void RejectAt(uint64_t line, uint64_t column, std::string_view reason, std::string_view text);

  // What the texts behind it need to be read again: prefixes, the graph. Not counted. Written only where a
  // rejected text is or follows at once.
  void AddContext(std::string_view text) { Write(text); }
  bool has_text() const { return opened_; }

  // A rejected line that is too long to hold: its pieces first, then its end.
  void AddPiece(std::string_view piece);
  void RejectPieces(uint64_t line, std::string_view reason);

  uint64_t count() const { return count_; }
  const std::string& last_complaint() const { return last_complaint_; }  // "file:line: reason"
  // The file's path if it was written whole, else empty. Ends the writing.
  std::string Close();
  // Where nothing was rejected, what an earlier load left is out of date.
  void RemoveStale();

 private:
  void Complain(std::string complaint);
  void End(std::string place, std::string_view reason);
  void Write(std::string_view text);
  void Open();
  void Fail(std::string_view reason);

  const std::string input_name_;
  const bool keep_;
  const std::string first_line_;  // with its end, or empty
  const std::function<void(const std::string&)> complain_;
  std::string path_;
  std::ofstream file_;
  bool opened_ = false;
  bool failed_ = false;
  uint64_t count_ = 0;
  std::string last_complaint_;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_REJECTED_LINES_H_
