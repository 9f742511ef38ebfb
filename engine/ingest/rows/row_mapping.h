// The walks of `load "file" as ?row insert …` taken apart once, before any row is read: what is constant is a
// term, what a row fills in is a field of the tree or an expression over fields. Plain data; RowFacts runs
// it.
//
//   ?row.country -[rejected {on: date(?row.day), source: ?row.url}]-> ?row.chip
//
// is one edge with two names, a constant predicate, a computed property and a field as it is.
#ifndef TERN_ENGINE_INGEST_ROWS_ROW_MAPPING_H_
#define TERN_ENGINE_INGEST_ROWS_ROW_MAPPING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/expression.h"
#include "engine/ingest/fact_walk.h"
#include "engine/ingest/rows/row.h"
#include "engine/syntax/syntax_tree.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::ingest {

struct RowMapping {
  // What stands as a node, a predicate or a property's value.
  struct Item {
    enum class Kind : uint8_t {
      kConstant,
      kBlank,     // a blank node of its own for each row; constant.value is its label
      kField,     // as a node or predicate a name; as a property's value text, or what JSON has
      kComputed,  // whatever term the expression gives
      kNull,
    };
    Kind kind = Kind::kNull;
    model::Term constant;
    size_t index = 0;  // of the tree's node, or in `computed`
  };
  struct Property {
    model::Term key;
    Item value;
  };
  struct Edge {
    Item subject;
    Item predicate;
    Item object;
    model::Stance stance = model::Stance::kFor;
    bool has_stance_word = false;  // a claim even without a property
    std::vector<Property> properties;
    std::vector<size_t> fields;  // nodes of the tree that it reads, also through expressions; each once
  };
  // Equal expressions are one, so that they are evaluated and complained about once a row.
  struct Computed {
    algebra::Expression expression;
    std::vector<algebra::Variable> variables;
    std::vector<size_t> fields;  // of the variables, in their order
  };

  FieldTree tree;
  std::vector<Computed> computed;
  std::vector<Edge> edges;
};

// InvalidArgument with a Diagnostic: what `insert` refuses too (TQ2xx), what is wrong with an expression
// (TQ1xx), and TQ220 for any variable besides the row's fields. `constants` is asked about terms.
absl::StatusOr<RowMapping> CompileRowMapping(const syntax::LoadRows& load, const FactWalkOptions& constants);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_ROW_MAPPING_H_
