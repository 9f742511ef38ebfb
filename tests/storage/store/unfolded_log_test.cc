#include "storage/store/unfolded_log.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/store/row_range.h"

namespace tern::store {
namespace {

using log::LogRow;
using model::Row;
using model::TermId;
using order::Order;

TermId Id(uint64_t bits) { return TermId::FromBits(bits); }
Row At(uint64_t subject, uint64_t claim = 0) { return {Id(subject), Id(1), Id(1), Id(claim)}; }

log::LogEntry Entry(uint64_t commit, std::vector<uint64_t> subjects, bool insert = true) {
  log::LogEntry entry;
  entry.commit = commit;
  for (const uint64_t subject : subjects) {
    entry.changes.push_back({{Id(subject), Id(1), Id(1), {}}, insert, static_cast<int8_t>(insert ? 1 : -1)});
  }
  return entry;
}

// Commits 1 (subjects 10, 20, 30) and 2 (20 and 40 come, 20 having gone); 1 is folded below subject 20.
class UnfoldedLogTest : public ::testing::Test {
 protected:
  UnfoldedLogTest() {
    const auto to_fold = log::LogIndex::Empty(0)->With(Entry(1, {10, 20, 30}));
    record_.target = 1;
    record_.of(Order::kSpo).boundary = At(20);
    record_.of(Order::kPso).boundary = kFoldedWhole;
    log_ = UnfoldedLog(to_fold).HalfFolded(to_fold, log::LogIndex::Empty(1), record_);
    log_ = log_.With(Entry(2, {5, 10, 30}, false)).With(Entry(3, {10, 40}));
  }
  std::vector<uint64_t> Subjects(Order order, const Row& first, const Row& last) const {
    std::vector<uint64_t> subjects;
    for (const LogRow& row : log_.Range(order, first, last)) {
      subjects.push_back(order::ToStatement(order, row.row).subject.bits());
    }
    return subjects;
  }

  GenerationRecord record_;
  UnfoldedLog log_;
};

TEST_F(UnfoldedLogTest, BelowTheBoundaryOnlyLaterCommitsCount) {
  using ::testing::ElementsAre;
  const RowRange all = RowRange::All();
  EXPECT_THAT(Subjects(Order::kSpo, all.first, all.last), ElementsAre(5, 10, 20, 30, 40));
  const std::vector<LogRow> rows = log_.Range(Order::kSpo, all.first, all.last);
  EXPECT_FALSE(rows[1].first_insert);  // the blocks have it since the fold
  EXPECT_TRUE(rows[3].first_insert);   // they do not
  EXPECT_THAT(Subjects(Order::kSpo, At(20), At(30)), ElementsAre(20, 30));
  EXPECT_THAT(Subjects(Order::kSpo, all.first, At(19, 7)), ElementsAre(5, 10));
  EXPECT_THAT(Subjects(Order::kPso, all.first, all.last), ElementsAre(5, 10, 30, 40));
  EXPECT_THAT(Subjects(Order::kPos, all.first, all.last), ElementsAre(5, 10, 20, 30, 40));
}

TEST_F(UnfoldedLogTest, TotalsAreThoseOfTheRows) {
  const RowRange all = RowRange::All();
  const std::vector<Row> bounds = {all.first, At(5),  At(10), At(19),  At(20),
                                   At(21),    At(30), At(40), all.last};
  for (const Order order : {Order::kSpo, Order::kPos}) {
    for (const Row& first : bounds) {
      for (const Row& last : bounds) {
        log::LogTotals totals;
        for (const LogRow& row : log_.Range(order, first, last)) {
          totals.statements += row.statements();
          totals.facts += row.facts;
        }
        EXPECT_EQ(log_.Totals(order, first, last), totals);
      }
    }
  }
}

TEST_F(UnfoldedLogTest, AtTheEndOnlyLaterCommitsAreLeft) {
  const UnfoldedLog folded = log_.Folded();
  EXPECT_FALSE(folded.is_half_folded());
  EXPECT_EQ(folded.commit_count(), 2u);
  EXPECT_EQ(folded.last_commit(), 3u);
  EXPECT_EQ(log_.commit_count(), 3u);
}

}  // namespace
}  // namespace tern::store
