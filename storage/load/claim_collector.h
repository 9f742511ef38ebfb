// The anonymous claims of a load. They are held back until all is read, because a claim is the same as
// another if its fact, stance and properties are, and the properties of a labelled claim may come long before
// or behind it.
#ifndef TERN_STORAGE_LOAD_CLAIM_COLLECTOR_H_
#define TERN_STORAGE_LOAD_CLAIM_COLLECTOR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "storage/load/claim_file.h"
#include "storage/model/statement.h"
#include "storage/model/term_id.h"
#include "storage/store/snapshot_impl.h"
#include "storage/store/statement_states.h"

namespace tern::load {

// Takes final ids, but that an object with tag kClaim stands for the claim of a label (LabelId). Not
// thread-safe.
class ClaimCollector {
 public:
  // The next label: its name, for messages.
  void AddLabel(std::string name);
  // What stands for the claim of the nth label as an object.
  static model::TermId LabelId(uint64_t n) { return {model::Tag::kClaim, n << 2}; }

  // Labels of entries are LabelIds. May come in any sequence: positions tell which claim is first.
  void Add(const ClaimEntry& entry);

  // About what it has allocated.
  uint64_t size_bytes() const;
  bool empty() const { return claims_.empty(); }
  size_t claim_count() const { return claims_.size(); }

  // Gives every claim its id: that of the same claim in `base`, or a new one from `next_claim` on. Appends
  // the statements and the properties of the new ones. To be called once, at the end. InvalidArgument where a
  // label has no fact.
  absl::Status Resolve(const store::SnapshotImpl& base, uint64_t& next_claim,
                       std::vector<model::Row>& statements, std::vector<model::Row>& properties);

  // REQUIRES: Resolve has returned ok; `id` is from LabelId.
  model::TermId ClaimOf(model::TermId id) const { return labels_[id.payload() >> 2].claim; }

 private:
  static constexpr uint32_t kNoLabel = ~uint32_t{0};
  // Claims looked up in the store at once: bounds what their facts take in memory.
  static constexpr size_t kBatchClaims = 4096;

  struct Claim {
    ClaimPosition position;
    store::FactKey fact;
    model::Stance stance = model::Stance::kFor;
    uint32_t label = kNoLabel;
    size_t begin = 0;  // its properties in pool_
    size_t end = 0;
    model::TermId id;
  };
  struct Label {
    std::string name;
    bool has_fact = false;
    store::PropertyList properties;
    model::TermId claim;  // of its first fact, once resolved
  };
  struct Output {
    const store::SnapshotImpl& base;
    uint64_t& next_claim;
    std::vector<model::Row>& statements;
    std::vector<model::Row>& properties;
  };

  absl::Status JoinLabels();
  bool IsReady(const Claim& claim) const;
  // Puts claims in the place of labels. REQUIRES: they are resolved.
  void ReplaceLabels(Claim& claim);
  void SortProperties(Claim& claim);
  bool IsBefore(const Claim& a, const Claim& b) const;
  absl::Status ResolveReady(std::vector<size_t> ready, Output& output);
  void ResolveCycle(const std::vector<size_t>& claims, Output& output);
  absl::Status FindInStore(const std::vector<size_t>& claims, const store::SnapshotImpl& base);
  void SetId(Claim& claim, model::TermId id);
  void Emit(const Claim& claim, Output& output) const;

  std::vector<Claim> claims_;
  std::vector<store::Property> pool_;
  std::vector<Label> labels_;
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_CLAIM_COLLECTOR_H_
