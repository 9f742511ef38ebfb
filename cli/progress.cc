#include "cli/progress.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "storage/model/text.h"

namespace tern::cli {
namespace {

constexpr std::chrono::milliseconds kInterval{100};
constexpr double kSecondsBeforeRate = 1;
constexpr size_t kUsualColumns = 80;
constexpr double kMaxSecondsLeft = 100 * 3600;  // beyond it nobody waits for the number

// "12 MB", "4.5 M": two or three digits are enough to see that it moves.
std::string Amount(double value, std::string_view unit) {
  constexpr std::array<const char*, 5> kPrefixes = {"", "k", "M", "G", "T"};
  size_t prefix = 0;
  while (value >= 999.5 && prefix + 1 < kPrefixes.size()) {
    value /= 1000;
    ++prefix;
  }
  char text[32];
  std::snprintf(text, sizeof text, value < 9.95 && prefix > 0 ? "%.1f" : "%.0f", value);
  return model::StrCat(text, unit.empty() && prefix == 0 ? "" : " ", kPrefixes[prefix], unit);
}

// "8 s", "2 min 5 s", "1 h 3 min".
std::string Duration(double seconds) {
  const auto whole = static_cast<uint64_t>(std::lround(seconds));
  if (whole < 60) return model::StrCat(whole, " s");
  if (whole < 3600) return model::StrCat(whole / 60, " min ", whole % 60, " s");
  return model::StrCat(whole / 3600, " h ", whole % 3600 / 60, " min");
}

}  // namespace

std::string ProgressText(const PhaseProgress& progress, size_t columns) {
  const std::string_view unit = progress.phase == "read" ? "B" : "";
  const auto done = static_cast<double>(progress.done);
  const auto total = static_cast<double>(progress.total);
  std::vector<std::string> parts = {std::string(progress.phase)};
  if (progress.done > 0 || progress.total > 0) parts.push_back(model::StrCat(": ", Amount(done, unit)));
  if (progress.total > 0) {
    const double share = std::min(1.0, done / total);
    parts.push_back(model::StrCat(" of ", Amount(total, unit), " (", static_cast<int>(share * 100), " %)"));
  }
  if (progress.seconds >= kSecondsBeforeRate && progress.timed > 0) {
    const double rate = static_cast<double>(progress.timed) / progress.seconds;
    parts.push_back(model::StrCat(", ", Amount(rate, unit), "/s"));
    const double left = (total - done) / rate;
    if (progress.total > progress.done && left < kMaxSecondsLeft) {
      parts.push_back(model::StrCat(", ", Duration(left), " left"));
    }
  }
  std::string text;
  for (const std::string& part : parts) {
    if (text.size() + part.size() > columns) break;
    text += part;
  }
  return text;
}

ProgressLine::ProgressLine(std::ostream& out, bool enabled, int columns)
    : out_(out), enabled_(enabled), columns_(columns > 0 ? static_cast<size_t>(columns) : kUsualColumns) {}

void ProgressLine::Show(std::string_view phase, uint64_t done, uint64_t total) {
  if (!enabled_) return;
  const Clock::time_point now = Clock::now();
  auto timed = phases_.find(phase);
  const bool is_new = timed == phases_.end() || done < timed->second.last_done;
  if (is_new) timed = phases_.insert_or_assign(std::string(phase), Timed{now, done, done}).first;
  timed->second.last_done = done;
  if (shown_ && !is_new && now - last_shown_ < kInterval) return;
  last_shown_ = now;
  shown_ = true;
  const double seconds = std::chrono::duration<double>(now - timed->second.started).count();
  // One column less: a full line would move to the next one.
  out_ << "\r\x1b[K"
       << ProgressText({phase, done, total, done - timed->second.first_done, seconds}, columns_ - 1);
  out_.flush();
}

void ProgressLine::Clear() {
  if (!shown_) return;
  shown_ = false;
  out_ << "\r\x1b[K";
  out_.flush();
}

}  // namespace tern::cli
