// The facts that the edges of a walk name without a variable, as far as a store knows them: what `ask` and
// `why` show the claims of.
#ifndef TERN_ENGINE_CLAIMS_ASKED_FACTS_H_
#define TERN_ENGINE_CLAIMS_ASKED_FACTS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/algebra/translate_expression.h"
#include "engine/syntax/names.h"
#include "engine/syntax/syntax_tree.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"
#include "storage/store/snapshot.h"

namespace tern::claims {

struct AskedFact {
  model::TermId subject;
  model::TermId predicate;
  model::TermId object;
  std::string text;  // China -[not accepted]-> H200, with the stance that was asked for
};

// Not thread-safe; must not outlive what it is made from.
class FactFinder {
 public:
  // More facts than this are not listed: a literal may have many equal ids, `any` many predicates.
  static constexpr size_t kMaxFacts = 4096;

  FactFinder(const algebra::Parameters& parameters, const store::Snapshot& snapshot,
             const syntax::Names& names)
      : parameters_(parameters), snapshot_(snapshot), names_(names) {}

  // Paths of several steps, and those that leave a predicate out, name no fact. Errors of parameters.
  absl::Status AddEdge(const syntax::Node& from, const syntax::Edge& edge, const syntax::Node& to);

  const std::vector<AskedFact>& facts() const { return facts_; }
  std::vector<AskedFact> Take() { return std::move(facts_); }

 private:
  // What a node stands for; nothing for a variable.
  absl::StatusOr<std::vector<model::Term>> TermsOf(const syntax::Node& node) const;
  absl::Status AddPath(const model::Term& subject, const syntax::Path& path, const model::Term& object);
  // `predicate` null: all that there are between the two.
  absl::Status AddFacts(const model::Term& subject, const model::Term* predicate, const model::Term& object);
  absl::Status AddBetween(model::TermId subject, model::TermId predicate, model::TermId object);
  absl::Status AddFact(model::TermId subject, model::TermId predicate, model::TermId object);

  const algebra::Parameters& parameters_;
  const store::Snapshot& snapshot_;
  const syntax::Names& names_;
  syntax::StanceForm stance_ = syntax::StanceForm::kPlain;  // of the edge that is being added
  std::vector<AskedFact> facts_;
};

}  // namespace tern::claims

#endif  // TERN_ENGINE_CLAIMS_ASKED_FACTS_H_
