#include "engine/execute/evaluate.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "engine/execute/datum.h"
#include "engine/execute/functions.h"
#include "engine/execute/label_reader.h"
#include "engine/execute/pattern_cache.h"

namespace tern::execute {
namespace {

using algebra::Expression;
using algebra::Function;
using model::Tag;
using model::TermId;

// An expression with columns in place of variables and ids in place of constants.
struct Compiled {
  Expression::Kind kind = Expression::Kind::kNull;
  Datum constant;
  size_t column = 0;
  Function function = Function::kAnd;
  std::vector<Compiled> arguments;
};

absl::StatusOr<Compiled> Compile(const Expression& expression, const std::vector<Variable>& variables,
                                 Terms& terms) {
  Compiled compiled;
  compiled.kind = expression.kind;
  compiled.function = expression.function;
  if (expression.is_constant()) {
    auto id = terms.Intern(expression.constant);
    if (!id.ok()) return id.status();
    compiled.constant = Datum::Of(*id);
  } else if (expression.is_variable()) {
    const auto column = std::find(variables.begin(), variables.end(), expression.variable);
    if (column == variables.end())
      return absl::InternalError("an expression reads a variable that is not there");
    compiled.column = static_cast<size_t>(column - variables.begin());
  }
  for (const Expression& argument : expression.arguments) {
    auto child = Compile(argument, variables, terms);
    if (!child.ok()) return child;
    compiled.arguments.push_back(*std::move(child));
  }
  return compiled;
}

// InvalidArgument for a constant that stands as a pattern and is none.
absl::Status CheckPatterns(const Expression& expression) {
  const bool has_pattern = expression.is_call(Function::kMatches) || expression.is_call(Function::kReplace);
  if (has_pattern && expression.arguments[1].is_constant()) {
    if (absl::Status status = CheckPattern(expression.arguments[1].constant.value); !status.ok())
      return status;
  }
  for (const Expression& argument : expression.arguments) {
    if (absl::Status status = CheckPatterns(argument); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// How much of a column's terms an expression reads, so that they are resolved a batch at a time.
enum class Need : uint8_t {
  kIds,       // nothing
  kValues,    // literals, but no texts: equality of texts is equality of ids
  kLiterals,  // texts too: their order
  kTerms,     // all
};

// What a function needs of its arguments.
Need NeedOf(Function function) {
  switch (function) {
    case Function::kOr:
    case Function::kAnd:
    case Function::kNot:
    case Function::kIsNull:
    case Function::kIsNotNull:
    case Function::kSameTerm:
    case Function::kStance:
    case Function::kCoalesce:
    case Function::kIf:
    case Function::kIsEntity:
    case Function::kIsText:
    case Function::kMakeList:
    case Function::kLabel:
    case Function::kNow:
      return Need::kIds;
    case Function::kEqual:
    case Function::kNotEqual:
    case Function::kIn:
    case Function::kNotIn:
    case Function::kInList:
    case Function::kNotInList:
    case Function::kIsNumber:
    case Function::kIsDate:
      return Need::kValues;
    case Function::kLess:
    case Function::kLessEqual:
    case Function::kGreater:
    case Function::kGreaterEqual:
      return Need::kLiterals;
    default:
      return Need::kTerms;
  }
}

void CollectNeeds(const Compiled& expression, Need need, std::vector<Need>& needs) {
  if (expression.kind == Expression::Kind::kVariable) {
    needs[expression.column] = std::max(needs[expression.column], need);
  }
  if (expression.kind != Expression::Kind::kCall) return;
  // Coalesce and if hand on what the caller needs.
  const bool passes = expression.function == Function::kCoalesce || expression.function == Function::kIf;
  for (const Compiled& argument : expression.arguments) {
    CollectNeeds(argument, passes ? need : NeedOf(expression.function), needs);
  }
}

bool IsNeeded(TermId id, Need need) {
  switch (id.tag()) {
    case Tag::kIntegerBase:
    case Tag::kIntegerAppended:
    case Tag::kDecimalBase:
    case Tag::kDecimalAppended:
    case Tag::kDoubleBase:
    case Tag::kDoubleAppended:
    case Tag::kDateBase:
    case Tag::kDateAppended:
    case Tag::kDateTimeBase:
    case Tag::kDateTimeAppended:
    case Tag::kOtherBase:
    case Tag::kOtherAppended:
      return need >= Need::kValues;
    case Tag::kStringBase:
    case Tag::kStringAppended:
    case Tag::kLangStringBase:
    case Tag::kLangStringAppended:
      return need >= Need::kLiterals;
    case Tag::kIriBase:
    case Tag::kIriAppended:
      return need >= Need::kTerms;
    default:
      return false;
  }
}

class CompiledEvaluator : public Evaluator {
 public:
  static constexpr size_t kMaxPrefetchedItems = 1024;  // of each list

  CompiledEvaluator(Compiled root, size_t column_count, Terms* terms)
      : root_(std::move(root)),
        needs_(column_count, Need::kIds),
        terms_(terms),
        reader_(terms),
        labels_(terms),
        context_{&reader_, terms->context().snapshot().base_namespace(), &patterns_, &labels_,
                 terms->context().now()} {
    CollectNeeds(root_, Need::kIds, needs_);
  }

  absl::Status Evaluate(const Batch& batch, Column& values) override {
    if (absl::Status status = Prefetch(batch); !status.ok()) return status;
    values.clear();
    values.reserve(batch.rows);
    for (row_ = 0; row_ < batch.rows; ++row_) {
      values.push_back(reader_.IdOf(ValueOf(root_)));
      if (!reader_.status().ok()) return reader_.status();
    }
    return reader_.status();
  }

  absl::Status Select(const Batch& batch, std::vector<uint32_t>& rows) override {
    if (absl::Status status = Prefetch(batch); !status.ok()) return status;
    rows.clear();
    for (row_ = 0; row_ < batch.rows; ++row_) {
      if (reader_.Truth(ValueOf(root_)) == true) rows.push_back(static_cast<uint32_t>(row_));
      if (!reader_.status().ok()) return reader_.status();
    }
    return reader_.status();
  }

  absl::StatusOr<Datum> EvaluateRow(absl::Span<const Datum> row, uint64_t& failed) override {
    // Nothing to prefetch, but this is where the terms that were kept for the rows before may go.
    if (absl::Status status = terms_->Prefetch({}); !status.ok()) return status;
    batch_ = nullptr;
    values_ = row;
    failed_ = 0;
    Datum value = ValueOf(root_);
    failed += failed_;
    if (!reader_.status().ok()) return reader_.status();
    return value;
  }

 private:
  absl::Status Prefetch(const Batch& batch) {
    batch_ = &batch;
    std::vector<TermId> ids;
    for (size_t c = 0; c < needs_.size(); ++c) {
      if (needs_[c] == Need::kIds) continue;
      for (const TermId id : batch.columns[c]) AddNeeded(id, needs_[c], ids);
    }
    return terms_->Prefetch(ids);
  }

  // The items of a list are read where the list is, up to some; Get finds the others one by one.
  void AddNeeded(TermId id, Need need, std::vector<TermId>& ids) const {
    if (!IsList(id)) {
      if (IsNeeded(id, need)) ids.push_back(id);
      return;
    }
    for (const TermId item : terms_->ItemsOf(id).subspan(0, kMaxPrefetchedItems)) {
      if (!IsList(item) && IsNeeded(item, need)) ids.push_back(item);
    }
  }

  Datum ValueOf(const Compiled& expression) {
    switch (expression.kind) {
      case Expression::Kind::kNull:
        return Datum::Null();
      case Expression::Kind::kConstant:
        return expression.constant;
      case Expression::Kind::kVariable:
        return batch_ == nullptr ? values_[expression.column]
                                 : Datum::Of(batch_->columns[expression.column][row_]);
      case Expression::Kind::kCall:
        return ValueOfCall(expression);
    }
    return Datum::Null();
  }

  Datum ValueOfCall(const Compiled& call) {
    switch (call.function) {
      case Function::kOr:
      case Function::kAnd:
        return Logic(call);
      case Function::kNot: {
        const std::optional<bool> truth = reader_.Truth(ValueOf(call.arguments[0]));
        return truth ? Datum::Of(!*truth) : Datum::Null();
      }
      case Function::kEqual:
      case Function::kNotEqual:
      case Function::kLess:
      case Function::kLessEqual:
      case Function::kGreater:
      case Function::kGreaterEqual:
        return Comparison(call);
      case Function::kIn:
      case Function::kNotIn:
        return Membership(call);
      case Function::kInList:
      case Function::kNotInList:
        return ListMembership(call);
      case Function::kMakeList:
        return MakeList(call);
      case Function::kIsNull:
        return Datum::Of(ValueOf(call.arguments[0]).is_null());
      case Function::kIsNotNull:
        return Datum::Of(!ValueOf(call.arguments[0]).is_null());
      case Function::kCoalesce:
        return Coalesce(call);
      case Function::kIf: {
        const bool condition = reader_.Truth(ValueOf(call.arguments[0])) == true;
        return ValueOf(call.arguments[condition ? 1 : 2]);
      }
      default:
        return Strict(call);
    }
  }

  // Three-valued: the deciding value wins over null, null over the other one.
  Datum Logic(const Compiled& call) {
    const bool deciding = call.function == Function::kOr;
    bool unknown = false;
    for (const Compiled& argument : call.arguments) {
      const std::optional<bool> truth = reader_.Truth(ValueOf(argument));
      if (!truth) {
        unknown = true;
      } else if (*truth == deciding) {
        return Datum::Of(deciding);
      }
    }
    return unknown ? Datum::Null() : Datum::Of(!deciding);
  }

  Datum Comparison(const Compiled& call) {
    const Datum a = ValueOf(call.arguments[0]);
    const Datum b = ValueOf(call.arguments[1]);
    if (a.is_null() || b.is_null()) return Datum::Null();
    if (call.function == Function::kEqual) return Datum::Of(reader_.Equal(a, b));
    if (call.function == Function::kNotEqual) return Datum::Of(!reader_.Equal(a, b));
    const auto order = reader_.Compare(a, b);
    if (!order) return Datum::Null();
    switch (call.function) {
      case Function::kLess:
        return Datum::Of(*order < 0);
      case Function::kLessEqual:
        return Datum::Of(*order <= 0);
      case Function::kGreater:
        return Datum::Of(*order > 0);
      default:
        return Datum::Of(*order >= 0);
    }
  }

  Datum Membership(const Compiled& call) {
    const Datum left = ValueOf(call.arguments[0]);
    if (left.is_null()) return Datum::Null();
    bool unknown = false;
    for (size_t i = 1; i < call.arguments.size(); ++i) {
      const Datum item = ValueOf(call.arguments[i]);
      if (item.is_null()) {
        unknown = true;
      } else if (reader_.Equal(left, item)) {
        return Datum::Of(call.function == Function::kIn);
      }
    }
    return unknown ? Datum::Null() : Datum::Of(call.function == Function::kNotIn);
  }

  // An equal item decides, else a null one leaves it open.
  Datum ListMembership(const Compiled& call) {
    const Datum left = ValueOf(call.arguments[0]);
    const Datum list = ValueOf(call.arguments[1]);
    if (left.is_null() || !list.is_list()) return Datum::Null();
    bool unknown = false;
    for (const TermId item : reader_.ItemsOf(list)) {
      if (item.is_null()) {
        unknown = true;
      } else if (reader_.Equal(left, Datum::Of(item))) {
        return Datum::Of(call.function == Function::kInList);
      }
    }
    return unknown ? Datum::Null() : Datum::Of(call.function == Function::kNotInList);
  }

  Datum MakeList(const Compiled& call) {
    std::vector<TermId> items;
    items.reserve(call.arguments.size());
    for (const Compiled& argument : call.arguments) items.push_back(reader_.IdOf(ValueOf(argument)));
    return reader_.ListOf(items);
  }

  Datum Coalesce(const Compiled& call) {
    for (const Compiled& argument : call.arguments) {
      Datum value = ValueOf(argument);
      if (!value.is_null()) return value;
    }
    return Datum::Null();
  }

  Datum Strict(const Compiled& call) {
    absl::InlinedVector<Datum, 2> arguments;
    for (const Compiled& argument : call.arguments) {
      arguments.push_back(ValueOf(argument));
      if (arguments.back().is_null()) return Datum::Null();
      if (arguments.back().is_list() && !TakesLists(call.function)) return Datum::Null();
    }
    Datum value = CallFunction(call.function, arguments, context_);
    if (value.is_null()) ++failed_;
    return value;
  }

  Compiled root_;
  std::vector<Need> needs_;  // by column
  Terms* terms_;
  DatumReader reader_;
  PatternCache patterns_;
  LabelReader labels_;
  FunctionContext context_;
  const Batch* batch_ = nullptr;  // null: the variables' values are in values_
  absl::Span<const Datum> values_;
  size_t row_ = 0;
  uint64_t failed_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Evaluator>> Evaluator::Create(const Expression& expression,
                                                             const std::vector<Variable>& variables,
                                                             Terms* terms) {
  auto compiled = Compile(expression, variables, *terms);
  if (!compiled.ok()) return compiled.status();
  if (absl::Status status = CheckPatterns(expression); !status.ok()) return status;
  return std::make_unique<CompiledEvaluator>(*std::move(compiled), variables.size(), terms);
}

}  // namespace tern::execute
