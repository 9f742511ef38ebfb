// A Turtle or TriG file from an Input, statement by statement, through a window that holds one statement at
// least: a good one's triples are told, a bad one is rejected as a whole with its place, and the reading goes
// on behind it where that is safe (turtle_recovery.h). Memory: the window (kMaxTurtleStatementBytes at most)
// and what turtle_parser.h keeps of a statement.
#ifndef TERN_ENGINE_INGEST_RDF_DOCUMENT_H_
#define TERN_ENGINE_INGEST_RDF_DOCUMENT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/ingest/input.h"
#include "engine/ingest/turtle_parser.h"

namespace tern::ingest {

// From its first to its last byte. A longer one ends the reading: it is either not closed or no statement.
inline constexpr size_t kMaxTurtleStatementBytes = size_t{64} << 20;

// A place in a file of any size: lines from 1, columns from 1 in code points.
struct DocumentPlace {
  uint64_t line = 1;
  uint64_t column = 1;
};

// Where what is read goes. An error of any of these ends the reading.
class DocumentSink {
 public:
  virtual ~DocumentSink() = default;

  // One triple of the statement at `place`, and its graph (null: none). May change the triple.
  virtual absl::Status AddTriple(const model::Term* graph, store::Fact& triple, DocumentPlace place) = 0;
  virtual absl::Status AddDirective(const TurtleParser::Directive& directive) = 0;
  // A bad statement: its text, where it starts, where it is wrong. `parser` knows what holds around it.
  virtual absl::Status RejectStatement(const TurtleParser& parser, std::string_view text, DocumentPlace begin,
                                       DocumentPlace wrong, std::string_view reason) = 0;
  // Behind each statement.
  virtual absl::Status EndStatement() = 0;
};

// Not thread-safe.
class RdfDocumentReader {
 public:
  struct Options {
    TurtleSyntax syntax = TurtleSyntax::kTurtle;
    std::string base;                  // absolute, or empty
    size_t window_bytes = kReadBytes;  // to begin with
  };
  // `input` and `sink` must outlive the reader.
  RdfDocumentReader(Input* input, DocumentSink* sink, Options options);

  // Up to the end of the file. InvalidArgument "file:line:column: reason" where a bad statement cannot be
  // told from what is behind it; else the input's errors and the sink's.
  absl::Status Read();

 private:
  absl::Status Fill(size_t statement_begin);
  absl::Status ReadOn();
  absl::Status Recover();
  void Consume(size_t bytes);
  DocumentPlace PlaceOf(size_t offset) const;
  absl::Status Hopeless(size_t offset, std::string_view reason) const;
  std::string_view window() const { return std::string_view(buffer_.data() + begin_, end_ - begin_); }

  Input* const input_;
  DocumentSink* const sink_;
  TurtleParser parser_;
  std::vector<char> buffer_;
  size_t begin_ = 0;  // buffer_[begin_, end_) is not yet consumed
  size_t end_ = 0;
  bool at_end_ = false;  // of the file
  DocumentPlace place_;  // of buffer_[begin_]
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_RDF_DOCUMENT_H_
