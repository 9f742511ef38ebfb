// One thread's side of a bulk load: facts to rows of provisional ids, in a scratch file, and their terms to a
// partial vocabulary, which is sorted and spilled when it is full. A term that has just been seen (a subject
// that stays, a predicate) costs one comparison.
#ifndef TERN_STORAGE_LOAD_LOAD_WORKER_H_
#define TERN_STORAGE_LOAD_LOAD_WORKER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "storage/load/claim_file.h"
#include "storage/load/load_state.h"
#include "storage/load/loader.h"
#include "storage/load/partial_vocabulary.h"
#include "storage/load/scratch_file.h"
#include "storage/memory/accountant.h"
#include "storage/model/term.h"

namespace tern::load {

class LoadWorkerImpl final : public LoadWorker {
 public:
  // `file` tells the blank nodes and claim labels of one file from those of another. `memory` is given back
  // at the end.
  LoadWorkerImpl(LoadState* state, uint32_t file, size_t vocabulary_bytes, memory::Reservation memory)
      : state_(state), file_(file), memory_(std::move(memory)), vocabulary_(vocabulary_bytes) {}
  ~LoadWorkerImpl() override;

  void StartChunk(uint32_t chunk) override;
  absl::Status Add(const FactView& fact) override;
  absl::Status Add(const store::Fact& fact) override;

 private:
  // The last term in some place.
  struct Recent {
    std::string value;
    model::TermKind kind = model::TermKind::kIri;
    uint32_t number = 0;
    bool is_set = false;
  };

  absl::Status CheckGoing();
  // Writes the fact; false where the vocabulary has no room for its terms.
  absl::StatusOr<bool> TryAdd(const FactView& fact, const store::PropertyList* properties);
  // Nothing where the vocabulary is full.
  std::optional<model::TermId> IdOf(const TermView& term);
  std::optional<uint32_t> NumberOf(model::Tag tag, std::string_view key);
  std::optional<uint32_t> LocalNumberOf(model::Tag tag, std::string_view label);
  std::optional<uint32_t> SubjectNumber(const TermView& subject);
  std::optional<uint32_t> PredicateNumber(std::string_view iri);
  std::optional<store::PropertyList> PropertiesOf(const store::ClaimSpec& claim);
  absl::Status AddAll(const FactView& fact, const store::ClaimSpec* anonymous);
  ClaimPosition NextPosition() { return {file_, chunk_, index_++}; }

  void StartPart();
  absl::Status EndPart();

  static constexpr size_t kPredicates = 64;

  LoadState* const state_;
  const uint32_t file_;
  uint32_t chunk_ = 0;
  uint32_t index_ = 0;
  memory::Reservation memory_;
  PartialVocabulary vocabulary_;
  uint64_t facts_ = 0;
  uint64_t items_ = 0;

  std::optional<PartialLoad> part_;
  std::unique_ptr<ScratchWriter> rows_;
  std::unique_ptr<ScratchWriter> claimed_rows_;
  std::unique_ptr<ScratchWriter> claims_;

  Recent subject_;
  std::array<Recent, kPredicates> predicates_;
  std::string key_;      // reused
  model::Term literal_;  // reused
};

// InvalidArgument where the fact cannot be stored.
absl::Status CheckFact(const FactView& fact);

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_LOAD_WORKER_H_
