#include "storage/store/odd_values.h"

#include <algorithm>
#include <compare>
#include <optional>
#include <string>

#include "storage/model/checksum.h"
#include "storage/model/text.h"

namespace tern::store {
namespace {

constexpr size_t kTermsPerPoll = 1024;

// Equal values of one kind have equal hashes.
uint64_t HashOf(const model::Value& value) {
  if (value.kind != model::ValueKind::kNumber) return model::Checksum(model::StrCat(value.instant));
  if (value.special == 0 && value.digits.empty()) return 0;  // zero, whatever its sign
  return model::Checksum(model::StrCat(value.negative ? "-" : "", static_cast<int>(value.special), "e",
                                       value.exponent, ":", value.digits));
}

bool SameValue(const model::Value& a, const model::Value& b) {
  return a.kind == b.kind && model::CompareValues(a, b) == std::optional(std::strong_ordering::equal);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const OddValues::Region>> OddValues::RegionOf(
    const dictionary::Dictionary& dictionary, model::Tag tag, const ReadMonitor* monitor) {
  const dictionary::DictionaryCounts& counts = dictionary.counts();
  const uint64_t terms = counts.terms[static_cast<size_t>(tag)];
  const std::lock_guard<std::mutex> lock(mutex_);
  std::shared_ptr<const Region>& known = regions_[static_cast<size_t>(tag)];
  // Terms are only ever appended, so a region that has read more than a snapshot sees serves it too.
  if (known != nullptr && known->base_generation == counts.base_generation && known->terms >= terms)
    return known;
  auto region = std::make_shared<Region>();
  region->base_generation = counts.base_generation;
  region->terms = terms;
  region->entries.reserve(static_cast<size_t>(terms));
  absl::Status status = dictionary.ForEach(tag, [&](model::TermId id, const model::Term& term) {
    if (monitor != nullptr && region->entries.size() % kTermsPerPoll == 0) {
      if (absl::Status go_on = monitor->Poll(); !go_on.ok()) return go_on;
    }
    region->entries.push_back({HashOf(model::ValueOf(term)), id});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  std::sort(region->entries.begin(), region->entries.end(),
            [](const Entry& a, const Entry& b) { return a.hash != b.hash ? a.hash < b.hash : a.id < b.id; });
  known = region;
  return known;
}

absl::Status OddValues::Find(const dictionary::Dictionary& dictionary, model::Tag tag,
                             const model::Value& value, std::vector<model::TermId>& out,
                             const ReadMonitor* monitor) {
  const uint64_t terms = dictionary.counts().terms[static_cast<size_t>(tag)];
  if (terms == 0) return absl::OkStatus();
  const absl::StatusOr<std::shared_ptr<const Region>> region = RegionOf(dictionary, tag, monitor);
  if (!region.ok()) return region.status();
  const std::vector<Entry>& entries = (*region)->entries;
  const uint64_t hash = HashOf(value);
  auto entry = std::lower_bound(entries.begin(), entries.end(), hash,
                                [](const Entry& a, uint64_t b) { return a.hash < b; });
  for (; entry != entries.end() && entry->hash == hash; ++entry) {
    if (entry->id.payload() >= terms) continue;
    const absl::StatusOr<model::Term> term = dictionary.Resolve(entry->id);
    if (!term.ok()) return term.status();
    if (SameValue(model::ValueOf(*term), value)) out.push_back(entry->id);
  }
  return absl::OkStatus();
}

}  // namespace tern::store
