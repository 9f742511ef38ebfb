// Expressions of the algebra: trees over constants, variables and calls of a fixed set of functions.
// Translation makes them from the syntax tree with parameters filled in, names resolved and arities checked;
// operators evaluate them (engine/execute/evaluate.h). Plain values that compare equal when they are the same
// tree.
#ifndef TERN_ENGINE_ALGEBRA_EXPRESSION_H_
#define TERN_ENGINE_ALGEBRA_EXPRESSION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "storage/model/term.h"

namespace tern::algebra {

// A variable of a plan. Those the user wrote have their own name; those that translation adds begin with '#',
// which no written name can.
using Variable = std::string;
using VariableSet = absl::flat_hash_set<Variable>;

enum class Function : uint8_t {
  kOr,
  kAnd,
  kNot,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kNotIn,  // arguments[0] among the others
  kInList,
  kNotInList,  // arguments[0] among the items of the list arguments[1]; null where that is no list
  kMakeList,   // of its arguments, null ones too
  kIsNull,
  kIsNotNull,
  kSameTerm,  // the same term, whatever its value; null if one is null
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kNegate,
  kStr,
  kText,
  kLower,
  kUpper,
  kLength,
  kContains,
  kStartsWith,
  kEndsWith,
  kSubstr,
  kMatches,
  kReplace,
  kConcat,
  kJoin,
  kAbs,
  kRound,
  kFloor,
  kCeil,
  kNumber,
  kYear,
  kMonth,
  kDay,
  kDate,
  kDateTime,
  kNow,
  kIri,
  kLabel,
  kLang,
  kDatatype,
  kIsEntity,
  kIsText,
  kIsNumber,
  kIsDate,
  kStance,  // of a claim's id: "for", "against" or "unclear"
  kCoalesce,
  kIf,
};

struct FunctionInfo {
  Function function;
  std::string_view name;  // as a query writes it, or the operator's sign
  int min_arguments;
  int max_arguments;  // kManyArguments: no bound
};
inline constexpr int kManyArguments = 1 << 20;

const FunctionInfo& InfoOf(Function function);

// The function that a query calls by `name`, without regard to case; nothing where there is none.
std::optional<Function> FunctionFromName(std::string_view name);

struct Expression {
  enum class Kind : uint8_t { kNull, kConstant, kVariable, kCall };
  Kind kind = Kind::kNull;
  model::Term constant;
  Variable variable;
  Function function = Function::kAnd;
  std::vector<Expression> arguments;

  static Expression Constant(model::Term term);
  static Expression Var(Variable variable);
  static Expression Call(Function function, std::vector<Expression> arguments);

  bool is_variable() const { return kind == Kind::kVariable; }
  bool is_constant() const { return kind == Kind::kConstant; }
  bool is_call(Function f) const { return kind == Kind::kCall && function == f; }

  friend bool operator==(const Expression&, const Expression&) = default;
};

// Adds the variables that `expression` reads.
void CollectVariables(const Expression& expression, VariableSet& variables);

// The conjuncts of `condition`: nested `and` is taken apart.
std::vector<Expression> Conjuncts(const Expression& condition);
// Their conjunction again. REQUIRES: not empty.
Expression Conjunction(std::vector<Expression> conjuncts);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_EXPRESSION_H_
