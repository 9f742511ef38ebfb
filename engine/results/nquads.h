// A whole snapshot as N-Quads: facts first, then the properties of anonymous claims; a line a statement,
// terms in canonical form (RDF 1.2 N-Quads, "canonical form"), in SPO order. What RDF has no word for is
// written as engine/ingest/claim_graph.h reads it back. Memory: one batch of rows and their terms.
#ifndef TERN_ENGINE_RESULTS_NQUADS_H_
#define TERN_ENGINE_RESULTS_NQUADS_H_

#include <cstdint>
#include <functional>
#include <iosfwd>

#include "absl/status/statusor.h"
#include "storage/store/snapshot.h"

namespace tern::results {

// Returns the number of lines. Unavailable where the stream fails; Cancelled where `cancelled` (may be empty;
// polled once a batch) says so; else the store's errors.
absl::StatusOr<uint64_t> WriteNQuads(const store::Snapshot& snapshot, std::ostream& out,
                                     const std::function<bool()>& cancelled = {});

}  // namespace tern::results

#endif  // TERN_ENGINE_RESULTS_NQUADS_H_
