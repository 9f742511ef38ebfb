#include "engine/session.h"

#include <iterator>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "engine/algebra/plan.h"
#include "engine/algebra/print.h"
#include "engine/algebra/translate.h"
#include "engine/algebra/translate_expression.h"
#include "engine/claims/ask.h"
#include "engine/claims/describe.h"
#include "engine/entity_search.h"
#include "engine/execute/run.h"
#include "engine/execute/unknown_names.h"
#include "engine/ingest/fact_walk.h"
#include "engine/load_rows.h"
#include "engine/optimize/optimize.h"
#include "storage/model/text.h"
#include "storage/store/store.h"

namespace tern {
namespace {

using model::StrCat;

// Rows that keep alive what they read from. The members go in reverse: rows, snapshot, store.
class HeldRows : public execute::Rows {
 public:
  HeldRows(StoreAccess::View view, std::unique_ptr<execute::Rows> rows)
      : view_(std::move(view)), rows_(std::move(rows)) {}

  const std::vector<std::string>& columns() const override { return rows_->columns(); }
  absl::StatusOr<bool> Next(execute::RowBatch& batch) override { return rows_->Next(batch); }

 private:
  StoreAccess::View view_;
  std::unique_ptr<execute::Rows> rows_;
};

// Adds a warning for every name in the plan that the store does not know.
absl::Status AddUnknownNames(const algebra::Plan& plan, const StoreAccess::View& view,
                             const syntax::Names& names, std::vector<std::string>& warnings) {
  absl::StatusOr<std::vector<std::string>> unknown =
      execute::UnknownNameWarnings(plan, *view.snapshot, names);
  if (!unknown.ok()) return unknown.status();
  std::move(unknown->begin(), unknown->end(), std::back_inserter(warnings));
  return absl::OkStatus();
}

// The answer of a plan, with warnings about names in it that the store does not know.
absl::StatusOr<Outcome> RowsOutcome(const StoreAccess::View& view,
                                    absl::StatusOr<std::unique_ptr<execute::Rows>> rows,
                                    const algebra::Plan& plan, const syntax::Names& names,
                                    std::vector<std::string> warnings) {
  if (!rows.ok()) return rows.status();
  if (absl::Status added = AddUnknownNames(plan, view, names, warnings); !added.ok()) return added;
  Outcome outcome;
  outcome.kind = Outcome::Kind::kRows;
  outcome.rows = std::make_unique<HeldRows>(view, *std::move(rows));
  outcome.warnings = std::move(warnings);
  return outcome;
}

Outcome Done(std::string message) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::kDone;
  outcome.message = std::move(message);
  return outcome;
}

absl::StatusOr<std::string> TextOf(const syntax::NameSearch& search, model::Location where,
                                   const RunOptions& options) {
  const auto* parameter = std::get_if<syntax::Parameter>(&search.text);
  if (parameter == nullptr) return std::get<std::string>(search.text);
  absl::StatusOr<model::Term> value = algebra::ParameterValue(options.parameters, *parameter, where);
  if (!value.ok()) return value.status();
  return std::move(value->value);
}

// Finds all that a search of a query stands for, each once.
absl::Status FindAll(syntax::NameSearch& search, model::Location where, const StoreAccess::View& view,
                     const RunOptions& options, std::vector<std::string>& warnings) {
  const absl::StatusOr<std::string> text = TextOf(search, where, options);
  if (!text.ok()) return text.status();
  absl::StatusOr<std::vector<model::Term>> found = FindEntities(*view.snapshot, *text);
  if (!found.ok()) return found.status();
  if (found->empty()) warnings.push_back(StrCat("no entity is called \"", *text, "\""));
  search.found = *std::move(found);
  return absl::OkStatus();
}

absl::Status FindAll(syntax::Pattern& pattern, const StoreAccess::View& view, const RunOptions& options,
                     std::vector<std::string>& warnings) {
  for (syntax::Walk* walk : syntax::WalksOf(pattern)) {
    for (syntax::Node& node : walk->nodes) {
      auto* search = std::get_if<syntax::NameSearch>(&node.value);
      if (search == nullptr) continue;
      if (absl::Status found = FindAll(*search, node.where, view, options, warnings); !found.ok())
        return found;
    }
    for (syntax::Edge& edge : walk->edges) {
      for (syntax::MapEntry& entry : edge.map) {
        auto* search = std::get_if<syntax::NameSearch>(&entry.value.value);
        if (search == nullptr) continue;
        absl::Status found = FindAll(*search, entry.value.where, view, options, warnings);
        if (!found.ok()) return found;
      }
    }
  }
  return absl::OkStatus();
}

// Where a statement is about one thing (a question without variables, a lone node), the search must find one.
absl::Status ResolveNameSearch(syntax::Node& node, const StoreAccess::View& view, const RunOptions& options,
                               const syntax::Names& names) {
  const auto* search = std::get_if<syntax::NameSearch>(&node.value);
  if (search == nullptr) return absl::OkStatus();
  const absl::StatusOr<std::string> text = TextOf(*search, node.where, options);
  if (!text.ok()) return text.status();
  absl::StatusOr<model::Term> entity = FindOneEntity(*view.snapshot, *text, names);
  if (absl::IsInvalidArgument(entity.status())) {
    return syntax::ToStatus({"TQ202", std::string(entity.status().message()), "", node.where});
  }
  if (!entity.ok()) return entity.status();
  node.value = *std::move(entity);
  return absl::OkStatus();
}

absl::Status ResolveNameSearches(syntax::Pattern& pattern, const StoreAccess::View& view,
                                 const RunOptions& options, const syntax::Names& names) {
  for (syntax::Walk* walk : syntax::WalksOf(pattern)) {
    for (syntax::Node& node : walk->nodes) {
      if (absl::Status resolved = ResolveNameSearch(node, view, options, names); !resolved.ok())
        return resolved;
    }
  }
  return absl::OkStatus();
}

// The value of an expression without variables, as a map of `insert` may hold: a plan of one row.
absl::StatusOr<model::Term> EvaluateConstant(const syntax::Expression& expression,
                                             const StoreAccess::View& view, const RunOptions& options) {
  algebra::ExpressionScope scope;
  scope.parameters = &options.parameters;
  scope.variable = [](const std::string& name, model::Location where) -> absl::StatusOr<algebra::Expression> {
    return syntax::ToStatus(
        {"TQ200", StrCat("'?", name, "' has no value in a statement that writes"), "", where});
  };
  absl::StatusOr<algebra::Expression> translated = algebra::TranslateExpression(expression, scope);
  if (!translated.ok()) return translated.status();
  const std::string column = "value";
  algebra::Plan plan;
  plan.root = algebra::MakeNode(algebra::Extend{column, *std::move(translated)},
                                {algebra::MakeNode(algebra::Values{{}, {{}}})});
  plan.columns = {column};
  const absl::StatusOr<std::unique_ptr<execute::Rows>> rows = execute::Execute(plan, view.snapshot);
  if (!rows.ok()) return rows.status();
  execute::RowBatch batch;
  const absl::StatusOr<bool> more = (*rows)->Next(batch);
  if (!more.ok()) return more.status();
  if (*more && batch.row_count == 1 && batch.cells[0].has_value()) return *std::move(batch.cells[0]);
  return syntax::ToStatus({"TQ208", "this expression has no value", "", expression.where});
}

execute::ContextOptions ContextFor(const RunOptions& options) {
  execute::ContextOptions context;
  context.cancelled = options.cancelled;
  return context;
}

// The optimiser over one snapshot.
claims::Planner MakePlanner(const StoreAccess::View& view, const RunOptions& options) {
  return [snapshot = view.snapshot, optimize = options.optimize](const algebra::Plan& plan) {
    optimize::PlannerOptions planner_options;
    planner_options.optimize = optimize;
    return optimize::Optimize(plan, *snapshot, planner_options);
  };
}

std::string InsertMessage(const store::CommitResult& result) {
  std::string message = StrCat(result.inserted, result.inserted == 1 ? " fact" : " facts", " inserted");
  if (result.unchanged > 0) model::StrAppend(&message, ", ", result.unchanged, " unchanged");
  return message;
}

}  // namespace

SessionImpl::SessionImpl(std::shared_ptr<StoreAccess> access) : access_(std::move(access)) {}

absl::StatusOr<std::optional<StoreAccess::View>> SessionImpl::Read() {
  absl::StatusOr<View> view = access_->Read();
  if (view.ok()) {
    UseNamesOf(*view);
    return std::optional<View>(*std::move(view));
  }
  if (!absl::IsNotFound(view.status()) || !access_->options().create) return view.status();
  if (!names_commit_.has_value()) {
    const std::string& base = access_->options().base_namespace;
    names_ = syntax::Names::WithBase(base.empty() ? std::string(model::iri::kDefaultBase) : base);
    for (const auto& [name, iri] : session_prefixes_) names_.prefixes[name] = iri;
  }
  return std::optional<View>();
}

void SessionImpl::UseNamesOf(const View& view) {
  const uint64_t commit = view.snapshot->commit_number();
  if (names_commit_ == commit) return;
  names_commit_ = commit;
  names_ = syntax::Names::WithBase(view.snapshot->base_namespace());
  for (const auto& [name, iri] : view.snapshot->prefixes()) names_.prefixes[name] = iri;
  for (const auto& [name, iri] : session_prefixes_) names_.prefixes[name] = iri;
}

const syntax::Names& SessionImpl::names() {
  if (names_.base.empty()) Read().IgnoreError();  // where it fails, the next statement says so
  return names_;
}

absl::StatusOr<Outcome> SessionImpl::Run(std::string_view statement, const RunOptions& options,
                                         model::Location where) {
  absl::StatusOr<std::optional<View>> view = Read();
  if (!view.ok()) return view.status();
  absl::StatusOr<syntax::Statement> parsed = syntax::ParseStatement(statement, names_, where);
  if (!parsed.ok()) return parsed.status();
  if (const auto* prefix = std::get_if<syntax::Prefix>(&parsed->value)) return RunPrefix(*prefix);
  if (const auto* insert = std::get_if<syntax::Insert>(&parsed->value))
    return RunInsert(*insert, *view, options);
  if (const auto* load = std::get_if<syntax::LoadRows>(&parsed->value))
    return LoadRows(*load, *access_, *view, names_, options);
  if (!view->has_value()) return absl::NotFoundError(StrCat("there is no database at ", access_->path()));
  if (auto* query = std::get_if<syntax::Query>(&parsed->value))
    return RunQuery(std::move(*query), **view, options);
  if (auto* ask = std::get_if<syntax::Ask>(&parsed->value)) return RunAsk(std::move(*ask), **view, options);
  if (auto* lone = std::get_if<syntax::Describe>(&parsed->value))
    return RunDescribe(std::move(*lone), **view, options);
  return RunExplain(std::get<syntax::Explain>(parsed->value), **view, options);
}

absl::StatusOr<algebra::Plan> SessionImpl::PlanOf(syntax::Query& query, const View& view,
                                                  const RunOptions& options, Warnings& warnings) {
  absl::Status found = FindAll(query.parts[0].matches[0].pattern, view, options, warnings);
  if (!found.ok()) return found;
  return algebra::Translate(query, options.parameters);
}

absl::StatusOr<algebra::Plan> SessionImpl::PlanOf(syntax::Ask& ask, const View& view,
                                                  const RunOptions& options, Warnings& warnings) {
  if (absl::Status resolved = ResolveNameSearches(ask.pattern, view, options, names_); !resolved.ok()) {
    return resolved;
  }
  absl::Status found = FindAll(ask.pattern, view, options, warnings);  // those in maps
  if (!found.ok()) return found;
  return claims::AskPlan(ask, options.parameters);
}

absl::StatusOr<algebra::Plan> SessionImpl::PlanOf(syntax::Describe& describe, const View& view,
                                                  const RunOptions& options, Warnings& /*warnings*/) {
  if (absl::Status resolved = ResolveNameSearch(describe.node, view, options, names_); !resolved.ok())
    return resolved;
  return claims::DescribePlan(describe, options.parameters);
}

absl::StatusOr<Outcome> SessionImpl::RunQuery(syntax::Query query, const View& view,
                                              const RunOptions& options) {
  Warnings warnings;
  const absl::StatusOr<algebra::Plan> plan = PlanOf(query, view, options, warnings);
  if (!plan.ok()) return plan.status();
  const absl::StatusOr<algebra::Plan> planned = MakePlanner(view, options)(*plan);
  if (!planned.ok()) return planned.status();
  return RowsOutcome(view, execute::Execute(*planned, view.snapshot, ContextFor(options)), *plan, names_,
                     std::move(warnings));
}

absl::StatusOr<Outcome> SessionImpl::RunAsk(syntax::Ask ask, const View& view, const RunOptions& options) {
  Warnings warnings;
  const absl::StatusOr<algebra::Plan> plan = PlanOf(ask, view, options, warnings);
  if (!plan.ok()) return plan.status();
  return RowsOutcome(view,
                     claims::Ask(ask, options.parameters, view.snapshot, names_, ContextFor(options),
                                 MakePlanner(view, options)),
                     *plan, names_, std::move(warnings));
}

absl::StatusOr<Outcome> SessionImpl::RunDescribe(syntax::Describe describe, const View& view,
                                                 const RunOptions& options) {
  Warnings warnings;
  const absl::StatusOr<algebra::Plan> plan = PlanOf(describe, view, options, warnings);
  if (!plan.ok()) return plan.status();
  return RowsOutcome(view, claims::Describe(describe, options.parameters, view.snapshot, ContextFor(options)),
                     *plan, names_, std::move(warnings));
}

absl::StatusOr<Outcome> SessionImpl::RunExplain(const syntax::Explain& explain, const View& view,
                                                const RunOptions& options) {
  Warnings warnings;
  const absl::StatusOr<algebra::Plan> plan = std::visit(
      [&](auto statement) -> absl::StatusOr<algebra::Plan> {
        using T = decltype(statement);
        if constexpr (std::is_same_v<T, syntax::Query> || std::is_same_v<T, syntax::Ask> ||
                      std::is_same_v<T, syntax::Describe>) {
          return PlanOf(statement, view, options, warnings);
        } else {
          return absl::InternalError("the parser let a statement through that has no plan");
        }
      },
      explain.inner->value);
  if (!plan.ok()) return plan.status();
  const absl::StatusOr<algebra::Plan> planned = MakePlanner(view, options)(*plan);
  if (!planned.ok()) return planned.status();
  if (absl::Status added = AddUnknownNames(*plan, view, names_, warnings); !added.ok()) return added;
  algebra::PrintOptions print_options;
  print_options.term = [this](const model::Term& term) { return syntax::Print(term, names_); };
  Outcome outcome;
  outcome.kind = Outcome::Kind::kPlan;
  outcome.message = algebra::ExplainText(*planned, print_options);
  outcome.warnings = std::move(warnings);
  return outcome;
}

absl::StatusOr<Outcome> SessionImpl::RunInsert(const syntax::Insert& insert, const std::optional<View>& view,
                                               const RunOptions& options) {
  ingest::FactWalkOptions walk_options;
  walk_options.parameters = &options.parameters;
  if (view.has_value()) {
    walk_options.find_entity = [&](const std::string& text) {
      return FindOneEntity(*view->snapshot, text, names_);
    };
    walk_options.evaluate = [&](const syntax::Expression& expression) {
      return EvaluateConstant(expression, *view, options);
    };
  }
  absl::StatusOr<std::vector<store::Fact>> facts = ingest::FactsOfInsert(insert, walk_options);
  if (!facts.ok()) return facts.status();
  store::Changes changes;
  for (store::Fact& fact : *facts) changes.changes.push_back({/*insert=*/true, std::move(fact)});
  absl::StatusOr<std::shared_ptr<store::Store>> store = access_->Write();
  if (!store.ok()) return store.status();
  const absl::StatusOr<store::CommitResult> result = (*store)->Commit(changes);
  *store = nullptr;
  access_->EndWrite();
  if (!result.ok()) return result.status();
  return Done(InsertMessage(*result));
}

absl::StatusOr<Outcome> SessionImpl::RunPrefix(const syntax::Prefix& prefix) {
  session_prefixes_[prefix.name] = prefix.iri;
  return Done(StrCat("prefix ", prefix.name, ": set"));
}

}  // namespace tern
