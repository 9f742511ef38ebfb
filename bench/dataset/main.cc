// tern_dataset: writes the benchmark graph to standard output.
#include <cstdint>
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "bench/dataset/dataset.h"

int main(int argc, char** argv) {
  tern::bench::DatasetOptions options;
  CLI::App app{"Writes a seeded benchmark graph as N-Triples, or as N-Quads with --claims."};
  app.add_option("--triples", options.triples, "number of facts")->capture_default_str();
  app.add_option("--seed", options.seed, "seed")->capture_default_str();
  app.add_flag("--shuffled", options.shuffled, "lines in random order");
  app.add_flag("--long-literals", options.long_literals, "comments of about 500 bytes");
  app.add_flag("--claims", options.claims, "a share of the links in named graphs with who, when and source");
  CLI11_PARSE(app, argc, argv);

  const tern::bench::Dataset dataset(options);
  std::string line;
  for (uint64_t i = 0; i < dataset.line_count(); ++i) {
    dataset.Line(i, line);
    if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size()) return 1;
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}
