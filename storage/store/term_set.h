// A set of dictionary terms, a bit each: which terms statements name, for checks and for compaction. 12 MB
// for 100 million terms. Not thread-safe.
#ifndef TERN_STORAGE_STORE_TERM_SET_H_
#define TERN_STORAGE_STORE_TERM_SET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "storage/dictionary/dictionary.h"
#include "storage/model/term_id.h"

namespace tern::store {

class TermSet {
 public:
  // For the terms of a dictionary with these counts.
  explicit TermSet(const dictionary::DictionaryCounts& counts) : counts_(counts) {
    for (size_t tag = 0; tag < bits_.size(); ++tag) bits_[tag].resize((counts.terms[tag] + 63) / 64);
  }

  // False where the dictionary has no such term: its number is too high, or its tag is no dictionary tag.
  bool Insert(model::TermId id) {
    if (!IsKnown(id)) return false;
    bits_[static_cast<size_t>(id.tag())][id.payload() / 64] |= uint64_t{1} << id.payload() % 64;
    return true;
  }
  bool Contains(model::TermId id) const {
    return IsKnown(id) &&
           (bits_[static_cast<size_t>(id.tag())][id.payload() / 64] >> id.payload() % 64 & 1) != 0;
  }

 private:
  bool IsKnown(model::TermId id) const { return id.payload() < counts_.of(id.tag()); }

  dictionary::DictionaryCounts counts_;
  std::array<std::vector<uint64_t>, 32> bits_;  // by tag
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_TERM_SET_H_
