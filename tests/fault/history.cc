#include "tests/fault/history.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "storage/model/text.h"

namespace tern::fault {
namespace {

using kv::Family;

constexpr uint64_t kLogKept = 10;
constexpr size_t kLogBytes = 2000;  // a small memtable is full after some thirty commits
constexpr uint64_t kBlocksPerGeneration = 20;

std::string Key(uint64_t number) {
  char text[32];
  std::snprintf(text, sizeof(text), "%012llu", static_cast<unsigned long long>(number));
  return text;
}

std::string BlockKey(uint64_t generation, uint64_t block) { return Key(generation) + "/" + Key(block); }

// Different for every key and long enough that a few commits fill a table block.
std::string Value(Family family, uint64_t number, size_t size) {
  const std::string seed = model::StrCat(kv::FamilyName(family), " ", number, "; ");
  std::string value;
  while (value.size() < size) value += seed;
  value.resize(size);
  return value;
}

// The log entries that commits 1 … number leave begin at this one.
uint64_t FirstLogEntry(uint64_t number) {
  const uint64_t last_fold = number / kLogKept * kLogKept;
  return last_fold <= kLogKept ? 1 : last_fold - kLogKept + 1;
}

absl::StatusOr<std::optional<std::string>> GetMeta(const kv::ReadView& view, std::string_view key) {
  absl::StatusOr<std::optional<kv::PinnedValue>> value = view.Get(Family::kMeta, key);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::nullopt;
  return std::string((*value)->bytes());
}

// The whole family must be exactly `expected(i)` for i in [first, end).
template <typename Expected>
absl::Status CheckFamily(const kv::ReadView& view, Family family, uint64_t first, uint64_t end,
                         const Expected& expected) {
  std::unique_ptr<kv::RangeCursor> cursor = view.Range(family, "", "");
  uint64_t number = first;
  for (; cursor->Valid(); cursor->Next(), ++number) {
    if (number >= end) {
      return absl::FailedPreconditionError(
          model::StrCat(kv::FamilyName(family), ": ", cursor->key(), " is too much"));
    }
    const auto& [key, value] = expected(number);
    if (cursor->key() != key || cursor->value() != value) {
      return absl::FailedPreconditionError(
          model::StrCat(kv::FamilyName(family), ": ", key, " expected, ", cursor->key(), " found"));
    }
  }
  if (!cursor->status().ok()) return cursor->status();
  if (number < end) {
    return absl::FailedPreconditionError(
        model::StrCat(kv::FamilyName(family), ": entries from ", number, " to ", end - 1, " are missing"));
  }
  return absl::OkStatus();
}

}  // namespace

kv::Batch CommitBatch(uint64_t number) {
  kv::Batch batch;
  batch.Put(Family::kLog, Key(number), Value(Family::kLog, number, kLogBytes));
  batch.Put(Family::kDictionary, Key(number), Value(Family::kDictionary, number, 50));
  if (number % kLogKept == 0) batch.DeleteRange(Family::kLog, Key(0), Key(FirstLogEntry(number)));
  batch.Put(Family::kMeta, "count", std::to_string(number));
  return batch;
}

absl::StatusOr<uint64_t> CountCommits(kv::KeyValue& key_value) {
  absl::StatusOr<std::shared_ptr<const kv::ReadView>> view = key_value.NewView();
  if (!view.ok()) return view.status();
  absl::StatusOr<std::optional<std::string>> count_text = GetMeta(**view, "count");
  if (!count_text.ok()) return count_text.status();
  const uint64_t count = count_text->has_value() ? std::stoull(**count_text) : 0;
  const auto entry = [](Family family, size_t size) {
    return [=](uint64_t number) { return std::pair(Key(number), Value(family, number, size)); };
  };
  absl::Status status =
      CheckFamily(**view, Family::kLog, FirstLogEntry(count), count + 1, entry(Family::kLog, kLogBytes));
  if (status.ok())
    status = CheckFamily(**view, Family::kDictionary, 1, count + 1, entry(Family::kDictionary, 50));
  if (!status.ok()) return status;
  return count;
}

absl::StatusOr<std::vector<kv::TableFile>> WriteGeneration(kv::KeyValue& key_value, uint64_t number,
                                                           const std::string& directory) {
  std::vector<kv::TableFile> files;
  const auto write = [&](Family family, const std::string& name,
                         const std::vector<std::pair<std::string, std::string>>& rows) -> absl::Status {
    const std::string path = directory + "/" + name + std::to_string(number);
    absl::StatusOr<std::unique_ptr<kv::TableWriter>> writer = key_value.NewTable(family, path);
    if (!writer.ok()) return writer.status();
    for (const auto& [key, value] : rows) {
      if (absl::Status status = (*writer)->Put(key, value); !status.ok()) return status;
    }
    files.push_back({family, path});
    return (*writer)->Finish();
  };
  std::vector<std::pair<std::string, std::string>> blocks;
  for (uint64_t block = 0; block < kBlocksPerGeneration; ++block) {
    blocks.emplace_back(BlockKey(number, block), Value(Family::kBlocks, number * 100 + block, 2000));
  }
  const auto middle = blocks.begin() + blocks.size() / 2;
  absl::Status status = write(Family::kBlocks, "blocks-a", {blocks.begin(), middle});
  if (status.ok()) status = write(Family::kBlocks, "blocks-b", {middle, blocks.end()});
  if (status.ok())
    status = write(Family::kIndex, "index", {{Key(number), Value(Family::kIndex, number, 500)}});
  if (status.ok()) status = write(Family::kMeta, "meta", {{"generation", std::to_string(number)}});
  if (!status.ok()) return status;
  return files;
}

kv::Batch DropOlderGenerations(uint64_t number) {
  kv::Batch batch;
  batch.DeleteRange(Family::kBlocks, "", Key(number));
  batch.DeleteRange(Family::kIndex, "", Key(number));
  return batch;
}

absl::StatusOr<uint64_t> FindGeneration(kv::KeyValue& key_value) {
  absl::StatusOr<std::shared_ptr<const kv::ReadView>> view = key_value.NewView();
  if (!view.ok()) return view.status();
  absl::StatusOr<std::optional<std::string>> text = GetMeta(**view, "generation");
  if (!text.ok()) return text.status();
  const uint64_t generation = text->has_value() ? std::stoull(**text) : 0;
  absl::StatusOr<std::optional<kv::PinnedValue>> before = std::nullopt;
  if (generation > 1) before = (*view)->Get(Family::kIndex, Key(generation - 1));
  if (!before.ok()) return before.status();
  const uint64_t first = before->has_value() ? generation - 1 : std::max<uint64_t>(generation, 1);
  absl::Status status =
      CheckFamily(**view, Family::kBlocks, (first - 1) * kBlocksPerGeneration,
                  generation * kBlocksPerGeneration, [](uint64_t number) {
                    const uint64_t of = number / kBlocksPerGeneration + 1;
                    const uint64_t block = number % kBlocksPerGeneration;
                    return std::pair(BlockKey(of, block), Value(Family::kBlocks, of * 100 + block, 2000));
                  });
  if (status.ok()) {
    status = CheckFamily(**view, Family::kIndex, first, generation + 1, [](uint64_t number) {
      return std::pair(Key(number), Value(Family::kIndex, number, 500));
    });
  }
  if (!status.ok()) return status;
  return generation;
}

}  // namespace tern::fault
