#include "tests/house/layering.h"

#include <algorithm>
#include <cctype>

namespace tern::house {
namespace {

struct Layer {
  std::string_view folder;
  // Folders, with all that they may include themselves; or single headers, which bring nothing along.
  std::vector<std::string_view> may_include;
};

// The table of ARCHITECTURE.md, "Who may include whom". The sequence is the flow: a line names only lines
// above it.
const std::vector<Layer>& Layers() {
  static const auto* const kLayers = new std::vector<Layer>{
      {"storage/model", {}},
      {"storage/memory", {"storage/model"}},
      {"storage/block", {"storage/model"}},
      {"storage/order", {"storage/block"}},
      {"storage/kv", {"storage/model"}},
      {"storage/log", {"storage/order", "storage/kv"}},
      {"storage/dictionary", {"storage/block", "storage/kv"}},
      {"storage/store", {"storage/dictionary", "storage/order", "storage/log"}},
      {"storage/load", {"storage/store", "storage/memory"}},
      {"engine/syntax", {"storage/model"}},
      // A plan says what a cursor is to read, in the cursor's words.
      {"engine/algebra",
       {"engine/syntax", "storage/order", "storage/store/cursor.h", "storage/store/snapshot.h"}},
      {"engine/optimize", {"engine/algebra", "storage/store"}},
      {"engine/paths", {"engine/algebra", "storage/store"}},
      {"engine/execute", {"engine/algebra", "storage/store", "storage/memory", "engine/paths"}},
      {"engine/claims", {"engine/execute"}},
      {"engine/ingest", {"storage/load", "engine/syntax"}},
      {"engine/ingest/rows", {"engine/ingest", "engine/execute"}},
      {"engine/results", {"engine/execute"}},
      {"engine",
       {"engine/optimize", "engine/paths", "engine/claims", "engine/ingest", "engine/ingest/rows",
        "engine/results"}},
      {"cli", {"engine/database.h", "storage/model"}},
  };
  return *kLayers;
}

struct ThirdParty {
  std::string_view header_prefix;
  std::string_view allowed_prefix;  // of the including path; empty: nowhere in the product
};

constexpr ThirdParty kThirdParties[] = {
    {"rocksdb/", "storage/kv/rocksdb_"},
    {"antlr4", "engine/syntax/"},
    {"TernQL", "engine/syntax/"},
    {"serd/", ""},
    {"simdjson", "engine/ingest/rows/json_value"},
    {"CLI/", "cli/"},
    {"gtest/", ""},
    {"gmock/", ""},
    {"benchmark/", ""},
};

const Layer* FindLayer(std::string_view folder) {
  const auto found = std::find_if(Layers().begin(), Layers().end(),
                                  [&](const Layer& layer) { return layer.folder == folder; });
  return found == Layers().end() ? nullptr : &*found;
}

std::string_view DirectoryOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool IsOurs(std::string_view header) {
  return header.starts_with("storage/") || header.starts_with("engine/") || header.starts_with("cli/");
}

const ThirdParty* FindThirdParty(std::string_view header) {
  for (const ThirdParty& party : kThirdParties) {
    if (header.starts_with(party.header_prefix)) return &party;
  }
  return nullptr;
}

std::string GuardOf(std::string_view path) {
  std::string guard = "TERN_";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    guard += std::isalnum(byte) != 0 ? static_cast<char>(std::toupper(byte)) : '_';
  }
  return guard + "_";
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Takes `word` and the blanks before it off the front of `line`; false if something else stands there.
bool Consume(std::string_view word, std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (!line.starts_with(word)) return false;
  line.remove_prefix(word.size());
  return true;
}

// A complaint about a line of `path`: "path:line: " and the parts.
template <typename... Parts>
std::string Complaint(std::string_view path, size_t line, const Parts&... parts) {
  std::string text(path);
  text += ":" + std::to_string(line) + ": ";
  ((text += parts), ...);
  return text;
}

}  // namespace

std::vector<Include> IncludesOf(std::string_view text) {
  std::vector<Include> includes;
  int line_number = 0;
  for (std::string_view line : LinesOf(text)) {
    ++line_number;
    if (!Consume("#", line) || !Consume("include", line)) continue;
    const bool angled = Consume("<", line);
    if (!angled && !Consume("\"", line)) continue;
    const size_t end = line.find(angled ? '>' : '"');
    if (end == std::string_view::npos) continue;
    includes.push_back({std::string(line.substr(0, end)), line_number, angled});
  }
  return includes;
}

std::string_view FolderOf(std::string_view path) {
  const Layer* layer = FindLayer(DirectoryOf(path));
  return layer == nullptr ? std::string_view() : layer->folder;
}

bool MayInclude(std::string_view folder, std::string_view header) {
  const std::string_view target = FolderOf(header);
  if (target.empty()) return false;
  if (target == folder) return true;
  const Layer* layer = FindLayer(folder);
  if (layer == nullptr) return false;
  return std::any_of(layer->may_include.begin(), layer->may_include.end(), [&](std::string_view allowed) {
    return allowed.ends_with(".h") ? allowed == header : MayInclude(allowed, header);
  });
}

std::vector<std::string> CheckIncludes(std::string_view path, std::string_view text) {
  const std::string_view folder = FolderOf(path);
  if (folder.empty()) return {Complaint(path, 1, "lies in a folder that the table of layers does not have")};
  std::vector<std::string> complaints;
  for (const Include& include : IncludesOf(text)) {
    const std::string_view header = include.path;
    const auto complain = [&](const auto&... what) {
      complaints.push_back(Complaint(path, include.line, "'", header, "' ", what...));
    };
    if (const ThirdParty* party = FindThirdParty(header)) {
      if (party->allowed_prefix.empty()) {
        complain("may be included by tests only");
      } else if (!path.starts_with(party->allowed_prefix)) {
        complain("may be included only by ", party->allowed_prefix, "*");
      }
    } else if (IsOurs(header)) {
      if (include.angled) complain("is ours and wants quotes");
      if (!MayInclude(folder, header)) complain("is not among what ", folder, " may include");
    } else if (header.starts_with("tests/") || header.starts_with("bench/")) {
      complain("is no part of the product");
    } else if (!include.angled && header.find('/') == std::string_view::npos) {
      complain("has no folder: write the path from the root");
    }
  }
  return complaints;
}

std::vector<std::string> CheckGuard(std::string_view path, std::string_view text) {
  const std::string guard = GuardOf(path);
  const std::vector<std::string_view> lines = LinesOf(text);
  const auto opening = std::find_if(lines.begin(), lines.end(),
                                    [](std::string_view line) { return line.starts_with("#ifndef "); });
  if (opening == lines.end()) return {Complaint(path, 1, "has no guard; it should be ", guard)};
  if (*opening != "#ifndef " + guard || opening + 1 == lines.end() || *(opening + 1) != "#define " + guard) {
    return {Complaint(path, static_cast<size_t>(opening - lines.begin()) + 1, "the guard should be ", guard)};
  }
  if (lines.back() != "#endif  // " + guard) {
    return {Complaint(path, lines.size(), "the last line should be '#endif  // ", guard, "'")};
  }
  return {};
}

std::vector<std::string> CheckOwnHeaderFirst(std::string_view path, std::string_view text) {
  const std::string header = std::string(path.substr(0, path.rfind('.'))) + ".h";
  const std::vector<Include> includes = IncludesOf(text);
  if (!includes.empty() && includes[0].path == header) return {};
  const int line = includes.empty() ? 1 : includes[0].line;
  return {Complaint(path, static_cast<size_t>(line), "'", header, "' should be included first")};
}

}  // namespace tern::house
