// The W3C's tests of N-Triples, N-Quads, Turtle and TriG, from their manifests: what is right is read without
// a complaint, what is wrong gets one, and an evaluation test gives the dataset that its result says.
//
// The tests are read from TERN_TEST_DATA (a directory that holds w3c-rdf-tests), else from ../shared/data
// beside the project; where they are not there, nothing is tested.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "engine/ingest/reader.h"
#include "storage/model/text.h"
#include "tests/conformance/isomorphism.h"
#include "tests/conformance/manifest.h"

namespace tern::conformance {
namespace {

using ingest::FileFormat;

// Tests that we fail on purpose. One that passes fails the run, so that the list stays true.
struct Exception {
  std::string_view folder;
  std::string_view name;
  std::string_view reason;
};
constexpr size_t kMaxExceptions = 8;
constexpr std::array<Exception, 0> kExceptions = {};
static_assert(kExceptions.size() <= kMaxExceptions);

bool IsException(std::string_view folder, std::string_view name) {
  for (const Exception& exception : kExceptions) {
    if (exception.folder == folder && exception.name == name) return true;
  }
  return false;
}

std::filesystem::path TestsDirectory() {
  const char* data = std::getenv("TERN_TEST_DATA");
  const std::filesystem::path root =
      data != nullptr ? std::filesystem::path(data)
                      : std::filesystem::path(TERN_SOURCE_DIR).parent_path() / "shared" / "data";
  return root / "w3c-rdf-tests";
}

// What is wrong with our answer to a test; empty: nothing.
std::string Complaint(const ManifestEntry& entry, const std::filesystem::path& directory, FileFormat format,
                      const std::string& assumed_base) {
  const std::string base = assumed_base.empty() ? "" : assumed_base + entry.action;
  const auto dataset = ReadDataset((directory / entry.action).string(), format, base);
  if (!dataset.ok() && !absl::IsInvalidArgument(dataset.status())) return dataset.status().ToString();
  if (absl::StrContains(entry.type, "Negative")) return dataset.ok() ? "is wrong, but was read" : "";
  if (!dataset.ok()) return std::string(dataset.status().message());
  if (entry.result.empty()) return absl::StrContains(entry.type, "Eval") ? "has no result" : "";
  const std::string result = (directory / entry.result).string();
  const auto expected = ReadDataset(result, *ingest::FormatOfPath(result), "");
  if (!expected.ok()) return expected.status().ToString();
  return AreIsomorphic(*dataset, *expected) ? "" : "gives another dataset than its result says";
}

void RunSuite(const std::string& folder, FileFormat format, size_t count) {
  const std::filesystem::path directory = TestsDirectory() / folder;
  if (!std::filesystem::exists(directory / "manifest.ttl")) {
    GTEST_SKIP() << "no W3C tests at " << directory
                 << "; set TERN_TEST_DATA to the directory that holds w3c-rdf-tests";
  }
  const absl::StatusOr<Manifest> manifest = ReadManifest((directory / "manifest.ttl").string());
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_EQ(manifest->entries.size(), count);
  for (const ManifestEntry& entry : manifest->entries) {
    ASSERT_TRUE(std::filesystem::is_regular_file(directory / entry.action)) << entry.name;
    const std::string complaint = Complaint(entry, directory, format, manifest->assumed_base);
    if (IsException(folder, entry.name)) {
      EXPECT_NE(complaint, "") << entry.name << " passes now: take it off the list of exceptions";
    } else {
      EXPECT_EQ(complaint, "") << entry.name << " (" << entry.type << ")";
    }
  }
}

TEST(W3cTest, NTriples) { RunSuite("rdf-n-triples", FileFormat::kNTriples, 70); }
TEST(W3cTest, NQuads) { RunSuite("rdf-n-quads", FileFormat::kNQuads, 87); }
TEST(W3cTest, Turtle) { RunSuite("rdf-turtle", FileFormat::kTurtle, 313); }
TEST(W3cTest, TriG) { RunSuite("rdf-trig", FileFormat::kTriG, 356); }

}  // namespace
}  // namespace tern::conformance
