#include "storage/store/check_blocks.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/block/block.h"
#include "storage/log/log_entry.h"
#include "storage/order/keys.h"
#include "storage/store/block_index.h"

namespace tern::store {
namespace {

constexpr size_t kBlocksBetweenCalls = 16;

class OrderBlocks {
 public:
  OrderBlocks(const SnapshotImpl& snapshot, order::Order order, CheckFindings& findings)
      : snapshot_(snapshot),
        record_(snapshot.state().blocks->record()),
        order_(order),
        name_(order::NameOf(order)),
        findings_(findings) {}

  // Sets `readable` to whether the index and every block of it can be read.
  absl::Status Run(bool& readable) {
    readable = false;
    const kv::ReadView& view = *snapshot_.state().view;
    // From the disk, not the one that is in memory already.
    const absl::StatusOr<std::shared_ptr<const OrderIndex>> index =
        OrderIndex::Load(view, record_.generation, order_, record_.of(order_));
    if (!index.ok()) {
      findings_.Add("order ", name_, ", block index: ", model::FromAbsl(index.status().message()));
      return absl::OkStatus();
    }
    readable = true;
    uint64_t facts = 0;
    for (size_t number = 0; number < (*index)->size(); ++number) {
      if (number % kBlocksBetweenCalls == 0) {
        absl::Status status = findings_.Report("blocks", findings_.report.blocks, BlockCount());
        if (!status.ok()) return status;
      }
      ++findings_.report.blocks;
      const block::BlockHeader& header = (*index)->header(number);
      facts += header.facts;
      const absl::StatusOr<block::Block> block =
          ReadBlock(view, record_.generation, order_, header, block::Verify::kContent);
      if (!block.ok()) {
        findings_.Add("order ", name_, ", block ", number, ": ", model::FromAbsl(block.status().message()));
        readable = false;
        continue;
      }
      if (number > 0) CheckNeighbours((*index)->header(number - 1), header, number);
    }
    CheckFacts(facts);
    CheckNoOthers(view, **index);
    return absl::OkStatus();
  }

 private:
  uint64_t BlockCount() const {
    uint64_t blocks = 0;
    for (const OrderRecord& order : record_.orders) blocks += order.blocks;
    return blocks;
  }

  // A fact lies in one block, unless it is larger than any.
  void CheckNeighbours(const block::BlockHeader& before, const block::BlockHeader& header, size_t number) {
    bool shares = true;
    for (int column = 0; column < block::FactColumns(header.shape); ++column) {
      shares =
          shares && before.last[static_cast<size_t>(column)] == header.first[static_cast<size_t>(column)];
    }
    if (!shares && header.first_fact_counted) {
      findings_.Add("order ", name_, ", block ", number, ": it continues a fact that no block before begins");
    }
  }

  // Facts are counted in every order that has them, claims and properties are facts of their own.
  void CheckFacts(uint64_t in_blocks) {
    if (order::InfoOf(order_).shape != block::RowShape::kFacts) return;
    const RowRange all = RowRange::All();
    const int64_t facts =
        static_cast<int64_t>(in_blocks) + snapshot_.state().log.Totals(order_, all.first, all.last).facts;
    if (facts == static_cast<int64_t>(snapshot_.totals().facts)) return;
    findings_.Add("order ", name_, ": blocks and log count ", facts, " facts, the store ",
                  snapshot_.totals().facts);
  }

  // Blocks and groups that stand in the order's range are those of the index.
  void CheckNoOthers(const kv::ReadView& view, const OrderIndex& index) {
    const order::KeyRange range = order::OrderRange(record_.generation, order_);
    const std::unique_ptr<kv::RangeCursor> cursor = view.Range(kv::Family::kBlocks, range.begin, range.end);
    size_t number = 0;
    for (; cursor->Valid(); cursor->Next()) {
      const bool is_next =
          number < index.size() &&
          cursor->key() == order::EncodeBlockKey(record_.generation, order_, index.header(number).first);
      if (is_next) {
        ++number;
        continue;
      }
      const absl::StatusOr<order::BlockKey> key = order::ParseBlockKey(cursor->key());
      // What is missing has been found already; from there on only keys that parse can be told apart.
      while (key.ok() && number < index.size() && index.header(number).first < key->first) ++number;
      if (key.ok() && number < index.size() && index.header(number).first == key->first) {
        ++number;
        continue;
      }
      findings_.Add("order ", name_, ": a block before block ", number, " is not in the index");
    }
    if (!cursor->status().ok()) {
      findings_.Add("order ", name_, ": ", model::FromAbsl(cursor->status().message()));
    }
  }

  const SnapshotImpl& snapshot_;
  const GenerationRecord& record_;
  const order::Order order_;
  const std::string_view name_;
  CheckFindings& findings_;
};

// What was replayed at open is read once more.
void CheckLog(const SnapshotImpl& snapshot, CheckFindings& findings) {
  const uint64_t folded = snapshot.state().blocks->record().folded;
  const std::unique_ptr<kv::RangeCursor> cursor =
      snapshot.state().view->Range(kv::Family::kLog, log::LogKey(folded + 1), "");
  uint64_t expected = folded + 1;
  for (; cursor->Valid(); cursor->Next(), ++expected) {
    const absl::StatusOr<log::LogEntry> entry = log::DecodeLogEntry(cursor->value());
    if (!entry.ok()) {
      findings.Add("commit ", expected, ": ", model::FromAbsl(entry.status().message()));
    } else if (entry->commit != expected || cursor->key() != log::LogKey(expected)) {
      findings.Add("commit ", expected, ": commit ", entry->commit, " stands in its place");
    }
  }
  if (!cursor->status().ok()) findings.Add("commit log: ", model::FromAbsl(cursor->status().message()));
  if (expected != snapshot.commit_number() + 1) {
    findings.Add("commit log: it ends with commit ", expected - 1, ", the store with commit ",
                 snapshot.commit_number());
  }
}

}  // namespace

absl::Status CheckBlocks(const SnapshotImpl& snapshot, CheckFindings& findings, ReadableOrders& readable) {
  for (const order::Order order : order::kAllOrders) {
    OrderBlocks blocks(snapshot, order, findings);
    absl::Status status = blocks.Run(readable[static_cast<size_t>(order) - 1]);
    if (!status.ok()) return status;
  }
  CheckLog(snapshot, findings);
  return absl::OkStatus();
}

}  // namespace tern::store
