#include "storage/store/recovery.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <string_view>
#include <utility>

#include "storage/log/log_entry.h"
#include "storage/model/statement.h"
#include "storage/model/text.h"
#include "storage/order/order.h"

namespace tern::store {
namespace {

absl::StatusOr<kv::PinnedValue> GetRecord(const kv::ReadView& view, std::string_view key) {
  absl::StatusOr<std::optional<kv::PinnedValue>> value = view.Get(kv::Family::kMeta, key);
  if (!value.ok()) return value.status();
  if (!value->has_value())
    return absl::DataLossError(model::StrCat("the store's ", key, " record is missing"));
  return **std::move(value);
}

absl::StatusOr<std::map<std::string, std::string>> LoadPrefixes(const kv::ReadView& view) {
  std::map<std::string, std::string> prefixes;
  const std::unique_ptr<kv::RangeCursor> cursor = view.Range(kv::Family::kMeta, kPrefixKey, kPrefixKeyEnd);
  for (; cursor->Valid(); cursor->Next()) {
    prefixes.emplace(cursor->key().substr(kPrefixKey.size()), cursor->value());
  }
  if (!cursor->status().ok()) return cursor->status();
  return prefixes;
}

absl::Status LogGap(uint64_t expected, uint64_t found) {
  return absl::DataLossError(model::StrCat("the commit log is damaged: commit ", expected, " is missing and ",
                                           found, " stands in its place"));
}

// The entries behind the folded ones, which must be all up to `head`'s.
absl::StatusOr<UnfoldedLog> LoadLog(const kv::ReadView& view, const GenerationRecord& record,
                                    uint64_t newest) {
  std::shared_ptr<const log::LogIndex> log = log::LogIndex::Empty(record.folded);
  std::shared_ptr<const log::LogIndex> to_fold;
  std::shared_ptr<const log::LogIndex> after;
  const std::unique_ptr<kv::RangeCursor> cursor =
      view.Range(kv::Family::kLog, log::LogKey(record.folded + 1), "");
  for (; cursor->Valid(); cursor->Next()) {
    const absl::StatusOr<uint64_t> commit = log::ParseLogKey(cursor->key());
    if (!commit.ok()) return commit.status();
    if (*commit != log->last_commit() + 1) return LogGap(log->last_commit() + 1, *commit);
    absl::StatusOr<log::LogEntry> entry = log::DecodeLogEntry(cursor->value());
    if (!entry.ok()) return entry.status();
    if (entry->commit != *commit) return LogGap(*commit, entry->commit);
    log = log->With(*entry);
    if (after != nullptr) after = after->With(*entry);
    if (record.is_half_folded() && *commit == record.target) {
      to_fold = log;
      after = log::LogIndex::Empty(record.target);
    }
  }
  if (!cursor->status().ok()) return cursor->status();
  if (log->last_commit() != newest) {
    return absl::DataLossError(model::StrCat("the commit log ends with commit ", log->last_commit(),
                                             ", the store with commit ", newest));
  }
  UnfoldedLog unfolded(std::move(log));
  if (!record.is_half_folded()) return unfolded;
  if (to_fold == nullptr) {
    return absl::DataLossError(model::StrCat("a fold is under way up to commit ", record.target,
                                             ", and the store ends with commit ", newest));
  }
  return unfolded.HalfFolded(std::move(to_fold), std::move(after), record);
}

absl::Status CheckTotal(std::string_view what, uint64_t blocks, int64_t log, uint64_t total) {
  if (static_cast<int64_t>(blocks) + log == static_cast<int64_t>(total)) return absl::OkStatus();
  return absl::DataLossError(model::StrCat("the store holds ", blocks, " ", what, " in blocks and ", log,
                                           " in the log, which do not make the ", total,
                                           " that were committed"));
}

}  // namespace

absl::Status CheckTotals(const GenerationRecord& record, const UnfoldedLog& log, const Totals& totals) {
  const auto in_log = [&](order::Order order) {
    const RowRange all = RowRange::All();
    return log.Totals(order, all.first, all.last).statements;
  };
  using order::Order;
  absl::Status status =
      CheckTotal("statements", record.of(Order::kSpo).rows, in_log(Order::kSpo), totals.statements);
  if (!status.ok()) return status;
  status = CheckTotal("claims", record.of(Order::kCspo).rows, in_log(Order::kCspo), totals.claimed);
  if (!status.ok()) return status;
  return CheckTotal("claim properties", record.of(Order::kPropertySpo).rows, in_log(Order::kPropertySpo),
                    totals.properties);
}

absl::Status WriteEmptyStore(kv::KeyValue& key_value, const std::string& base_namespace) {
  FormatRecord format;
  std::random_device random;
  for (uint8_t& byte : format.creation_id) byte = static_cast<uint8_t>(random());
  format.base_namespace = base_namespace;
  kv::Batch batch;
  batch.Put(kv::Family::kMeta, std::string(kFormatKey), EncodeFormat(format));
  batch.Put(kv::Family::kMeta, std::string(kGenerationKey), EncodeGeneration({}));
  batch.Put(kv::Family::kMeta, std::string(kHeadKey), EncodeHead({}));
  if (absl::Status status = key_value.Write(batch); !status.ok()) return status;
  return key_value.Sync();
}

absl::Status WriteBase(kv::KeyValue& key_value, const std::string& base_namespace) {
  const absl::StatusOr<std::shared_ptr<const kv::ReadView>> view = key_value.NewView();
  if (!view.ok()) return view.status();
  const absl::StatusOr<kv::PinnedValue> bytes = GetRecord(**view, kFormatKey);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<FormatRecord> format = DecodeFormat(bytes->bytes());
  if (!format.ok()) return format.status();
  format->base_namespace = base_namespace;
  kv::Batch batch;
  batch.Put(kv::Family::kMeta, std::string(kFormatKey), EncodeFormat(*format));
  if (absl::Status status = key_value.Write(batch); !status.ok()) return status;
  return key_value.Sync();
}

absl::StatusOr<bool> IsUnmade(kv::KeyValue& key_value) {
  const absl::StatusOr<std::shared_ptr<const kv::ReadView>> view = key_value.NewView();
  if (!view.ok()) return view.status();
  for (const kv::Family family : {kv::Family::kMeta, kv::Family::kLog, kv::Family::kBlocks}) {
    const std::unique_ptr<kv::RangeCursor> cursor = (*view)->Range(family, "", "");
    if (cursor->Valid()) return false;
    if (!cursor->status().ok()) return cursor->status();
  }
  return true;
}

absl::StatusOr<StoreState> LoadState(kv::KeyValue& key_value) {
  absl::StatusOr<std::shared_ptr<const kv::ReadView>> view = key_value.NewView();
  if (!view.ok()) return view.status();
  const absl::StatusOr<kv::PinnedValue> format_bytes = GetRecord(**view, kFormatKey);
  if (!format_bytes.ok()) return format_bytes.status();
  absl::StatusOr<FormatRecord> format = DecodeFormat(format_bytes->bytes());
  if (!format.ok()) return format.status();
  const absl::StatusOr<kv::PinnedValue> head_bytes = GetRecord(**view, kHeadKey);
  if (!head_bytes.ok()) return head_bytes.status();
  const absl::StatusOr<HeadRecord> head = DecodeHead(head_bytes->bytes());
  if (!head.ok()) return head.status();
  const absl::StatusOr<kv::PinnedValue> generation_bytes = GetRecord(**view, kGenerationKey);
  if (!generation_bytes.ok()) return generation_bytes.status();
  const absl::StatusOr<GenerationRecord> generation = DecodeGeneration(generation_bytes->bytes());
  if (!generation.ok()) return generation.status();
  absl::StatusOr<std::map<std::string, std::string>> prefixes = LoadPrefixes(**view);
  if (!prefixes.ok()) return prefixes.status();
  absl::StatusOr<UnfoldedLog> log = LoadLog(**view, *generation, head->commit);
  if (!log.ok()) return log.status();
  if (absl::Status status = CheckTotals(*generation, *log, head->totals); !status.ok()) return status;

  StoreState state;
  state.view = *std::move(view);
  state.blocks = std::make_shared<const BlockGeneration>(*generation);
  state.log = *std::move(log);
  state.head = *head;
  state.base_namespace = std::make_shared<const std::string>(std::move(format->base_namespace));
  state.prefixes = std::make_shared<const std::map<std::string, std::string>>(*std::move(prefixes));
  state.pages = std::make_shared<dictionary::PageCache>();
  state.odd_values = std::make_shared<OddValues>();
  state.value_orders = std::make_shared<ValueOrders>();
  return state;
}

absl::Status CheckSideFile(const std::optional<SideRecord>& side, const HeadRecord& head) {
  if (!side.has_value()) {
    if (head.commit == 0) return absl::OkStatus();
    return absl::DataLossError(model::StrCat(
        "the side file `head` is missing or damaged, so nobody can tell whether commits after ", head.commit,
        " were lost; restore the store from a backup, or load an export into a new one"));
  }
  if (head.commit < side->commit) {
    return absl::DataLossError(model::StrCat("the store has lost commits ", head.commit + 1, " to ",
                                             side->commit, ": its files end with commit ", head.commit,
                                             "; restore it from a backup, or load an export into a new one"));
  }
  const bool same = side->statements == head.totals.statements && side->facts == head.totals.facts &&
                    side->properties == head.totals.properties;
  if (head.commit == side->commit && !same) {
    return absl::DataLossError(model::StrCat("commit ", head.commit, " should have ", side->statements,
                                             " statements and the store has ", head.totals.statements,
                                             "; restore it from a backup, or load an export into a new one"));
  }
  return absl::OkStatus();
}

}  // namespace tern::store
