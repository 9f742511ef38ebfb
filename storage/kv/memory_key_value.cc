#include "storage/kv/memory_key_value.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace tern::kv {
namespace {

// One version of one family; a change makes a new one, so that a view only holds a pointer. The values are
// shared between versions.
using Table = std::map<std::string, std::shared_ptr<const std::string>, std::less<>>;
using Tables = std::array<std::shared_ptr<const Table>, kFamilyCount>;

size_t IndexOf(Family family) { return static_cast<size_t>(family); }

void Apply(const Batch::Operation& operation, Table& table) {
  switch (operation.kind) {
    case Batch::Operation::Kind::kPut:
      table[operation.key] = std::make_shared<const std::string>(operation.value);
      break;
    case Batch::Operation::Kind::kDelete:
      table.erase(operation.key);
      break;
    case Batch::Operation::Kind::kDeleteRange:
      if (operation.key < operation.value) {
        table.erase(table.lower_bound(operation.key), table.lower_bound(operation.value));
      }
      break;
  }
}

class Cursor : public RangeCursor {
 public:
  Cursor(std::shared_ptr<const Table> table, std::string_view begin, std::string_view end,
         absl::Status status)
      : table_(std::move(table)),
        status_(std::move(status)),
        first_(table_->lower_bound(begin)),
        last_(end.empty() ? table_->end() : table_->lower_bound(std::max(begin, end))),
        begin_(begin),
        at_(status_.ok() ? first_ : last_) {}

  bool Valid() const override { return at_ != last_; }
  void Seek(std::string_view at_least) override {
    if (!status_.ok()) return;
    at_ = table_->lower_bound(std::max(at_least, std::string_view(begin_)));
    if (last_ != table_->end() && (at_ == table_->end() || at_->first > last_->first)) at_ = last_;
  }
  void SeekForPrev(std::string_view at_most) override {
    if (!status_.ok()) return;
    at_ = table_->upper_bound(at_most);
    if (last_ != table_->end() && (at_ == table_->end() || at_->first > last_->first)) at_ = last_;
    const bool before_range =
        at_ != table_->end() && (first_ == table_->end() || at_->first <= first_->first);
    at_ = at_ == first_ || before_range ? last_ : std::prev(at_);
  }
  void Next() override { ++at_; }
  std::string_view key() const override { return at_->first; }
  std::string_view value() const override { return *at_->second; }
  absl::Status status() const override { return status_; }

 private:
  const std::shared_ptr<const Table> table_;
  const absl::Status status_;
  const Table::const_iterator first_;
  const Table::const_iterator last_;
  const std::string begin_;
  Table::const_iterator at_;
};

// Counters and the fault outlive neither the KeyValue nor its views; both hold them.
struct Shared {
  std::mutex mutex;
  MemoryKeyValue::Fault fault;  // guarded by mutex
  std::atomic<int64_t> gets{0};
  std::atomic<int64_t> syncs{0};

  absl::Status Check(std::string_view operation) {
    MemoryKeyValue::Fault copy;
    {
      const std::lock_guard<std::mutex> lock(mutex);
      copy = fault;
    }
    return copy ? copy(operation) : absl::OkStatus();
  }
};

class View : public ReadView {
 public:
  View(Tables tables, std::shared_ptr<Shared> shared)
      : tables_(std::move(tables)), shared_(std::move(shared)) {}

  absl::StatusOr<std::optional<PinnedValue>> Get(Family family, std::string_view key) const override {
    if (absl::Status status = shared_->Check("get"); !status.ok()) return status;
    return Find(family, key);
  }
  absl::StatusOr<std::vector<std::optional<PinnedValue>>> MultiGet(
      Family family, absl::Span<const std::string> keys) const override {
    if (absl::Status status = shared_->Check("get"); !status.ok()) return status;
    std::vector<std::optional<PinnedValue>> result;
    result.reserve(keys.size());
    for (const std::string& key : keys) result.push_back(Find(family, key));
    return result;
  }
  std::unique_ptr<RangeCursor> Range(Family family, std::string_view begin,
                                     std::string_view end) const override {
    return std::make_unique<Cursor>(tables_[IndexOf(family)], begin, end, shared_->Check("range"));
  }

 private:
  std::optional<PinnedValue> Find(Family family, std::string_view key) const {
    shared_->gets.fetch_add(1, std::memory_order_relaxed);
    const Table& table = *tables_[IndexOf(family)];
    const auto found = table.find(key);
    if (found == table.end()) return std::nullopt;
    return PinnedValue(*found->second, found->second);
  }

  const Tables tables_;
  const std::shared_ptr<Shared> shared_;
};

// A "file" that is being written: it exists under its path once it is finished.
using Files = std::map<std::string, std::pair<Family, Table>>;

class MemoryKeyValueImpl;

class Writer : public TableWriter {
 public:
  Writer(MemoryKeyValueImpl* owner, Family family, std::string path)
      : owner_(owner), family_(family), path_(std::move(path)) {}
  absl::Status Put(std::string_view key, std::string_view value) override;
  absl::Status Finish() override;
  uint64_t size_bytes() const override { return size_bytes_; }

 private:
  MemoryKeyValueImpl* const owner_;
  const Family family_;
  const std::string path_;
  Table table_;
  uint64_t size_bytes_ = 0;
};

class MemoryKeyValueImpl : public MemoryKeyValue {
 public:
  MemoryKeyValueImpl() {
    for (auto& table : tables_) table = std::make_shared<const Table>();
    synced_ = tables_;
  }

  absl::StatusOr<std::shared_ptr<const ReadView>> NewView() override {
    if (absl::Status status = shared_->Check("view"); !status.ok()) return status;
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::make_shared<const View>(tables_, shared_);
  }

  absl::Status Write(const Batch& batch) override {
    if (absl::Status status = shared_->Check("write"); !status.ok()) return status;
    const std::lock_guard<std::mutex> lock(mutex_);
    std::array<std::shared_ptr<Table>, kFamilyCount> changed;
    for (const Batch::Operation& operation : batch.operations()) {
      const size_t i = IndexOf(operation.family);
      if (changed[i] == nullptr) changed[i] = std::make_shared<Table>(*tables_[i]);
      Apply(operation, *changed[i]);
    }
    for (int i = 0; i < kFamilyCount; ++i) {
      if (changed[i] != nullptr) tables_[i] = std::move(changed[i]);
    }
    return absl::OkStatus();
  }

  absl::Status Sync() override {
    shared_->syncs.fetch_add(1, std::memory_order_relaxed);
    if (absl::Status status = shared_->Check("sync"); !status.ok()) return status;
    const std::lock_guard<std::mutex> lock(mutex_);
    synced_ = tables_;
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<TableWriter>> NewTable(Family family, const std::string& path) override {
    if (absl::Status status = shared_->Check("table"); !status.ok()) return status;
    return std::make_unique<Writer>(this, family, path);
  }

  absl::Status Ingest(absl::Span<const TableFile> files) override;

  absl::Status PurgeFiles() override { return shared_->Check("purge"); }

  absl::Status Compact(absl::Span<const KeyRange> /*ranges*/) override { return shared_->Check("compact"); }

  absl::StatusOr<uint64_t> SizeBytes(Family family) override { return SizeBytes(KeyRange{family, "", ""}); }
  absl::StatusOr<uint64_t> SizeBytes(const KeyRange& range) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    const Table& table = *tables_[IndexOf(range.family)];
    uint64_t size = 0;
    for (auto i = table.lower_bound(range.begin); i != table.end(); ++i) {
      if (!range.end.empty() && i->first >= range.end) break;
      size += i->first.size() + i->second->size();
    }
    return size;
  }

  void SetFault(Fault fault) override {
    const std::lock_guard<std::mutex> lock(shared_->mutex);
    shared_->fault = std::move(fault);
  }
  void DropUnsynced() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    tables_ = synced_;
  }
  int64_t sync_count() const override { return shared_->syncs.load(std::memory_order_relaxed); }
  int64_t get_count() const override { return shared_->gets.load(std::memory_order_relaxed); }

  absl::Status FinishFile(const std::string& path, Family family, Table table) {
    if (absl::Status status = shared_->Check("finish"); !status.ok()) return status;
    const std::lock_guard<std::mutex> lock(mutex_);
    files_[path] = {family, std::move(table)};
    return absl::OkStatus();
  }

 private:
  const std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  std::mutex mutex_;
  Tables tables_;  // guarded by mutex_
  Tables synced_;  // guarded by mutex_
  Files files_;    // guarded by mutex_
};

absl::Status Writer::Put(std::string_view key, std::string_view value) {
  if (!table_.empty() && key <= std::prev(table_.end())->first) {
    return absl::InvalidArgumentError(absl::StrCat("keys of ", path_, " do not ascend"));
  }
  table_.emplace_hint(table_.end(), std::string(key), std::make_shared<const std::string>(value));
  size_bytes_ += key.size() + value.size();
  return absl::OkStatus();
}

absl::Status Writer::Finish() {
  if (table_.empty()) return absl::FailedPreconditionError(absl::StrCat("nothing was added to ", path_));
  return owner_->FinishFile(path_, family_, std::move(table_));
}

absl::Status MemoryKeyValueImpl::Ingest(absl::Span<const TableFile> files) {
  if (absl::Status status = shared_->Check("ingest"); !status.ok()) return status;
  const std::lock_guard<std::mutex> lock(mutex_);
  std::array<Table, kFamilyCount> added;
  std::array<std::vector<std::pair<std::string, std::string>>, kFamilyCount> ranges;
  for (const TableFile& file : files) {
    const auto found = files_.find(file.path);
    if (found == files_.end() || found->second.first != file.family) {
      return absl::InvalidArgumentError(absl::StrCat("no finished file of this family at ", file.path));
    }
    const Table& table = found->second.second;
    Table& all = added[IndexOf(file.family)];
    for (const auto& [first, last] : ranges[IndexOf(file.family)]) {
      const bool apart = last < table.begin()->first || std::prev(table.end())->first < first;
      if (apart) continue;
      return absl::InvalidArgumentError(absl::StrCat(file.path, " overlaps another file of its family"));
    }
    ranges[IndexOf(file.family)].emplace_back(table.begin()->first, std::prev(table.end())->first);
    all.insert(table.begin(), table.end());
  }
  for (int i = 0; i < kFamilyCount; ++i) {
    if (added[i].empty()) continue;
    auto changed = std::make_shared<Table>(*tables_[i]);
    for (auto& [key, value] : added[i]) (*changed)[key] = value;
    tables_[i] = std::move(changed);
  }
  for (const TableFile& file : files) files_.erase(file.path);
  synced_ = tables_;  // durable, and with it what was written before
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<MemoryKeyValue> MemoryKeyValue::Create() { return std::make_unique<MemoryKeyValueImpl>(); }

}  // namespace tern::kv
