// Which claims `according to` and `as of` keep (algebra::ClaimFilter), and cursors that read only these. A
// claim's verdict needs a few lookups of its properties; it is kept, since a source states many facts and a
// claim stands in several orders.
#ifndef TERN_ENGINE_EXECUTE_CLAIM_VERDICTS_H_
#define TERN_ENGINE_EXECUTE_CLAIM_VERDICTS_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/algebra/claim_filter.h"
#include "engine/execute/context.h"
#include "storage/model/term_id.h"
#include "storage/model/value.h"
#include "storage/store/cursor.h"

namespace tern::execute {

// Not thread-safe; must not outlive its context.
class ClaimVerdicts {
 public:
  // InvalidArgument where `as_of` is no date.
  static absl::StatusOr<std::shared_ptr<ClaimVerdicts>> Create(const algebra::ClaimFilter& filter,
                                                               Context* context);

  // `claim`: as it stands in the claim column; null: stated without a claim.
  absl::StatusOr<bool> Keeps(model::TermId claim);

 private:
  static constexpr size_t kMaxVerdicts = size_t{1} << 20;  // then it starts anew
  static constexpr size_t kBytesPerVerdict = 32;

  ClaimVerdicts(const algebra::ClaimFilter& filter, Context* context)
      : filter_(filter), context_(context), memory_(context, "according to or as of") {}

  using Verdicts = absl::flat_hash_map<model::TermId, bool>;
  absl::Status Prepare();
  absl::StatusOr<model::TermId> FieldId(const char* word) const;
  absl::StatusOr<bool> Judge(model::TermId entity);
  absl::StatusOr<bool> IsAccordingTo(model::TermId entity);
  absl::StatusOr<bool> HasTrustedPublisher(model::TermId source);
  absl::StatusOr<bool> IsAsOf(model::TermId entity);
  absl::StatusOr<std::vector<model::TermId>> PropertiesOf(model::TermId entity,
                                                          model::TermId predicate) const;
  absl::Status Remember(Verdicts& verdicts, model::TermId id, bool verdict);

  algebra::ClaimFilter filter_;
  Context* context_;
  MemoryUse memory_;
  // What the store has these for; null where it does not know them.
  model::TermId by_;
  model::TermId source_;
  model::TermId publisher_;
  model::TermId on_;
  absl::flat_hash_set<model::TermId> authorities_;
  std::optional<model::Value> as_of_;
  Verdicts claims_;   // by the claim's entity
  Verdicts sources_;  // by publisher
};

// A cursor of `spec` without the claims that `verdicts` (null: none to leave out) does not keep. With kFact a
// triple is there where it is stated without a claim, or claimed, as the filter has it.
absl::StatusOr<std::unique_ptr<store::Cursor>> OpenFiltered(const store::ScanSpec& spec,
                                                            const std::shared_ptr<ClaimVerdicts>& verdicts,
                                                            Context* context);

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_CLAIM_VERDICTS_H_
