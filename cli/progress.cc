#include "cli/progress.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

#include "storage/model/text.h"

namespace tern::cli {
namespace {

constexpr std::chrono::milliseconds kInterval{100};

// "12.3 MB", "450 k": three digits are enough to see that it moves.
std::string Amount(uint64_t count, std::string_view unit) {
  constexpr std::array<const char*, 5> kPrefixes = {"", "k", "M", "G", "T"};
  double value = static_cast<double>(count);
  size_t prefix = 0;
  while (value >= 1000 && prefix + 1 < kPrefixes.size()) {
    value /= 1000;
    ++prefix;
  }
  char text[32];
  std::snprintf(text, sizeof text, value < 10 && prefix > 0 ? "%.1f" : "%.0f", value);
  return model::StrCat(text, unit.empty() && prefix == 0 ? "" : " ", kPrefixes[prefix], unit);
}

}  // namespace

void ProgressLine::Show(std::string_view phase, uint64_t done, uint64_t total) {
  if (!enabled_) return;
  const auto now = std::chrono::steady_clock::now();
  if (shown_ && now - last_ < kInterval) return;
  last_ = now;
  shown_ = true;
  const std::string_view unit = phase == "read" ? "B" : "";
  out_ << "\r\x1b[K" << phase << ": " << Amount(done, unit);
  if (total > 0) {
    out_ << " of " << Amount(total, unit) << " ("
         << std::min<uint64_t>(100, 100 * (done / 1024) / (total / 1024 + 1)) << " %)";
  }
  out_.flush();
}

void ProgressLine::Clear() {
  if (!shown_) return;
  shown_ = false;
  out_ << "\r\x1b[K";
  out_.flush();
}

}  // namespace tern::cli
