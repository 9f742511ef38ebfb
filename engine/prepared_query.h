// A query that is run again and again: read once, and planned once for as long as the store stays what it is
// and its parameters have the same values.
#ifndef TERN_ENGINE_PREPARED_QUERY_H_
#define TERN_ENGINE_PREPARED_QUERY_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/database.h"
#include "engine/statement_context.h"
#include "engine/syntax/parameter_value.h"
#include "engine/syntax/syntax_tree.h"
#include "storage/store/snapshot.h"

namespace tern {

// Not thread-safe.
class PreparedQuery {
 public:
  // `parameters`: the names that the query has.
  PreparedQuery(syntax::Query query, std::vector<std::string> parameters);

  // As RunQuery.
  absl::StatusOr<Outcome> Run(StatementContext context);

 private:
  // A plan and what it holds for.
  struct Planned {
    // A store hands out one snapshot as long as nothing of it changes: what a commit, a fold or new ids of
    // terms leave behind is another.
    std::weak_ptr<const store::Snapshot> snapshot;
    bool is_optimised = true;
    syntax::Parameters parameters;  // those that the query has
    algebra::NodePtr root;
  };

  syntax::Parameters Used(const syntax::Parameters& given) const;
  // The plan for these parameters that needs no planning; null where there is none.
  absl::StatusOr<algebra::NodePtr> Known(const syntax::Parameters& parameters,
                                         const StatementContext& context) const;
  absl::StatusOr<algebra::NodePtr> PlanAnew(syntax::Parameters parameters, StatementContext& context);

  const syntax::Query query_;
  const std::vector<std::string> parameters_;
  std::optional<bool> has_searches_;  // by name; known when it was planned once
  std::vector<std::string> columns_;  // of the answer, the same for every plan
  std::optional<Planned> planned_;    // the newest plan
};

}  // namespace tern

#endif  // TERN_ENGINE_PREPARED_QUERY_H_
