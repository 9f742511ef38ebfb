#include "engine/ingest/rows/table_header.h"

#include <algorithm>

#include "engine/algebra/nearest_name.h"
#include "engine/ingest/rows/shown.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

using model::StrCat;

constexpr size_t kMaxNotes = 20;
constexpr size_t kMaxListed = 40;  // columns in an error; more are counted

}  // namespace

std::string TableHeader::Unused(std::string_view name, size_t from) const {
  std::string candidate = StrCat(name, "_", from);
  while (index_.contains(candidate)) candidate = StrCat(name, "_", ++from);
  return candidate;
}

TableHeader::TableHeader(absl::Span<const std::string_view> names) {
  // Names as written come first: a made one gives way to them.
  for (size_t i = 0; i < names.size(); ++i) {
    columns_.emplace_back(names[i]);
    if (!names[i].empty()) index_.try_emplace(columns_.back(), i);
  }
  absl::flat_hash_map<std::string, size_t> last_number;
  size_t renamed = 0;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const std::string written = columns_[i];
    if (!written.empty() && index_.at(written) == i) continue;
    if (written.empty()) {
      const std::string number = StrCat("column_", i + 1);
      columns_[i] = index_.contains(number) ? Unused(number, 2) : number;
    } else {
      size_t& number = last_number.try_emplace(written, 1).first->second;
      columns_[i] = Unused(written, ++number);
    }
    index_[columns_[i]] = i;
    if (++renamed > kMaxNotes) continue;
    notes_.push_back(written.empty()
                         ? StrCat("column ", i + 1, " has no name; it is called '", columns_[i], "'")
                         : StrCat("column ", i + 1, " is named '", Shown(written),
                                  "' as one before it; it is called '", Shown(written),
                                  std::string_view(columns_[i]).substr(written.size()), "'"));
  }
  if (renamed > kMaxNotes) notes_.push_back(StrCat(renamed - kMaxNotes, " more columns were renamed so"));
}

std::optional<size_t> TableHeader::Find(std::string_view name) const {
  const auto found = index_.find(std::string(name));
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

std::string TableHeader::AdviceFor(std::string_view name) const {
  algebra::NearestNames nearest(name, 2);
  for (const std::string& column : columns_) nearest.Offer(Shown(column));
  const std::string near = algebra::DidYouMean(nearest.Take(), "");
  std::string list;
  for (size_t i = 0; i < std::min(columns_.size(), kMaxListed); ++i) {
    model::StrAppend(&list, i == 0 ? "" : ", ", Shown(columns_[i]));
  }
  if (columns_.size() > kMaxListed) model::StrAppend(&list, " and ", columns_.size() - kMaxListed, " more");
  return StrCat(near, near.empty() ? "" : " ", "the columns are: ", list);
}

}  // namespace tern::ingest
