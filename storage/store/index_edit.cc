#include "storage/store/index_edit.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "storage/order/keys.h"

namespace tern::store {
namespace {

using block::BlockHeader;

// A region of fewer headers takes the group behind it in.
constexpr size_t kFewHeaders = kHeadersPerGroup / 4;

class IndexEditor {
 public:
  IndexEditor(const OrderIndex& before, absl::Span<const IndexEdit> edits, uint32_t generation,
              order::Order order, kv::Batch& batch)
      : before_(before), edits_(edits), generation_(generation), order_(order), batch_(batch) {}

  absl::StatusOr<std::shared_ptr<const OrderIndex>> Run() {
    if (before_.groups() == 0) {
      std::vector<BlockHeader> headers;
      for (const IndexEdit& edit : edits_)
        headers.insert(headers.end(), edit.headers.begin(), edit.headers.end());
      if (absl::Status status = WriteGroups(0, 0, headers); !status.ok()) return status;
    }
    for (size_t group = 0; group < before_.groups();) {
      if (next_edit_ == edits_.size() || edits_[next_edit_].begin >= before_.GroupBegin(group + 1)) {
        const size_t begin = before_.GroupBegin(group);
        absl::Status status = after_->Append(absl::MakeConstSpan(&before_.header(begin), GroupSize(group)));
        if (!status.ok()) return status;
        ++group;
        continue;
      }
      const size_t first_group = group;
      const std::vector<BlockHeader> headers = TakeRegion(group);
      if (absl::Status status = WriteGroups(first_group, group, headers); !status.ok()) return status;
    }
    return std::shared_ptr<const OrderIndex>(std::move(after_));
  }

 private:
  size_t GroupSize(size_t group) const { return before_.GroupBegin(group + 1) - before_.GroupBegin(group); }

  // The headers of the groups from `group` on that belong together because of edits; `group` becomes the
  // first behind them.
  std::vector<BlockHeader> TakeRegion(size_t& group) {
    std::vector<BlockHeader> headers;
    size_t at = before_.GroupBegin(group);
    const auto copy_to = [&](size_t end) {
      for (; at < end; ++at) headers.push_back(before_.header(at));
    };
    while (true) {
      ++group;
      while (next_edit_ < edits_.size() && edits_[next_edit_].begin < before_.GroupBegin(group)) {
        const IndexEdit& edit = edits_[next_edit_++];
        copy_to(edit.begin);
        headers.insert(headers.end(), edit.headers.begin(), edit.headers.end());
        at = edit.end;
        while (before_.GroupBegin(group) < at) ++group;
      }
      copy_to(before_.GroupBegin(group));
      const bool takes_another = group < before_.groups() && !headers.empty() &&
                                 headers.size() < kFewHeaders &&
                                 headers.size() + GroupSize(group) <= kHeadersPerGroup;
      if (!takes_another) return headers;
    }
  }

  // Replaces the groups [begin, end) by even ones of `headers`.
  absl::Status WriteGroups(size_t begin, size_t end, absl::Span<const BlockHeader> headers) {
    std::set<std::string> keys;
    const size_t groups = (headers.size() + kHeadersPerGroup - 1) / kHeadersPerGroup;
    for (size_t i = 0; i < groups; ++i) {
      const size_t from = headers.size() * i / groups;
      const absl::Span<const BlockHeader> group =
          headers.subspan(from, headers.size() * (i + 1) / groups - from);
      std::string key = order::EncodeBlockKey(generation_, order_, group.front().first);
      batch_.Put(kv::Family::kIndex, key, block::EncodeHeaders(group));
      keys.insert(std::move(key));
      if (absl::Status status = after_->Append(group); !status.ok()) return status;
    }
    for (size_t group = begin; group < end; ++group) {
      std::string key =
          order::EncodeBlockKey(generation_, order_, before_.header(before_.GroupBegin(group)).first);
      if (!keys.contains(key)) batch_.Delete(kv::Family::kIndex, std::move(key));
    }
    return absl::OkStatus();
  }

  const OrderIndex& before_;
  const absl::Span<const IndexEdit> edits_;
  const uint32_t generation_;
  const order::Order order_;
  kv::Batch& batch_;
  std::shared_ptr<OrderIndex> after_ = std::make_shared<OrderIndex>();
  size_t next_edit_ = 0;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const OrderIndex>> EditIndex(const OrderIndex& before,
                                                            absl::Span<const IndexEdit> edits,
                                                            uint32_t generation, order::Order order,
                                                            kv::Batch& batch) {
  return IndexEditor(before, edits, generation, order, batch).Run();
}

}  // namespace tern::store
