#include "tests/conformance/manifest.h"

#include <map>
#include <utility>

#include "absl/status/status.h"
#include "engine/ingest/fact_sink.h"

namespace tern::conformance {
namespace {

using model::Quad;
using model::Term;

constexpr char kRdf[] = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
constexpr char kMf[] = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
constexpr char kRdft[] = "http://www.w3.org/ns/rdftest#";
constexpr char kHere[] = "urn-of-manifest://here/";  // nothing in a manifest looks like it

class QuadSink : public ingest::FactSink {
 public:
  void StartFile() override {}
  absl::Status Add(const store::Fact& fact) override {
    Quad quad = {fact.subject, fact.predicate, fact.object, {}, false};
    if (fact.claim.kind == store::ClaimSpec::Kind::kNamed) {
      quad.graph = fact.claim.name;
      quad.has_graph = true;
    } else if (fact.claim.kind != store::ClaimSpec::Kind::kNone) {
      return absl::InternalError("no test has an anonymous claim");
    }
    quads.push_back(std::move(quad));
    return absl::OkStatus();
  }
  void SavePrefix(const std::string& /*name*/, const std::string& /*iri*/) override {}

  std::vector<Quad> quads;
};

class Graph {
 public:
  explicit Graph(const std::vector<Quad>& quads) {
    for (const Quad& quad : quads) objects_[{quad.subject, quad.predicate.value}] = quad.object;
  }
  // The object, where there is one; else an empty IRI.
  Term Object(const Term& subject, const std::string& predicate) const {
    const auto found = objects_.find({subject, predicate});
    return found == objects_.end() ? Term() : found->second;
  }

 private:
  std::map<std::pair<Term, std::string>, Term> objects_;
};

std::string WithoutStart(const std::string& text, const std::string& start) {
  return text.rfind(start, 0) == 0 ? text.substr(start.size()) : text;
}

}  // namespace

absl::StatusOr<std::vector<Quad>> ReadDataset(const std::string& path, ingest::FileFormat format,
                                              const std::string& base_iri) {
  ingest::ReadOptions options;
  options.format = format;
  options.strict = true;
  options.keep_rejected = false;
  options.base_iri = base_iri;
  QuadSink sink;
  const absl::StatusOr<ingest::ReadReport> report = ingest::ReadFile(path, options, sink);
  if (!report.ok()) return report.status();
  return std::move(sink.quads);
}

absl::StatusOr<Manifest> ReadManifest(const std::string& path) {
  const absl::StatusOr<std::vector<Quad>> quads = ReadDataset(path, ingest::FileFormat::kTurtle, kHere);
  if (!quads.ok()) return quads.status();
  const Graph graph(*quads);
  const Term self = Term::Iri(kHere);
  Manifest manifest;
  manifest.assumed_base = graph.Object(self, std::string(kMf) + "assumedTestBase").value;
  const std::string first = std::string(kRdf) + "first";
  const std::string rest = std::string(kRdf) + "rest";
  Term list = graph.Object(self, std::string(kMf) + "entries");
  for (; list.kind == model::TermKind::kBlank; list = graph.Object(list, rest)) {
    const Term entry = graph.Object(list, first);
    const auto file = [&](const char* property) {
      return WithoutStart(graph.Object(entry, std::string(kMf) + property).value, kHere);
    };
    manifest.entries.push_back({graph.Object(entry, std::string(kMf) + "name").value,
                                WithoutStart(graph.Object(entry, std::string(kRdf) + "type").value, kRdft),
                                file("action"), file("result")});
  }
  if (list.value != std::string(kRdf) + "nil")
    return absl::InvalidArgumentError("the list of tests is broken");
  return manifest;
}

}  // namespace tern::conformance
