// Terms as Turtle and TriG write them, in the shortest form that reads back as the same term: `ex:Chip`,
// `42`, `true`, `"text"@en`. Which prefixes there are is settled before the first term is written.
#ifndef TERN_ENGINE_RESULTS_TURTLE_TERMS_H_
#define TERN_ENGINE_RESULTS_TURTLE_TERMS_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/model/term.h"
#include "storage/store/snapshot.h"

namespace tern::results {

class TurtleTerms {
 public:
  // `prefixes`: name to namespace. Names that Turtle does not have are left out.
  explicit TurtleTerms(const std::map<std::string, std::string>& prefixes);

  // With the prefixes that the snapshot's terms have a use for, of those that it has saved, those that every
  // session has, and ":" for its base. Reads the dictionary's IRIs and the ids of the objects once.
  static absl::StatusOr<TurtleTerms> For(const store::Snapshot& snapshot,
                                         const std::function<bool()>& cancelled);

  std::string Print(const model::Term& term) const;

  // "@prefix ex: <…> ." for each, in the order of their names.
  std::string Declarations() const;

 private:
  struct Prefix {
    std::string name;
    std::string iri;
  };
  class Marker;

  // The prefix with the longest namespace that leaves a name; null: none.
  const Prefix* PrefixOf(std::string_view iri) const;
  std::string PrintIri(std::string_view iri) const;

  std::vector<Prefix> prefixes_;  // by name
};

}  // namespace tern::results

#endif  // TERN_ENGINE_RESULTS_TURTLE_TERMS_H_
