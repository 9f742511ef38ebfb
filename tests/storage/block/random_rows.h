// Rows for tests of blocks, in many distributions, from a seed.
#ifndef TERN_TESTS_STORAGE_BLOCK_RANDOM_ROWS_H_
#define TERN_TESTS_STORAGE_BLOCK_RANDOM_ROWS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "storage/block/block_header.h"
#include "storage/model/statement.h"
#include "storage/model/term_id.h"

namespace tern::block {

class RandomRows {
 public:
  explicit RandomRows(uint64_t seed) : random_(seed) {}

  uint64_t Below(uint64_t limit) { return std::uniform_int_distribution<uint64_t>(0, limit - 1)(random_); }

  // At most `count` distinct rows, ascending; each column has a distribution of its own, drawn anew.
  std::vector<model::Row> Make(size_t count, RowShape shape) {
    std::array<Distribution, 4> columns;
    for (Distribution& column : columns) column = Draw();
    std::vector<model::Row> rows(count);
    for (model::Row& row : rows) {
      for (size_t c = 0; c < 4; ++c) row[c] = Id(columns[c]);
      if (shape == RowShape::kProperties) row[3] = model::TermId::Null();
      if (shape == RowShape::kFacts) row[3] = Claim();
      if (shape == RowShape::kClaimFirst) row[0] = model::AnonymousClaim(Below(count), Stance());
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
  }

 private:
  struct Distribution {
    uint64_t base;
    uint64_t span;      // values are base + [0, span)
    uint64_t outliers;  // one in so many is any payload; 0: none
    size_t tags;
    std::array<model::Tag, 4> tag;
    bool tag_by_value;  // equal values have equal tags
  };

  Distribution Draw() {
    Distribution distribution;
    distribution.span = uint64_t{1} << Below(59);
    distribution.base = Below(model::TermId::kPayloadMask - distribution.span + 1);
    distribution.outliers = Below(3) == 0 ? 1 + Below(200) : 0;
    distribution.tags = 1 + Below(Below(2) == 0 ? 1 : 4);
    for (model::Tag& tag : distribution.tag) tag = static_cast<model::Tag>(Below(32));
    distribution.tag_by_value = Below(2) == 0;
    return distribution;
  }

  model::TermId Id(const Distribution& distribution) {
    const bool outlier = distribution.outliers > 0 && Below(distribution.outliers) == 0;
    const uint64_t value = outlier ? Below(model::TermId::kPayloadMask)
                                   : distribution.base + Below(std::max<uint64_t>(distribution.span, 1));
    const size_t choice = (distribution.tag_by_value ? value : Below(1000)) % distribution.tags;
    return {distribution.tag[choice], value};
  }

  model::Stance Stance() { return static_cast<model::Stance>(Below(3)); }

  model::TermId Claim() {
    switch (Below(4)) {
      case 0:
        return model::AnonymousClaim(Below(1000), Stance());
      case 1:
        return model::NamedClaim(model::TermId(model::Tag::kIriBase, Below(50)), Stance());
      default:
        return model::TermId::Null();
    }
  }

  std::mt19937_64 random_;
};

}  // namespace tern::block

#endif  // TERN_TESTS_STORAGE_BLOCK_RANDOM_ROWS_H_
