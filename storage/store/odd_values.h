// Finds the literals that have a value but no inline id ("01", 30 digits, xsd:byte, xsd:float) by that value.
// The dictionary sorts them by how they are written, so the first question reads a whole region of it once
// and keeps 16 bytes a term; later ones are a binary search. Shared by all snapshots of a store.
#ifndef TERN_STORAGE_STORE_ODD_VALUES_H_
#define TERN_STORAGE_STORE_ODD_VALUES_H_

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/dictionary/dictionary.h"
#include "storage/model/term_id.h"
#include "storage/model/value.h"
#include "storage/store/read_monitor.h"

namespace tern::store {

// Thread-safe.
class OddValues {
 public:
  // Appends the ids under `tag` whose terms have exactly this value. REQUIRES: value has one of the kinds
  // kNumber, kDate and kDateTime. `monitor` (may be null) is polled while a region is read.
  absl::Status Find(const dictionary::Dictionary& dictionary, model::Tag tag, const model::Value& value,
                    std::vector<model::TermId>& out, const ReadMonitor* monitor = nullptr);

 private:
  struct Entry {
    uint64_t hash;
    model::TermId id;
  };
  struct Region {
    uint32_t base_generation = 0;
    uint64_t terms = 0;          // how many terms of the tag were read
    std::vector<Entry> entries;  // by hash, then id
  };

  absl::StatusOr<std::shared_ptr<const Region>> RegionOf(const dictionary::Dictionary& dictionary,
                                                         model::Tag tag, const ReadMonitor* monitor);

  std::mutex mutex_;
  std::array<std::shared_ptr<const Region>, 32> regions_;  // by tag
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_ODD_VALUES_H_
