#include "engine/claims/ask.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/algebra/translate.h"
#include "engine/claims/stances.h"
#include "engine/execute/run.h"
#include "engine/syntax/parser.h"
#include "storage/model/text.h"

namespace tern::claims {
namespace {

using execute::Cell;
using model::Term;
using model::TermId;

const std::vector<std::string>& Columns() {
  static const auto* const kColumns =
      new std::vector<std::string>{"answer", "fact", "stance", "claim", "by", "source", "on", "quote"};
  return *kColumns;
}

// A fact that an edge asks about.
struct AskedFact {
  TermId subject;
  TermId predicate;
  TermId object;
  std::string text;
};

// Finds the known facts that the edges of a pattern name without a variable.
class FactFinder {
 public:
  // More facts than this are not listed: a literal may have many equal ids, `any` many predicates.
  static constexpr size_t kMaxFacts = 4096;

  FactFinder(const algebra::Parameters& parameters, const store::Snapshot& snapshot,
             const syntax::Names& names)
      : parameters_(parameters), snapshot_(snapshot), names_(names) {}

  absl::Status AddEdge(const syntax::Node& from, const syntax::Edge& edge, const syntax::Node& to) {
    auto left = TermOf(from);
    if (!left.ok()) return left.status();
    auto right = TermOf(to);
    if (!right.ok()) return right.status();
    if (!*left || !*right) return absl::OkStatus();
    if (edge.direction != syntax::Direction::kBackward) {
      if (absl::Status status = AddPath(**left, edge.path, **right); !status.ok()) return status;
    }
    if (edge.direction == syntax::Direction::kForward) return absl::OkStatus();
    if (edge.direction == syntax::Direction::kEither && **left == **right) return absl::OkStatus();
    return AddPath(**right, edge.path, **left);
  }

  std::vector<AskedFact> Take() { return std::move(facts_); }

 private:
  absl::StatusOr<std::optional<Term>> TermOf(const syntax::Node& node) const {
    if (const auto* term = std::get_if<Term>(&node.value)) return std::optional<Term>(*term);
    const auto* parameter = std::get_if<syntax::Parameter>(&node.value);
    if (parameter == nullptr) return std::optional<Term>();
    auto term = algebra::ParameterValue(parameters_, *parameter, node.where);
    if (!term.ok()) return term.status();
    return std::optional<Term>(*std::move(term));
  }

  // Paths of several steps, and those that leave a predicate out, name no fact.
  absl::Status AddPath(const Term& subject, const syntax::Path& path, const Term& object) {
    if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value)) {
      return AddPath(object, *inverse->inner, subject);
    }
    if (const auto* alternative = std::get_if<syntax::PathAlternative>(&path.value)) {
      for (const syntax::Path& choice : alternative->choices) {
        if (absl::Status status = AddPath(subject, choice, object); !status.ok()) return status;
      }
      return absl::OkStatus();
    }
    if (const auto* term = std::get_if<Term>(&path.value)) return AddFacts(subject, term, object);
    if (const auto* parameter = std::get_if<syntax::Parameter>(&path.value)) {
      auto term = algebra::ParameterValue(parameters_, *parameter, path.where);
      if (!term.ok()) return term.status();
      return AddFacts(subject, &*term, object);
    }
    if (std::holds_alternative<syntax::PathAny>(path.value)) return AddFacts(subject, nullptr, object);
    return absl::OkStatus();
  }

  // `predicate` null: all that there are between the two.
  absl::Status AddFacts(const Term& subject, const Term* predicate, const Term& object) {
    auto subjects = snapshot_.FindEqual(subject);
    if (!subjects.ok()) return subjects.status();
    auto objects = snapshot_.FindEqual(object);
    if (!objects.ok()) return objects.status();
    TermId predicate_id;
    if (predicate != nullptr) {
      auto found = snapshot_.Find(*predicate);
      if (!found.ok()) return found.status();
      if (found->is_null()) return absl::OkStatus();
      predicate_id = *found;
    }
    for (const TermId s : *subjects) {
      for (const TermId o : *objects) {
        if (s.is_null() || o.is_null()) continue;
        if (absl::Status status = AddBetween(s, predicate_id, o); !status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddBetween(TermId subject, TermId predicate, TermId object) {
    store::ScanSpec spec;
    spec.space = subject.is_anonymous_claim() ? store::Space::kProperties : store::Space::kFacts;
    spec.mode = store::ClaimMode::kRaw;
    const bool by_subject = subject.is_anonymous_claim() || !predicate.is_null();
    spec.order = by_subject ? order::Order::kSpo : order::Order::kOsp;
    spec.prefix =
        by_subject ? model::Row{subject, predicate, object, {}} : model::Row{object, subject, {}, {}};
    spec.prefix_length = !by_subject ? 2 : predicate.is_null() ? 1 : 3;
    auto cursor = snapshot_.Scan(spec);
    if (!cursor.ok()) return cursor.status();
    const auto predicate_column = static_cast<size_t>(order::ColumnOf(spec.order, order::Part::kPredicate));
    const auto object_column = static_cast<size_t>(order::ColumnOf(spec.order, order::Part::kObject));
    model::Row row{};
    TermId last;
    while (facts_.size() < kMaxFacts) {
      auto count = (*cursor)->Next(1, {&row[0], &row[1], &row[2], &row[3]});
      if (!count.ok()) return count.status();
      if (*count == 0) break;
      if (row[object_column] != object || row[predicate_column] == last) continue;
      last = row[predicate_column];
      if (absl::Status status = AddFact(subject, last, object); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status AddFact(TermId subject, TermId predicate, TermId object) {
    auto terms = snapshot_.ResolveMany({subject, predicate, object});
    if (!terms.ok()) return terms.status();
    const auto print = [&](size_t i) { return syntax::Print((*terms)[i], names_); };
    facts_.push_back(
        {subject, predicate, object, model::StrCat(print(0), " -[", print(1), "]-> ", print(2))});
    return absl::OkStatus();
  }

  const algebra::Parameters& parameters_;
  const store::Snapshot& snapshot_;
  const syntax::Names& names_;
  std::vector<AskedFact> facts_;
};

class AskRows : public execute::Rows {
 public:
  AskRows(bool answer, std::vector<AskedFact> facts, std::shared_ptr<const store::Snapshot> snapshot,
          const execute::ContextOptions& options)
      : answer_(Term::String(answer ? "yes" : "no")),
        facts_(std::move(facts)),
        snapshot_(std::move(snapshot)),
        context_(snapshot_, options) {}

  const std::vector<std::string>& columns() const override { return Columns(); }

  absl::StatusOr<bool> Next(execute::RowBatch& batch) override {
    batch.row_count = 0;
    batch.cells.clear();
    while (next_fact_ < facts_.size() && batch.row_count < context_.batch_rows()) {
      if (absl::Status status = context_.Poll(); !status.ok()) return status;
      if (absl::Status status = AddEvidence(batch); !status.ok()) {
        next_fact_ = facts_.size();
        return status;
      }
    }
    if (batch.row_count == 0 && !any_row_) {
      batch.cells.resize(Columns().size());
      batch.cells[0] = answer_;
      batch.row_count = 1;
    }
    any_row_ = true;
    return batch.row_count > 0;
  }

 private:
  // Adds the next claim on the current fact, or moves to the next fact.
  absl::Status AddEvidence(execute::RowBatch& batch) {
    const AskedFact& fact = facts_[next_fact_];
    if (reader_ == nullptr) {
      auto reader = EvidenceReader::Open(*snapshot_, fact.subject, fact.predicate, fact.object);
      if (!reader.ok()) return reader.status();
      reader_ = *std::move(reader);
    }
    auto evidence = reader_->Next();
    if (!evidence.ok()) return evidence.status();
    if (!*evidence) {
      reader_.reset();
      ++next_fact_;
      return absl::OkStatus();
    }
    any_row_ = true;
    Evidence& found = **evidence;
    ++batch.row_count;
    batch.cells.insert(batch.cells.end(),
                       {answer_, Term::String(fact.text),
                        found.claim ? Cell(Term::String(std::string(StanceName(found.stance)))) : Cell(),
                        std::move(found.claim), std::move(found.by), std::move(found.source),
                        std::move(found.on), std::move(found.quote)});
    return absl::OkStatus();
  }

  Term answer_;
  std::vector<AskedFact> facts_;
  std::shared_ptr<const store::Snapshot> snapshot_;
  execute::Context context_;
  size_t next_fact_ = 0;
  std::unique_ptr<EvidenceReader> reader_;
  bool any_row_ = false;
};

}  // namespace

absl::StatusOr<algebra::Plan> AskPlan(const syntax::Ask& ask, const algebra::Parameters& parameters) {
  syntax::Query query;
  syntax::QueryPart& part = query.parts.emplace_back();
  part.matches.push_back({false, ask.pattern});
  part.projection.all = true;
  part.projection.order.limit = uint64_t{1};
  return algebra::Translate(query, parameters);
}

absl::StatusOr<std::unique_ptr<execute::Rows>> Ask(const syntax::Ask& ask,
                                                   const algebra::Parameters& parameters,
                                                   std::shared_ptr<const store::Snapshot> snapshot,
                                                   const syntax::Names& names,
                                                   const execute::ContextOptions& options,
                                                   const Planner& planner) {
  auto plan = AskPlan(ask, parameters);
  if (plan.ok() && planner) plan = planner(*plan);
  if (!plan.ok()) return plan.status();
  auto matches = execute::Execute(*plan, snapshot, options);
  if (!matches.ok()) return matches.status();
  execute::RowBatch batch;
  auto answer = (*matches)->Next(batch);
  if (!answer.ok()) return answer.status();
  FactFinder finder(parameters, *snapshot, names);
  for (const syntax::Walk* walk : syntax::WalksOf(ask.pattern)) {
    for (size_t i = 0; i < walk->edges.size(); ++i) {
      if (absl::Status status = finder.AddEdge(walk->nodes[i], walk->edges[i], walk->nodes[i + 1]);
          !status.ok()) {
        return status;
      }
    }
  }
  return std::make_unique<AskRows>(*answer, finder.Take(), std::move(snapshot), options);
}

}  // namespace tern::claims
