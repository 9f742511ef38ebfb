// A query that is run again and again: read once, translated and planned once for as long as the store stays
// what it is. Other values of its parameters take the same plan where that can be had for them
// (optimize/rebind.h), and are planned for otherwise.
#ifndef TERN_ENGINE_PREPARED_QUERY_H_
#define TERN_ENGINE_PREPARED_QUERY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/database.h"
#include "engine/optimize/rebind.h"
#include "engine/statement_context.h"
#include "engine/syntax/parameter_value.h"
#include "engine/syntax/syntax_tree.h"
#include "storage/store/store.h"

namespace tern {

// Not thread-safe.
class PreparedQuery {
 public:
  // `parameters`: the names that the query has.
  PreparedQuery(syntax::Query query, const std::vector<std::string>& parameters);

  // As RunQuery.
  absl::StatusOr<Outcome> Run(StatementContext context);

 private:
  // A plan and what it holds for.
  struct Planned {
    std::weak_ptr<const store::Store> store;
    uint64_t commit = 0;
    uint64_t id_generation = 0;
    bool is_optimised = true;
    syntax::Parameters parameters;  // those that the query has
    algebra::NodePtr root;
    std::optional<optimize::RebindablePlan> rebindable;
  };

  syntax::Parameters Used(const syntax::Parameters& given) const;
  bool Holds(const StatementContext& context) const;
  // The plan for these parameters that needs no planning; null where there is none.
  absl::StatusOr<algebra::NodePtr> Known(const syntax::Parameters& parameters,
                                         const StatementContext& context) const;
  absl::StatusOr<algebra::NodePtr> PlanAnew(syntax::Parameters parameters, StatementContext& context);
  bool AreOnlyInWalks(const algebra::Plan& translated, const syntax::Parameters& parameters);

  const syntax::Query query_;
  const std::vector<std::string> parameters_;
  std::optional<bool> has_searches_;  // by name; known when it was planned once
  std::vector<std::string> columns_;  // of the answer, the same for every plan
  std::optional<Planned> planned_;    // the newest plan
  // Whether parameters of these kinds stand in nothing but walks.
  std::optional<std::pair<syntax::Parameters, bool>> only_in_walks_;
};

}  // namespace tern

#endif  // TERN_ENGINE_PREPARED_QUERY_H_
