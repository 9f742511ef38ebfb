// ~"text": the entities that people call so. An entity matches by its label (rdfs:label), an alias
// (skos:altLabel) or its bare name, with case ignored and `_` as a space. Takes a pass over the names and
// labels of the store: it is for what a person types, not for loops.
#ifndef TERN_ENGINE_ENTITY_SEARCH_H_
#define TERN_ENGINE_ENTITY_SEARCH_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/syntax/parser.h"
#include "storage/model/term.h"
#include "storage/store/snapshot.h"

namespace tern {

// Each once, in term order.
absl::StatusOr<std::vector<model::Term>> FindEntities(const store::Snapshot& snapshot, std::string_view text);

// The one that matches; InvalidArgument that lists the candidates, in the form of `names`, where there is not
// exactly one.
absl::StatusOr<model::Term> FindOneEntity(const store::Snapshot& snapshot, std::string_view text,
                                          const syntax::Names& names);

}  // namespace tern

#endif  // TERN_ENGINE_ENTITY_SEARCH_H_
