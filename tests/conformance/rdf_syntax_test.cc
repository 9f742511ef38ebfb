// The W3C syntax tests of N-Triples and N-Quads: a positive file has no bad line, a negative one has some.
// The tests are read from TERN_TEST_DATA (a directory that holds w3c-rdf-tests), else from ../shared/data
// beside the project; where they are not there, nothing is tested.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "engine/ingest/reader.h"

namespace tern::ingest {
namespace {

std::filesystem::path TestsDirectory() {
  const char* data = std::getenv("TERN_TEST_DATA");
  const std::filesystem::path root =
      data != nullptr ? std::filesystem::path(data)
                      : std::filesystem::path(TERN_SOURCE_DIR).parent_path() / "shared" / "data";
  return root / "w3c-rdf-tests";
}

class CountingSink : public FactSink {
 public:
  void StartFile() override {}
  absl::Status Add(const store::Fact& /*fact*/) override { return absl::OkStatus(); }
  void SavePrefix(const std::string& /*name*/, const std::string& /*iri*/) override {}
};

struct ManifestEntry {
  bool positive = false;
  std::string file;
};

// A manifest gives each test as `<#name> rdf:type rdft:Test…PositiveSyntax ; … mf:action <file>`, in this
// sequence.
std::vector<ManifestEntry> ReadManifest(const std::filesystem::path& path) {
  std::ifstream in(path);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const std::regex pattern(R"(rdft:Test\w+?(Positive|Negative)Syntax|mf:action\s+<([^>]+)>)");
  std::vector<ManifestEntry> entries;
  bool positive = false;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    if ((*match)[1].matched) {
      positive = (*match)[1].str() == "Positive";
    } else {
      entries.push_back({positive, (*match)[2].str()});
    }
  }
  return entries;
}

void RunSuite(const std::string& folder, FileFormat format, size_t least_tests) {
  const std::filesystem::path directory = TestsDirectory() / folder;
  if (!std::filesystem::exists(directory / "manifest.ttl")) {
    GTEST_SKIP() << "no W3C tests at " << directory
                 << "; set TERN_TEST_DATA to the directory that holds w3c-rdf-tests";
  }
  const std::vector<ManifestEntry> entries = ReadManifest(directory / "manifest.ttl");
  EXPECT_GE(entries.size(), least_tests);
  for (const ManifestEntry& entry : entries) {
    CountingSink sink;
    ReadOptions options;
    options.format = format;
    options.keep_rejected = false;
    std::string complaint;
    options.on_bad_line = [&](const std::string& line) { complaint = line; };
    const absl::StatusOr<ReadReport> report = ReadFile((directory / entry.file).string(), options, sink);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->rejected == 0, entry.positive) << entry.file << ": " << complaint;
  }
}

TEST(W3cTest, NTriplesSyntax) { RunSuite("rdf-n-triples", FileFormat::kNTriples, 70); }
TEST(W3cTest, NQuadsSyntax) { RunSuite("rdf-n-quads", FileFormat::kNQuads, 87); }

}  // namespace
}  // namespace tern::ingest
