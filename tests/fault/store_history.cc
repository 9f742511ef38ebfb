#include "tests/fault/store_history.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "storage/load/loader.h"
#include "storage/load/renumber.h"
#include "storage/model/text.h"
#include "storage/order/order.h"
#include "storage/store/check.h"

namespace tern::fault {
namespace {

using model::Row;
using model::Term;
using model::TermId;
using order::Order;
using store::Fact;

constexpr uint64_t kLoadEvery = 8;
constexpr uint64_t kFactsOfALoad = 150;
constexpr uint64_t kFoldEvery = 13;
constexpr uint64_t kHalfFoldEvery = 5;
constexpr uint64_t kNewGenerationEvery = 34;
constexpr uint64_t kRenumberEvery = 11;
constexpr uint64_t kDeleteBehind = 3;  // a step deletes one fact of the step that many before
constexpr size_t kBatchRows = 512;

Term Name(const std::string& name) { return Term::Iri("urn:t:" + name); }

Fact MakeFact(Term subject, Term predicate, Term object) {
  Fact fact;
  fact.subject = std::move(subject);
  fact.predicate = std::move(predicate);
  fact.object = std::move(object);
  return fact;
}

bool IsLoad(uint64_t number) { return number % kLoadEvery == 0; }

Fact StepFact(uint64_t number) {
  return MakeFact(Name("history"), Name("step"), Term::Integer(static_cast<int64_t>(number)));
}
// The fact of a step that a later step deletes.
Fact PassingFact(uint64_t number) {
  return MakeFact(Name(model::StrCat("passing", number)), Name("note"),
                  Term::String(model::StrCat("gone soon ", number)));
}
bool DeletesPassing(uint64_t number) { return number > kDeleteBehind && !IsLoad(number); }

std::vector<Fact> InsertsOf(uint64_t number) {
  std::vector<Fact> facts = {StepFact(number), PassingFact(number)};
  const Term thing = Name(model::StrCat("thing", number));
  Fact claimed = MakeFact(thing, Name("kind"), Name(model::StrCat("kind", number % 5)));
  claimed.claim.kind = store::ClaimSpec::Kind::kAnonymous;
  claimed.claim.stance = number % 3 == 0 ? model::Stance::kAgainst : model::Stance::kFor;
  claimed.claim.properties = {{Name("by"), Name(model::StrCat("person", number % 4))},
                              {Name("quote"), Term::String(model::StrCat("so it is, ", number))}};
  facts.push_back(claimed);
  facts.push_back(MakeFact(thing, Name("label"), Term::LangString(model::StrCat("Ding ", number), "de")));
  if (!IsLoad(number)) return facts;
  for (uint64_t i = 0; i < kFactsOfALoad; ++i) {
    facts.push_back(
        MakeFact(thing, Name(model::StrCat("part", i % 3)), Name(model::StrCat("loaded", number, "-", i))));
  }
  return facts;
}

absl::Status RunLoad(store::Store& store, uint64_t number) {
  absl::StatusOr<std::unique_ptr<load::Loader>> loader = load::Loader::Create(&store, {});
  if (!loader.ok()) return loader.status();
  for (const Fact& fact : InsertsOf(number)) {
    if (absl::Status status = (*loader)->Add(fact); !status.ok()) return status;
  }
  return (*loader)->Finish().status();
}

// Whole folds, and many that stop on the way, so that the store is half folded most of the time; now and then
// new ids for all terms.
absl::Status FoldBefore(store::Store& store, uint64_t number) {
  if (number % kRenumberEvery == 6) {
    load::RenumberOptions renumber;
    renumber.compacts = false;
    return load::Renumber(&store, renumber).status();
  }
  store::FoldOptions options;
  if (number % kNewGenerationEvery == 0) {
    options.way = store::FoldOptions::Way::kNewGeneration;
  } else if (number % kHalfFoldEvery == 2) {
    options.way = store::FoldOptions::Way::kInPlace;
    options.batch_bytes = 1;
    options.stop_after_batches = 1 + number % 7;
  } else if (number % kFoldEvery != 0) {
    return absl::OkStatus();
  }
  return store.Fold(options);
}

absl::Status NoState(const std::string& reason) { return absl::FailedPreconditionError(reason); }

std::string TripleText(const Term& subject, const Term& predicate, const Term& object) {
  return model::StrCat(model::ToNTriples(subject), " ", model::ToNTriples(predicate), " ",
                       model::ToNTriples(object));
}

// The statements after a step as texts, an anonymous claim as its stance and its properties.
std::set<std::string> ExpectedLines(uint64_t number) {
  std::set<std::string> lines;
  for (uint64_t step = 1; step <= number; ++step) {
    for (const Fact& fact : InsertsOf(step)) {
      std::string line = TripleText(fact.subject, fact.predicate, fact.object);
      std::set<std::string> properties;
      for (const auto& [predicate, object] : fact.claim.properties) {
        properties.insert(model::StrCat(model::ToNTriples(predicate), " ", model::ToNTriples(object)));
      }
      if (fact.claim.kind == store::ClaimSpec::Kind::kAnonymous) {
        model::StrAppend(&line, " stance ", static_cast<int>(fact.claim.stance));
      }
      for (const std::string& property : properties) model::StrAppend(&line, "; ", property);
      lines.insert(line);
    }
    if (DeletesPassing(step)) {
      const Fact gone = PassingFact(step - kDeleteBehind);
      lines.erase(TripleText(gone.subject, gone.predicate, gone.object));
    }
  }
  return lines;
}

absl::StatusOr<std::vector<Row>> ReadOrder(const store::Snapshot& snapshot, Order order, store::Space space) {
  store::ScanSpec spec;
  spec.order = order;
  spec.space = space;
  spec.mode = store::ClaimMode::kRaw;
  absl::StatusOr<std::unique_ptr<store::Cursor>> cursor = snapshot.Scan(spec);
  if (!cursor.ok()) return cursor.status();
  std::vector<Row> rows;
  std::array<std::vector<TermId>, 4> columns;
  std::array<TermId*, 4> out;
  for (size_t i = 0; i < columns.size(); ++i) {
    columns[i].resize(kBatchRows);
    out[i] = columns[i].data();
  }
  while (true) {
    const absl::StatusOr<size_t> count = (*cursor)->Next(kBatchRows, out);
    if (!count.ok()) return count.status();
    if (*count == 0) break;
    for (size_t i = 0; i < *count; ++i)
      rows.push_back({columns[0][i], columns[1][i], columns[2][i], columns[3][i]});
  }
  const absl::StatusOr<uint64_t> counted = snapshot.Count(spec);
  if (!counted.ok()) return counted.status();
  if (*counted != rows.size())
    return NoState(model::StrCat("count ", *counted, " of ", rows.size(), " rows"));
  return rows;
}

// Rows of any order as sorted SPO rows.
std::vector<Row> InSpo(Order order, const std::vector<Row>& rows) {
  std::vector<Row> result;
  result.reserve(rows.size());
  for (const Row& row : rows) {
    const model::Statement statement = order::ToStatement(order, row);
    result.push_back({statement.subject, statement.predicate, statement.object, statement.claim});
  }
  std::sort(result.begin(), result.end());
  return result;
}

// Every order holds the same rows as SPO.
absl::Status CheckOrders(const store::Snapshot& snapshot, const std::vector<Row>& facts,
                         const std::vector<Row>& properties) {
  for (const Order order : {Order::kPso, Order::kPos, Order::kOsp, Order::kCspo}) {
    absl::StatusOr<std::vector<Row>> rows = ReadOrder(snapshot, order, store::Space::kFacts);
    if (!rows.ok()) return rows.status();
    std::vector<Row> expected = facts;
    if (order == Order::kCspo) std::erase_if(expected, [](const Row& row) { return row[3].is_null(); });
    if (InSpo(order, *rows) != expected)
      return NoState(model::StrCat(order::NameOf(order), " differs from SPO"));
  }
  absl::StatusOr<std::vector<Row>> rows = ReadOrder(snapshot, Order::kPos, store::Space::kProperties);
  if (!rows.ok()) return rows.status();
  if (InSpo(Order::kPos, *rows) != properties) return NoState("the properties differ between their orders");
  return absl::OkStatus();
}

class Resolver {
 public:
  explicit Resolver(const store::Snapshot& snapshot) : snapshot_(snapshot) {}

  absl::StatusOr<std::string> operator()(TermId id) {
    const auto found = texts_.find(id);
    if (found != texts_.end()) return found->second;
    absl::StatusOr<Term> term = snapshot_.Resolve(id);
    if (!term.ok()) return term.status();
    const absl::StatusOr<TermId> back = snapshot_.Find(*term);
    if (!back.ok()) return back.status();
    if (*back != id) return NoState(model::StrCat(model::ToNTriples(*term), " is not found under its id"));
    return texts_[id] = model::ToNTriples(*term);
  }

 private:
  const store::Snapshot& snapshot_;
  std::map<TermId, std::string> texts_;
};

absl::StatusOr<std::set<std::string>> ReadLines(const store::Snapshot& snapshot,
                                                const std::vector<Row>& facts,
                                                const std::vector<Row>& properties) {
  Resolver resolve(snapshot);
  std::map<TermId, std::set<std::string>> claims;
  for (const Row& row : properties) {
    const absl::StatusOr<std::string> predicate = resolve(row[1]);
    const absl::StatusOr<std::string> object = resolve(row[2]);
    if (!predicate.ok()) return predicate.status();
    if (!object.ok()) return object.status();
    claims[row[0]].insert(model::StrCat(*predicate, " ", *object));
  }
  std::set<std::string> lines;
  for (const Row& row : facts) {
    std::string line;
    for (int i = 0; i < 3; ++i) {
      const absl::StatusOr<std::string> text = resolve(row[static_cast<size_t>(i)]);
      if (!text.ok()) return text.status();
      model::StrAppend(&line, i > 0 ? " " : "", *text);
    }
    if (!row[3].is_null()) model::StrAppend(&line, " stance ", static_cast<int>(model::StanceOf(row[3])));
    for (const std::string& property : claims[row[3]]) model::StrAppend(&line, "; ", property);
    lines.insert(line);
  }
  return lines;
}

}  // namespace

store::StoreOptions SmallStoreOptions(store::Access access) {
  store::StoreOptions options;
  options.access = access;
  options.cache_bytes = 8 << 20;
  options.max_log_commits = 20;
  options.max_log_statements = 120;
  options.rows_per_block = 64;
  options.background_fold = false;  // where faults are counted, nothing may depend on time
  options.owner = "fault test";
  return options;
}

absl::Status RunStep(store::Store& store, uint64_t number) {
  if (absl::Status status = FoldBefore(store, number); !status.ok()) return status;
  if (IsLoad(number)) return RunLoad(store, number);
  store::Changes changes;
  for (const Fact& fact : InsertsOf(number)) changes.changes.push_back({true, fact});
  if (DeletesPassing(number)) changes.changes.push_back({false, PassingFact(number - kDeleteBehind)});
  return store.Commit(changes).status();
}

uint64_t StatementsAfter(uint64_t number) {
  const uint64_t loads = number / kLoadEvery;
  uint64_t deletes = 0;
  if (number > kDeleteBehind) deletes = number - kDeleteBehind - loads + kDeleteBehind / kLoadEvery;
  return 4 * number + loads * kFactsOfALoad - deletes;
}

absl::StatusOr<uint64_t> FindStep(const store::Snapshot& snapshot) {
  store::ScanSpec spec;
  spec.order = Order::kPso;
  spec.mode = store::ClaimMode::kRaw;
  spec.prefix_length = 1;
  const absl::StatusOr<TermId> predicate = snapshot.Find(Name("step"));
  if (!predicate.ok()) return predicate.status();
  uint64_t step = 0;
  if (!predicate->is_null()) {
    spec.prefix[0] = *predicate;
    const absl::StatusOr<uint64_t> count = snapshot.Count(spec);
    if (!count.ok()) return count.status();
    step = *count;
  }
  if (snapshot.totals().statements != StatementsAfter(step)) {
    return NoState(model::StrCat(snapshot.totals().statements, " statements by the totals, step ", step,
                                 " made ", StatementsAfter(step)));
  }
  const absl::StatusOr<std::vector<Row>> rows = ReadOrder(snapshot, Order::kSpo, store::Space::kFacts);
  if (!rows.ok()) return rows.status();
  if (rows->size() != StatementsAfter(step)) {
    return NoState(
        model::StrCat(rows->size(), " statements found, step ", step, " made ", StatementsAfter(step)));
  }
  return step;
}

absl::StatusOr<uint64_t> CheckEverything(const store::Snapshot& snapshot) {
  const absl::StatusOr<uint64_t> step = FindStep(snapshot);
  if (!step.ok()) return step.status();
  const absl::StatusOr<std::vector<Row>> facts = ReadOrder(snapshot, Order::kSpo, store::Space::kFacts);
  if (!facts.ok()) return facts.status();
  const absl::StatusOr<std::vector<Row>> properties =
      ReadOrder(snapshot, Order::kSpo, store::Space::kProperties);
  if (!properties.ok()) return properties.status();
  if (absl::Status status = CheckOrders(snapshot, *facts, *properties); !status.ok()) return status;
  const absl::StatusOr<std::set<std::string>> lines = ReadLines(snapshot, *facts, *properties);
  if (!lines.ok()) return lines.status();
  const absl::StatusOr<store::CheckReport> check = store::Check(snapshot, {});
  if (!check.ok()) return check.status();
  if (!check->is_sound()) return absl::DataLossError(check->findings.front());
  const std::set<std::string> expected = ExpectedLines(*step);
  if (*lines == expected) return *step;
  for (const std::string& line : expected) {
    if (!lines->contains(line))
      return NoState(model::StrCat("after step ", *step, " this is missing: ", line));
  }
  return NoState(model::StrCat("after step ", *step, " there is too much"));
}

}  // namespace tern::fault
