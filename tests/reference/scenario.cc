#include "tests/reference/scenario.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/syntax/names.h"
#include "engine/syntax/parser.h"
#include "tests/reference/fact_generator.h"

namespace tern::reference {
namespace {

std::string PrintChange(const store::Changes::Change& change, const syntax::Names& names) {
  const store::Fact& fact = change.fact;
  const auto print = [&](const model::Term& term) { return syntax::Print(term, names); };
  constexpr const char* kStances[] = {"", "not ", "unclear "};
  std::string inside = absl::StrCat(kStances[static_cast<int>(fact.claim.stance)], print(fact.predicate));
  if (fact.claim.kind == store::ClaimSpec::Kind::kNamed) {
    absl::StrAppend(&inside, " {graph: ", print(fact.claim.name), "}");
  } else if (fact.claim.kind == store::ClaimSpec::Kind::kAnonymous) {
    std::vector<std::string> entries;
    for (const auto& [key, value] : fact.claim.properties)
      entries.push_back(print(key) + ": " + print(value));
    absl::StrAppend(&inside, " {", absl::StrJoin(entries, ", "), "}");
  }
  return absl::StrCat(change.insert ? "insert " : "delete ", print(fact.subject), " -[", inside, "]-> ",
                      print(fact.object), ";\n");
}

}  // namespace

Scenario RandomScenario(Dice& dice) {
  Scenario scenario;
  for (store::Changes& changes : FactGenerator(dice).History()) {
    scenario.history.push_back({std::move(changes), !scenario.history.empty() && dice.Chance(40)});
  }
  scenario.rows_per_block = static_cast<uint32_t>(4 + dice.Below(12));
  scenario.half_folded_batches = 1 + static_cast<uint64_t>(dice.Below(8));
  scenario.fold_to_new_generation = dice.Chance(30);
  return scenario;
}

std::string Print(const Scenario& scenario) {
  const syntax::Names names = syntax::Names::WithBase(std::string(model::iri::kDefaultBase));
  std::string text;
  for (const Scenario::Commit& commit : scenario.history) {
    absl::StrAppend(&text, commit.fold_before ? "# fold, then commit\n" : "# commit\n");
    for (const auto& change : commit.changes.changes) absl::StrAppend(&text, PrintChange(change, names));
  }
  return text;
}

absl::StatusOr<std::unique_ptr<ScenarioStore>> ScenarioStore::Open(const Scenario& scenario) {
  auto store = std::unique_ptr<ScenarioStore>(new ScenarioStore());
  if (absl::Status status = store->Fill(scenario); !status.ok()) return status;
  return store;
}

absl::Status ScenarioStore::Keep(const std::string& state) {
  auto snapshot = store_->GetSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  states_.push_back({state, *std::move(snapshot)});
  return absl::OkStatus();
}

absl::Status ScenarioStore::Fill(const Scenario& scenario) {
  store_.options().rows_per_block = scenario.rows_per_block;
  store_.options().background_fold = false;
  if (absl::Status status = store_.Open(); !status.ok()) return status;
  for (const Scenario::Commit& commit : scenario.history) {
    if (commit.fold_before) {
      if (absl::Status status = store_->Fold(); !status.ok()) return status;
    }
    const auto committed = store_->Commit(commit.changes);
    if (!committed.ok()) return committed.status();
  }
  if (absl::Status status = Keep("unfolded"); !status.ok()) return status;

  store::FoldOptions half;
  half.way = store::FoldOptions::Way::kInPlace;
  half.batch_bytes = 1;
  half.stop_after_batches = scenario.half_folded_batches;
  if (absl::Status status = store_->Fold(half); !status.ok()) return status;
  if (absl::Status status = Keep("half folded"); !status.ok()) return status;

  store::FoldOptions rest;
  rest.way = scenario.fold_to_new_generation ? store::FoldOptions::Way::kNewGeneration
                                             : store::FoldOptions::Way::kInPlace;
  if (absl::Status status = store_->Fold(rest); !status.ok()) return status;
  return Keep("folded");
}

}  // namespace tern::reference
