#include "tests/reference/dataset.h"

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "storage/model/statement.h"
#include "storage/store/cursor.h"

namespace tern::reference {
namespace {

absl::StatusOr<std::vector<Statement>> ReadSpace(const store::Snapshot& snapshot, store::Space space) {
  store::ScanSpec spec;
  spec.order = order::Order::kSpo;
  spec.space = space;
  spec.mode = store::ClaimMode::kRaw;
  auto cursor = snapshot.Scan(spec);
  if (!cursor.ok()) return cursor.status();
  std::vector<Statement> statements;
  constexpr size_t kRows = 100;
  std::array<std::vector<model::TermId>, 4> columns;
  for (auto& column : columns) column.resize(kRows);
  while (true) {
    auto count =
        (*cursor)->Next(kRows, {columns[0].data(), columns[1].data(), columns[2].data(), columns[3].data()});
    if (!count.ok()) return count.status();
    if (*count == 0) return statements;
    for (size_t i = 0; i < *count; ++i) {
      std::array<model::TermId, 4> ids = {columns[0][i], columns[1][i], columns[2][i], columns[3][i]};
      Statement statement;
      statement.stance = model::StanceOf(ids[3]);
      const model::TermId entity = model::ClaimEntity(ids[3]);
      auto terms = snapshot.ResolveMany({ids.data(), 3});
      if (!terms.ok()) return terms.status();
      statement.subject = (*terms)[0];
      statement.predicate = (*terms)[1];
      statement.object = (*terms)[2];
      if (!entity.is_null()) {
        auto claim = snapshot.Resolve(entity);
        if (!claim.ok()) return claim.status();
        statement.claim = *std::move(claim);
      }
      statements.push_back(std::move(statement));
    }
  }
}

}  // namespace

absl::StatusOr<Dataset> ReadDataset(const store::Snapshot& snapshot) {
  auto facts = ReadSpace(snapshot, store::Space::kFacts);
  if (!facts.ok()) return facts.status();
  auto properties = ReadSpace(snapshot, store::Space::kProperties);
  if (!properties.ok()) return properties.status();
  return Dataset{*std::move(facts), *std::move(properties)};
}

}  // namespace tern::reference
