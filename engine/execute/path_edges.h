// The edges of one snapshot, as a path search asks for them: plain facts, under the match's claim filter.
#ifndef TERN_ENGINE_EXECUTE_PATH_EDGES_H_
#define TERN_ENGINE_EXECUTE_PATH_EDGES_H_

#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/execute/claim_verdicts.h"
#include "engine/execute/context.h"
#include "engine/paths/search.h"
#include "storage/model/term_id.h"
#include "storage/store/cursor.h"

namespace tern::execute {

// Not thread-safe; must not outlive its context. A step costs a seek of about a microsecond a predicate.
class PathEdges : public paths::EdgeSource {
 public:
  // `verdicts`: null where every claim counts.
  PathEdges(Context* context, std::shared_ptr<ClaimVerdicts> verdicts)
      : context_(context), verdicts_(std::move(verdicts)) {}

  absl::Status Neighbours(model::TermId node, const paths::Step& step,
                          absl::FunctionRef<void(model::TermId)> visit) override;

  // Calls `visit` for every node from which `step` leads anywhere; some maybe several times.
  absl::Status ForEachStart(const paths::Step& step, absl::FunctionRef<void(model::TermId)> visit);
  // Calls `visit` for every subject and object of a fact; some maybe several times.
  absl::Status ForEachNode(absl::FunctionRef<void(model::TermId)> visit);
  absl::StatusOr<bool> IsNode(model::TermId id);

 private:
  using VisitPair = absl::FunctionRef<void(model::TermId wanted, model::TermId predicate)>;
  absl::Status Scan(const store::ScanSpec& spec, int wanted, int predicate, VisitPair visit);

  Context* context_;
  std::shared_ptr<ClaimVerdicts> verdicts_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_PATH_EDGES_H_
