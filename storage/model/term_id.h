// Term ids: 64 bits that stand for a term in statements, blocks and query batches. The top 5 bits are a type
// tag, the low 59 a payload: a value itself (inline), a rank or number in the dictionary, or a claim with its
// stance. Inside a tag, unsigned order is value order (inline kinds) or term order (dictionary base kinds),
// so sorted columns can be cut by value. docs/format.md, "Ids", has every bit.
#ifndef TERN_STORAGE_MODEL_TERM_ID_H_
#define TERN_STORAGE_MODEL_TERM_ID_H_

#include <compare>
#include <cstdint>
#include <functional>
#include <utility>

namespace tern::model {

// On disk: never renumber. "Base" is the sorted dictionary, payload = rank inside its tag; "appended" terms
// were added by commits since, payload = sequence number inside its tag.
enum class Tag : uint8_t {
  kNull = 0,  // no term: claim "stated without a claim"; an unbound value in a batch
  kInteger = 1,
  kIntegerBase = 2,  // any numeric-integer literal that is not inline: "01", 30 digits, xsd:byte and its kin
  kIntegerAppended = 3,
  kDecimal = 4,
  kDecimalBase = 5,
  kDecimalAppended = 6,
  kDouble = 7,
  kDoubleBase = 8,  // xsd:double that is not inline (INF, NaN, 15+ digits), and every xsd:float
  kDoubleAppended = 9,
  kBoolean = 10,
  kGYearMonth = 11,
  kDate = 12,
  kDateBase = 13,
  kDateAppended = 14,
  kDateTime = 15,
  kDateTimeBase = 16,
  kDateTimeAppended = 17,
  kStringBase = 18,  // xsd:string
  kStringAppended = 19,
  kLangStringBase = 20,
  kLangStringAppended = 21,
  kOtherBase = 22,  // every other literal, ill-typed ones of the kinds above too
  kOtherAppended = 23,
  kIriBase = 24,
  kIriAppended = 25,
  kBlank = 26,  // payload = number of the blank node
  kClaim = 27,  // an anonymous claim: number << 2 | stance; a subject of its properties under the same id
  kClaimIriBase = 28,  // a named claim, only in the claim column: payload of its IRI << 2 | stance
  kClaimIriAppended = 29,
  kClaimBlank = 30,
  kLocal = 31,  // a term that one query computed; never on disk
};

enum class Stance : uint8_t { kFor = 0, kAgainst = 1, kUnclear = 2 };  // On disk: never renumber.

class TermId {
 public:
  static constexpr int kPayloadBits = 59;
  static constexpr uint64_t kPayloadMask = (uint64_t{1} << kPayloadBits) - 1;

  constexpr TermId() = default;
  constexpr TermId(Tag tag, uint64_t payload)
      : bits_(static_cast<uint64_t>(tag) << kPayloadBits | (payload & kPayloadMask)) {}
  static constexpr TermId FromBits(uint64_t bits) {
    TermId id;
    id.bits_ = bits;
    return id;
  }
  static constexpr TermId Null() { return {}; }
  static constexpr TermId Min() { return {}; }
  static constexpr TermId Max() { return FromBits(~uint64_t{0}); }

  constexpr uint64_t bits() const { return bits_; }
  constexpr Tag tag() const { return static_cast<Tag>(bits_ >> kPayloadBits); }
  constexpr uint64_t payload() const { return bits_ & kPayloadMask; }
  constexpr bool is_null() const { return bits_ == 0; }
  // True for ids that may stand in the claim column and carry a stance.
  constexpr bool is_claim() const { return tag() >= Tag::kClaim && tag() <= Tag::kClaimBlank; }
  constexpr bool is_anonymous_claim() const { return tag() == Tag::kClaim; }

  friend constexpr bool operator==(TermId, TermId) = default;
  friend constexpr auto operator<=>(TermId, TermId) = default;
  template <typename H>
  friend H AbslHashValue(H state, TermId id) {
    return H::combine(std::move(state), id.bits_);
  }

 private:
  uint64_t bits_ = 0;
};

// --- claims
// ------------------------------------------------------------------------------------------------- The claim
// column holds kNull, kClaim or kClaimIri*/kClaimBlank ids. As a *value* (bound to `?c`, subject of a
// property) an anonymous claim keeps its id, stance included, and a named claim is its entity's id.

constexpr TermId AnonymousClaim(uint64_t number, Stance stance) {
  return TermId(Tag::kClaim, number << 2 | static_cast<uint64_t>(stance));
}
// REQUIRES: entity is an IRI or a blank node. Payloads of those stay below 2^57.
constexpr TermId NamedClaim(TermId entity, Stance stance) {
  const Tag tag = entity.tag() == Tag::kIriBase       ? Tag::kClaimIriBase
                  : entity.tag() == Tag::kIriAppended ? Tag::kClaimIriAppended
                                                      : Tag::kClaimBlank;
  return TermId(tag, entity.payload() << 2 | static_cast<uint64_t>(stance));
}
// The stance of a claim-column id; a statement without a claim is `for`.
constexpr Stance StanceOf(TermId claim) {
  return claim.is_claim() ? static_cast<Stance>(claim.payload() & 3) : Stance::kFor;
}
// What `?c` is bound to: the entity of a named claim, an anonymous claim itself.
constexpr TermId ClaimEntity(TermId claim) {
  switch (claim.tag()) {
    case Tag::kClaimIriBase:
      return TermId(Tag::kIriBase, claim.payload() >> 2);
    case Tag::kClaimIriAppended:
      return TermId(Tag::kIriAppended, claim.payload() >> 2);
    case Tag::kClaimBlank:
      return TermId(Tag::kBlank, claim.payload() >> 2);
    default:
      return claim;
  }
}

}  // namespace tern::model

template <>
struct std::hash<tern::model::TermId> {
  size_t operator()(tern::model::TermId id) const noexcept {
    return static_cast<size_t>(id.bits() * 0x9E3779B97F4A7C15ull >> 3);
  }
};

#endif  // TERN_STORAGE_MODEL_TERM_ID_H_
