#include "engine/ingest/rows/read_rows.h"

#include <utility>
#include <vector>

#include "engine/ingest/rejected_lines.h"
#include "engine/ingest/rows/row_facts.h"
#include "engine/ingest/rows/row_format.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

using model::StrCat;

constexpr uint64_t kProgressInterval = 4096;  // rows between two looks at the clock and at Ctrl-C

class RowsReader {
 public:
  RowsReader(OpenedRows opened, const ReadRowsOptions& options, FactSink& sink)
      : input_(std::move(opened.input)),
        reader_(std::move(opened.reader)),
        options_(options),
        sink_(sink),
        rejected_(input_->name(), options.keep_rejected, reader_->header_text(),
                  [this](const std::string& complaint) {
                    if (rejected_.count() <= kMaxToldRows) Tell(complaint);
                  }) {}

  absl::StatusOr<ReadRowsReport> Read(const RowMapping& mapping);

 private:
  void Tell(const std::string& complaint) const {
    if (options_.on_complaint) options_.on_complaint(complaint);
  }
  void TellWarnings() const {
    for (const std::string& warning : reader_->TakeWarnings()) Tell(warning);
  }
  void TellUncounted() const;
  void AddUnconverted(uint64_t line, const std::string& complaint);
  absl::Status ReadAll(RowFacts& maker);
  absl::Status AddRow(const Row& row, RowFacts& maker);
  void Reject(const Row& row, std::string_view reason);
  absl::Status Tick();

  const std::unique_ptr<Input> input_;
  const std::unique_ptr<RowReader> reader_;
  const ReadRowsOptions& options_;
  FactSink& sink_;
  RejectedLines rejected_;
  std::vector<store::Fact> facts_;
  ReadRowsReport report_;
  uint64_t ticks_ = 0;
};

void RowsReader::AddUnconverted(uint64_t line, const std::string& complaint) {
  if (++report_.unconverted <= kMaxToldRows) Tell(StrCat(input_->name(), ":", line, ": ", complaint));
}

void RowsReader::TellUncounted() const {
  const auto tell_rest = [this](uint64_t count, std::string_view one, std::string_view many) {
    if (count <= kMaxToldRows) return;
    const uint64_t rest = count - kMaxToldRows;
    Tell(StrCat(input_->name(), ": and ", rest, " more ", rest == 1 ? one : many));
  };
  tell_rest(report_.unconverted, "value that could not be converted", "values that could not be converted");
  tell_rest(rejected_.count(), "rejected row", "rejected rows");
}

absl::Status RowsReader::Tick() {
  if (++ticks_ % kProgressInterval != 0) return absl::OkStatus();
  if (options_.progress) options_.progress(input_->bytes_read(), input_->bytes_total());
  if (options_.cancelled && options_.cancelled()) return absl::CancelledError("the load was interrupted");
  return absl::OkStatus();
}

void RowsReader::Reject(const Row& row, std::string_view reason) {
  rejected_.Reject(row.line, reason, row.text);
}

absl::Status RowsReader::AddRow(const Row& row, RowFacts& maker) {
  absl::Status status = maker.Make(row, facts_);
  for (size_t i = 0; status.ok() && i < facts_.size(); ++i) {
    status = sink_.Add(facts_[i]);
    if (status.ok()) ++report_.facts;
  }
  return status;
}

absl::Status RowsReader::ReadAll(RowFacts& maker) {
  Row row;
  while (true) {
    const absl::StatusOr<bool> next = reader_->Next(row);
    if (!next.ok()) return next.status();
    if (!*next) return absl::OkStatus();
    absl::Status added = row.error.empty() ? AddRow(row, maker) : absl::InvalidArgumentError(row.error);
    if (added.ok()) {
      ++report_.rows;
    } else if (absl::IsInvalidArgument(added)) {
      Reject(row, model::FromAbsl(added.message()));
    } else {
      return added;
    }
    if (absl::Status ticked = Tick(); !ticked.ok()) return ticked;
  }
}

absl::StatusOr<ReadRowsReport> RowsReader::Read(const RowMapping& mapping) {
  absl::StatusOr<std::unique_ptr<RowFacts>> maker = RowFacts::Create(
      &mapping, options_.snapshot, options_.cancelled,
      [this](uint64_t line, const std::string& complaint) { AddUnconverted(line, complaint); });
  if (!maker.ok()) return maker.status();
  sink_.StartFile();
  TellWarnings();
  const absl::Status read = ReadAll(**maker);
  report_.rejected_file = rejected_.Close();
  report_.rejected = rejected_.count();
  TellUncounted();
  if (!read.ok()) return read;
  if (options_.keep_rejected) rejected_.RemoveStale();
  TellWarnings();
  if (options_.progress) options_.progress(input_->bytes_read(), input_->bytes_total());
  return report_;
}

}  // namespace

absl::StatusOr<OpenedRows> OpenRows(const std::string& path, const RowMapping& mapping,
                                    std::function<bool()> cancelled) {
  const absl::StatusOr<RowFormat> format = RowFormatOfPath(path);
  if (!format.ok()) return format.status();
  absl::StatusOr<std::unique_ptr<Input>> input = Input::Open(path, std::move(cancelled));
  if (!input.ok()) return input.status();
  OpenedRows opened;
  opened.input = *std::move(input);
  absl::StatusOr<std::unique_ptr<RowReader>> reader = RowReader::Open(opened.input.get(), *format);
  if (!reader.ok()) return reader.status();
  opened.reader = *std::move(reader);
  if (absl::Status bound = opened.reader->Bind(mapping.tree); !bound.ok()) return bound;
  return opened;
}

absl::StatusOr<ReadRowsReport> ReadRows(OpenedRows opened, const RowMapping& mapping,
                                        const ReadRowsOptions& options, FactSink& sink) {
  return RowsReader(std::move(opened), options, sink).Read(mapping);
}

}  // namespace tern::ingest
