// All terms of one kind in the order of their keys, whether they are in the base or appended: what a new base
// is written from. Appended terms are read by their reverse keys, which sort as the terms do; only where long
// ones begin alike do they wait to be sorted here.
#ifndef TERN_STORAGE_DICTIONARY_TERM_STREAM_H_
#define TERN_STORAGE_DICTIONARY_TERM_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/dictionary/base.h"
#include "storage/dictionary/dictionary.h"
#include "storage/dictionary/page.h"
#include "storage/kv/key_value.h"
#include "storage/model/term_id.h"

namespace tern::dictionary {

// The terms of a base tag by rank, a page in memory. Not thread-safe.
class BaseStream {
 public:
  // What it is made from outlives it.
  BaseStream(const kv::ReadView& view, const DictionaryCounts& counts, model::Tag tag)
      : base_(view, counts, nullptr), count_(counts.of(tag)), tag_(tag) {}

  // False at the end.
  absl::StatusOr<bool> Next();
  // REQUIRES: Next has returned true; the key until it is called again.
  uint64_t rank() const { return next_ - 1; }
  std::string_view key() const { return key_; }

 private:
  const Base base_;
  const uint64_t count_;
  const model::Tag tag_;
  uint64_t next_ = 0;
  std::shared_ptr<const Page> page_;
  std::optional<PageWalk> walk_;
  kv::PinnedValue long_key_;
  std::string_view key_;
};

// The terms of an appended tag by key. Not thread-safe.
class AppendedStream {
 public:
  // Long keys that begin alike are sorted in memory where they are no more than this; beyond, each comparison
  // reads two of them, and what stays in memory is 48 bytes for each.
  static constexpr uint64_t kMaxGroupBytes = uint64_t{32} << 20;
  AppendedStream(const kv::ReadView& view, const DictionaryCounts& counts, model::Tag tag,
                 uint64_t max_group_bytes = kMaxGroupBytes);

  // False at the end. DataLoss where the reverse keys name more or fewer terms than there are.
  absl::StatusOr<bool> Next();
  uint64_t number() const { return number_; }
  std::string_view key() const { return key_; }

 private:
  struct Long {
    uint64_t number = 0;
    uint64_t length = 0;
    std::string key;  // empty where it is to be read
  };
  absl::StatusOr<bool> NextShort();
  absl::Status ReadGroup();
  absl::Status SortGroup(uint64_t bytes);
  absl::StatusOr<std::string> ReadKey(uint64_t number) const;

  const kv::ReadView& view_;
  const uint64_t count_;
  const model::Tag tag_;
  const uint64_t max_group_bytes_;
  std::unique_ptr<kv::RangeCursor> cursor_;
  uint64_t seen_ = 0;
  uint64_t number_ = 0;
  std::string key_;
  std::vector<Long> group_;  // of long keys that begin alike, ascending
  size_t group_at_ = 0;
};

// Both merged. Not thread-safe.
class TermStream {
 public:
  TermStream(const kv::ReadView& view, const DictionaryCounts& counts, model::Tag base_tag);

  // False at the end. DataLoss where the terms do not ascend, or one is in both.
  absl::StatusOr<bool> Next();
  // REQUIRES: Next has returned true; the key until it is called again.
  model::TermId id() const;
  std::string_view key() const { return is_base_ ? base_.key() : appended_.key(); }

 private:
  absl::Status Advance();

  const model::Tag base_tag_;
  BaseStream base_;
  AppendedStream appended_;
  bool started_ = false;
  bool has_base_ = false;
  bool has_appended_ = false;
  bool is_base_ = false;  // whose term it is
};

}  // namespace tern::dictionary

#endif  // TERN_STORAGE_DICTIONARY_TERM_STREAM_H_
