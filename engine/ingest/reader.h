// One file into a FactSink, whatever its format: bad lines and statements are rejected one by one, told and
// kept, the others go on. The upper end of ingestion; the store behind the sink makes it a transaction.
#ifndef TERN_ENGINE_INGEST_READER_H_
#define TERN_ENGINE_INGEST_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/ingest/fact_sink.h"
#include "engine/ingest/parallel_lines.h"
#include "engine/syntax/parser.h"
#include "storage/model/term.h"

namespace tern::ingest {

enum class FileFormat : uint8_t {
  kFacts,  // .tern: walks and prefixes, a statement ends at its ";"
  kNTriples,
  kNQuads,
  kTurtle,
  kTriG,
};

// "tern", "ntriples", "nquads", "turtle", "trig", and the suffixes "nt", "nq", "ttl".
std::optional<FileFormat> FormatFromName(std::string_view name);
// For messages: "tern, turtle, trig, ntriples and nquads".
inline constexpr std::string_view kFormatNames = "tern, turtle, trig, ntriples and nquads";

// By the suffix, also in front of ".gz" and ".zst". InvalidArgument, with the formats there are, for any
// other name and for "-".
absl::StatusOr<FileFormat> FormatOfPath(std::string_view path);

struct ReadOptions {
  FileFormat format = FileFormat::kFacts;
  bool strict = false;        // the first bad line ends the reading with InvalidArgument "file:line: reason"
  bool keep_rejected = true;  // FILE.rejected; never where strict
  // N-Triples and N-Quads: threads that parse, each with a worker of the sink. Other formats take one.
  int threads = 1;
  size_t buffer_bytes = 0;              // what their buffers may take; 0: what they like
  size_t chunk_bytes = kMaxChunkBytes;  // of a thread at once; tests take less
  std::string base_iri;  // of relative IRIs in Turtle and TriG; empty: there are none until the file says it
  syntax::Names names;   // of fact files: the base, and the prefixes known before the file
  std::function<absl::StatusOr<model::Term>(const std::string& text)> find_entity;  // ~"text" in fact files
  std::function<void(uint64_t bytes_done, uint64_t bytes_total)>
      progress;  // of the file as it is on disk; total 0: unknown
  std::function<void(const std::string& complaint)>
      on_bad_line;  // "file:line: reason", with a column in Turtle and TriG
  std::function<bool()> cancelled;
};

struct ReadReport {
  uint64_t facts = 0;     // handed to the sink and taken by it
  uint64_t rejected = 0;  // lines, or statements of a fact file, Turtle and TriG
  std::string rejected_file;
};

// Errors: InvalidArgument (the file cannot be read, or not behind a bad statement, or strict), Cancelled, or
// the sink's own.
absl::StatusOr<ReadReport> ReadFile(const std::string& path, const ReadOptions& options, FactSink& sink);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_READER_H_
