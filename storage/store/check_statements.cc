#include "storage/store/check_statements.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "storage/model/checksum.h"
#include "storage/model/inline_value.h"

namespace tern::store {
namespace {

using model::Row;
using model::Statement;
using model::Tag;
using model::TermId;
using order::Order;

constexpr size_t kBatchRows = 4096;
constexpr uint64_t kRowsBetweenCalls = 64 * 1024;
// Of the counts by first column, so many are asked for, then one of so many.
constexpr uint64_t kAllCounts = 512;
constexpr uint64_t kMaxExamples = 5;

bool IsPropertyOrder(Order order) { return order == Order::kPropertySpo || order == Order::kPropertyPos; }

// A scan of all of an order.
ScanSpec WholeOrder(Order order) {
  ScanSpec spec;
  spec.mode = ClaimMode::kRaw;
  spec.space = IsPropertyOrder(order) ? Space::kProperties : Space::kFacts;
  spec.order = order == Order::kPropertySpo   ? Order::kSpo
               : order == Order::kPropertyPos ? Order::kPos
                                              : order;
  return spec;
}

absl::Status ForEachRow(const SnapshotImpl& snapshot, Order order,
                        absl::FunctionRef<absl::Status(const Row&)> visit) {
  absl::StatusOr<std::unique_ptr<Cursor>> cursor = snapshot.Scan(WholeOrder(order));
  if (!cursor.ok()) return cursor.status();
  std::array<std::vector<TermId>, 4> columns;
  for (std::vector<TermId>& column : columns) column.resize(kBatchRows);
  while (true) {
    const absl::StatusOr<size_t> count = (*cursor)->Next(
        kBatchRows, {columns[0].data(), columns[1].data(), columns[2].data(), columns[3].data()});
    if (!count.ok()) return count.status();
    if (*count == 0) return absl::OkStatus();
    for (size_t i = 0; i < *count; ++i) {
      absl::Status status = visit({columns[0][i], columns[1][i], columns[2][i], columns[3][i]});
      if (!status.ok()) return status;
    }
  }
}

// What a set of statements adds up to, whatever their order.
struct Digest {
  uint64_t rows = 0;
  std::array<uint64_t, 2> sum = {};
  std::array<uint64_t, 2> parity = {};

  void Add(const Statement& statement) {
    const std::array<uint64_t, 4> ids = {statement.subject.bits(), statement.predicate.bits(),
                                         statement.object.bits(), statement.claim.bits()};
    const std::string_view bytes(reinterpret_cast<const char*>(ids.data()), sizeof ids);
    ++rows;
    for (uint64_t i = 0; i < sum.size(); ++i) {
      const uint64_t hash = model::Checksum(bytes, i);
      sum[i] += hash;
      parity[i] ^= hash;
    }
  }
  friend bool operator==(const Digest&, const Digest&) = default;
};

std::string Describe(const Statement& s) {
  return model::StrCat("(", s.subject.bits(), " ", s.predicate.bits(), " ", s.object.bits(), " ",
                       s.claim.bits(), ")");
}

class StatementCheck {
 public:
  StatementCheck(const SnapshotImpl& snapshot, const ReadableOrders& readable, CheckFindings& findings,
                 TermSet& used)
      : snapshot_(snapshot), readable_(readable), findings_(findings), used_(used) {}

  absl::Status Run() {
    for (const Order order : order::kAllOrders) {
      if (!IsReadable(order)) continue;
      if (absl::Status status = ReadOrder(order); !status.ok()) return status;
    }
    for (const Order order : {Order::kPso, Order::kPos, Order::kOsp}) {
      if (absl::Status status = Compare(Order::kSpo, DigestOf(Order::kSpo), order); !status.ok())
        return status;
    }
    if (absl::Status status = Compare(Order::kSpo, claimed_, Order::kCspo); !status.ok()) return status;
    return Compare(Order::kPropertySpo, DigestOf(Order::kPropertySpo), Order::kPropertyPos);
  }

 private:
  bool IsReadable(Order order) const { return readable_[static_cast<size_t>(order) - 1]; }
  Digest& DigestOf(Order order) { return digests_[static_cast<size_t>(order) - 1]; }

  absl::Status ReadOrder(Order order) {
    const Totals& totals = snapshot_.totals();
    const uint64_t expected = order == Order::kCspo    ? totals.claimed
                              : IsPropertyOrder(order) ? totals.properties
                                                       : totals.statements;
    Digest& digest = DigestOf(order);
    std::optional<Row> last;
    uint64_t runs = 0;
    uint64_t run_begin = 0;
    absl::Status status = ForEachRow(snapshot_, order, [&](const Row& row) {
      if (last.has_value() && row <= *last) {
        findings_.Add("order ", order::NameOf(order), ", row ", digest.rows, ": it does not ascend");
      }
      if (last.has_value() && row[0] != (*last)[0]) {
        CheckCount(order, (*last)[0], digest.rows - run_begin, runs++);
        run_begin = digest.rows;
      }
      last = row;
      const Statement statement = order::ToStatement(order, row);
      if (order == Order::kSpo || order == Order::kPropertySpo) CheckIds(order, statement, digest.rows);
      if (order == Order::kSpo && !statement.claim.is_null()) claimed_.Add(statement);
      digest.Add(statement);
      if (digest.rows % kRowsBetweenCalls != 0) return absl::OkStatus();
      return findings_.Report("statements", digest.rows, expected);
    });
    if (absl::IsCancelled(status)) return status;
    if (!status.ok()) {
      findings_.Add("order ", order::NameOf(order), ": ", model::FromAbsl(status.message()));
      return absl::OkStatus();
    }
    if (last.has_value()) CheckCount(order, (*last)[0], digest.rows - run_begin, runs);
    if (digest.rows != expected) {
      findings_.Add("order ", order::NameOf(order), ": it holds ", digest.rows, " statements, the store ",
                    expected);
    }
    CheckWholeCount(order, digest.rows);
    if (order == Order::kSpo) findings_.report.statements = digest.rows;
    return absl::OkStatus();
  }

  void CheckCount(Order order, TermId first, uint64_t rows, uint64_t run) {
    if (run >= kAllCounts && run % kAllCounts != 0) return;
    ScanSpec spec = WholeOrder(order);
    spec.prefix[0] = first;
    spec.prefix_length = 1;
    const absl::StatusOr<uint64_t> count = snapshot_.Count(spec);
    if (count.ok() && *count == rows) return;
    findings_.Add("order ", order::NameOf(order), ", rows of ", first.bits(), ": ",
                  count.ok() ? model::StrCat("counted ", *count, ", read ", rows)
                             : std::string(model::FromAbsl(count.status().message())));
  }

  void CheckWholeCount(Order order, uint64_t rows) {
    const absl::StatusOr<uint64_t> count = snapshot_.Count(WholeOrder(order));
    if (count.ok() && *count == rows) return;
    findings_.Add("order ", order::NameOf(order), ": ",
                  count.ok() ? model::StrCat("counted ", *count, " rows, read ", rows)
                             : std::string(model::FromAbsl(count.status().message())));
  }

  // What stands in each place, and that the store knows it.
  void CheckIds(Order order, const Statement& statement, uint64_t row) {
    const bool is_property = order == Order::kPropertySpo;
    const auto complain = [&](std::string_view place, TermId id) {
      findings_.Add("order ", order::NameOf(order), ", row ", row, ": ", id.bits(), " is no ", place);
    };
    const TermId subject = statement.subject;
    if (subject.is_anonymous_claim() != is_property || !(IsEntity(subject) || is_property)) {
      complain("subject", subject);
    }
    if (statement.predicate.tag() != Tag::kIriBase && statement.predicate.tag() != Tag::kIriAppended) {
      complain("predicate", statement.predicate);
    }
    if (statement.object.is_null() || statement.object.tag() == Tag::kLocal ||
        (statement.object.is_claim() && !statement.object.is_anonymous_claim())) {
      complain("object", statement.object);
    }
    if (!statement.claim.is_null() && (is_property || !statement.claim.is_claim())) {
      complain("claim", statement.claim);
    }
    for (const TermId id :
         {subject, statement.predicate, statement.object, model::ClaimEntity(statement.claim)}) {
      if (!IsKnown(id)) {
        findings_.Add("order ", order::NameOf(order), ", row ", row, ": the store has no term ", id.bits());
      }
    }
  }

  static bool IsEntity(TermId id) {
    return id.tag() == Tag::kIriBase || id.tag() == Tag::kIriAppended || id.tag() == Tag::kBlank;
  }

  bool IsKnown(TermId id) {
    const HeadRecord& head = snapshot_.state().head;
    if (id.tag() == Tag::kBlank) return id.payload() != 0 && id.payload() < head.next_blank;
    if (id.is_anonymous_claim()) return id.payload() >> 2 != 0 && id.payload() >> 2 < head.next_claim;
    if (id.is_null() || model::IsInline(id)) return true;
    return used_.Insert(id);
  }

  absl::Status Compare(Order reference, const Digest& expected, Order order) {
    if (!IsReadable(reference) || !IsReadable(order) || DigestOf(order) == expected) return absl::OkStatus();
    const uint64_t before = findings_.report.finding_count;
    if (absl::Status status = FindExamples(reference, order); !status.ok()) return status;
    if (absl::Status status = FindExamples(order, reference); !status.ok()) return status;
    if (findings_.report.finding_count == before) {
      findings_.Add("orders ", order::NameOf(reference), " and ", order::NameOf(order),
                    ": they do not hold the same statements");
    }
    return absl::OkStatus();
  }

  // Statements of one order that the other has not.
  absl::Status FindExamples(Order from, Order in) {
    uint64_t examples = 0;
    uint64_t rows = 0;
    absl::Status status = ForEachRow(snapshot_, from, [&](const Row& row) {
      const Statement statement = order::ToStatement(from, row);
      if (++rows % kRowsBetweenCalls == 0) {
        if (absl::Status report = findings_.Report("statements", rows, 0); !report.ok()) return report;
      }
      if (in == Order::kCspo && statement.claim.is_null()) return absl::OkStatus();
      ScanSpec spec = WholeOrder(in);
      spec.prefix = order::ToRow(in, statement);
      spec.prefix_length = 4;
      const absl::StatusOr<uint64_t> count = snapshot_.Count(spec);
      if (!count.ok() || *count != 0) return count.status();
      findings_.Add("order ", order::NameOf(in), ": it lacks the statement ", Describe(statement),
                    " of order ", order::NameOf(from));
      return ++examples < kMaxExamples ? absl::OkStatus() : absl::OutOfRangeError("examples enough");
    });
    if (absl::IsCancelled(status)) return status;
    return absl::OkStatus();
  }

  const SnapshotImpl& snapshot_;
  const ReadableOrders& readable_;
  CheckFindings& findings_;
  TermSet& used_;
  std::array<Digest, order::kOrderCount> digests_;
  Digest claimed_;  // the statements of SPO with a claim
};

}  // namespace

absl::Status CheckStatements(const SnapshotImpl& snapshot, const ReadableOrders& readable,
                             CheckFindings& findings, TermSet& used) {
  return StatementCheck(snapshot, readable, findings, used).Run();
}

absl::Status CheckProperties(const SnapshotImpl& snapshot, CheckFindings& findings) {
  TermId last;
  uint64_t rows = 0;
  absl::Status status = ForEachRow(snapshot, Order::kPropertySpo, [&](const Row& row) {
    if (++rows % kRowsBetweenCalls == 0) {
      absl::Status report = findings.Report("claims", rows, snapshot.totals().properties);
      if (!report.ok()) return report;
    }
    if (row[0] == last) return absl::OkStatus();
    last = row[0];
    ScanSpec spec = WholeOrder(Order::kCspo);
    spec.prefix[0] = row[0];
    spec.prefix_length = 1;
    const absl::StatusOr<uint64_t> count = snapshot.Count(spec);
    if (!count.ok()) return count.status();
    if (*count == 0) {
      findings.Add("order PROPERTY-SPO, row ", rows - 1, ": a property of claim ", row[0].payload(),
                   ", which states nothing");
    }
    return absl::OkStatus();
  });
  if (absl::IsCancelled(status)) return status;
  if (!status.ok()) findings.Add("claim properties: ", model::FromAbsl(status.message()));
  return absl::OkStatus();
}

}  // namespace tern::store
