#include "tests/reference/dataset.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "storage/model/statement.h"
#include "storage/model/term.h"
#include "storage/store/cursor.h"
#include "tests/reference/dates.h"
#include "tests/reference/values.h"

namespace tern::reference {
namespace {

using model::Stance;

constexpr const char* kBy = "http://www.w3.org/ns/prov#wasAttributedTo";
constexpr const char* kSource = "http://purl.org/dc/terms/source";
constexpr const char* kPublisher = "http://purl.org/dc/terms/publisher";
constexpr const char* kOn = "http://purl.org/dc/terms/date";

class StatementReader {
 public:
  explicit StatementReader(const store::Snapshot& snapshot) : snapshot_(snapshot) {}

  absl::StatusOr<std::vector<Statement>> ReadSpace(store::Space space) {
    store::ScanSpec spec;
    spec.order = order::Order::kSpo;
    spec.space = space;
    spec.mode = store::ClaimMode::kRaw;
    auto cursor = snapshot_.Scan(spec);
    if (!cursor.ok()) return cursor.status();
    std::vector<Statement> statements;
    constexpr size_t kRows = 100;
    std::array<std::vector<model::TermId>, 4> columns;
    for (auto& column : columns) column.resize(kRows);
    while (true) {
      auto count = (*cursor)->Next(
          kRows, {columns[0].data(), columns[1].data(), columns[2].data(), columns[3].data()});
      if (!count.ok()) return count.status();
      if (*count == 0) return statements;
      for (size_t i = 0; i < *count; ++i) {
        auto statement = Read({columns[0][i], columns[1][i], columns[2][i], columns[3][i]});
        if (!statement.ok()) return statement.status();
        statements.push_back(*std::move(statement));
      }
    }
  }

 private:
  absl::StatusOr<Statement> Read(const std::array<model::TermId, 4>& ids) {
    Statement statement;
    statement.stance = model::StanceOf(ids[3]);
    const std::array<Cell*, 4> cells = {&statement.subject, &statement.predicate, &statement.object,
                                        &statement.claim};
    for (size_t i = 0; i < 4; ++i) {
      const model::TermId id = i == 3 ? model::ClaimEntity(ids[i]) : ids[i];
      if (id.is_null()) continue;
      auto term = snapshot_.Resolve(id);
      if (!term.ok()) return term.status();
      *cells[i] = known_.try_emplace(*term, *term).first->second;
    }
    return statement;
  }

  const store::Snapshot& snapshot_;
  std::map<model::Term, Cell> known_;  // equal terms share one
};

bool IsAccordingTo(const Dataset& dataset, const Cell& claim, const std::vector<Cell>& sources) {
  const auto is_listed = [&](const Cell& cell) {
    return std::any_of(sources.begin(), sources.end(),
                       [&](const Cell& source) { return SameValue(source, cell); });
  };
  for (const Cell& by : PropertiesOf(dataset, claim, kBy)) {
    if (is_listed(by)) return true;
  }
  for (const Cell& source : PropertiesOf(dataset, claim, kSource)) {
    if (is_listed(source)) return true;
    for (const Cell& publisher : PropertiesOf(dataset, source, kPublisher)) {
      if (is_listed(publisher)) return true;
    }
  }
  return false;
}

// Dated on or before the day or time, or not dated at all.
bool IsAsOf(const Dataset& dataset, const Cell& claim, const Cell& limit) {
  bool dated = false;
  for (const Cell& on : PropertiesOf(dataset, claim, kOn)) {
    const std::optional<Moment> moment = MomentOf(on);
    if (!moment) continue;
    dated = true;
    if (IsNotAfter(*moment, *MomentOf(limit))) return true;
  }
  return !dated;
}

bool IsKept(const Dataset& dataset, const Statement& statement, const ClaimDemands& demands) {
  if (demands.according_to) {
    if (statement.claim.is_null() || !IsAccordingTo(dataset, statement.claim, *demands.according_to))
      return false;
  }
  return demands.as_of.is_null() || statement.claim.is_null() ||
         IsAsOf(dataset, statement.claim, demands.as_of);
}

}  // namespace

absl::StatusOr<Dataset> ReadDataset(const store::Snapshot& snapshot) {
  StatementReader reader(snapshot);
  auto facts = reader.ReadSpace(store::Space::kFacts);
  if (!facts.ok()) return facts.status();
  auto properties = reader.ReadSpace(store::Space::kProperties);
  if (!properties.ok()) return properties.status();
  return Dataset{*std::move(facts), *std::move(properties)};
}

FactView ViewOfAll(const Dataset& dataset) { return ViewOf(dataset, {}); }

FactView ViewOf(const Dataset& dataset, const ClaimDemands& demands) {
  FactView view;
  std::set<std::tuple<Cell, Cell, Cell>> seen;
  for (const Statement& statement : dataset.facts) {
    if (!IsKept(dataset, statement, demands)) continue;
    if (!statement.claim.is_null()) view.claims.push_back(&statement);
    if (statement.stance != Stance::kFor) continue;
    if (seen.emplace(statement.subject, statement.predicate, statement.object).second) {
      view.facts.push_back(&statement);
    }
  }
  return view;
}

std::vector<Cell> PropertiesOf(const Dataset& dataset, const Cell& subject, std::string_view predicate) {
  std::vector<Cell> values;
  const auto add = [&](const Statement& statement) {
    if (statement.stance != Stance::kFor || !(statement.subject == subject)) return;
    if (statement.predicate.term().value != predicate) return;
    // A fact counts once, however many claims it has; a property has none.
    if (std::find(values.begin(), values.end(), statement.object) == values.end()) {
      values.push_back(statement.object);
    }
  };
  for (const Statement& statement : dataset.facts) add(statement);
  for (const Statement& statement : dataset.properties) add(statement);
  return values;
}

}  // namespace tern::reference
