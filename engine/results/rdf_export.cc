#include "engine/results/rdf_export.h"

#include <array>

#include "engine/results/nquads.h"
#include "engine/results/turtle.h"

namespace tern::results {
namespace {

struct FormatName {
  std::string_view name;
  RdfFormat format;
};
constexpr std::array<FormatName, 4> kFormats = {{{"turtle", RdfFormat::kTurtle},
                                                 {"trig", RdfFormat::kTriG},
                                                 {"ntriples", RdfFormat::kNTriples},
                                                 {"nquads", RdfFormat::kNQuads}}};

}  // namespace

std::optional<RdfFormat> RdfFormatFromName(std::string_view name) {
  for (const FormatName& known : kFormats) {
    if (known.name == name) return known.format;
  }
  return std::nullopt;
}

absl::StatusOr<RdfExport> WriteRdf(const store::Snapshot& snapshot, RdfFormat format, std::ostream& out,
                                   const std::function<bool()>& cancelled) {
  switch (format) {
    case RdfFormat::kTurtle:
      return WriteTurtle(snapshot, out, cancelled);
    case RdfFormat::kTriG:
      return WriteTriG(snapshot, out, cancelled);
    case RdfFormat::kNTriples:
      return WriteNTriples(snapshot, out, cancelled);
    case RdfFormat::kNQuads:
      break;
  }
  const absl::StatusOr<uint64_t> lines = WriteNQuads(snapshot, out, cancelled);
  if (!lines.ok()) return lines.status();
  return RdfExport{*lines, 0};
}

}  // namespace tern::results
