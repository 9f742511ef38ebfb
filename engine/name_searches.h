// The ~"text" of a statement, wherever it stands: in walks, maps, groups, subqueries, `according to`, exists
// and count. In a question a search stands for every entity that it finds; where a statement is about one
// thing (it writes, `why`, `describe`, `according to`) it must find exactly one.
#ifndef TERN_ENGINE_NAME_SEARCHES_H_
#define TERN_ENGINE_NAME_SEARCHES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/syntax/names.h"
#include "engine/syntax/parameter_value.h"
#include "engine/syntax/syntax_tree.h"
#include "storage/store/snapshot.h"

namespace tern {

// Fills in what searches find in one snapshot. Each different text is looked up once, since that takes a pass
// over the names of the store. Not thread-safe; must not outlive what it is made from.
class NameSearches {
 public:
  NameSearches(const store::Snapshot& snapshot, const syntax::Names& names,
               const syntax::Parameters& parameters)
      : snapshot_(snapshot), names_(names), parameters_(parameters) {}

  // Sets NameSearch::found everywhere in it; the terms of `according to` become the one entity that is found.
  // InvalidArgument with a Diagnostic where there is not exactly one, or a parameter is missing or a list.
  absl::Status FindAll(syntax::Query& query);
  absl::Status FindAll(syntax::Pattern& pattern);

  // Every search becomes the one entity that it finds; TQ202 where there is not exactly one.
  absl::Status FindOne(syntax::Node& node);
  absl::Status FindOne(syntax::Walk& walk);

  // True where FindAll or FindOne has looked for anything.
  bool has_searched() const { return !found_.empty(); }

  // "no entity is called …", for each search of FindAll that found nothing, in order of appearance.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  absl::Status FindAll(syntax::PatternPart& part);
  absl::Status FindAll(syntax::Walk& walk);
  absl::Status FindAll(syntax::Projection& projection);
  absl::Status FindAll(syntax::Expression& expression);
  absl::Status FindAll(syntax::NameSearch& search, const model::Location& where);
  absl::StatusOr<model::Term> OneOf(const syntax::NameSearch& search, const model::Location& where);
  absl::StatusOr<std::string> TextOf(const syntax::NameSearch& search, const model::Location& where) const;

  const store::Snapshot& snapshot_;
  const syntax::Names& names_;
  const syntax::Parameters& parameters_;
  std::map<std::string, std::vector<model::Term>> found_;  // by text
  std::vector<std::string> warnings_;
};

}  // namespace tern

#endif  // TERN_ENGINE_NAME_SEARCHES_H_
