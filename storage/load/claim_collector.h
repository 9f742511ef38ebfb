// The anonymous claims of a load. They are held back until all is read, because a claim is the same as
// another if its fact, stance and properties are, and the properties of a labelled claim may come long before
// or behind it.
#ifndef TERN_STORAGE_LOAD_CLAIM_COLLECTOR_H_
#define TERN_STORAGE_LOAD_CLAIM_COLLECTOR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "storage/model/statement.h"
#include "storage/model/term_id.h"
#include "storage/store/snapshot_impl.h"
#include "storage/store/statement_states.h"

namespace tern::load {

// Takes provisional ids (loader.cc); an object with tag kClaim is a label (LabelId). Not thread-safe.
class ClaimCollector {
 public:
  void AddAnonymous(const store::FactKey& fact, model::Stance stance, const store::PropertyList& properties);
  void AddLabelled(const std::string& label, const store::FactKey& fact, model::Stance stance);
  void AddProperty(const std::string& label, const store::Property& property);
  // What stands for a label's claim as an object.
  model::TermId LabelId(const std::string& label);

  // Labels are local to a file. InvalidArgument where one of them has no fact.
  absl::Status EndFile();

  bool empty() const { return claims_.empty(); }
  size_t claim_count() const { return claims_.size(); }

  // What a provisional id stands for; called for all that are not labels.
  using Remap = absl::FunctionRef<model::TermId(model::TermId)>;

  // Gives every claim its id: that of the same claim in `base`, or a new one from `next_claim` on. Appends
  // the statements and the properties of the new ones. To be called once, at the end.
  absl::Status Resolve(const store::SnapshotImpl& base, Remap remap, uint64_t& next_claim,
                       std::vector<model::Row>& statements, std::vector<model::Row>& properties);

  // REQUIRES: Resolve has returned ok; `id` is from LabelId.
  model::TermId ClaimOf(model::TermId id) const { return labels_[id.payload() >> 2].claim; }

 private:
  static constexpr uint32_t kNoLabel = ~uint32_t{0};
  // Claims looked up in the store at once: bounds what their facts take in memory.
  static constexpr size_t kBatchClaims = 4096;

  struct Claim {
    store::FactKey fact;
    model::Stance stance = model::Stance::kFor;
    uint32_t label = kNoLabel;
    size_t begin = 0;  // its properties in pool_
    size_t end = 0;
    model::TermId id;
  };
  struct Label {
    std::string name;  // for messages, until its file ends
    store::PropertyList properties;
    std::vector<std::pair<store::FactKey, model::Stance>> facts;
    model::TermId claim;  // of its first fact, once resolved
  };
  struct Output {
    const store::SnapshotImpl& base;
    uint64_t& next_claim;
    std::vector<model::Row>& statements;
    std::vector<model::Row>& properties;
  };

  Label& LabelOf(const std::string& label) { return labels_[LabelId(label).payload() >> 2]; }
  void RemapAll(Remap remap);
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
  size_t file_labels_ = 0;                                  // the first label of the current file
  absl::flat_hash_map<std::string, uint32_t> label_index_;  // of the current file
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_CLAIM_COLLECTOR_H_
