#include "engine/writes.h"

#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/algebra/translate.h"
#include "engine/algebra/translate_expression.h"
#include "engine/execute/run.h"
#include "engine/fact_templates.h"
#include "engine/name_searches.h"
#include "engine/syntax/diagnostic.h"
#include "engine/walk_mentions.h"
#include "storage/model/text.h"
#include "storage/store/store.h"

namespace tern {
namespace {

using model::StrCat;
using Clauses = std::vector<syntax::Update::Clause>;

// The writer for one statement; given back at the end, whatever came of it.
class WriterLease {
 public:
  static absl::StatusOr<WriterLease> Take(StoreAccess& access) {
    absl::StatusOr<std::shared_ptr<store::Store>> store = access.Write();
    if (!store.ok()) return store.status();
    return WriterLease(access, *std::move(store));
  }
  WriterLease(WriterLease&& other) noexcept = default;
  WriterLease& operator=(WriterLease&&) = delete;
  ~WriterLease() {
    if (store_ == nullptr) return;
    store_ = nullptr;
    access_.EndWrite();
  }

  store::Store& operator*() const { return *store_; }
  store::Store* operator->() const { return store_.get(); }
  absl::StatusOr<StoreAccess::View> View() const {
    absl::StatusOr<std::shared_ptr<const store::Snapshot>> snapshot = store_->GetSnapshot();
    if (!snapshot.ok()) return snapshot.status();
    return StoreAccess::View{store_, *std::move(snapshot), access_.memory()};
  }

 private:
  WriterLease(StoreAccess& access, std::shared_ptr<store::Store> store)
      : access_(access), store_(std::move(store)) {}

  StoreAccess& access_;
  std::shared_ptr<store::Store> store_;
};

std::string Counted(uint64_t count, std::string_view one, std::string_view many) {
  return StrCat(count, " ", count == 1 ? one : many);
}

std::string MessageOf(const store::CommitResult& result, const Clauses& clauses) {
  std::string message;
  const auto add = [&](std::string_view separator, const std::string& part) {
    model::StrAppend(&message, message.empty() ? "" : separator, part);
  };
  const auto has = [&](bool insert) {
    for (const syntax::Update::Clause& clause : clauses) {
      if (clause.insert == insert) return true;
    }
    return false;
  };
  // Where all that changed are properties of claims, facts are not spoken of.
  if (has(true)) {
    if (result.inserted > 0 || result.properties_inserted == 0)
      add("; ", Counted(result.inserted, "fact", "facts") + " inserted");
    if (result.properties_inserted > 0)
      add(", ", Counted(result.properties_inserted, "claim property", "claim properties") + " inserted");
    if (result.unchanged > 0) add(", ", StrCat(result.unchanged, " unchanged"));
  }
  if (has(false)) {
    if (result.deleted > 0 || result.properties_deleted == 0)
      add("; ", Counted(result.deleted, "fact", "facts") + " deleted");
    if (result.properties_deleted > 0)
      add("; ", Counted(result.properties_deleted, "claim property", "claim properties") + " deleted");
  }
  return message;
}

absl::StatusOr<Outcome> CommitChanges(store::Store& store, const store::Changes& changes,
                                      const Clauses& clauses) {
  const absl::StatusOr<store::CommitResult> result = store.Commit(changes);
  if (!result.ok()) return result.status();
  Outcome outcome;
  outcome.kind = Outcome::Kind::kDone;
  outcome.message = MessageOf(*result, clauses);
  return outcome;
}

absl::StatusOr<algebra::Expression> TranslateConstant(const syntax::Expression& expression,
                                                      const RunOptions& options) {
  algebra::ExpressionScope scope;
  scope.parameters = &options.parameters;
  scope.variable = [](const std::string& name, model::Location where) -> absl::StatusOr<algebra::Expression> {
    return syntax::ToStatus({"TQ200", StrCat("'?", name, "' has no value in a statement that writes"),
                             "bind it in a match before it, or pass it as a parameter: $name", where});
  };
  return algebra::TranslateExpression(expression, scope);
}

// The value of an expression without variables: a plan of one row.
absl::StatusOr<execute::Cell> EvaluateConstant(const syntax::Expression& expression,
                                               const StoreAccess::View& view, const RunOptions& options) {
  absl::StatusOr<algebra::Expression> translated = TranslateConstant(expression, options);
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
  if (*more && batch.row_count == 1 && batch.cells[0].has_value()) return std::move(batch.cells[0]);
  return syntax::ToStatus({"TQ208", "this expression has no value", "", expression.where});
}

absl::Status FindNames(Clauses& clauses, const StoreAccess::View& view, const syntax::Names& names,
                       const RunOptions& options) {
  NameSearches searches(*view.snapshot, names, options.parameters);
  for (syntax::Update::Clause& clause : clauses) {
    for (syntax::Walk& walk : clause.walks) {
      if (absl::Status found = searches.FindOne(walk); !found.ok()) return found;
    }
  }
  return absl::OkStatus();
}

// The changes of clauses without a match: those of one row, whose values are all constant.
absl::StatusOr<store::Changes> ConstantChanges(Clauses clauses, const StoreAccess::View& view,
                                               const syntax::Names& names, const RunOptions& options) {
  if (absl::Status found = FindNames(clauses, view, names, options); !found.ok()) return found;
  absl::StatusOr<FactTemplates> templates =
      FactTemplates::Create(clauses, options.parameters, view.snapshot.get(), {});
  if (!templates.ok()) return templates.status();
  std::vector<execute::Cell> row;
  for (const syntax::Expression& expression : templates->values()) {
    absl::StatusOr<execute::Cell> value = EvaluateConstant(expression, view, options);
    if (!value.ok()) return value.status();
    row.push_back(*std::move(value));
  }
  if (absl::Status added = templates->AddRow(row); !added.ok()) return added;
  return templates->TakeChanges();
}

// What is wrong with clauses can be told before there is a store, so that none is made for them.
absl::Status CheckWithoutStore(const Clauses& clauses, const RunOptions& options) {
  absl::StatusOr<FactTemplates> templates = FactTemplates::Create(clauses, options.parameters, nullptr, {});
  if (!templates.ok()) return templates.status();
  for (const syntax::Expression& expression : templates->values()) {
    if (absl::Status checked = TranslateConstant(expression, options).status(); !checked.ok()) return checked;
  }
  return templates->AddRow(std::vector<execute::Cell>(templates->values().size()));
}

absl::StatusOr<Outcome> WriteConstant(const Clauses& clauses, StoreAccess& access,
                                      std::optional<StoreAccess::View> view, const syntax::Names& names,
                                      const RunOptions& options) {
  if (view.has_value()) view = Watched(*std::move(view), options);
  absl::StatusOr<store::Changes> changes = store::Changes();
  if (view.has_value()) {
    changes = ConstantChanges(clauses, *view, names, options);
    if (!changes.ok()) return changes.status();
  } else if (absl::Status checked = CheckWithoutStore(clauses, options); !checked.ok()) {
    return checked;
  }
  const auto among_others = access.WriteAmongOthers();
  const absl::StatusOr<WriterLease> writer = WriterLease::Take(access);
  if (!writer.ok()) return writer.status();
  if (!view.has_value()) {
    const absl::StatusOr<StoreAccess::View> made = writer->View();
    if (!made.ok()) return made.status();
    changes = ConstantChanges(clauses, *made, names, options);
    if (!changes.ok()) return changes.status();
  }
  return CommitChanges(**writer, *changes, clauses);
}

// The names of what is deleted: a misspelt one would be deleted without a trace.
void AddDeleted(const Clauses& clauses, std::vector<algebra::Mention>& mentions) {
  for (const syntax::Update::Clause& clause : clauses) {
    if (clause.insert) continue;
    for (const syntax::Walk& walk : clause.walks) AddMentions(walk, mentions);
  }
}

// An update on one snapshot: what its rows are, and what becomes of each.
struct PreparedUpdate {
  algebra::Plan plan;
  FactTemplates templates;
};

absl::StatusOr<PreparedUpdate> Prepare(const syntax::Update& update, StatementContext& context) {
  const RunOptions& options = context.options;
  Clauses clauses = update.clauses;
  if (absl::Status found = FindNames(clauses, context.view, context.names, options); !found.ok())
    return found;
  FactTemplates::Options template_options;
  template_options.has_rows = true;
  absl::StatusOr<FactTemplates> templates =
      FactTemplates::Create(clauses, options.parameters, context.view.snapshot.get(), template_options);
  if (!templates.ok()) return templates.status();

  syntax::Query query = update.source;
  NameSearches searches(*context.view.snapshot, context.names, options.parameters);
  if (absl::Status found = searches.FindAll(query); !found.ok()) return found;
  context.warnings.insert(context.warnings.end(), searches.warnings().begin(), searches.warnings().end());
  absl::StatusOr<algebra::Plan> plan =
      algebra::TranslateValues(query, templates->values(), options.parameters);
  if (!plan.ok()) return plan.status();
  AddDeleted(update.clauses, plan->mentions);
  return PreparedUpdate{*std::move(plan), *std::move(templates)};
}

absl::StatusOr<store::Changes> ChangesOf(PreparedUpdate& update, const StatementContext& context) {
  const absl::StatusOr<algebra::Plan> planned = Optimized(update.plan, context);
  if (!planned.ok()) return planned.status();
  const absl::StatusOr<std::unique_ptr<execute::Rows>> rows =
      execute::Execute(*planned, context.view.snapshot, LimitsOf(context));
  if (!rows.ok()) return rows.status();
  const size_t columns = (*rows)->columns().size();
  execute::RowBatch batch;
  while (true) {
    const absl::StatusOr<bool> more = (*rows)->Next(batch);
    if (!more.ok()) return more.status();
    if (!*more) return update.templates.TakeChanges();
    for (size_t row = 0; row < batch.row_count; ++row) {
      const auto cells = absl::MakeConstSpan(batch.cells).subspan(row * columns, columns);
      if (absl::Status added = update.templates.AddRow(cells); !added.ok()) return added;
    }
  }
}

}  // namespace

absl::StatusOr<Outcome> RunInsert(const syntax::Insert& insert, StoreAccess& access,
                                  const std::optional<StoreAccess::View>& view, const syntax::Names& names,
                                  const RunOptions& options) {
  return WriteConstant({{true, insert.walks}}, access, view, names, options);
}

absl::StatusOr<Outcome> RunDelete(const syntax::Delete& deletion, StoreAccess& access,
                                  const StoreAccess::View& view, const syntax::Names& names,
                                  const RunOptions& options) {
  const Clauses clauses = {{false, deletion.walks}};
  // What it names is looked for before it may be gone.
  StatementContext context{view, names, options};
  algebra::Plan names_only;
  AddDeleted(clauses, names_only.mentions);
  if (absl::Status warned = WarnOfUnknownNames(names_only, context); !warned.ok()) return warned;
  absl::StatusOr<Outcome> outcome = WriteConstant(clauses, access, view, names, options);
  if (outcome.ok()) outcome->warnings = std::move(context.warnings);
  return outcome;
}

absl::StatusOr<algebra::Plan> UpdatePlan(const syntax::Update& update, StatementContext& context) {
  absl::StatusOr<PreparedUpdate> prepared = Prepare(update, context);
  if (!prepared.ok()) return prepared.status();
  return std::move(prepared->plan);
}

absl::StatusOr<Outcome> RunUpdate(const syntax::Update& update, StoreAccess& access,
                                  const StoreAccess::View& view, const syntax::Names& names,
                                  const RunOptions& options) {
  {
    // What is wrong with the statement is told before anybody is waited for.
    StatementContext context{view, names, options};
    if (absl::Status status = Prepare(update, context).status(); !status.ok()) return status;
  }
  const auto alone = access.WriteAlone();
  const absl::StatusOr<WriterLease> writer = WriterLease::Take(access);
  if (!writer.ok()) return writer.status();
  absl::StatusOr<StoreAccess::View> newest = writer->View();
  if (!newest.ok()) return newest.status();
  StatementContext context{*std::move(newest), names, options};
  absl::StatusOr<PreparedUpdate> prepared = Prepare(update, context);
  if (!prepared.ok()) return prepared.status();
  if (absl::Status warned = WarnOfUnknownNames(prepared->plan, context); !warned.ok()) return warned;
  const absl::StatusOr<store::Changes> changes = ChangesOf(*prepared, context);
  if (!changes.ok()) return changes.status();
  absl::StatusOr<Outcome> outcome = CommitChanges(**writer, *changes, update.clauses);
  if (outcome.ok()) outcome->warnings = std::move(context.warnings);
  return outcome;
}

}  // namespace tern
