// N-Triples and N-Quads, one line a statement, so that exactly the bad lines are rejected (N-Triples 1.1 §7,
// N-Quads 1.1 §6). A scanner of our own: it gives views into the line, so that a term that the loader knows
// costs no copy; only a term with an escape is written anew. Stricter than the grammar where the store is: an
// IRI is absolute, and an escape in it stands for a character that an IRI may have. A colon in a blank node's
// label is refused, as the W3C's tests want it.
//
// Graph names become claims as claim_graph.h says. A core of the test machine reads 20 M lines of 110 bytes a
// second.
#ifndef TERN_ENGINE_INGEST_LINE_SCANNER_H_
#define TERN_ENGINE_INGEST_LINE_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/load/fact_view.h"

namespace tern::ingest {

enum class RdfSyntax : uint8_t { kNTriples, kNQuads };

// Not thread-safe.
class LineScanner {
 public:
  explicit LineScanner(RdfSyntax syntax) : syntax_(syntax) {}
  LineScanner(const LineScanner&) = delete;
  LineScanner& operator=(const LineScanner&) = delete;

  enum class Result : uint8_t { kFact, kNothing /* space or a comment */, kBad };
  // `line` is without its end. A "\n" or "\r" in it makes it bad.
  Result Scan(std::string_view line);

  // Of the last kFact, while its line is there and until the next Scan.
  const load::FactView& fact() const { return fact_; }
  // Of the last kBad, while its line is there: what is wrong, and "(column N)", in code points from 1. One
  // line that a terminal can show.
  std::string bad_reason() const;

 private:
  // Each reads what stands at the position and moves behind it; false where it is not there, which reason_
  // tells.
  bool ReadStatement();
  bool ReadNode(load::TermView* term);  // an IRI or a blank node
  bool ReadIri(std::string_view* iri);
  bool ReadEscapedIri(const char* start, std::string_view* iri);
  bool ReadLabel(load::TermView* term);
  bool ReadLiteral(load::TermView* term);
  bool ReadEscapedString(const char* start, std::string_view* text);
  bool ReadEscape(const char* start);  // of a string, to unescaped_
  bool ReadHexEscape(size_t digits);
  bool ReadLanguage(load::TermView* term);
  bool ReadDatatype(load::TermView* term);
  bool ReadGraph();
  bool ReadEnd();
  bool Decode(char32_t* character, size_t* size);

  void SkipSpace() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t')) ++at_;
  }
  bool IsAt(char c) const { return at_ != end_ && *at_ == c; }
  size_t left() const { return static_cast<size_t>(end_ - at_); }
  // In unescaped_ for all of the line: escapes are longer than what they mean.
  void MakeRoom() { unescaped_.reserve(static_cast<size_t>(end_ - begin_)); }

  // The first thing that is wrong. Always false.
  bool Fail(const char* place, std::string reason);
  bool FailExpected(std::string_view what);
  bool FailAtStart();
  bool FailInIri(const char* start);
  bool FailUtf8(const char* begin, const char* end);

  const RdfSyntax syntax_;
  const char* begin_ = nullptr;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  load::FactView fact_;
  std::string unescaped_;  // the terms with escapes; never moved while views of it are out
  std::string reason_;
  const char* place_ = nullptr;  // of what reason_ tells
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_LINE_SCANNER_H_
