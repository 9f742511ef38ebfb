// The W3C's lists of tests, read with our own Turtle reader: which file, what is to come out.
#ifndef TERN_TESTS_CONFORMANCE_MANIFEST_H_
#define TERN_TESTS_CONFORMANCE_MANIFEST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/ingest/reader.h"
#include "storage/model/statement.h"

namespace tern::conformance {

struct ManifestEntry {
  std::string name;
  std::string type;    // "TestTurtleEval": the class without its namespace
  std::string action;  // a file beside the manifest
  std::string result;  // another; empty for a syntax test
};

struct Manifest {
  std::string assumed_base;            // of the files: this and their name; empty: not said
  std::vector<ManifestEntry> entries;  // in the sequence of mf:entries
};

absl::StatusOr<Manifest> ReadManifest(const std::string& path);

// All of a file, strictly.
absl::StatusOr<std::vector<model::Quad>> ReadDataset(const std::string& path, ingest::FileFormat format,
                                                     const std::string& base_iri);

}  // namespace tern::conformance

#endif  // TERN_TESTS_CONFORMANCE_MANIFEST_H_
