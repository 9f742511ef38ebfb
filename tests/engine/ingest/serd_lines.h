// N-Triples and N-Quads through serd (strict): what line_scanner.h is compared with. Each line is parsed on
// its own, and what serd lets through against the grammar is caught behind it (surrogates, language tags,
// prefixed names, two statements on a line).
#ifndef TERN_TESTS_ENGINE_INGEST_SERD_LINES_H_
#define TERN_TESTS_ENGINE_INGEST_SERD_LINES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "engine/ingest/line_scanner.h"
#include "storage/store/fact.h"

namespace tern::ingest {

// Parses single lines. Not thread-safe.
class SerdLineParser {
 public:
  explicit SerdLineParser(RdfSyntax syntax);
  ~SerdLineParser();
  SerdLineParser(const SerdLineParser&) = delete;
  SerdLineParser& operator=(const SerdLineParser&) = delete;

  enum class Result : uint8_t { kFact, kNothing /* space or a comment */, kBad };
  // REQUIRES: line.data()[line.size()] is NUL.
  Result Parse(absl::Span<const char> line);

  const store::Fact& fact() const;        // of the last kFact; overwritten by the next Parse
  const std::string& bad_reason() const;  // of the last kBad

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// True for a line that serd takes and we refuse, or the other way round, with reason. serd skips a byte order
// mark in front of any line and takes a line end for space; it wants no space inside a literal; it lets any
// character of a label start it, and takes one dot behind a label where it is not the '.' at the end. A NUL
// behind a backslash is refused in front of it, also in a comment.
bool MayDifferFromSerd(std::string_view line);

}  // namespace tern::ingest

#endif  // TERN_TESTS_ENGINE_INGEST_SERD_LINES_H_
