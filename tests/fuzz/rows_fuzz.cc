// Fuzzes files of rows in each format: the reader ends well or says what is wrong with the file and where; it
// counts the rows that it takes and those that it rejects, each of which is told; and every fact that comes
// of a row can be stated. The input is the file.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/ingest/rows/read_rows.h"
#include "engine/ingest/rows/row_mapping.h"
#include "engine/ingest/text_rules.h"
#include "engine/syntax/diagnostic.h"
#include "storage/model/text.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/ingest/rows/mapping_builder.h"
#include "tests/fuzz/require.h"

namespace {

using tern::fuzz::Require;
using tern::ingest::Call;
using tern::ingest::EdgeOf;
using tern::ingest::Field;
using tern::ingest::RowFormat;
using tern::ingest::RowMapping;
using tern::ingest::WalkOf;
using tern::model::TermKind;

// A file in memory with a path.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : descriptor_(memfd_create("tern-fuzz", MFD_CLOEXEC)) {
    Require(descriptor_ >= 0);
    Require(write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return tern::model::StrCat("/proc/self/fd/", descriptor_); }

 private:
  int descriptor_;
};

class Facts : public tern::ingest::FactSink {
 public:
  void StartFile() override { count = 0; }
  absl::Status Add(const tern::store::Fact& fact) override {
    Require(fact.subject.kind == TermKind::kIri && fact.predicate.kind == TermKind::kIri);
    for (const tern::model::Term* term : {&fact.subject, &fact.predicate, &fact.object}) {
      Require(tern::ingest::IsUtf8(term->value) && !term->value.empty());
      if (term->kind == TermKind::kIri) Require(tern::ingest::HasOnlyIriCharacters(term->value));
    }
    ++count;
    return absl::OkStatus();
  }
  void SavePrefix(const std::string&, const std::string&) override { Require(false); }

  uint64_t count = 0;
};

// Fields of a table; `nested` also what only JSON has.
RowMapping Mapping(bool nested) {
  std::vector<tern::syntax::Walk> walks = {
      WalkOf(Field("a"), EdgeOf(Field("b"), {{"on", Call("date", {Field("b")})}, {"k", Field("a")}}),
             Field("b")),
      WalkOf(Field("a"), EdgeOf("p"), Call("number", {Field("b")})),
      WalkOf(Field("a"), EdgeOf("q"), Call("iri", {Field("b")}))};
  if (nested) walks.push_back(WalkOf(Field("c.d"), EdgeOf("r", {{"k", Field("c.e")}}), Field("a")));
  absl::StatusOr<RowMapping> mapping =
      tern::ingest::CompileRowMapping(tern::ingest::LoadOf(std::move(walks)), {});
  Require(mapping.ok());
  return *std::move(mapping);
}

void Check(const std::string& path, RowFormat format) {
  const RowMapping mapping = Mapping(format == RowFormat::kJson || format == RowFormat::kJsonLines);
  tern::ingest::OpenedRows opened;
  absl::StatusOr<std::unique_ptr<tern::ingest::Input>> input = tern::ingest::Input::Open(path);
  Require(input.ok() || absl::IsInvalidArgument(input.status()));
  if (!input.ok()) return;
  opened.input = *std::move(input);
  auto reader = tern::ingest::RowReader::Open(opened.input.get(), format);
  Require(reader.ok() || absl::IsInvalidArgument(reader.status()));
  if (!reader.ok()) return;
  opened.reader = *std::move(reader);
  const absl::Status bound = opened.reader->Bind(mapping.tree);
  Require(bound.ok() || tern::syntax::FromStatus(bound).has_value());
  if (!bound.ok()) return;
  tern::ingest::ReadRowsOptions options;
  static const auto* const kSnapshot =
      new std::shared_ptr<tern::execute::FakeSnapshot>(std::make_shared<tern::execute::FakeSnapshot>());
  options.snapshot = *kSnapshot;
  options.keep_rejected = false;
  uint64_t complaints = 0;
  options.on_complaint = [&](const std::string& complaint) {
    Require(std::string_view(complaint).starts_with(path));
    ++complaints;
  };
  Facts facts;
  const auto report = ReadRows(std::move(opened), mapping, options, facts);
  Require(report.ok() || absl::IsInvalidArgument(report.status()));
  if (!report.ok()) return;
  Require(report->facts == facts.count);
  Require(complaints >= std::min(report->rejected, tern::ingest::kMaxToldRows) +
                            std::min(report->unconverted, tern::ingest::kMaxToldRows));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const MemoryFile file(tern::fuzz::TextOf(data, size));
  for (const RowFormat format : {RowFormat::kCsv, RowFormat::kTsv, RowFormat::kJsonLines, RowFormat::kJson})
    Check(file.path(), format);
  return 0;
}
