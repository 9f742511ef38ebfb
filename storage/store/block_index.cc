#include "storage/store/block_index.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "storage/model/gallop.h"
#include "storage/model/text.h"
#include "storage/order/keys.h"

namespace tern::store {
namespace {

absl::Status Damaged(uint32_t generation, order::Order order, std::string_view what) {
  return absl::DataLossError(
      model::StrCat("generation ", generation, ", order ", order::NameOf(order), ": ", what));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const OrderIndex>> OrderIndex::Load(const kv::ReadView& view,
                                                                   uint32_t generation, order::Order order,
                                                                   const OrderRecord& record) {
  auto index = std::make_shared<OrderIndex>();
  index->headers_.reserve(record.blocks);
  index->rows_before_.reserve(size_t{record.blocks} + 1);
  index->facts_before_.reserve(size_t{record.blocks} + 1);
  const order::KeyRange range = order::OrderRange(generation, order);
  const std::unique_ptr<kv::RangeCursor> cursor = view.Range(kv::Family::kIndex, range.begin, range.end);
  uint32_t groups = 0;
  for (; cursor->Valid(); cursor->Next(), ++groups) {
    absl::StatusOr<std::vector<block::BlockHeader>> group = block::DecodeHeaders(cursor->value());
    if (!group.ok()) return Damaged(generation, order, model::FromAbsl(group.status().message()));
    if (group->empty() || group->front().shape != order::InfoOf(order).shape ||
        cursor->key() != order::EncodeBlockKey(generation, order, group->front().first)) {
      return Damaged(generation, order, "a group of the block index stands under a wrong key");
    }
    if (absl::Status status = index->Append(*group); !status.ok()) {
      return Damaged(generation, order, model::FromAbsl(status.message()));
    }
  }
  if (!cursor->status().ok()) return cursor->status();
  if (groups != record.groups || index->size() != record.blocks ||
      index->rows_before_.back() != record.rows) {
    return Damaged(
        generation, order,
        model::StrCat("the block index has ", index->rows_before_.back(), " rows in ", index->size(),
                      " blocks, and should have ", record.rows, " in ", record.blocks));
  }
  return std::shared_ptr<const OrderIndex>(std::move(index));
}

absl::Status OrderIndex::Append(absl::Span<const block::BlockHeader> group) {
  if (!headers_.empty() && !(headers_.back().last < group.front().first)) {
    return absl::DataLossError("groups of the block index overlap");
  }
  group_begins_.push_back(headers_.size());
  for (const block::BlockHeader& header : group) {
    rows_before_.push_back(rows_before_.back() + header.rows);
    facts_before_.push_back(facts_before_.back() + header.facts);
    headers_.push_back(header);
  }
  return absl::OkStatus();
}

size_t OrderIndex::FirstReaching(const model::Row& row, size_t from) const {
  return model::GallopTo(from, size(), [&](size_t block) { return headers_[block].last >= row; });
}

size_t OrderIndex::FirstBehind(const model::Row& row, size_t from) const {
  return model::GallopTo(from, size(), [&](size_t block) { return headers_[block].first > row; });
}

BlockGeneration::BlockGeneration(const BlockGeneration& before, const GenerationRecord& record)
    : record_(record), readers_(before.readers_) {
  const std::lock_guard<std::mutex> lock(before.mutex_);
  indexes_ = before.indexes_;
}

BlockGeneration::BlockGeneration(const BlockGeneration& before, const GenerationRecord& record,
                                 order::Order order, std::shared_ptr<const OrderIndex> index)
    : BlockGeneration(before, record) {
  indexes_[static_cast<size_t>(order) - 1] = std::move(index);
}

absl::StatusOr<std::shared_ptr<const OrderIndex>> BlockGeneration::Index(const kv::ReadView& view,
                                                                         order::Order order) const {
  std::shared_ptr<const OrderIndex>& slot = indexes_[static_cast<size_t>(order) - 1];
  const std::lock_guard<std::mutex> lock(mutex_);
  if (slot == nullptr) {
    absl::StatusOr<std::shared_ptr<const OrderIndex>> loaded =
        OrderIndex::Load(view, record_.generation, order, record_.of(order));
    if (!loaded.ok()) return loaded.status();
    slot = *std::move(loaded);
  }
  return slot;
}

absl::StatusOr<std::shared_ptr<const block::Block>> BlockGeneration::Block(const kv::ReadView& view,
                                                                           order::Order order,
                                                                           const OrderIndex& index,
                                                                           size_t number) const {
  const size_t place = (number * order::kOrderCount + static_cast<size_t>(order)) % kKeptBlocks;
  Kept& kept = kept_[place];
  std::mutex& mutex = kept_locks_[place % kKeptLocks];
  {
    const std::lock_guard<std::mutex> lock(mutex);
    if (kept.block != nullptr && kept.order == order && kept.number == number) return kept.block;
  }
  absl::StatusOr<block::Block> read =
      ReadBlock(view, record_.generation, order, index.header(number), block::Verify::kStructure);
  if (!read.ok()) return read.status();
  auto block = std::make_shared<const block::Block>(*std::move(read));
  Kept replaced{order, number, block};
  {
    const std::lock_guard<std::mutex> lock(mutex);
    std::swap(kept, replaced);
  }
  return block;  // what was replaced goes outside of the lock
}

absl::StatusOr<block::Block> ReadBlock(const kv::ReadView& view, uint32_t generation, order::Order order,
                                       const block::BlockHeader& header, block::Verify verify) {
  absl::StatusOr<std::optional<kv::PinnedValue>> value =
      view.Get(kv::Family::kBlocks, order::EncodeBlockKey(generation, order, header.first));
  if (!value.ok()) return value.status();
  if (!value->has_value()) return Damaged(generation, order, "a block of the index is missing");
  absl::StatusOr<block::Block> block = block::Block::Parse((*value)->bytes(), (*value)->owner(), verify);
  if (!block.ok()) return Damaged(generation, order, model::FromAbsl(block.status().message()));
  if (block->header() != header)
    return Damaged(generation, order, "a block differs from its header in the index");
  return block;
}

}  // namespace tern::store
