#include "tests/storage/store/store_testing.h"

#include <algorithm>
#include <array>
#include <utility>

#include "gtest/gtest.h"
#include "storage/model/stance_name.h"
#include "storage/order/order.h"

namespace tern::store {
namespace {

using model::Row;
using model::Stance;
using model::Term;
using model::TermId;

// Hands out a key-value store that outlives the store on it.
class SharedKeyValue final : public kv::KeyValue {
 public:
  explicit SharedKeyValue(std::shared_ptr<kv::KeyValue> inner) : inner_(std::move(inner)) {}
  absl::StatusOr<std::shared_ptr<const kv::ReadView>> NewView() override { return inner_->NewView(); }
  absl::Status Write(const kv::Batch& batch) override { return inner_->Write(batch); }
  absl::Status Sync() override { return inner_->Sync(); }
  absl::StatusOr<std::unique_ptr<kv::TableWriter>> NewTable(kv::Family family,
                                                            const std::string& path) override {
    return inner_->NewTable(family, path);
  }
  absl::Status Ingest(absl::Span<const kv::TableFile> files) override { return inner_->Ingest(files); }
  absl::Status PurgeFiles() override { return inner_->PurgeFiles(); }
  absl::Status Compact(absl::Span<const kv::KeyRange> ranges) override { return inner_->Compact(ranges); }
  absl::StatusOr<uint64_t> SizeBytes(kv::Family family) override { return inner_->SizeBytes(family); }
  absl::StatusOr<uint64_t> SizeBytes(const kv::KeyRange& range) override { return inner_->SizeBytes(range); }

 private:
  std::shared_ptr<kv::KeyValue> inner_;
};

std::string TripleText(const Term& subject, const Term& predicate, const Term& object) {
  return ToNTriples(subject) + " " + ToNTriples(predicate) + " " + ToNTriples(object);
}

std::string PropertyText(const Term& predicate, const Term& object) {
  return ToNTriples(predicate) + " " + ToNTriples(object);
}

std::string ClaimText(const NaiveStore::Claim& claim) {
  std::string text = " " + std::string(StanceName(claim.stance)) + " ";
  if (claim.named) return text + claim.name;
  text += "{";
  for (const std::string& property : claim.properties) text += property + "; ";
  return text + "}";
}

bool Passes(const Row& row, size_t claim_column, ClaimMode mode) {
  const TermId claim = row[claim_column];
  switch (mode) {
    case ClaimMode::kRaw:
      return true;
    case ClaimMode::kFact:
      return StanceOf(claim) == Stance::kFor;
    case ClaimMode::kFor:
      return claim.is_claim() && StanceOf(claim) == Stance::kFor;
    case ClaimMode::kAgainst:
      return claim.is_claim() && StanceOf(claim) == Stance::kAgainst;
    case ClaimMode::kUnclear:
      return claim.is_claim() && StanceOf(claim) == Stance::kUnclear;
    case ClaimMode::kEvery:
      return claim.is_claim();
  }
  return false;
}

bool Matches(const Row& row, const ScanSpec& spec) {
  const auto length = static_cast<size_t>(spec.prefix_length);
  for (size_t i = 0; i < length; ++i) {
    if (row[i] != spec.prefix[i]) return false;
  }
  return !spec.range.has_value() || (row[length] >= spec.range->first && row[length] <= spec.range->second);
}

}  // namespace

Fact MakeFact(const Term& subject, const Term& predicate, const Term& object) {
  Fact fact;
  fact.subject = subject;
  fact.predicate = predicate;
  fact.object = object;
  return fact;
}

ClaimSpec Anonymous(Stance stance, std::vector<std::pair<Term, Term>> properties) {
  ClaimSpec claim;
  claim.kind = ClaimSpec::Kind::kAnonymous;
  claim.stance = stance;
  claim.properties = std::move(properties);
  return claim;
}

ClaimSpec Named(Stance stance, const Term& name) {
  ClaimSpec claim;
  claim.kind = ClaimSpec::Kind::kNamed;
  claim.stance = stance;
  claim.name = name;
  return claim;
}

TestStore::TestStore(Backend backend) {
  options_.owner = "test";
  options_.cache_bytes = size_t{8} << 20;
  if (backend == Backend::kRocksDb) return;
  memory_ = kv::MemoryKeyValue::Create();
  options_.open_key_value = [this](const std::string&,
                                   Access) -> absl::StatusOr<std::unique_ptr<kv::KeyValue>> {
    return std::make_unique<SharedKeyValue>(memory_);
  };
}

absl::Status TestStore::Open(Access access) {
  Close();
  options_.access = access;
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(path(), options_);
  if (!store.ok()) return store.status();
  store_ = *std::move(store);
  return absl::OkStatus();
}

std::shared_ptr<const Snapshot> TestStore::Read() {
  absl::StatusOr<std::shared_ptr<const Snapshot>> snapshot = store_->GetSnapshot();
  EXPECT_TRUE(snapshot.ok()) << snapshot.status();
  return *snapshot;
}

CommitResult TestStore::Commit(const Changes& changes) {
  const absl::StatusOr<CommitResult> result = store_->Commit(changes);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *result : CommitResult();
}

NaiveStore::Claim NaiveStore::ClaimOf(const ClaimSpec& spec) {
  Claim claim;
  claim.stance = spec.stance;
  claim.named = spec.kind == ClaimSpec::Kind::kNamed;
  if (claim.named) claim.name = ToNTriples(spec.name);
  for (const auto& [predicate, object] : spec.properties)
    claim.properties.insert(PropertyText(predicate, object));
  return claim;
}

void NaiveStore::Insert(const Fact& fact) {
  FactClaims& claims = facts_[TripleText(fact.subject, fact.predicate, fact.object)];
  if (fact.claim.kind == ClaimSpec::Kind::kNone) {
    claims.claimless = true;
  } else {
    claims.claims.insert(ClaimOf(fact.claim));
  }
}

void NaiveStore::Delete(const Fact& fact) {
  const auto found = facts_.find(TripleText(fact.subject, fact.predicate, fact.object));
  if (found == facts_.end()) return;
  if (fact.claim.kind == ClaimSpec::Kind::kNone) {
    facts_.erase(found);
    return;
  }
  const Claim wanted = ClaimOf(fact.claim);
  std::erase_if(found->second.claims, [&](const Claim& claim) {
    if (wanted.named) return claim == wanted;
    if (claim.stance != wanted.stance) return false;
    // The random world never describes a claim's name.
    if (claim.named) return wanted.properties.empty();
    return std::includes(claim.properties.begin(), claim.properties.end(), wanted.properties.begin(),
                         wanted.properties.end());
  });
  if (!found->second.claimless && found->second.claims.empty()) facts_.erase(found);
}

void NaiveStore::Apply(const Changes& changes) {
  for (const Changes::Change& change : changes.changes) {
    if (change.insert) {
      Insert(change.fact);
    } else {
      Delete(change.fact);
    }
  }
}

std::set<std::string> NaiveStore::Lines() const {
  std::set<std::string> lines;
  for (const auto& [triple, claims] : facts_) {
    if (claims.claimless) lines.insert(triple);
    for (const Claim& claim : claims.claims) lines.insert(triple + ClaimText(claim));
  }
  return lines;
}

Totals NaiveStore::CountTotals() const {
  Totals totals;
  for (const auto& [triple, claims] : facts_) {
    totals.statements += claims.claims.size() + (claims.claimless ? 1 : 0);
    totals.claimed += claims.claims.size();
    bool is_for = claims.claimless;
    for (const Claim& claim : claims.claims) {
      totals.properties += claim.properties.size();
      is_for = is_for || claim.stance == Stance::kFor;
    }
    totals.facts += is_for ? 1 : 0;
  }
  return totals;
}

std::vector<Row> Drain(Cursor& cursor, size_t batch) {
  std::vector<Row> rows;
  std::array<std::vector<TermId>, 4> columns;
  for (std::vector<TermId>& column : columns) column.resize(batch);
  while (true) {
    const absl::StatusOr<size_t> count =
        cursor.Next(batch, {columns[0].data(), columns[1].data(), columns[2].data(), columns[3].data()});
    EXPECT_TRUE(count.ok()) << count.status();
    if (!count.ok() || *count == 0) return rows;
    for (size_t i = 0; i < *count; ++i)
      rows.push_back({columns[0][i], columns[1][i], columns[2][i], columns[3][i]});
  }
}

AllRows ReadAll(const Snapshot& snapshot) {
  AllRows all;
  ScanSpec spec;
  spec.mode = ClaimMode::kRaw;
  for (const Space space : {Space::kFacts, Space::kProperties}) {
    spec.space = space;
    absl::StatusOr<std::unique_ptr<Cursor>> cursor = snapshot.Scan(spec);
    EXPECT_TRUE(cursor.ok()) << cursor.status();
    if (!cursor.ok()) continue;
    (space == Space::kFacts ? all.facts : all.properties) = Drain(**cursor, 1024);
  }
  return all;
}

std::set<std::string> LinesOf(const Snapshot& snapshot) {
  const auto resolve = [&](TermId id) {
    absl::StatusOr<Term> term = snapshot.Resolve(id);
    EXPECT_TRUE(term.ok()) << term.status();
    return term.ok() ? *term : Term();
  };
  const AllRows all = ReadAll(snapshot);
  std::map<TermId, std::set<std::string>> properties;
  for (const Row& row : all.properties) {
    properties[row[0]].insert(PropertyText(resolve(row[1]), resolve(row[2])));
  }
  std::set<std::string> lines;
  for (const Row& row : all.facts) {
    std::string line = TripleText(resolve(row[0]), resolve(row[1]), resolve(row[2]));
    if (!row[3].is_null()) {
      NaiveStore::Claim claim;
      claim.stance = StanceOf(row[3]);
      claim.named = !row[3].is_anonymous_claim();
      if (claim.named) claim.name = ToNTriples(resolve(row[3]));
      claim.properties = properties[row[3]];
      line += ClaimText(claim);
    }
    EXPECT_TRUE(lines.insert(line).second) << "twice: " << line;
  }
  return lines;
}

std::vector<Row> NaiveScan(const AllRows& all, const ScanSpec& spec) {
  const auto claim_column = static_cast<size_t>(order::ColumnOf(spec.order, order::Part::kClaim));
  std::set<Row> out;
  const auto add = [&](const std::vector<Row>& rows) {
    for (const Row& spo : rows) {
      if (spec.order == order::Order::kCspo && spo[3].is_null()) continue;
      Row row = order::ToRow(spec.order, {spo[0], spo[1], spo[2], spo[3]});
      if (!Passes(row, claim_column, spec.mode)) continue;
      if (spec.mode == ClaimMode::kFact) row[claim_column] = TermId::Null();
      if (Matches(row, spec)) out.insert(row);
    }
  };
  if (spec.space != Space::kProperties) add(all.facts);
  if (spec.space != Space::kFacts) add(all.properties);
  return {out.begin(), out.end()};
}

Term RandomFacts::Entity() {
  const size_t entity = Pick(7);
  return entity < 5 ? Name("e" + std::to_string(entity)) : Term::Blank("b" + std::to_string(entity - 4));
}

Term RandomFacts::Object() {
  const auto number = std::to_string(Pick(static_cast<size_t>(objects_)));
  switch (Pick(6)) {
    case 0:
      return Term::Typed(number, std::string(model::iri::kXsdInteger));
    case 1:
      return Term::Typed("0" + number, std::string(model::iri::kXsdInteger));  // no inline id
    case 2:
      return Term::Typed(number + ".50", std::string(model::iri::kXsdDecimal));
    case 3:
      return Term::String("text " + number);
    case 4:
      return Term::LangString("text " + number, "en");
    default:
      return Entity();
  }
}

ClaimSpec RandomFacts::Claim() {
  const auto stance = static_cast<Stance>(Pick(3));
  switch (Pick(4)) {
    case 0:
      return Named(stance, Pick(3) == 0 ? Term::Blank("b1") : Name("graph" + std::to_string(Pick(3))));
    case 1: {
      ClaimSpec claim = Anonymous(stance, {});
      for (size_t i = Pick(3); i > 0; --i) {
        claim.properties.emplace_back(Name("by" + std::to_string(Pick(2))),
                                      Name("who" + std::to_string(Pick(3))));
      }
      return claim;
    }
    default:
      return {};
  }
}

Fact RandomFacts::Next() {
  Fact fact = MakeFact(Entity(), Name("p" + std::to_string(Pick(3))), Object());
  fact.claim = Claim();
  return fact;
}

Changes RandomFacts::NextChanges(int count, double delete_share) {
  Changes changes;
  for (int i = 0; i < count; ++i) {
    const bool insert = static_cast<double>(Pick(1000)) >= delete_share * 1000;
    changes.changes.push_back({insert, Next()});
  }
  return changes;
}

Row RandomFacts::NextRow(const AllRows& all, order::Order order, Space space) {
  const std::vector<Row>& rows =
      space == Space::kProperties || (space == Space::kBoth && Pick(2) == 0) ? all.properties : all.facts;
  Row row{};
  if (!rows.empty()) {
    const Row& spo = rows[Pick(rows.size())];
    row = order::ToRow(order, {spo[0], spo[1], spo[2], spo[3]});
  }
  // Often a neighbour of something that is there.
  if (Pick(3) == 0) {
    TermId& id = row[Pick(4)];
    id = TermId::FromBits(Pick(2) == 0 ? id.bits() + 1 : id.bits() - (id.bits() > 0 ? 1 : 0));
  }
  return row;
}

ScanSpec RandomFacts::NextSpec(const AllRows& all) {
  static constexpr std::array<order::Order, 5> kOrders = {
      order::Order::kSpo, order::Order::kPso, order::Order::kPos, order::Order::kOsp, order::Order::kCspo};
  ScanSpec spec;
  spec.order = kOrders[Pick(kOrders.size())];
  if (spec.order == order::Order::kSpo || spec.order == order::Order::kPos)
    spec.space = static_cast<Space>(Pick(3));
  spec.mode = static_cast<ClaimMode>(Pick(6));
  if (spec.order == order::Order::kCspo && spec.mode == ClaimMode::kFact) spec.mode = ClaimMode::kRaw;
  spec.prefix_length = static_cast<int>(Pick(5));
  const Row row = NextRow(all, spec.order, spec.space);
  for (size_t i = 0; i < static_cast<size_t>(spec.prefix_length); ++i) spec.prefix[i] = row[i];
  if (spec.prefix_length < 4 && Pick(2) == 0) {
    const auto column = static_cast<size_t>(spec.prefix_length);
    spec.range = {row[column], NextRow(all, spec.order, spec.space)[column]};
    if (Pick(4) != 0 && spec.range->second < spec.range->first)
      std::swap(spec.range->first, spec.range->second);
  }
  return spec;
}

}  // namespace tern::store
