// The facts of one row, by a mapping. Arrays fan out: an edge states a fact for each item of each array that
// it reads; two fields below the same array (`?row.parts.name`, `?row.parts.size`) come from the same item,
// different arrays give every combination. An empty array is null.
//
// A null subject, predicate or object drops the edge's fact, a null property its key; an edge that is left
// with neither property nor stance word states its fact without a claim.
#ifndef TERN_ENGINE_INGEST_ROWS_ROW_FACTS_H_
#define TERN_ENGINE_INGEST_ROWS_ROW_FACTS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/execute/context.h"
#include "engine/execute/evaluate.h"
#include "engine/execute/terms.h"
#include "engine/ingest/rows/row_mapping.h"
#include "storage/store/fact.h"
#include "storage/store/snapshot.h"

namespace tern::ingest {

inline constexpr size_t kMaxFactsPerRow = size_t{1} << 20;

// Not thread-safe. Evaluates what is computed with the engine's evaluator; an expression that several edges
// share is evaluated once a row.
class RowFacts {
 public:
  // `mapping` must outlive it. `on_unconverted` gets, for each row at most once an expression and its values,
  // "date() has no value for day = 'n/a'".
  static absl::StatusOr<std::unique_ptr<RowFacts>> Create(
      const RowMapping* mapping, std::shared_ptr<const store::Snapshot> snapshot,
      std::function<bool()> cancelled,
      std::function<void(uint64_t line, std::string complaint)> on_unconverted);

  // Replaces `facts` by those of `row`, which has a value for each node of the tree. InvalidArgument where
  // the row states what cannot be stated; other errors are the store's, or the evaluator's limits.
  absl::Status Make(const Row& row, std::vector<store::Fact>& facts);

 private:
  // The fields of one edge as a tree: what is enumerated together.
  struct Access {
    size_t node = FieldTree::kRoot;
    bool is_read = false;
    std::vector<size_t> children;  // in the edge's accesses
  };
  struct Pending {
    size_t access;
    RowValue value;
  };
  // The value that an expression had, and of which field values.
  struct Remembered {
    uint64_t row = 0;
    std::vector<RowValue> values;
    std::optional<model::Term> result;
  };
  using MaybeTerm = std::optional<model::Term>;

  RowFacts(const RowMapping* mapping, std::shared_ptr<const store::Snapshot> snapshot,
           std::function<bool()> cancelled,
           std::function<void(uint64_t line, std::string complaint)> on_unconverted);

  void AddAccesses(const RowMapping::Edge& edge);
  absl::Status MakeEvaluators();
  // Handles pending_[next] and all behind it, for each combination of items.
  absl::Status Enumerate(size_t edge, size_t next, std::vector<store::Fact>& facts);
  absl::Status AddFact(const RowMapping::Edge& edge, std::vector<store::Fact>& facts);
  absl::StatusOr<store::ClaimSpec> ClaimOf(const RowMapping::Edge& edge);
  absl::StatusOr<MaybeTerm> TermOf(const RowMapping::Item& item, bool as_name);
  absl::StatusOr<MaybeTerm> ValueOf(size_t computed);
  absl::StatusOr<MaybeTerm> Evaluate(size_t number);
  absl::StatusOr<MaybeTerm> FieldTerm(size_t field, bool as_name);
  void Complain(size_t about, const std::vector<RowValue>& values, const std::function<std::string()>& text);

  const RowMapping* mapping_;
  const std::shared_ptr<const store::Snapshot> snapshot_;
  const std::string base_;
  const std::function<bool()> cancelled_;
  const std::function<void(uint64_t line, std::string complaint)> on_unconverted_;
  std::vector<std::vector<Access>> accesses_;  // by edge; the first is the root

  std::unique_ptr<execute::Context> context_;
  std::unique_ptr<execute::Terms> terms_;
  std::vector<std::unique_ptr<execute::Evaluator>> evaluators_;  // by computed

  const Row* row_ = nullptr;
  uint64_t row_number_ = 0;
  std::vector<RowValue> values_;  // by node of the tree: the combination at hand
  std::vector<Pending> pending_;
  std::vector<Remembered> remembered_;                                // by computed
  std::vector<std::pair<size_t, std::vector<RowValue>>> complained_;  // in this row
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_ROW_FACTS_H_
