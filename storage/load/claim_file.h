// Anonymous claims of a partial load in a scratch file: their facts, and properties of labelled ones, which
// may stand far from the fact.
#ifndef TERN_STORAGE_LOAD_CLAIM_FILE_H_
#define TERN_STORAGE_LOAD_CLAIM_FILE_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/load/scratch_file.h"
#include "storage/model/term_id.h"
#include "storage/store/statement_states.h"

namespace tern::load {

// Where a claim stands in the load.
struct ClaimPosition {
  uint32_t file = 0;
  uint32_t chunk = 0;
  uint32_t index = 0;  // in the chunk

  friend auto operator<=>(const ClaimPosition&, const ClaimPosition&) = default;
};

struct ClaimEntry {
  enum class Kind : uint8_t {
    kAnonymous,  // a fact, a stance and all properties
    kLabelled,   // a fact, a stance and a label
    kProperty,   // a label and one property
  };
  Kind kind = Kind::kAnonymous;
  model::Stance stance = model::Stance::kFor;
  ClaimPosition position;
  model::TermId label;
  store::FactKey fact{};
  store::PropertyList properties;
};

absl::Status WriteClaimEntry(const ClaimEntry& entry, ScratchWriter& writer);

// Not thread-safe.
class ClaimFileReader {
 public:
  explicit ClaimFileReader(std::string path) : reader_(std::move(path)) {}
  // False at the end.
  absl::StatusOr<bool> Next(ClaimEntry& entry);

 private:
  ScratchReader reader_;
  std::string_view rest_;
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_CLAIM_FILE_H_
