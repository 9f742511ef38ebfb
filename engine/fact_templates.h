// What a statement that writes does for each row of its match: the walks of `insert` and `delete` taken apart
// into edges, with holes for what the rows hold. `insert` and `delete` without a match are the case of one
// row.
//
// A null leaves out what it stands in: a node's or predicate's edge states nothing, a map's entry is not
// there. Where it would choose what is deleted it chooses nothing, since a condition that is dropped would
// delete more.
#ifndef TERN_ENGINE_FACT_TEMPLATES_H_
#define TERN_ENGINE_FACT_TEMPLATES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/execute/rows.h"
#include "engine/ingest/fact_walk.h"
#include "engine/syntax/parameter_value.h"
#include "engine/syntax/syntax_tree.h"
#include "storage/store/snapshot.h"
#include "storage/store/store.h"

namespace tern {

// Not thread-safe; must not outlive the snapshot and the parameters.
class FactTemplates {
 public:
  // What all changes of one statement may take in memory. About four million facts.
  static constexpr size_t kMaxBytes = size_t{2} << 30;

  struct Options {
    // Blank labels of an insert are new nodes for each row, not one for the statement.
    bool has_rows = false;
    size_t max_bytes = kMaxBytes;
  };

  // Errors of the walks that no row can mend come here, or with the first row: InvalidArgument with a
  // Diagnostic. `snapshot` tells which blank labels are stored nodes, and which literals equal the written
  // ones; null: there is no store yet.
  static absl::StatusOr<FactTemplates> Create(const std::vector<syntax::Update::Clause>& clauses,
                                              const syntax::Parameters& parameters,
                                              const store::Snapshot* snapshot, const Options& options);

  // What each row must hold, in this order; no expression twice.
  const std::vector<syntax::Expression>& values() const { return values_; }

  // Takes a row: a cell for each value. ResourceExhausted where the statement has grown beyond its bound.
  absl::Status AddRow(absl::Span<const execute::Cell> row);

  // The changes of all rows, clause by clause: a later clause meets what the earlier ones left.
  store::Changes TakeChanges();

 private:
  // A place of a walk: the number of the value that goes there.
  using Hole = std::optional<size_t>;

  struct EdgeTemplate {
    size_t clause = 0;
    bool insert = true;
    syntax::Walk walk;  // of one edge; rows are written into it
    Hole left;
    Hole right;
    Hole predicate;
    Hole claim;
    std::vector<std::pair<syntax::MapEntry, Hole>> map;
    std::vector<model::Stance>
        stances;  // that a delete means; empty: the fact with all that is claimed of it
    std::optional<std::string> new_left;  // blank labels that are new nodes for each row
    std::optional<std::string> new_right;
    // The terms that are equal to the literal that a delete has as object, once they are known.
    std::optional<std::vector<model::Term>> equal_objects;
  };

  FactTemplates(const syntax::Parameters& parameters, const store::Snapshot* snapshot, const Options& options)
      : snapshot_(snapshot), options_(options) {
    walk_options_.parameters = &parameters;
  }

  absl::Status AddWalk(const syntax::Walk& walk, size_t clause, bool insert);
  absl::Status AddClaim(const syntax::Edge& edge, EdgeTemplate& made);
  absl::Status AddMap(const syntax::Edge& edge, EdgeTemplate& made);
  Hole HoleOf(const syntax::Node& node);
  Hole HoleOf(const syntax::Path& path);
  Hole ValueOf(syntax::Expression expression);
  absl::StatusOr<std::optional<std::string>> NewLabel(const syntax::Node& node, bool insert) const;

  absl::StatusOr<bool> Fill(EdgeTemplate& edge, absl::Span<const execute::Cell> row) const;
  absl::StatusOr<bool> FillMap(EdgeTemplate& edge, absl::Span<const execute::Cell> row) const;
  absl::Status AddDeletes(EdgeTemplate& edge, absl::Span<const execute::Cell> row, const store::Fact& fact);
  absl::StatusOr<std::vector<model::Term>> EqualTerms(const model::Term& term) const;
  absl::Status AddChange(size_t clause, bool insert, store::Fact fact);

  const store::Snapshot* snapshot_;
  Options options_;
  ingest::FactWalkOptions walk_options_;
  std::vector<syntax::Expression> values_;
  std::vector<EdgeTemplate> edges_;
  std::vector<std::vector<store::Changes::Change>> changes_;  // by clause
  uint64_t rows_ = 0;
  size_t bytes_ = 0;
};

}  // namespace tern

#endif  // TERN_ENGINE_FACT_TEMPLATES_H_
