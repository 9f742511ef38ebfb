#include "storage/store/generation_writer.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "storage/block/block_builder.h"
#include "storage/block/block_header.h"
#include "storage/model/text.h"
#include "storage/order/keys.h"
#include "storage/store/index_edit.h"

namespace tern::store {
namespace {

constexpr size_t kBatchRows = 4096;
constexpr uint64_t kCheckpointRows = 64 * 1024;
constexpr int kThreads = 2;

// The blocks and the index of one order, into a file each.
class OrderWriter {
 public:
  OrderWriter(kv::KeyValue& key_value, const GenerationInput& input, uint32_t generation, order::Order order,
              const std::string& scratch)
      : key_value_(key_value),
        input_(input),
        generation_(generation),
        order_(order),
        blocks_path_(model::StrCat(scratch, "/blocks-", order::NameOf(order), ".sst")),
        index_path_(model::StrCat(scratch, "/index-", order::NameOf(order), ".sst")),
        cutter_({order::InfoOf(order).shape, input.rows_per_block, false},
                [this](block::EncodedBlock block) { return WriteBlock(std::move(block)); }) {}

  absl::Status Run() {
    if (input_.more_rows) {
      absl::StatusOr<std::unique_ptr<RowSource>> more = input_.more_rows(order_);
      if (!more.ok()) return more.status();
      more_ = *std::move(more);
    }
    if (absl::Status status = Merge(); !status.ok()) return status;
    more_ = nullptr;  // gives its memory back to the next order
    if (absl::Status status = cutter_.Finish(); !status.ok()) return status;
    if (blocks_ == nullptr) return absl::OkStatus();
    if (absl::Status status = WriteGroup(); !status.ok()) return status;
    if (absl::Status status = blocks_->Finish(); !status.ok()) return status;
    return index_->Finish();
  }

  const OrderRecord& record() const { return record_; }
  uint64_t facts() const { return facts_; }
  void AppendFiles(std::vector<kv::TableFile>& files) const {
    if (blocks_ == nullptr) return;
    files.push_back({kv::Family::kBlocks, blocks_path_});
    files.push_back({kv::Family::kIndex, index_path_});
  }

 private:
  absl::Status Merge() {
    absl::StatusOr<std::unique_ptr<OrderCursor>> cursor =
        input_.base->ScanOrder(order_, RowRange::All(), ClaimMode::kRaw, block::Verify::kContent);
    if (!cursor.ok()) return cursor.status();
    std::vector<std::array<model::TermId, kBatchRows>> batch(4);
    while (true) {
      const absl::StatusOr<size_t> count =
          (*cursor)->Next(kBatchRows, {batch[0].data(), batch[1].data(), batch[2].data(), batch[3].data()});
      if (!count.ok()) return count.status();
      if (*count == 0) break;
      for (size_t i = 0; i < *count; ++i) {
        model::Row row = {batch[0][i], batch[1][i], batch[2][i], batch[3][i]};
        if (input_.map_row) {
          const absl::StatusOr<bool> stays = input_.map_row(row);
          if (!stays.ok()) return stays.status();
          if (!*stays) continue;
        }
        if (absl::Status status = AddMoreUpTo(row); !status.ok()) return status;
        if (absl::Status status = Add(row); !status.ok()) return status;
      }
    }
    return AddMoreUpTo(std::nullopt);
  }

  // Adds the additional rows in front of `end` (all that are left without one) and leaves out one like it.
  absl::Status AddMoreUpTo(const std::optional<model::Row>& end) {
    while (true) {
      if (more_at_ == more_rows_.size()) {
        if (more_ == nullptr) return absl::OkStatus();
        const absl::StatusOr<absl::Span<const model::Row>> rows = more_->Next();
        if (!rows.ok()) return rows.status();
        more_rows_ = *rows;
        more_at_ = 0;
        if (more_rows_.empty()) {
          more_ = nullptr;
          return absl::OkStatus();
        }
      }
      const model::Row& row = more_rows_[more_at_];
      if (end.has_value() && *end < row) return absl::OkStatus();
      ++more_at_;
      if (end.has_value() && *end == row) return absl::OkStatus();
      if (absl::Status status = Add(row); !status.ok()) return status;
    }
  }

  absl::Status Add(const model::Row& row) {
    if (record_.rows++ % kCheckpointRows == 0 && input_.checkpoint) {
      if (absl::Status status = input_.checkpoint(order_, record_.rows - 1); !status.ok()) return status;
    }
    return cutter_.Add(row);
  }

  absl::Status WriteBlock(block::EncodedBlock block) {
    if (blocks_ == nullptr) {
      absl::StatusOr<std::unique_ptr<kv::TableWriter>> blocks =
          key_value_.NewTable(kv::Family::kBlocks, blocks_path_);
      if (!blocks.ok()) return blocks.status();
      absl::StatusOr<std::unique_ptr<kv::TableWriter>> index =
          key_value_.NewTable(kv::Family::kIndex, index_path_);
      if (!index.ok()) return index.status();
      blocks_ = *std::move(blocks);
      index_ = *std::move(index);
    }
    const std::string key = order::EncodeBlockKey(generation_, order_, block.header.first);
    if (absl::Status status = blocks_->Put(key, block.bytes); !status.ok()) return status;
    ++record_.blocks;
    facts_ += block.header.facts;
    group_.push_back(block.header);
    return group_.size() < kHeadersPerGroup ? absl::OkStatus() : WriteGroup();
  }

  absl::Status WriteGroup() {
    if (group_.empty()) return absl::OkStatus();
    const std::string key = order::EncodeBlockKey(generation_, order_, group_.front().first);
    if (absl::Status status = index_->Put(key, block::EncodeHeaders(group_)); !status.ok()) return status;
    ++record_.groups;
    group_.clear();
    return absl::OkStatus();
  }

  kv::KeyValue& key_value_;
  const GenerationInput& input_;
  const uint32_t generation_;
  const order::Order order_;
  const std::string blocks_path_;
  const std::string index_path_;
  block::BlockCutter cutter_;
  std::unique_ptr<RowSource> more_;
  absl::Span<const model::Row> more_rows_;
  size_t more_at_ = 0;
  std::unique_ptr<kv::TableWriter> blocks_;  // made with the first block: a file must not be empty
  std::unique_ptr<kv::TableWriter> index_;
  std::vector<block::BlockHeader> group_;
  OrderRecord record_;
  uint64_t facts_ = 0;
};

// The orders must agree on how many statements there are.
absl::Status CheckRows(const GenerationRecord& record) {
  const uint64_t rows = record.of(order::Order::kSpo).rows;
  for (const order::Order order : {order::Order::kPso, order::Order::kPos, order::Order::kOsp}) {
    if (record.of(order).rows == rows) continue;
    return absl::DataLossError(model::StrCat("order ", order::NameOf(order), " holds ", record.of(order).rows,
                                             " statements and order SPO ", rows));
  }
  const uint64_t properties = record.of(order::Order::kPropertySpo).rows;
  if (properties != record.of(order::Order::kPropertyPos).rows) {
    return absl::DataLossError("the two orders of claim properties hold different numbers of them");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<WrittenGeneration> WriteGeneration(kv::KeyValue& key_value, const GenerationInput& input,
                                                  uint32_t generation, const std::string& scratch) {
  std::vector<std::unique_ptr<OrderWriter>> writers;
  for (const order::Order order : order::kAllOrders) {
    writers.push_back(std::make_unique<OrderWriter>(key_value, input, generation, order, scratch));
  }
  std::array<absl::Status, order::kOrderCount> statuses;
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  const auto work = [&] {
    for (size_t i = next++; i < writers.size() && !failed; i = next++) {
      statuses[i] = writers[i]->Run();
      if (!statuses[i].ok()) failed = true;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < kThreads; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  for (const absl::Status& status : statuses) {
    if (!status.ok()) return status;
  }

  WrittenGeneration written;
  written.record.generation = generation;
  for (size_t i = 0; i < writers.size(); ++i) {
    written.record.of(order::kAllOrders[i]) = writers[i]->record();
    writers[i]->AppendFiles(written.files);
  }
  if (absl::Status status = CheckRows(written.record); !status.ok()) return status;
  written.totals.statements = written.record.of(order::Order::kSpo).rows;
  written.totals.claimed = written.record.of(order::Order::kCspo).rows;
  written.totals.properties = written.record.of(order::Order::kPropertySpo).rows;
  written.totals.facts = writers.front()->facts();
  return written;
}

}  // namespace tern::store
