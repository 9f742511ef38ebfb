// The dictionary's literals of one tag in the order of their values: what turns a comparison of odd values
// ("01", 30 digits, xsd:float) with a constant into ids. The dictionary sorts them by how they are written,
// so the first question reads the whole region and sorts it; ids of 8 bytes each are kept and shared by all
// snapshots of a store.
#ifndef TERN_STORAGE_STORE_VALUE_ORDER_H_
#define TERN_STORAGE_STORE_VALUE_ORDER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::store {

// A tag with more terms than these is not sorted: that would take seconds and hundreds of megabytes.
inline constexpr size_t kMaxOrderedValues = size_t{1} << 17;

using OrderedValues = std::shared_ptr<const std::vector<model::TermId>>;
using VisitTerm = std::function<absl::Status(model::TermId, const model::Term&)>;

// Sorts what `for_each` visits by value, equal ones by id. Terms whose value compares with none (NaN) are
// left out. Null for more than kMaxOrderedValues. REQUIRES: the values are of one kind.
absl::StatusOr<OrderedValues> SortByValue(const std::function<absl::Status(const VisitTerm&)>& for_each);

// Keeps the orders of a store's tags. Thread-safe.
class ValueOrders {
 public:
  // The order of `tag`, whose dictionary region is that of `generation` and has `terms` terms; `for_each`
  // visits them.
  absl::StatusOr<OrderedValues> Find(model::Tag tag, uint32_t generation, uint64_t terms,
                                     const std::function<absl::Status(const VisitTerm&)>& for_each);

 private:
  struct Known {
    uint32_t generation = 0;
    uint64_t terms = 0;
    OrderedValues values;  // null: nothing is known
  };

  std::mutex mutex_;
  std::array<Known, 32> known_;  // by tag
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_VALUE_ORDER_H_
