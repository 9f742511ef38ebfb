#include "engine/algebra/nearest_name.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "storage/model/text.h"

namespace tern::algebra {

size_t EditDistance(std::string_view a, std::string_view b, size_t bound) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > bound) return bound + 1;
  // Three rows of the usual table: the current one and the two above it (for swaps).
  std::vector<size_t> above2(a.size() + 1), above(a.size() + 1), row(a.size() + 1);
  for (size_t i = 0; i <= a.size(); ++i) above[i] = i;
  for (size_t j = 1; j <= b.size(); ++j) {
    row[0] = j;
    size_t smallest = j;
    for (size_t i = 1; i <= a.size(); ++i) {
      row[i] = std::min({above[i] + 1, row[i - 1] + 1, above[i - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[i] = std::min(row[i], above2[i - 2] + 1);
      smallest = std::min(smallest, row[i]);
    }
    if (smallest > bound) return bound + 1;
    std::swap(above2, above);
    std::swap(above, row);
  }
  return std::min(above[a.size()], bound + 1);
}

NearestNames::NearestNames(std::string_view name, size_t max_names)
    : name_(absl::AsciiStrToLower(model::ToAbsl(name))),
      max_names_(max_names),
      bound_(std::max<size_t>(1, name.size() / 3)) {
  if (name.size() > kMaxNameBytes) max_names_ = 0;
}

void NearestNames::Offer(std::string_view candidate) {
  if (max_names_ == 0 || candidate.empty() || candidate.size() > kMaxNameBytes) return;
  const size_t bound = best_.size() == max_names_ ? best_.back().first : bound_;
  const size_t distance = EditDistance(name_, absl::AsciiStrToLower(model::ToAbsl(candidate)), bound);
  if (distance > bound) return;
  std::pair<size_t, std::string> found(distance, candidate);
  const auto place = std::lower_bound(best_.begin(), best_.end(), found);
  if (place != best_.end() && *place == found) return;
  best_.insert(place, std::move(found));
  if (best_.size() > max_names_) best_.pop_back();
}

std::vector<std::string> NearestNames::Take() const {
  std::vector<std::string> names;
  for (const auto& [distance, name] : best_) names.push_back(name);
  return names;
}

std::string DidYouMean(const std::vector<std::string>& names, std::string_view sign) {
  if (names.empty()) return "";
  std::string text = "did you mean ";
  for (size_t i = 0; i < names.size(); ++i) {
    model::StrAppend(&text, i == 0 ? "" : i + 1 == names.size() ? " or " : ", ", sign, names[i]);
  }
  return text + "?";
}

}  // namespace tern::algebra
