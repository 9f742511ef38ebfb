#include "tests/docs/fences.h"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "absl/status/status.h"

namespace tern::docs {
namespace {

constexpr std::string_view kBlanks = " \t";

// The number of backticks that open or close a fence on this line; 0 if it does neither.
size_t FenceLength(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const size_t length = std::min(line.find_first_not_of('`'), line.size());
  // ``` `code` ``` on one line is inline code.
  const bool inline_code = line.substr(length).find('`') != std::string_view::npos;
  return length >= 3 && !inline_code ? length : 0;
}

bool Closes(std::string_view line, size_t opening_length) {
  return FenceLength(line) >= opening_length && line.find_first_not_of("` \t") == std::string_view::npos;
}

Fence OpenFence(std::string_view line, int number) {
  Fence fence;
  fence.line = number;
  std::istringstream words(std::string(line.substr(line.find('`') + FenceLength(line))));
  words >> fence.kind;
  for (std::string word; words >> word;) fence.arguments.push_back(word);
  return fence;
}

std::string_view WithoutIndent(std::string_view line, size_t indent) {
  const size_t blanks = std::min(line.find_first_not_of(kBlanks), line.size());
  return line.substr(std::min(indent, blanks));
}

}  // namespace

absl::StatusOr<std::vector<Fence>> FencesOf(std::string_view page) {
  std::vector<Fence> fences;
  std::istringstream lines{std::string(page)};
  size_t open_length = 0;  // of the fence that is open; 0: none is
  size_t indent = 0;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (open_length == 0) {
      open_length = FenceLength(line);
      if (open_length == 0) continue;
      indent = line.find('`');
      fences.push_back(OpenFence(line, number));
    } else if (Closes(line, open_length)) {
      open_length = 0;
    } else {
      fences.back().text += WithoutIndent(line, indent);
      fences.back().text += '\n';
    }
  }
  if (open_length != 0) {
    return absl::InvalidArgumentError("the fence of line " + std::to_string(fences.back().line) +
                                      " is never closed");
  }
  return fences;
}

std::vector<std::string> RelativeLinksOf(std::string_view page) {
  std::vector<std::string> links;
  std::istringstream lines{std::string(page)};
  bool in_fence = false;
  for (std::string line; std::getline(lines, line);) {
    if (FenceLength(line) != 0) in_fence = !in_fence;
    if (in_fence) continue;
    for (size_t at = line.find("]("); at != std::string::npos; at = line.find("](", at + 2)) {
      const size_t end = line.find(')', at);
      if (end == std::string::npos) break;
      std::string target = line.substr(at + 2, end - at - 2);
      target.resize(std::min(target.find('#'), target.size()));
      if (!target.empty() && target.find(':') == std::string::npos) links.push_back(std::move(target));
    }
  }
  return links;
}

std::vector<std::string> ErrorCodesOf(std::string_view text) {
  constexpr size_t kCodeBytes = 5;  // TQ and three digits
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  std::vector<std::string> codes;
  for (size_t at = text.find("TQ"); at != std::string_view::npos; at = text.find("TQ", at + 1)) {
    const std::string_view code = text.substr(at, kCodeBytes);
    if (code.size() < kCodeBytes || !std::all_of(code.begin() + 2, code.end(), is_digit)) continue;
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.emplace_back(code);
  }
  return codes;
}

}  // namespace tern::docs
