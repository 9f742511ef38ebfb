// The terms of a load while it is read: each distinct one that needs a dictionary entry gets a provisional
// number. Keys lie in an arena, so a term costs its bytes and about 32 more.
#ifndef TERN_STORAGE_LOAD_VOCABULARY_H_
#define TERN_STORAGE_LOAD_VOCABULARY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::load {

// Not thread-safe, except that const methods may run at once.
class Vocabulary {
 public:
  static constexpr uint64_t kMaxTerms = uint64_t{1} << 31;

  Vocabulary();
  Vocabulary(const Vocabulary&) = delete;
  Vocabulary& operator=(const Vocabulary&) = delete;

  // The number of an IRI or of a literal without an inline id. ResourceExhausted beyond kMaxTerms.
  absl::StatusOr<uint32_t> Add(const model::Term& term);

  uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
  // The base tag and the dictionary key of a term. REQUIRES: number < size().
  model::Tag tag(uint32_t number) const { return entries_[number].tag; }
  std::string_view key(uint32_t number) const { return {entries_[number].data, entries_[number].size}; }

  // The numbers of all terms by tag, then key: the order of a dictionary base.
  std::vector<uint32_t> Sorted() const;

 private:
  struct Entry {
    const char* data;
    uint32_t size;
    uint32_t hash;
    model::Tag tag;
  };
  struct Probe {
    model::Tag tag;
    std::string_view key;
    uint32_t hash;
  };
  struct Hash {
    using is_transparent = void;
    const std::vector<Entry>* entries;
    size_t operator()(uint32_t number) const { return Spread((*entries)[number].hash); }
    size_t operator()(const Probe& probe) const { return Spread(probe.hash); }
    static size_t Spread(uint32_t hash) { return hash * uint64_t{0x9E3779B97F4A7C15}; }
  };
  struct Equal {
    using is_transparent = void;
    const std::vector<Entry>* entries;
    bool operator()(uint32_t a, uint32_t b) const { return a == b; }
    bool operator()(uint32_t number, const Probe& probe) const { return IsSame((*entries)[number], probe); }
    bool operator()(const Probe& probe, uint32_t number) const { return IsSame((*entries)[number], probe); }
    static bool IsSame(const Entry& entry, const Probe& probe) {
      return entry.hash == probe.hash && entry.tag == probe.tag &&
             probe.key == std::string_view(entry.data, entry.size);
    }
  };

  const char* Keep(std::string_view key);

  static constexpr size_t kChunkBytes = size_t{1} << 20;
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* free_ = nullptr;
  size_t free_bytes_ = 0;
  std::vector<Entry> entries_;
  absl::flat_hash_set<uint32_t, Hash, Equal> index_;
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_VOCABULARY_H_
