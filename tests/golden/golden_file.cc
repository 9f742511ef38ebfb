#include "tests/golden/golden_file.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/model/text.h"

namespace tern::golden {

absl::StatusOr<GoldenFile> ParseGoldenFile(std::string_view text) {
  GoldenFile file;
  int line_number = 0;
  if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  for (const absl::string_view piece : absl::StrSplit(model::ToAbsl(text), '\n')) {
    const std::string_view line = model::FromAbsl(piece);
    ++line_number;
    if (line.empty() || line[0] == '#') {
      file.sections.push_back({"", std::string(line), ""});
      continue;
    }
    if (line.substr(0, 2) == "  ") {
      if (file.sections.empty() || file.sections.back().name.empty()) {
        return absl::InvalidArgumentError(absl::StrCat("line ", line_number, ": a body without its section"));
      }
      model::StrAppend(&file.sections.back().body, line.substr(2), "\n");
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      return absl::InvalidArgumentError(absl::StrCat("line ", line_number, ": expected 'section:'"));
    }
    file.sections.push_back(
        {std::string(line.substr(0, colon)),
         std::string(absl::StripLeadingAsciiWhitespace(model::ToAbsl(line.substr(colon + 1)))), ""});
  }
  return file;
}

std::string PrintGoldenFile(const GoldenFile& file) {
  std::string text;
  for (const Section& section : file.sections) {
    if (section.name.empty()) {
      absl::StrAppend(&text, section.title, "\n");
      continue;
    }
    absl::StrAppend(&text, section.name, ":", section.title.empty() ? "" : " ", section.title, "\n");
    if (section.body.empty()) continue;
    std::string_view body = section.body;
    if (body.back() == '\n') body.remove_suffix(1);
    for (const absl::string_view piece : absl::StrSplit(model::ToAbsl(body), '\n'))
      absl::StrAppend(&text, "  ", piece, "\n");
  }
  return text;
}

}  // namespace tern::golden
