#include "cli/progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace tern::cli {
namespace {

TEST(ProgressTextTest, SaysHowFarHowFastAndHowLong) {
  EXPECT_EQ(ProgressText({"read", 512'000'000, 1'100'000'000, 512'000'000, 7}, 80),
            "read: 512 MB of 1.1 GB (46 %), 73 MB/s, 8 s left");
  EXPECT_EQ(ProgressText({"sort SPO", 12'000'000, 40'000'000, 6'000'000, 3}, 80),
            "sort SPO: 12 M of 40 M (30 %), 2.0 M/s, 14 s left");
  EXPECT_EQ(ProgressText({"merge terms", 7, 9, 7, 0.5}, 80), "merge terms: 7 of 9 (77 %)");
}

TEST(ProgressTextTest, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(ProgressText({"read", 1000, 0, 1000, 2}, 80), "read: 1.0 kB, 500 B/s");
  EXPECT_EQ(ProgressText({"ingest", 0, 0, 0, 5}, 80), "ingest");
  EXPECT_EQ(ProgressText({"write SPO", 0, 100, 0, 5}, 80), "write SPO: 0 of 100 (0 %)");
  EXPECT_EQ(ProgressText({"write SPO", 100, 100, 100, 5}, 80), "write SPO: 100 of 100 (100 %), 20/s");
  EXPECT_EQ(ProgressText({"write SPO", 120, 100, 120, 5}, 80), "write SPO: 120 of 100 (100 %), 24/s");
}

TEST(ProgressTextTest, LongWaitsAreTold) {
  EXPECT_EQ(ProgressText({"read", 1'000'000, 126'000'000, 1'000'000, 1}, 80),
            "read: 1.0 MB of 126 MB (0 %), 1.0 MB/s, 2 min 5 s left");
  EXPECT_EQ(ProgressText({"read", 1'000'000, 4'000'000'000, 1'000'000, 1}, 80),
            "read: 1.0 MB of 4.0 GB (0 %), 1.0 MB/s, 1 h 6 min left");
}

TEST(ProgressTextTest, FitsTheTerminal) {
  const PhaseProgress progress = {"read", 512'000'000, 1'100'000'000, 512'000'000, 7};
  EXPECT_EQ(ProgressText(progress, 48), "read: 512 MB of 1.1 GB (46 %), 73 MB/s, 8 s left");
  EXPECT_EQ(ProgressText(progress, 47), "read: 512 MB of 1.1 GB (46 %), 73 MB/s");
  EXPECT_EQ(ProgressText(progress, 30), "read: 512 MB of 1.1 GB (46 %)");
  EXPECT_EQ(ProgressText(progress, 12), "read: 512 MB");
  EXPECT_EQ(ProgressText(progress, 5), "read");
  EXPECT_EQ(ProgressText(progress, 3), "");
}

TEST(ProgressLineTest, ShowsTheStartOfEachPhaseAndTakesItselfAway) {
  std::ostringstream out;
  {
    ProgressLine line(out, /*enabled=*/true, /*columns=*/0);
    line.Show("read", 10, 100);
    line.Show("read", 20, 100);  // too soon
    line.Show("ingest", 0, 0);
    line.Show("ingest", 5, 10);
  }
  EXPECT_EQ(out.str(), "\r\x1b[Kread: 10 B of 100 B (10 %)\r\x1b[Kingest\r\x1b[K");
}

TEST(ProgressLineTest, IsSilentWhereItIsNoTerminal) {
  std::ostringstream out;
  {
    ProgressLine line(out, /*enabled=*/false, /*columns=*/80);
    line.Show("read", 10, 100);
    line.Clear();
  }
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace tern::cli
