// --timeout, --memory-limit and Ctrl-C, on the built program as a shell sees it end.
#include "cli/limits.h"

#include <signal.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "storage/model/text.h"
#include "tests/cli/cli_fixture.h"

namespace tern::cli {
namespace {

using tern::testing::CliTest;
using tern::testing::Ended;
using tern::testing::Process;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsOurs = false;  // a sanitizer takes some of its own
#else
constexpr bool kMemoryIsOurs = true;
#endif

constexpr int kThings = 3000;
// Nine million million rows: what ends it is never that it is done.
constexpr char kEndless[] = "match ?a -[p]-> ?x, ?b -[p]-> ?y, ?c -[p]-> ?z return ?a, ?b, ?c";

class LimitsTest : public CliTest {
 protected:
  void LoadThings() {
    std::string lines;
    for (int i = 0; i < kThings; ++i) model::StrAppend(&lines, "T", i, " -[p]-> V", i, ";\n");
    directory_.Write("things.tern", lines);
    const Ended loaded = Tern({"load", "things.tern"});
    ASSERT_EQ(loaded.status, 0) << loaded.err;
  }
};

TEST(TimeoutTest, TimesHaveAUnitOrAreSeconds) {
  using std::chrono::milliseconds;
  EXPECT_EQ(*ParseTimeout("5"), milliseconds(5000));
  EXPECT_EQ(*ParseTimeout("5s"), milliseconds(5000));
  EXPECT_EQ(*ParseTimeout(" 1.5 S "), milliseconds(1500));
  EXPECT_EQ(*ParseTimeout("1ms"), milliseconds(1));
  EXPECT_EQ(*ParseTimeout("2m"), milliseconds(120'000));
  EXPECT_EQ(*ParseTimeout("8760h"), milliseconds(kMaxTimeout));
  for (const char* wrong : {"", "s", "soon", "-1s", "0", "0.5ms", "1d", "5 s s", "8761h", "1e9h", "nan"}) {
    EXPECT_FALSE(ParseTimeout(wrong).ok()) << wrong;
  }
}

TEST_F(LimitsTest, AStatementEndsAtItsTimeout) {
  LoadThings();
  Ended ended = Tern({"query", "--timeout", "100ms", kEndless});
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.err, EndsWith("tern: the query ran out of time; give it more with --timeout\n"));
  ended = Tern({"query", "--timeout", "1h", "match ?a -[p]-> V7 return ?a"});
  EXPECT_EQ(ended.status, 0) << ended.err;
  EXPECT_EQ(ended.out, "a\nT7\n");
}

TEST_F(LimitsTest, EachStatementOfAPipeHasTheTimeout) {
  LoadThings();
  const Ended ended = Tern({"repl", "--timeout", "100ms", "--format", "csv"},
                           std::string(kEndless) + " order by ?a; match ?a -[p]-> V7 return ?a;");
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.out, EndsWith("a\nT7\n"));
}

TEST_F(LimitsTest, TheEnvironmentSetsLimitsToo) {
  LoadThings();
  tern::testing::ProcessOptions options = Options();
  options.environment["TERN_TIMEOUT"] = "100ms";
  Ended ended = RunProcess(Command({"query", kEndless}), options);
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.err, HasSubstr("ran out of time"));
  options.environment["TERN_MEMORY_LIMIT"] = "100MB";
  ended = RunProcess(Command({"query", kEndless}), options);
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.err, HasSubstr("a memory limit of 100 MB is too small for a database; it takes 128 MB"));
}

TEST_F(LimitsTest, WrongLimitsAreRefused) {
  Ended ended = Tern({"query", "--timeout", "soon", "A"});
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.err, HasSubstr("--timeout: 'soon' is no time; write it as 500ms, 5s, 2m or 1h"));
  ended = Tern({"query", "--memory-limit", "lots", "A"});
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.err, HasSubstr("--memory-limit: 'lots' is no size of memory"));
}

TEST_F(LimitsTest, AProcessStaysBelowItsMemoryLimit) {
  LoadThings();
  constexpr uint64_t kLimit = uint64_t{256} << 20;
  struct Large {
    const char* query;
    const char* owner;
  };
  for (const Large& large :
       {Large{"match ?a -[p]-> ?x, ?b -[p]-> ?y return ?a, ?b, ?x order by ?b desc, ?x", "a sort"},
        Large{"match ?a -[p]-> ?x, ?b -[p]-> ?y return distinct ?a, ?b", "a distinct"},
        Large{"match ?a -[p]-> ?x, ?b -[p]-> ?y return ?a, ?b, count(*), max(?x)", "a group"},
        Large{"match ?a -[p]-> ?x, ?b -[p]-> ?y, ?c -[p]-> ?z return collect(?c)", "a group"}}) {
    const Ended ended = Tern({"query", "--memory-limit", "256MB", "--timeout", "10m", large.query});
    EXPECT_EQ(ended.status, 1) << large.query;
    EXPECT_THAT(ended.err, StartsWith(std::string("tern: memory limit: ") + large.owner)) << large.query;
    EXPECT_THAT(ended.err, HasSubstr("raise --memory-limit")) << large.query;
    if (kMemoryIsOurs) {
      EXPECT_LT(ended.peak_bytes, kLimit) << large.query;
    }
  }
}

TEST_F(LimitsTest, AnInterruptEndsAStatementAndHarmsNothing) {
  LoadThings();
  for (const char* query : {kEndless,
                            "match ?a -[p]-> ?x, ?b -[p]-> ?y, ?c -[p]-> ?z where ?x = ?y and "
                            "concat(str(?x), str(?z)) = \"no\" return ?a"}) {
    Process process(Command({"repl", "--format", "csv"}), Options());
    process.Write(std::string("match ?a -[p]-> V7 return ?a; ") + query + ";\n");
    EXPECT_EQ(process.ReadLine(), "a");
    EXPECT_EQ(process.ReadLine(), "T7");
    process.Signal(SIGINT);
    EXPECT_EQ(process.Wait().status, 130);
  }
  EXPECT_EQ(CountFacts(), kThings);
}

TEST_F(LimitsTest, PlansAreJsonWhereJsonIsAskedFor) {
  LoadThings();
  Ended ended = Tern({"query", "--format", "json", "explain analyze match ?a -[p]-> V7 return ?a"});
  EXPECT_EQ(ended.status, 0) << ended.err;
  EXPECT_THAT(ended.out, StartsWith("{\"plan\": {\"operator\": "));
  EXPECT_THAT(ended.out, HasSubstr("\"rowsScanned\": 1"));
  EXPECT_THAT(ended.out, EndsWith("}\n"));
  ended = Tern({"query", "explain analyze match ?a -[p]-> V7 return ?a"});
  EXPECT_THAT(ended.out, HasSubstr("(1 row, 1 estimated)"));
}

}  // namespace
}  // namespace tern::cli
