#include "engine/load_rows.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "engine/entity_search.h"
#include "engine/ingest/fact_sink.h"
#include "engine/ingest/fact_walk.h"
#include "engine/ingest/rows/read_rows.h"
#include "engine/ingest/rows/row_mapping.h"
#include "engine/statement_context.h"
#include "engine/syntax/diagnostic.h"
#include "storage/load/loader.h"
#include "storage/model/text.h"
#include "storage/store/store.h"

namespace tern {
namespace {

using model::StrCat;

// Rows bring facts and nothing else.
class RowSink : public ingest::FactSink {
 public:
  explicit RowSink(load::Loader* loader) : loader_(loader) {}
  void StartFile() override { loader_->StartFile(); }
  absl::Status Add(const store::Fact& fact) override { return loader_->Add(fact); }
  void SavePrefix(const std::string& name, const std::string& iri) override {
    loader_->SavePrefix(name, iri);
  }

 private:
  load::Loader* loader_;
};

std::string Count(uint64_t count, std::string_view one, std::string_view many) {
  return StrCat(count, " ", count == 1 ? one : many);
}

// "170 rows, 4200 facts inserted, 12 unchanged; 3 values could not be converted, 1 row rejected
// (FILE.rejected)"
std::string MessageOf(const ingest::ReadRowsReport& read, const load::LoadResult& result) {
  std::string message =
      StrCat(Count(read.rows, "row", "rows"), ", ", Count(result.inserted, "fact", "facts"), " inserted");
  if (result.unchanged > 0) model::StrAppend(&message, ", ", result.unchanged, " unchanged");
  std::string_view separator = "; ";
  if (read.unconverted > 0) {
    model::StrAppend(&message, separator, Count(read.unconverted, "value", "values"),
                     " could not be converted");
    separator = ", ";
  }
  if (read.rejected > 0) {
    model::StrAppend(&message, separator, Count(read.rejected, "row", "rows"), " rejected");
    if (!read.rejected_file.empty()) model::StrAppend(&message, " (", read.rejected_file, ")");
  }
  return message;
}

// A file that cannot be opened is an error of the statement, at the place where it names the file.
absl::Status AtFile(const absl::Status& status, const syntax::LoadRows& load) {
  if (!absl::IsInvalidArgument(status) || syntax::FromStatus(status).has_value()) return status;
  std::string message(status.message());
  std::replace_if(  // a path may have any
      message.begin(), message.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
  return syntax::ToStatus({"TQ222", std::move(message), "", load.file_where});
}

absl::StatusOr<ingest::RowMapping> MappingOf(const syntax::LoadRows& load,
                                             const std::optional<StoreAccess::View>& view,
                                             const syntax::Names& names, const RunOptions& options) {
  ingest::FactWalkOptions constants;
  constants.parameters = &options.parameters;
  constants.allow_claim_terms = false;  // a load makes its claims itself
  if (view.has_value()) {
    constants.find_entity = [&](const std::string& text) {
      return FindOneEntity(*view->snapshot, text, names);
    };
  }
  return ingest::CompileRowMapping(load, constants);
}

load::LoadOptions LoaderOptions(const RunOptions& options) {
  load::LoadOptions loader_options;
  loader_options.cancelled = options.cancelled;
  if (!options.progress) return loader_options;
  loader_options.progress = [&options](const load::LoadProgress& progress) {
    // The reader tells how far it is in the file; the loader only counts what it was given.
    if (progress.phase != "read") options.progress(progress.phase, progress.done, progress.total);
  };
  return loader_options;
}

absl::StatusOr<Outcome> LoadInto(store::Store* store, ingest::OpenedRows opened,
                                 const ingest::RowMapping& mapping, const RunOptions& options) {
  absl::StatusOr<std::unique_ptr<load::Loader>> loader = load::Loader::Create(store, LoaderOptions(options));
  if (!loader.ok()) return loader.status();
  absl::StatusOr<std::shared_ptr<const store::Snapshot>> snapshot = store->GetSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  Outcome outcome;
  ingest::ReadRowsOptions read_options;
  read_options.snapshot = *std::move(snapshot);
  read_options.cancelled = options.cancelled;
  read_options.on_complaint = [&](const std::string& complaint) {
    if (options.on_bad_row) {
      options.on_bad_row(complaint);
    } else {
      outcome.warnings.push_back(complaint);
    }
  };
  if (options.progress) {
    read_options.progress = [&](uint64_t done, uint64_t total) { options.progress("read", done, total); };
  }
  RowSink sink(loader->get());
  const absl::StatusOr<ingest::ReadRowsReport> read =
      ingest::ReadRows(std::move(opened), mapping, read_options, sink);
  if (!read.ok()) return read.status();
  const absl::StatusOr<load::LoadResult> result = (*loader)->Finish();
  if (!result.ok()) return result.status();
  outcome.message = MessageOf(*read, *result);
  return outcome;
}

absl::StatusOr<Outcome> LoadUnlessStopped(const syntax::LoadRows& load, StoreAccess& access,
                                          const std::optional<StoreAccess::View>& view,
                                          const syntax::Names& names, const RunOptions& options) {
  const absl::StatusOr<ingest::RowMapping> mapping = MappingOf(load, view, names, options);
  if (!mapping.ok()) return mapping.status();
  absl::StatusOr<ingest::OpenedRows> opened = ingest::OpenRows(load.file, *mapping, options.cancelled);
  if (!opened.ok()) return AtFile(opened.status(), load);
  absl::StatusOr<std::shared_ptr<store::Store>> store = access.Write();
  if (!store.ok()) return store.status();
  absl::StatusOr<Outcome> outcome = LoadInto(store->get(), *std::move(opened), *mapping, options);
  *store = nullptr;
  access.EndWrite();
  return outcome;
}

}  // namespace

absl::StatusOr<Outcome> LoadRows(const syntax::LoadRows& load, StoreAccess& access,
                                 const std::optional<StoreAccess::View>& view, const syntax::Names& names,
                                 const RunOptions& run_options) {
  // The readers know one way to be stopped.
  RunOptions options = run_options;
  options.cancelled = [&] { return !execute::CheckLimits(LimitsOf(run_options)).ok(); };
  absl::StatusOr<Outcome> outcome = LoadUnlessStopped(load, access, view, names, options);
  if (!absl::IsCancelled(outcome.status())) return outcome;
  const absl::Status stopped = execute::CheckLimits(LimitsOf(run_options));
  return absl::IsDeadlineExceeded(stopped) ? stopped : outcome.status();
}

}  // namespace tern
