// The values of the meta family: what a store is (`format`), where its newest commit stands (`head`), which
// generation of blocks it reads (`generation`) and its saved prefixes. Read once at open, written with every
// commit or ingestion. All integers are little-endian; every value ends with the checksum of the bytes before
// it. docs/format.md, "Meta".
#ifndef TERN_STORAGE_STORE_META_H_
#define TERN_STORAGE_STORE_META_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/dictionary/dictionary.h"
#include "storage/model/statement.h"
#include "storage/order/order.h"
#include "storage/store/snapshot.h"

namespace tern::store {

// On disk: never rename. They sort in this order, which ingested files rely on.
inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kGenerationKey = "generation";
inline constexpr std::string_view kHeadKey = "head";
inline constexpr std::string_view kPrefixKey = "prefix/";     // followed by the prefix's name
inline constexpr std::string_view kPrefixKeyEnd = "prefix0";  // behind every prefix key

inline constexpr std::string_view kFormatMagic = "TERNSTOR";
inline constexpr uint32_t kFormatVersion = 1;

//   0  8  magic   8  4  version   12  16  creation id   28  …  base namespace (varint length, bytes)   …  8
//   checksum
struct FormatRecord {
  std::array<uint8_t, 16> creation_id = {};  // random; tells one store from another
  std::string base_namespace;

  friend bool operator==(const FormatRecord&, const FormatRecord&) = default;
};

//   0  8  commit   8  32  totals: statements, facts, claimed, properties   40  8  next claim   48  8  next
//   blank node 56  4  dictionary base generation   60  …  32 varints: terms by tag   …  8  checksum
struct HeadRecord {
  uint64_t commit = 0;
  Totals totals;
  uint64_t next_claim = 1;
  uint64_t next_blank = 1;
  dictionary::DictionaryCounts terms;

  friend bool operator==(const HeadRecord&, const HeadRecord&) = default;
};

// The boundary of an order whose fold has reached its end: above every row that is on disk.
inline constexpr model::Row kFoldedWhole = {model::TermId::Max(), model::TermId::Max(), model::TermId::Max(),
                                            model::TermId::Max()};

// What the blocks of one order add up to; the block index must agree.
struct OrderRecord {
  uint64_t rows = 0;
  uint32_t blocks = 0;
  uint32_t groups = 0;
  // Rows below it are folded up to GenerationRecord::target, others up to `folded`.
  model::Row boundary{};

  friend bool operator==(const OrderRecord&, const OrderRecord&) = default;
};

//   0  4  generation   4  8  folded commit   12  8  target of the fold
//   20  7×48  by order: rows, blocks, index groups, boundary   356  8  checksum
struct GenerationRecord {
  uint32_t generation = 0;
  uint64_t folded = 0;  // the blocks hold every commit up to this one, the log those behind it
  uint64_t target = 0;  // what the fold under way brings them to; `folded` where there is none
  std::array<OrderRecord, order::kOrderCount> orders = {};

  const OrderRecord& of(order::Order order) const { return orders[static_cast<size_t>(order) - 1]; }
  OrderRecord& of(order::Order order) { return orders[static_cast<size_t>(order) - 1]; }
  bool is_half_folded() const { return target != folded; }

  friend bool operator==(const GenerationRecord&, const GenerationRecord&) = default;
};

std::string EncodeFormat(const FormatRecord& record);
// FailedPrecondition for a format that this program does not read, DataLoss for a damaged one.
absl::StatusOr<FormatRecord> DecodeFormat(std::string_view bytes);

std::string EncodeHead(const HeadRecord& record);
absl::StatusOr<HeadRecord> DecodeHead(std::string_view bytes);

std::string EncodeGeneration(const GenerationRecord& record);
absl::StatusOr<GenerationRecord> DecodeGeneration(std::string_view bytes);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_META_H_
