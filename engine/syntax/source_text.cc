#include "engine/syntax/source_text.h"

#include <algorithm>

namespace tern::syntax {

std::string Tidy(std::string_view text) {
  constexpr size_t kMaxBytes = 300;
  size_t length = std::min(text.size(), kMaxBytes);
  while (length < text.size() && length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
    --length;
  std::string tidy(text.substr(0, length));
  for (char& c : tidy) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = c == '\n' || c == '\t' ? ' ' : '?';
  }
  if (length < text.size()) tidy += "…";
  return tidy;
}

}  // namespace tern::syntax
