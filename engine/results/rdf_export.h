// A whole snapshot as RDF: the front of the exporters, one a syntax.
#ifndef TERN_ENGINE_RESULTS_RDF_EXPORT_H_
#define TERN_ENGINE_RESULTS_RDF_EXPORT_H_

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/store/snapshot.h"

namespace tern::results {

enum class RdfFormat : uint8_t { kTurtle, kTriG, kNTriples, kNQuads };

// "turtle", "trig", "ntriples", "nquads".
std::optional<RdfFormat> RdfFormatFromName(std::string_view name);
// For messages.
inline constexpr std::string_view kRdfFormatNames = "turtle, trig, ntriples and nquads";

// TriG and N-Quads hold everything. Turtle and N-Triples have no graphs, so nothing that says who stands
// behind a fact: they get the facts that a plain edge matches, each once, without claims.
struct RdfExport {
  uint64_t statements = 0;       // written
  uint64_t claims_left_out = 0;  // and facts about claims
};

// Unavailable where the stream fails; Cancelled where `cancelled` (may be empty; polled once a batch) says
// so; else the store's errors.
absl::StatusOr<RdfExport> WriteRdf(const store::Snapshot& snapshot, RdfFormat format, std::ostream& out,
                                   const std::function<bool()>& cancelled = {});

}  // namespace tern::results

#endif  // TERN_ENGINE_RESULTS_RDF_EXPORT_H_
