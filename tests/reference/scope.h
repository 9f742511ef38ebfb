// What a query says about its variables before it runs, and what surrounds an expression or a walk while it
// does.
#ifndef TERN_TESTS_REFERENCE_SCOPE_H_
#define TERN_TESTS_REFERENCE_SCOPE_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/syntax/syntax_tree.h"
#include "storage/model/term.h"
#include "tests/reference/cell.h"
#include "tests/reference/dataset.h"

namespace tern::reference {

using Parameters = std::map<std::string, Cell>;  // terms and lists

// Of a whole query.
struct Context {
  const Dataset* dataset = nullptr;
  const Parameters* parameters = nullptr;
  std::string base = std::string(model::iri::kDefaultBase);
  Cell now;
  // Set where some pattern has more rows than anybody wants to wait for; the answer is void then.
  bool* too_large = nullptr;
};

// Of one place in it.
struct Scope {
  const Context* context = nullptr;
  std::shared_ptr<const FactView> view;   // what the match around it looks at; all behind a match
  std::set<std::string> claim_variables;  // those that a `?c:` has bound, or will bind in this part
};

// The variables that a pattern binds for what stands outside, by first appearance: not those only inside
// `not`, `exists` and `count`.
void AddVariables(const syntax::Pattern& pattern, std::vector<std::string>& names);
// Its claim variables, those of its groups too.
void AddClaimVariables(const syntax::Pattern& pattern, std::set<std::string>& names);
std::vector<std::string> ColumnsOf(const syntax::Query& query);

bool HasAggregate(const syntax::Expression& expression);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_SCOPE_H_
