// A whole snapshot as N-Quads or N-Triples: a line a statement, terms in canonical form (RDF 1.2 N-Quads,
// "canonical form"), in SPO order; N-Quads have the properties of anonymous claims behind the facts. What RDF
// has no word for is written as engine/ingest/claim_graph.h reads it back. Memory: one batch of rows and
// their terms.
#ifndef TERN_ENGINE_RESULTS_NQUADS_H_
#define TERN_ENGINE_RESULTS_NQUADS_H_

#include <cstdint>
#include <functional>
#include <iosfwd>

#include "absl/status/statusor.h"
#include "engine/results/rdf_export.h"
#include "storage/store/snapshot.h"

namespace tern::results {

// Returns the number of lines. Errors as of WriteRdf.
absl::StatusOr<uint64_t> WriteNQuads(const store::Snapshot& snapshot, std::ostream& out,
                                     const std::function<bool()>& cancelled = {});

absl::StatusOr<RdfExport> WriteNTriples(const store::Snapshot& snapshot, std::ostream& out,
                                        const std::function<bool()>& cancelled = {});

}  // namespace tern::results

#endif  // TERN_ENGINE_RESULTS_NQUADS_H_
