#include "storage/dictionary/renumbering.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "absl/strings/str_cat.h"
#include "storage/dictionary/keys.h"
#include "storage/dictionary/term_stream.h"

namespace tern::dictionary {
namespace {

using model::Tag;
using model::TermId;

constexpr uint64_t kWordBits = 64;
constexpr uint64_t kPollTerms = 64 * 1024;
// Ranks, and sums of them with the numbers of appended terms, fit 32 bits.
constexpr uint64_t kMaxTerms = std::numeric_limits<uint32_t>::max();

Tag AppendedTagOf(Tag base_tag) { return static_cast<Tag>(static_cast<int>(base_tag) + 1); }
Tag BaseTagOf(Tag appended_tag) { return static_cast<Tag>(static_cast<int>(appended_tag) - 1); }

bool IsSet(const uint64_t* words, uint64_t bit) {
  return (words[bit / kWordBits] >> bit % kWordBits & 1) != 0;
}

// True where the bit was not set.
bool Set(uint64_t* words, uint64_t bit) {
  uint64_t& word = words[bit / kWordBits];
  const uint64_t before = word;
  word |= uint64_t{1} << bit % kWordBits;
  return word != before;
}

uint32_t CountBefore(const uint64_t* words, uint64_t bit) {
  uint32_t count = 0;
  for (uint64_t word = 0; word < bit / kWordBits; ++word) {
    count += static_cast<uint32_t>(std::popcount(words[word]));
  }
  const uint64_t rest = bit % kWordBits;
  if (rest == 0) return count;
  return count + static_cast<uint32_t>(std::popcount(words[bit / kWordBits] << (kWordBits - rest)));
}

absl::Status Missing(TermId id) {
  return absl::DataLossError(absl::StrCat("statements name term ", id.payload(), " of tag ",
                                          static_cast<int>(id.tag()),
                                          ", which the dictionary does not have"));
}

}  // namespace

absl::StatusOr<Renumbering> Renumbering::Create(const DictionaryCounts& counts) {
  Renumbering made(counts);
  for (size_t tag = 0; tag < made.kinds_.size(); ++tag) {
    const Tag base_tag = static_cast<Tag>(tag);
    if (!IsBaseTag(base_tag)) continue;
    const uint64_t base = counts.of(base_tag);
    const uint64_t appended = counts.of(AppendedTagOf(base_tag));
    if (base > kMaxTerms || appended > kMaxTerms - base) {
      return absl::ResourceExhaustedError(
          absl::StrCat("terms of tag ", tag, " can be renumbered up to ", kMaxTerms));
    }
    Kind& kind = made.kinds_[tag];
    kind.blocks.resize(static_cast<size_t>((base + kTermsPerBlock - 1) / kTermsPerBlock));
    kind.appended_marks.resize(static_cast<size_t>((appended + kWordBits - 1) / kWordBits));
  }
  return made;
}

uint64_t Renumbering::BytesFor(const DictionaryCounts& counts) {
  uint64_t bytes = 0;
  for (size_t tag = 0; tag < counts.terms.size(); ++tag) {
    if (!IsBaseTag(static_cast<Tag>(tag))) continue;
    const uint64_t base = counts.of(static_cast<Tag>(tag));
    const uint64_t appended = counts.of(AppendedTagOf(static_cast<Tag>(tag)));
    bytes += (base / kTermsPerBlock + 1) * sizeof(Block);
    bytes += (appended / kWordBits + 1) * (sizeof(uint64_t) + sizeof(uint32_t));
    bytes += appended * (sizeof(uint32_t) + 2 * sizeof(uint16_t));  // insertions may double as they grow
  }
  return bytes;
}

absl::Status Renumbering::Mark(TermId id) {
  const TermId term = model::ClaimEntity(id);
  const Tag tag = term.tag();
  const uint64_t number = term.payload();
  if (IsBaseTag(tag)) {
    if (number >= counts_.of(tag)) return Missing(term);
    Block& block = KindOf(tag).blocks[static_cast<size_t>(number / kTermsPerBlock)];
    marked_count_ += Set(block.marks.data(), number % kTermsPerBlock) ? 1 : 0;
  } else if (IsAppendedTag(tag)) {
    if (number >= counts_.of(tag)) return Missing(term);
    marked_count_ += Set(KindOf(BaseTagOf(tag)).appended_marks.data(), number) ? 1 : 0;
  }
  return absl::OkStatus();
}

absl::Status Renumbering::WriteBase(const kv::ReadView& view, BaseWriter& writer,
                                    const std::function<absl::Status(uint64_t terms)>& poll) {
  uint64_t terms = 0;
  for (size_t tag = 0; tag < kinds_.size(); ++tag) {
    if (!IsBaseTag(static_cast<Tag>(tag))) continue;
    absl::Status status = WriteKind(static_cast<Tag>(tag), view, writer, poll, terms);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Renumbering::WriteKind(Tag base_tag, const kv::ReadView& view, BaseWriter& writer,
                                    const std::function<absl::Status(uint64_t terms)>& poll,
                                    uint64_t& terms) {
  Kind& kind = KindOf(base_tag);
  uint32_t marked = 0;
  for (const uint64_t word : kind.appended_marks) {
    kind.marked_before.push_back(marked);
    marked += static_cast<uint32_t>(std::popcount(word));
  }
  constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  kind.appended_ranks.assign(marked, kNone);

  TermStream stream(view, counts_, base_tag);
  uint32_t rank = 0;
  uint64_t next_base = 0;  // the base term behind the last one that was met
  while (true) {
    if (terms++ % kPollTerms == 0) {
      if (absl::Status status = poll(terms - 1); !status.ok()) return status;
    }
    const absl::StatusOr<bool> more = stream.Next();
    if (!more.ok()) return more.status();
    if (!*more) break;
    const TermId id = stream.id();
    if (id.tag() == base_tag) {
      Block& block = kind.blocks[static_cast<size_t>(next_base / kTermsPerBlock)];
      const uint64_t position = next_base++ % kTermsPerBlock;
      if (position == 0) {
        block.first_rank = rank;
        block.first_insertion = static_cast<uint32_t>(kind.insertions.size());
      }
      if (!IsSet(block.marks.data(), position)) continue;
    } else {
      if (!IsSet(kind.appended_marks.data(), id.payload())) continue;
      kind.appended_ranks[AppendedIndex(kind, id.payload())] = rank;
      // In front of a block's first term it is in the block's first rank.
      const uint64_t position = next_base % kTermsPerBlock;
      if (position != 0) kind.insertions.push_back(static_cast<uint16_t>(position));
    }
    if (absl::Status status = writer.Add(base_tag, stream.key()); !status.ok()) return status;
    ++rank;
  }
  --terms;
  const bool all =
      std::find(kind.appended_ranks.begin(), kind.appended_ranks.end(), kNone) == kind.appended_ranks.end();
  return all ? absl::OkStatus()
             : absl::DataLossError(absl::StrCat("dictionary: two keys of appended terms of tag ",
                                                static_cast<int>(base_tag) + 1, " have one number"));
}

// Where in appended_ranks a marked term is.
size_t Renumbering::AppendedIndex(const Kind& kind, uint64_t number) {
  const auto word = static_cast<size_t>(number / kWordBits);
  return size_t{kind.marked_before[word]} + CountBefore(&kind.appended_marks[word], number % kWordBits);
}

uint32_t Renumbering::RankOfBase(const Kind& kind, uint64_t number) {
  const auto index = static_cast<size_t>(number / kTermsPerBlock);
  const Block& block = kind.blocks[index];
  const uint64_t position = number % kTermsPerBlock;
  const size_t end =
      index + 1 < kind.blocks.size() ? kind.blocks[index + 1].first_insertion : kind.insertions.size();
  const auto first = kind.insertions.begin() + block.first_insertion;
  const auto behind =
      std::upper_bound(first, kind.insertions.begin() + static_cast<ptrdiff_t>(end), position);
  return block.first_rank + CountBefore(block.marks.data(), position) + static_cast<uint32_t>(behind - first);
}

// REQUIRES: the term has an entry in a dictionary.
bool Renumbering::IsMarked(TermId term) const {
  const Tag tag = term.tag();
  const uint64_t number = term.payload();
  if (number >= counts_.of(tag)) return false;
  if (!IsBaseTag(tag)) return IsSet(KindOf(BaseTagOf(tag)).appended_marks.data(), number);
  const Block& block = KindOf(tag).blocks[static_cast<size_t>(number / kTermsPerBlock)];
  return IsSet(block.marks.data(), number % kTermsPerBlock);
}

TermId Renumbering::Map(TermId id) const {
  const TermId term = model::ClaimEntity(id);
  const bool is_base = IsBaseTag(term.tag());
  if (!is_base && !IsAppendedTag(term.tag())) return id;
  if (!IsMarked(term)) return TermId::Null();
  const Tag base_tag = is_base ? term.tag() : BaseTagOf(term.tag());
  const Kind& kind = KindOf(base_tag);
  const uint32_t rank =
      is_base ? RankOfBase(kind, term.payload()) : kind.appended_ranks[AppendedIndex(kind, term.payload())];
  const TermId mapped(base_tag, rank);
  return term == id ? mapped : model::NamedClaim(mapped, model::StanceOf(id));
}

bool Renumbering::Moves(TermId id) { return IsAppendedTag(id.tag()) || id.tag() == Tag::kClaimIriAppended; }

}  // namespace tern::dictionary
