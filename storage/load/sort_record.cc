#include "storage/load/sort_record.h"

#include <limits>

#include "storage/model/text.h"

namespace tern::load {
namespace {

using model::Row;
using model::Tag;
using model::TermId;
using order::Order;

constexpr int kHalf = 32;

uint64_t High(uint64_t word) { return word >> kHalf; }
uint64_t Pair(uint64_t high, uint64_t low) { return high << kHalf | static_cast<uint32_t>(low); }
uint32_t Low(uint64_t word) { return static_cast<uint32_t>(word); }

}  // namespace

absl::StatusOr<NodeCodes> NodeCodes::Create(const dictionary::DictionaryCounts& terms, uint64_t blank_count) {
  NodeCodes codes;
  codes.first_appended_ = terms.of(Tag::kIriBase);
  codes.first_blank_ = codes.first_appended_ + terms.of(Tag::kIriAppended);
  if (codes.first_blank_ + blank_count > std::numeric_limits<uint32_t>::max()) {
    return absl::ResourceExhaustedError(
        model::StrCat("a bulk load writes stores of up to ", std::numeric_limits<uint32_t>::max(),
                      " IRIs and blank nodes; this one would have ", codes.first_blank_ + blank_count));
  }
  return codes;
}

NarrowRecord NarrowSpo(const NodeCodes& codes, const model::Statement& fact) {
  return {Pair(codes.CodeOf(fact.subject), codes.CodeOf(fact.predicate)), fact.object.bits()};
}

WideRecord WideSpo(const NodeCodes& codes, const model::Statement& fact) {
  const auto [sp, o] = NarrowSpo(codes, fact);
  return {sp, o, fact.claim.bits()};
}

WideRecord PropertySpo(const NodeCodes& codes, const model::Statement& property) {
  return {property.subject.bits(), codes.CodeOf(property.predicate), property.object.bits()};
}

NarrowRecord Reordered(Order order, const NarrowRecord& spo) {
  const auto [sp, o] = spo;
  switch (order) {
    case Order::kPso:
      return {Pair(Low(sp), High(sp)), o};
    case Order::kPos:
      return {Pair(Low(sp), High(o)), Pair(o, High(sp))};
    case Order::kOsp:
      return {o, sp};
    default:
      return spo;
  }
}

WideRecord Reordered(Order order, const WideRecord& spo) {
  const auto [a, b, c] = spo;
  switch (order) {
    case Order::kCspo:
      return {c, a, b};
    case Order::kPropertySpo:
      return spo;
    case Order::kPropertyPos:
      return {b, c, a};
    default: {
      const NarrowRecord fact = Reordered(order, NarrowRecord{a, b});
      return {fact[0], fact[1], c};
    }
  }
}

Row RowOf(const NodeCodes& codes, Order order, const NarrowRecord& record) {
  const auto [a, b] = record;
  const auto node = [&](uint64_t code) { return codes.IdOf(static_cast<uint32_t>(code)); };
  switch (order) {
    case Order::kPos:
      return {node(High(a)), TermId::FromBits(Pair(Low(a), High(b))), node(Low(b)), TermId::Null()};
    case Order::kOsp:
      return {TermId::FromBits(a), node(High(b)), node(Low(b)), TermId::Null()};
    default:  // SPO, PSO
      return {node(High(a)), node(Low(a)), TermId::FromBits(b), TermId::Null()};
  }
}

Row RowOf(const NodeCodes& codes, Order order, const WideRecord& record) {
  const auto [a, b, c] = record;
  const auto node = [&](uint64_t code) { return codes.IdOf(static_cast<uint32_t>(code)); };
  switch (order) {
    case Order::kCspo:
      return {TermId::FromBits(a), node(High(b)), node(Low(b)), TermId::FromBits(c)};
    case Order::kPropertySpo:
      return {TermId::FromBits(a), node(b), TermId::FromBits(c), TermId::Null()};
    case Order::kPropertyPos:
      return {node(a), TermId::FromBits(b), TermId::FromBits(c), TermId::Null()};
    default: {
      Row row = RowOf(codes, order, NarrowRecord{a, b});
      row[3] = TermId::FromBits(c);
      return row;
    }
  }
}

SortKey SortKeyOf(Order order) {
  constexpr size_t kWord = sizeof(uint64_t);
  switch (order) {
    case Order::kPso:  // p | s o
      return {0, kWord / 2, false};
    case Order::kPos:  // p o | s
      return {0, kWord + kWord / 2, false};
    case Order::kOsp:   // o | s p
    case Order::kCspo:  // c | s p o
      return {0, kWord, false};
    case Order::kPropertyPos:  // p o | s
      return {0, 2 * kWord, false};
    default:  // few statements share subject and predicate
      return {0, kWord, true};
  }
}

}  // namespace tern::load
