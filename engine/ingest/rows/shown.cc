#include "engine/ingest/rows/shown.h"

#include <algorithm>

namespace tern::ingest {
namespace {

constexpr size_t kMaxShownBytes = 60;

}  // namespace

std::string Shown(std::string_view text) {
  size_t size = std::min(text.size(), kMaxShownBytes);
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
    --size;  // not inside a character
  std::string shown(text.substr(0, size));
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; },
      ' ');
  return size < text.size() ? shown + "..." : shown;
}

}  // namespace tern::ingest
