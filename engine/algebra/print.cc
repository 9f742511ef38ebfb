#include "engine/algebra/print.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "storage/model/text.h"

namespace tern::algebra {
namespace {

constexpr int kIndent = 2;

class Printer {
 public:
  explicit Printer(const PrintOptions& options) : options_(options) {}

  std::string Term(const model::Term& term) const {
    return options_.term ? options_.term(term) : model::ToNTriples(term);
  }

  // With its "?" where it could be written so; those of translation, and names of columns, as they are.
  static std::string Variable(const Variable& variable) {
    const bool is_name = std::all_of(variable.begin(), variable.end(), [](char c) {
      return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80) != 0;
    });
    return is_name ? absl::StrCat("?", variable) : variable;
  }

  std::string OfExpression(const Expression& expression) const {
    switch (expression.kind) {
      case Expression::Kind::kNull:
        return "null";
      case Expression::Kind::kConstant:
        return Term(expression.constant);
      case Expression::Kind::kVariable:
        return Variable(expression.variable);
      case Expression::Kind::kCall:
        return OfCall(expression);
    }
    return "";
  }

  std::string OfNode(const Node& node) const {
    std::string text;
    Append(node, 0, text);
    return text;
  }

  // --- one line an operator ---

  std::string operator()(const Scan& scan) const { return absl::StrCat("Scan ", OfScan(scan)); }
  std::string operator()(const PathScan& scan) const {
    return absl::StrCat("PathScan ", OfSlot(scan.subject), " ", OfPath(scan.path), " ", OfSlot(scan.object),
                        OfClaims(scan.claims));
  }
  std::string operator()(const OuterRow& outer) const {
    return absl::StrCat("OuterRow", Variables(outer.variables));
  }
  std::string operator()(const Apply& apply) const { return absl::StrCat("Apply", OfType(apply.type)); }
  std::string operator()(const Unnest& unnest) const {
    return absl::StrCat("Unnest ", Variable(unnest.variable), " in ", OfExpression(unnest.list));
  }
  std::string operator()(const Values& values) const {
    return absl::StrCat("Values", Variables(values.variables), values.rows.empty() ? ": no rows" : "",
                        values.rows.empty() ? "" : absl::StrCat(": ", values.rows.size(), " row(s)"));
  }
  std::string operator()(const Join& join) const {
    std::string text = "Join";
    if (join.kind == JoinKind::kHash) text += " hash";
    if (join.kind == JoinKind::kLookup) text += " lookup";
    if (join.kind == JoinKind::kMerge) text += " merge";
    text += OfType(join.type);
    if (join.kind == JoinKind::kMerge) absl::StrAppend(&text, " on", Variables(join.keys));
    if (join.condition) absl::StrAppend(&text, " where ", OfExpression(*join.condition));
    return text;
  }
  std::string operator()(const Leapfrog& leapfrog) const {
    return absl::StrCat("Leapfrog on", Variables(leapfrog.sequence));
  }
  std::string operator()(const Union& op) const {
    if (op.merged_by.empty()) return absl::StrCat("Union", Variables(op.variables));
    return absl::StrCat("Union", Variables(op.variables), " merged by", Variables(op.merged_by));
  }
  std::string operator()(const Filter& filter) const {
    return absl::StrCat("Filter ", OfExpression(filter.condition));
  }
  std::string operator()(const Extend& extend) const {
    return absl::StrCat("Extend ", Variable(extend.variable), " = ", OfExpression(extend.expression));
  }
  std::string operator()(const Project& project) const {
    std::vector<std::string> columns;
    for (const ProjectColumn& column : project.columns) {
      columns.push_back(column.from == column.to
                            ? Variable(column.to)
                            : absl::StrCat(Variable(column.from), " as ", Variable(column.to)));
    }
    return absl::StrCat("Project ", columns.empty() ? "nothing" : absl::StrJoin(columns, ", "));
  }
  std::string operator()(const Sort& sort) const {
    std::vector<std::string> keys;
    for (const SortKey& key : sort.keys)
      keys.push_back(absl::StrCat(Variable(key.variable), key.descending ? " desc" : ""));
    return absl::StrCat(sort.limit ? absl::StrCat("Top ", *sort.limit, " by ") : "Sort by ",
                        absl::StrJoin(keys, ", "));
  }
  std::string operator()(const Distinct&) const { return "Distinct"; }
  std::string operator()(const Group& group) const {
    std::vector<std::string> aggregates;
    for (const Aggregate& aggregate : group.aggregates) {
      aggregates.push_back(absl::StrCat(Variable(aggregate.result), " = ", OfAggregate(aggregate)));
    }
    if (aggregates.empty()) return absl::StrCat("Group by", Variables(group.keys));
    return absl::StrCat("Group by", group.keys.empty() ? " nothing" : Variables(group.keys), ": ",
                        absl::StrJoin(aggregates, ", "));
  }
  std::string operator()(const Slice& slice) const {
    return absl::StrCat("Slice", slice.skip > 0 ? absl::StrCat(" skip ", slice.skip) : "",
                        slice.limit ? absl::StrCat(" limit ", *slice.limit) : "");
  }
  std::string operator()(const CountScan& count) const {
    return absl::StrCat("CountScan ", Variable(count.result), " = ", OfScan(count.scan));
  }
  std::string operator()(const CountRuns& runs) const {
    std::string text = absl::StrCat("CountRuns ", Variable(runs.key));
    if (!runs.count.empty()) absl::StrAppend(&text, ", ", Variable(runs.count), " = count(*)");
    if (runs.top) absl::StrAppend(&text, ", top ", *runs.top);
    return absl::StrCat(text, " of ", OfScan(runs.scan));
  }

 private:
  static std::string Variables(const std::vector<tern::algebra::Variable>& variables) {
    std::string text;
    for (const auto& variable : variables)
      absl::StrAppend(&text, text.empty() ? " " : ", ", Variable(variable));
    return text;
  }

  void Append(const Node& node, size_t depth, std::string& text) const {
    absl::StrAppend(&text, std::string(depth * kIndent, ' '), std::visit(*this, node.op));
    if (options_.estimates && node.estimated_rows) {
      absl::StrAppend(&text, " (", static_cast<uint64_t>(std::llround(std::min(*node.estimated_rows, 1e18))),
                      " rows)");
    }
    text.push_back('\n');
    for (const NodePtr& child : node.children) Append(*child, depth + 1, text);
  }

  static std::string OfType(JoinType type) {
    switch (type) {
      case JoinType::kInner:
        return "";
      case JoinType::kLeft:
        return " left";
      case JoinType::kSemi:
        return " semi";
      case JoinType::kAnti:
        return " anti";
    }
    return "";
  }

  static std::string OfAggregate(const Aggregate& aggregate) {
    const std::string argument =
        absl::StrCat(aggregate.distinct ? "distinct " : "", Variable(aggregate.argument), ")");
    switch (aggregate.kind) {
      case Aggregate::Kind::kCountRows:
        return "count(*)";
      case Aggregate::Kind::kCount:
        return absl::StrCat("count(", argument);
      case Aggregate::Kind::kSum:
        return absl::StrCat("sum(", argument);
      case Aggregate::Kind::kAvg:
        return absl::StrCat("avg(", argument);
      case Aggregate::Kind::kMin:
        return absl::StrCat("min(", argument);
      case Aggregate::Kind::kMax:
        return absl::StrCat("max(", argument);
      case Aggregate::Kind::kCollect:
        return absl::StrCat("collect(", argument);
    }
    return "";
  }

  std::string Terms(const std::vector<model::Term>& terms, std::string_view separator) const {
    std::string text;
    for (const model::Term& term : terms) model::StrAppend(&text, text.empty() ? "" : separator, Term(term));
    return text;
  }

  std::string OfClaims(const ClaimFilter& claims) const {
    std::string text;
    if (claims.according_to) {
      absl::StrAppend(&text, " according to ",
                      claims.according_to->empty() ? "nobody" : Terms(*claims.according_to, ", "));
    }
    if (claims.as_of) absl::StrAppend(&text, " as of ", Term(*claims.as_of));
    return text;
  }

  // As a query writes it, with parentheses around all that is no single step.
  std::string OfPath(const PathExpression& path) const {
    using Kind = PathExpression::Kind;
    switch (path.kind) {
      case Kind::kStep:
        return path.predicates.size() == 1 ? Term(path.predicates[0])
                                           : absl::StrCat("(", Terms(path.predicates, "|"), ")");
      case Kind::kAnyStep:
        return path.predicates.empty() ? "any" : absl::StrCat("!(", Terms(path.predicates, "|"), ")");
      case Kind::kInverse:
        return absl::StrCat("^", OfPath(path.children[0]));
      case Kind::kSequence:
      case Kind::kAlternative:
        break;
      case Kind::kRepeat:
        return absl::StrCat(OfPath(path.children[0]), OfBounds(path));
    }
    std::vector<std::string> parts;
    for (const PathExpression& child : path.children) parts.push_back(OfPath(child));
    return absl::StrCat("(", absl::StrJoin(parts, path.kind == Kind::kSequence ? "/" : "|"), ")");
  }

  static std::string OfBounds(const PathExpression& repeat) {
    if (repeat.at_least == 0 && !repeat.at_most) return "*";
    if (repeat.at_least == 1 && !repeat.at_most) return "+";
    if (repeat.at_least == 0 && repeat.at_most == 1u) return "?";
    if (repeat.at_most == repeat.at_least) return absl::StrCat("{", repeat.at_least, "}");
    return absl::StrCat("{", repeat.at_least, ",", repeat.at_most ? absl::StrCat(*repeat.at_most) : "", "}");
  }

  std::string OfSlot(const Slot& slot) const {
    switch (slot.kind) {
      case Slot::Kind::kAny:
        return "any";
      case Slot::Kind::kVariable:
        return Variable(slot.variable);
      case Slot::Kind::kConstant:
        break;
    }
    return Terms(slot.terms, "|");
  }

  std::string OfScan(const Scan& scan) const {
    std::string text;
    if (scan.order) absl::StrAppend(&text, std::string(order::NameOf(*scan.order)), " ");
    absl::StrAppend(&text, OfSlot(scan.subject), " ", OfSlot(scan.predicate), " ", OfSlot(scan.object));
    switch (scan.mode) {
      case store::ClaimMode::kFact:
        break;
      case store::ClaimMode::kFor:
        absl::StrAppend(&text, " for");
        break;
      case store::ClaimMode::kAgainst:
        absl::StrAppend(&text, " not");
        break;
      case store::ClaimMode::kUnclear:
        absl::StrAppend(&text, " unclear");
        break;
      case store::ClaimMode::kEvery:
        absl::StrAppend(&text, " said");
        break;
      case store::ClaimMode::kRaw:
        absl::StrAppend(&text, " every statement");
        break;
    }
    if (!scan.claim.empty()) absl::StrAppend(&text, " claim ", Variable(scan.claim));
    if (!scan.stance.empty()) absl::StrAppend(&text, " stance ", Variable(scan.stance));
    if (scan.space == store::Space::kProperties) absl::StrAppend(&text, ", claim properties");
    if (scan.space == store::Space::kBoth) absl::StrAppend(&text, ", facts and claim properties");
    if (!scan.object_ranges.empty()) absl::StrAppend(&text, ", object in range");
    absl::StrAppend(&text, OfClaims(scan.claims));
    return text;
  }

  std::string Operand(const Expression& expression) const {
    const std::string text = OfExpression(expression);
    const bool is_operator =
        expression.kind == Expression::Kind::kCall && expression.function < Function::kStr;
    return is_operator ? absl::StrCat("(", text, ")") : text;
  }

  std::string OfCall(const Expression& call) const {
    const std::string name(InfoOf(call.function).name);
    std::vector<std::string> operands;
    switch (call.function) {
      case Function::kNot:
      case Function::kNegate:
        return absl::StrCat(name, " ", Operand(call.arguments[0]));
      case Function::kIsNull:
      case Function::kIsNotNull:
        return absl::StrCat(Operand(call.arguments[0]), " ", name);
      case Function::kIn:
      case Function::kNotIn:
        for (size_t i = 1; i < call.arguments.size(); ++i)
          operands.push_back(OfExpression(call.arguments[i]));
        return absl::StrCat(Operand(call.arguments[0]), " ", name, " [", absl::StrJoin(operands, ", "), "]");
      case Function::kMakeList:
        for (const Expression& item : call.arguments) operands.push_back(OfExpression(item));
        return absl::StrCat("[", absl::StrJoin(operands, ", "), "]");
      default:
        break;
    }
    const bool is_operator = call.function < Function::kStr;
    for (const Expression& argument : call.arguments) {
      operands.push_back(is_operator ? Operand(argument) : OfExpression(argument));
    }
    if (is_operator) return absl::StrJoin(operands, absl::StrCat(" ", name, " "));
    return absl::StrCat(name, "(", absl::StrJoin(operands, ", "), ")");
  }

  const PrintOptions& options_;
};

}  // namespace

std::string Print(const Expression& expression, const PrintOptions& options) {
  return Printer(options).OfExpression(expression);
}

std::string Print(const Node& node, const PrintOptions& options) { return Printer(options).OfNode(node); }

std::string PrintOperator(const Node& node, const PrintOptions& options) {
  return std::visit(Printer(options), node.op);
}

std::string ExplainText(const Plan& plan, const PrintOptions& options) { return Print(*plan.root, options); }

}  // namespace tern::algebra
