// New ids for the terms of a dictionary: those that are used, base and appended ones merged in the order of
// their keys, become the base of a new generation; the others go. Marked in one pass over the statements,
// numbered in one pass over the terms, then asked four times a statement and order.
//
// What it costs: a bit for each term that there is, plus an eighth of that for counts in between (0.14 bytes
// for a term of the base), and for an appended term that is used 6 bytes: its new rank, and where it falls
// among those of the base. A base id maps by counting bits within 512 and the appended terms among them, 5 to
// 10 ns where the bits are in the processor's cache; ids of the base keep their order, so rows without
// appended ids do too.
#ifndef TERN_STORAGE_DICTIONARY_RENUMBERING_H_
#define TERN_STORAGE_DICTIONARY_RENUMBERING_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/dictionary/dictionary.h"
#include "storage/kv/key_value.h"
#include "storage/model/term_id.h"

namespace tern::dictionary {

// Mark all, then WriteBase, then Map. Map is thread-safe; the rest is not.
class Renumbering {
 public:
  // Of a dictionary with these counts. ResourceExhausted where a kind has more terms than 32 bits can number.
  static absl::StatusOr<Renumbering> Create(const DictionaryCounts& counts);

  // What one for these counts takes at most.
  static uint64_t BytesFor(const DictionaryCounts& counts);

  // The term of `id` is used; of a named claim (claim column) that is its name. Ids without an entry in the
  // dictionary need no mark. DataLoss where the dictionary has no such term.
  absl::Status Mark(model::TermId id);
  uint64_t marked_count() const { return marked_count_; }

  // Adds the marked terms to `writer`, in its order. `poll` is called now and then with the number of terms
  // read; its error ends the work. DataLoss where a marked term is missing.
  absl::Status WriteBase(const kv::ReadView& view, BaseWriter& writer,
                         const std::function<absl::Status(uint64_t terms)>& poll);

  // The new id; the same where ids of this tag have no entry in the dictionary. Null where the term was not
  // marked. REQUIRES: WriteBase returned ok.
  model::TermId Map(model::TermId id) const;

  // Whether ids like this one may leave their place among others: those of appended terms and of claims named
  // by one.
  static bool Moves(model::TermId id);

 private:
  // 512 terms of the base.
  struct Block {
    std::array<uint64_t, 8> marks = {};
    uint32_t first_rank = 0;       // the new rank of the first marked one, unless insertions come before it
    uint32_t first_insertion = 0;  // in insertions
  };
  static constexpr uint64_t kTermsPerBlock = 512;

  // One base tag and its appended tag.
  struct Kind {
    std::vector<Block> blocks;
    // For each appended term among those of a block: the position there in front of which it comes; ascending
    // within a block.
    std::vector<uint16_t> insertions;
    std::vector<uint64_t> appended_marks;
    std::vector<uint32_t> appended_ranks;  // of marked ones, by how many are marked before
    std::vector<uint32_t> marked_before;   // for each word of appended_marks
  };

  explicit Renumbering(const DictionaryCounts& counts) : counts_(counts) {}

  Kind& KindOf(model::Tag base_tag) { return kinds_[static_cast<size_t>(base_tag)]; }
  const Kind& KindOf(model::Tag base_tag) const { return kinds_[static_cast<size_t>(base_tag)]; }
  absl::Status WriteKind(model::Tag base_tag, const kv::ReadView& view, BaseWriter& writer,
                         const std::function<absl::Status(uint64_t terms)>& poll, uint64_t& terms);
  bool IsMarked(model::TermId term) const;
  static uint32_t RankOfBase(const Kind& kind, uint64_t number);
  static size_t AppendedIndex(const Kind& kind, uint64_t number);

  DictionaryCounts counts_;
  std::array<Kind, 32> kinds_;  // by base tag
  uint64_t marked_count_ = 0;
};

}  // namespace tern::dictionary

#endif  // TERN_STORAGE_DICTIONARY_RENUMBERING_H_
