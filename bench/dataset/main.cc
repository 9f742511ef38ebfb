// tern_dataset: writes the benchmark graph to standard output, a window at a time.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>

#include "CLI/CLI.hpp"
#include "bench/dataset/dataset.h"
#include "bench/dataset/rdf_writer.h"

namespace {

constexpr size_t kWindowBytes = 1 << 20;

bool Flush(std::string& window) {
  const bool written = std::fwrite(window.data(), 1, window.size(), stdout) == window.size();
  window.clear();
  return written;
}

bool WriteAll(const tern::bench::DatasetOptions& options, tern::bench::RdfFormat format) {
  const tern::bench::Dataset dataset(options);
  tern::bench::RdfWriter writer(format);
  std::string window;
  writer.Begin(window);
  for (uint64_t i = 0; i < dataset.statement_count(); ++i) {
    writer.Write(dataset.At(i), window);
    if (window.size() >= kWindowBytes && !Flush(window)) return false;
  }
  writer.End(window);
  return Flush(window) && std::fflush(stdout) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  using tern::bench::RdfFormat;
  tern::bench::DatasetOptions options;
  double claims = 0;
  std::string format;
  CLI::App app{"Writes a seeded benchmark graph to standard output: the same bytes for the same options."};
  app.add_option("--triples", options.triples, "number of facts")
      ->capture_default_str()
      ->check(CLI::Range(uint64_t{1}, tern::bench::Dataset::kMaxTriples));
  app.add_option("--seed", options.seed, "another graph of the same shape")->capture_default_str();
  app.add_flag("--shuffled", options.shuffled, "statements in random order, not grouped by subject");
  app.add_flag("--long-literals", options.long_literals, "a comment of about 640 bytes for every entity");
  auto* claims_option =
      app.add_option("--claims", claims,
                     "share of the facts that stand in a named graph, which has who, when and source;"
                     " 0.01 without a number")
          ->expected(0, 1)
          ->check(CLI::Range(0.0, 1.0));
  const std::map<std::string, RdfFormat> formats = {
      {"nt", RdfFormat::kNTriples}, {"nq", RdfFormat::kNQuads}, {"ttl", RdfFormat::kTurtle}};
  app.add_option("--format", format, "nt, nq or ttl; nt without it, nq with claims")
      ->check(CLI::IsMember({"nt", "nq", "ttl"}));
  CLI11_PARSE(app, argc, argv);

  if (!claims_option->empty() && claims_option->results().front().empty()) claims = 0.01;
  options.claims_per_million = static_cast<uint64_t>(std::llround(claims * 1e6));
  if (format.empty()) format = options.claims_per_million > 0 ? "nq" : "nt";
  if (options.claims_per_million > 0 && format != "nq") {
    std::fprintf(stderr,
                 "tern_dataset: claims are named graphs, which %s has no place for; say --format nq\n",
                 format.c_str());
    return 2;
  }
  if (WriteAll(options, formats.at(format))) return 0;
  std::perror("tern_dataset: standard output");
  return 1;
}
