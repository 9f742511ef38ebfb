// The statements of a load with their final ids, sorted for every order. Several threads add them; then one
// pass merges what they added into files of distinct statements in the order SPO, and every order is read
// from those: SPO as it is, the others by a stable sort on their leading columns alone.
#ifndef TERN_STORAGE_LOAD_STATEMENT_SORTER_H_
#define TERN_STORAGE_LOAD_STATEMENT_SORTER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/load/record_sorter.h"
#include "storage/load/sort_record.h"
#include "storage/model/statement.h"
#include "storage/order/order.h"
#include "storage/store/generation_writer.h"

namespace tern::load {

class StatementSorter {
 public:
  // Adds statements from one thread. Not thread-safe; ends before Finish.
  class Adder {
   public:
    Adder(const NodeCodes& codes, const std::string& path, size_t budget_bytes);
    absl::Status AddFact(const model::Statement& fact) {
      return fact.claim.is_null() ? facts_.Add(NarrowSpo(codes_, fact)) : claimed_.Add(WideSpo(codes_, fact));
    }
    absl::Status AddProperty(const model::Statement& property) {
      return properties_.Add(PropertySpo(codes_, property));
    }

   private:
    friend class StatementSorter;
    const NodeCodes& codes_;
    RecordSorter<2> facts_;
    RecordSorter<3> claimed_;
    RecordSorter<3> properties_;
  };

  // At most `budget_bytes` for each adder, and for each of the sources that are read at once. Files lie in
  // `scratch`. `poll` is called now and then, from every thread; its error ends the work.
  StatementSorter(const NodeCodes& codes, std::string scratch, size_t budget_bytes,
                  std::function<absl::Status()> poll)
      : codes_(codes), scratch_(std::move(scratch)), budget_bytes_(budget_bytes), poll_(std::move(poll)) {}

  // Not thread-safe.
  Adder* NewAdder();
  // Merges what was added, and gives the adders' memory back.
  absl::Status Finish();

  // After Finish: distinct statements, claimed ones among them, and properties.
  uint64_t statement_count() const { return fact_count_ + claimed_count_; }
  uint64_t property_count() const { return property_count_; }
  // The rows of an order. Thread-safe.
  absl::StatusOr<std::unique_ptr<store::RowSource>> Source(order::Order order) const;

 private:
  template <size_t kWords>
  absl::StatusOr<uint64_t> MergeInto(const std::string& path, std::vector<RecordRun<kWords>> runs) const;
  template <size_t kWords>
  absl::StatusOr<std::unique_ptr<RecordSorter<kWords>>> Sort(order::Order order, const std::string& path,
                                                             uint64_t count, size_t budget_bytes) const;

  std::string FactsPath() const { return scratch_ + "/facts"; }
  std::string ClaimedPath() const { return scratch_ + "/claimed"; }
  std::string PropertiesPath() const { return scratch_ + "/properties"; }

  const NodeCodes codes_;
  const std::string scratch_;
  const size_t budget_bytes_;
  const std::function<absl::Status()> poll_;
  std::vector<std::unique_ptr<Adder>> adders_;
  uint64_t fact_count_ = 0;
  uint64_t claimed_count_ = 0;
  uint64_t property_count_ = 0;
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_STATEMENT_SORTER_H_
