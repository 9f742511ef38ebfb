// A whole snapshot as Turtle or TriG, for people to read and for programs to load: prefixes first, then a
// statement a subject with its predicates and objects behind it, in SPO order. TriG has the properties of
// anonymous claims behind the facts that are stated without a claim, and a graph a claim behind those, as
// engine/ingest/claim_graph.h reads them back. Memory: one batch of rows and their terms.
#ifndef TERN_ENGINE_RESULTS_TURTLE_H_
#define TERN_ENGINE_RESULTS_TURTLE_H_

#include <functional>
#include <iosfwd>

#include "absl/status/statusor.h"
#include "engine/results/rdf_export.h"
#include "storage/store/snapshot.h"

namespace tern::results {

// Errors as of WriteRdf.
absl::StatusOr<RdfExport> WriteTurtle(const store::Snapshot& snapshot, std::ostream& out,
                                      const std::function<bool()>& cancelled = {});
absl::StatusOr<RdfExport> WriteTriG(const store::Snapshot& snapshot, std::ostream& out,
                                    const std::function<bool()>& cancelled = {});

}  // namespace tern::results

#endif  // TERN_ENGINE_RESULTS_TURTLE_H_
