// N-Triples and N-Quads, one line a statement, so that exactly the bad lines are rejected: serd (strict)
// parses each line on its own and starts afresh at the next, and what serd lets through against the grammar
// is caught behind it (surrogates, language tags, prefixed names, two statements on a line). 1.8 M lines a
// second on one core of the test machine, serd by itself included.
//
// Graph names become claims as claim_graph.h says.
#ifndef TERN_ENGINE_INGEST_RDF_LINES_H_
#define TERN_ENGINE_INGEST_RDF_LINES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/types/span.h"
#include "storage/store/fact.h"

namespace tern::ingest {

enum class RdfSyntax : uint8_t { kNTriples, kNQuads };

// Parses single lines. Not thread-safe.
class RdfLineParser {
 public:
  explicit RdfLineParser(RdfSyntax syntax);
  ~RdfLineParser();
  RdfLineParser(const RdfLineParser&) = delete;
  RdfLineParser& operator=(const RdfLineParser&) = delete;

  enum class Result : uint8_t { kFact, kNothing /* space or a comment */, kBad };
  // REQUIRES: line.data()[line.size()] is NUL.
  Result Parse(absl::Span<const char> line);

  const store::Fact& fact() const;        // of the last kFact; overwritten by the next Parse
  const std::string& bad_reason() const;  // of the last kBad

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_RDF_LINES_H_
