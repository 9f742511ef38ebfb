// Statements while they are sorted: as few words as hold them, such that words compare as the rows of an
// order do. Subjects and predicates are numbers of 32 bits (NodeCodes), objects and claims whole ids. Most
// statements have no claim and are narrow, 16 bytes; those with one are wide, 24 bytes, and sorted apart.
// Properties of claims, whose subject is a claim, are wide too.
#ifndef TERN_STORAGE_LOAD_SORT_RECORD_H_
#define TERN_STORAGE_LOAD_SORT_RECORD_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/dictionary/dictionary.h"
#include "storage/model/statement.h"
#include "storage/order/order.h"

namespace tern::load {

// IRIs and blank nodes of a store as numbers of 32 bits, in the order of their ids.
class NodeCodes {
 public:
  // Of a store with these terms and `blank_count` blank nodes. ResourceExhausted where they are too many.
  static absl::StatusOr<NodeCodes> Create(const dictionary::DictionaryCounts& terms, uint64_t blank_count);

  // REQUIRES: id is an IRI or a blank node of the store.
  uint32_t CodeOf(model::TermId id) const {
    const uint64_t first = id.tag() == model::Tag::kIriBase       ? 0
                           : id.tag() == model::Tag::kIriAppended ? first_appended_
                                                                  : first_blank_;
    return static_cast<uint32_t>(first + id.payload());
  }
  model::TermId IdOf(uint32_t code) const {
    if (code < first_appended_) return {model::Tag::kIriBase, code};
    if (code < first_blank_) return {model::Tag::kIriAppended, code - first_appended_};
    return {model::Tag::kBlank, code - first_blank_};
  }

 private:
  uint64_t first_appended_ = 0;
  uint64_t first_blank_ = 0;
};

template <size_t kWords>
using SortRecord = std::array<uint64_t, kWords>;
using NarrowRecord = SortRecord<2>;  // a fact without a claim
using WideRecord = SortRecord<3>;    // a fact with a claim, or a property of a claim

// --- between statements and records -----------------------------------------------------------------------
// The kSpo record of a fact; narrow: without its claim.
NarrowRecord NarrowSpo(const NodeCodes& codes, const model::Statement& fact);
WideRecord WideSpo(const NodeCodes& codes, const model::Statement& fact);
// The kPropertySpo record of a property of a claim.
WideRecord PropertySpo(const NodeCodes& codes, const model::Statement& property);

// The record of `order` for a statement of which this is the kSpo (kPropertySpo) record.
NarrowRecord Reordered(order::Order order, const NarrowRecord& spo);
WideRecord Reordered(order::Order order, const WideRecord& spo);

// The row of `order` that a record of it stands for.
model::Row RowOf(const NodeCodes& codes, order::Order order, const NarrowRecord& record);
model::Row RowOf(const NodeCodes& codes, order::Order order, const WideRecord& record);

// How records are sorted: by the bytes [begin, end) (0: the highest of word 0), stable; then, where `ties`,
// what has those in common by the rest.
struct SortKey {
  size_t begin = 0;
  size_t end = 0;
  bool ties = false;
};
// For records of `order` that come as the kSpo (kPropertySpo) records of their statements are sorted: what
// stands behind the leading columns is in that sequence already. For kSpo and kPropertySpo themselves, in any
// sequence.
SortKey SortKeyOf(order::Order order);

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_SORT_RECORD_H_
