#include "engine/plan_report.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "storage/model/quoted_text.h"
#include "storage/model/text.h"

namespace tern {
namespace {

using algebra::Node;
using algebra::NodePtr;
using execute::NodeProfile;
using execute::PlanProfile;
using model::StrAppend;
using model::StrCat;

constexpr size_t kIndent = 2;
constexpr double kFarOff = 10;  // times

double Milliseconds(std::chrono::nanoseconds time) { return static_cast<double>(time.count()) / 1e6; }

std::string Time(std::chrono::nanoseconds time) { return absl::StrFormat("%.2f ms", Milliseconds(time)); }

std::string Bytes(uint64_t bytes) {
  if (bytes < uint64_t{1} << 10) return StrCat(bytes, " B");
  if (bytes < uint64_t{1} << 20) return absl::StrFormat("%.1f KB", static_cast<double>(bytes) / (1 << 10));
  return absl::StrFormat("%.1f MB", static_cast<double>(bytes) / (1 << 20));
}

uint64_t Rounded(double rows) { return static_cast<uint64_t>(std::llround(std::clamp(rows, 0.0, 1e18))); }

// How far off an estimate was: above 1 too many rows, below -1 too few, by so many times; 0 where neither.
// Less than one row is none to be wrong about.
double TimesOff(double estimated, double actual) {
  const double expected = std::max(estimated, 1.0);
  const double came = std::max(actual, 1.0);
  if (expected > came * kFarOff) return expected / came;
  if (came > expected * kFarOff) return -came / expected;
  return 0;
}

// What a node took without the nodes below it.
struct OwnWork {
  std::chrono::nanoseconds time{0};
  store::WorkCounts work;
};

// Takes away what the operators below `node` took; those right below it, and below what has none.
void SubtractBelow(const Node& node, const PlanProfile& profile, OwnWork& own) {
  for (const NodePtr& child : node.children) {
    const NodeProfile& part = profile.Of(*child);
    if (part.runs == 0) {
      SubtractBelow(*child, profile, own);
      continue;
    }
    own.time -= part.time;
    own.work -= part.work;
  }
}

OwnWork OwnOf(const Node& node, const PlanProfile& profile) {
  const NodeProfile& total = profile.Of(node);
  OwnWork own{total.time, total.work};
  SubtractBelow(node, profile, own);
  own.time = std::max(own.time, std::chrono::nanoseconds(0));
  return own;
}

// Rows of one run, as the estimate has them.
double RowsARun(const NodeProfile& profile) {
  return static_cast<double>(profile.rows) / static_cast<double>(std::max<uint64_t>(profile.runs, 1));
}

std::string Rows(uint64_t rows) { return StrCat(rows, rows == 1 ? " row" : " rows"); }

std::string EstimateText(const Node& node, const NodeProfile& profile) {
  if (!node.estimated_rows) return "";
  std::string text = StrCat(", ", Rounded(*node.estimated_rows), " estimated");
  if (profile.runs > 1) text += " a run";
  const double off = TimesOff(*node.estimated_rows, RowsARun(profile));
  if (off != 0) {
    StrAppend(&text, ": ", Rounded(std::abs(off)), " times too ", off > 0 ? "many" : "few", "!");
  }
  return text;
}

void AddWork(const store::WorkCounts& work, std::string& text) {
  const auto add = [&](std::string_view what, uint64_t count) {
    if (count > 0) StrAppend(&text, "; ", what, " ", count);
  };
  add("rows scanned", work.rows_scanned);
  if (work.blocks_read > 0 || work.blocks_skipped > 0) {
    StrAppend(&text, "; blocks read ", work.blocks_read, ", skipped ", work.blocks_skipped);
  }
  add("seeks", work.seeks);
  add("ranges counted", work.counts);
  add("terms looked up", work.term_lookups);
  add("terms decoded", work.terms_decoded);
}

void AppendText(const Node& node, const PlanProfile& profile, const algebra::PrintOptions& options,
                size_t depth, std::string& text) {
  const std::string indent(depth * kIndent, ' ');
  const NodeProfile& total = profile.Of(node);
  StrAppend(&text, indent, algebra::PrintOperator(node, options));
  if (total.runs == 0) {
    text += " (no operator of its own)\n";
  } else {
    StrAppend(&text, " (", Rows(total.rows), EstimateText(node, total), ")\n");
    const OwnWork own = OwnOf(node, profile);
    StrAppend(&text, indent, "  time ", Time(total.time));
    if (!node.children.empty()) StrAppend(&text, ", ", Time(own.time), " of it own");
    if (total.runs > 1) StrAppend(&text, "; runs ", total.runs);
    StrAppend(&text, "; batches ", total.batches);
    AddWork(own.work, text);
    if (total.peak_memory_bytes > 0)
      StrAppend(&text, "; memory ", Bytes(static_cast<uint64_t>(total.peak_memory_bytes)));
    text += "\n";
  }
  for (const NodePtr& child : node.children) AppendText(*child, profile, options, depth + 1, text);
}

// A value of JSON on one line, with the fields added in between.
class JsonObject {
 public:
  explicit JsonObject(std::string* out) : out_(out) { *out_ += '{'; }

  void Add(std::string_view name, uint64_t value) { StrAppend(&Field(name), value); }
  void Add(std::string_view name, std::string_view value) { model::AppendQuoted(value, Field(name)); }
  void AddMilliseconds(std::string_view name, std::chrono::nanoseconds time) {
    Field(name) += absl::StrFormat("%.3f", Milliseconds(time));
  }
  void AddNumber(std::string_view name, double value) { Field(name) += absl::StrFormat("%.3f", value); }
  // Where a value is to be written behind the name.
  std::string& Field(std::string_view name) {
    if (std::exchange(has_fields_, true)) *out_ += ", ";
    model::AppendQuoted(name, *out_);
    *out_ += ": ";
    return *out_;
  }
  void End() { *out_ += '}'; }

 private:
  std::string* out_;
  bool has_fields_ = false;
};

void AddWork(const store::WorkCounts& work, JsonObject& object) {
  object.Add("rowsScanned", work.rows_scanned);
  object.Add("blocksRead", work.blocks_read);
  object.Add("blocksSkipped", work.blocks_skipped);
  object.Add("seeks", work.seeks);
  object.Add("rangesCounted", work.counts);
  object.Add("termsLookedUp", work.term_lookups);
  object.Add("termsDecoded", work.terms_decoded);
}

void AddRun(const Node& node, const PlanProfile& profile, JsonObject& object) {
  const NodeProfile& total = profile.Of(node);
  object.Add("runs", total.runs);
  if (total.runs == 0) return;
  const OwnWork own = OwnOf(node, profile);
  object.Add("rows", total.rows);
  if (node.estimated_rows) {
    const double off = TimesOff(*node.estimated_rows, RowsARun(total));
    if (off > 0) object.AddNumber("timesTooMany", off);
    if (off < 0) object.AddNumber("timesTooFew", -off);
  }
  object.Add("batches", total.batches);
  object.AddMilliseconds("totalMs", total.time);
  object.AddMilliseconds("ownMs", own.time);
  AddWork(own.work, object);
  object.Add("memoryBytes", static_cast<uint64_t>(std::max<int64_t>(total.peak_memory_bytes, 0)));
}

// `profile`: null where the plan has not run.
void AppendJson(const Node& node, const PlanProfile* profile, const algebra::PrintOptions& options,
                std::string& out) {
  JsonObject object(&out);
  const std::string line = algebra::PrintOperator(node, options);
  object.Add("operator", std::string_view(line).substr(0, line.find(' ')));
  object.Add("text", line);
  if (node.estimated_rows) object.AddNumber("estimatedRows", *node.estimated_rows);
  if (profile != nullptr) AddRun(node, *profile, object);
  if (!node.children.empty()) {
    std::string& list = object.Field("children");
    list += '[';
    for (const NodePtr& child : node.children) {
      if (child != node.children.front()) list += ", ";
      AppendJson(*child, profile, options, list);
    }
    list += ']';
  }
  object.End();
}

}  // namespace

std::string PlanText(const Node& root, const algebra::PrintOptions& options) {
  return algebra::Print(root, options);
}

std::string PlanJson(const Node& root, const algebra::PrintOptions& options) {
  std::string out;
  JsonObject object(&out);
  AppendJson(root, nullptr, options, object.Field("plan"));
  object.End();
  return out;
}

std::string RunText(const Node& root, const PlanProfile& profile, const RunTotals& totals,
                    const algebra::PrintOptions& options) {
  std::string text;
  AppendText(root, profile, options, 0, text);
  StrAppend(&text, "parsing: ", Time(totals.parsing), "\nplanning: ", Time(totals.planning));
  AddWork(totals.planning_work, text);
  StrAppend(&text, "\nrunning: ", Time(totals.running), "; ", Rows(totals.rows));
  AddWork(totals.work, text);
  StrAppend(&text, "; memory ", Bytes(totals.peak_memory_bytes), "\n");
  return text;
}

std::string RunJson(const Node& root, const PlanProfile& profile, const RunTotals& totals,
                    const algebra::PrintOptions& options) {
  std::string out;
  JsonObject object(&out);
  AppendJson(root, &profile, options, object.Field("plan"));
  object.AddMilliseconds("parsingMs", totals.parsing);
  JsonObject planning(&object.Field("planning"));
  planning.AddMilliseconds("ms", totals.planning);
  AddWork(totals.planning_work, planning);
  planning.End();
  JsonObject running(&object.Field("running"));
  running.AddMilliseconds("ms", totals.running);
  running.Add("rows", totals.rows);
  AddWork(totals.work, running);
  running.Add("memoryBytes", totals.peak_memory_bytes);
  running.End();
  object.End();
  return out;
}

}  // namespace tern
