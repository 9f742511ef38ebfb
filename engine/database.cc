#include "engine/database.h"

#include <map>
#include <set>
#include <utility>

#include "engine/entity_search.h"
#include "engine/ingest/input.h"
#include "engine/ingest/reader.h"
#include "engine/ingest/text_rules.h"
#include "engine/maintenance.h"
#include "engine/results/rdf_export.h"
#include "engine/session.h"
#include "engine/statement_context.h"
#include "engine/store_access.h"
#include "storage/load/loader.h"
#include "storage/memory/accountant.h"
#include "storage/model/text.h"

namespace tern {
namespace {

using model::StrCat;

// Of a load's memory, a quarter is for what is read and not yet parsed.
constexpr uint64_t kReadersShare = 4;

// Readers' facts into the bulk loader. A prefix that the store has keeps its meaning there, since queries
// that are written and saved go by it; the file's own facts go by the file's.
class LoaderSink : public ingest::FactSink {
 public:
  LoaderSink(load::Loader* loader, std::map<std::string, std::string> prefixes,
             const std::function<void(const std::string&)>& warn)
      : loader_(loader), prefixes_(std::move(prefixes)), warn_(warn) {}
  void set_file(const std::string& file) { file_ = file; }

  void StartFile() override { loader_->StartFile(); }
  absl::Status Add(const store::Fact& fact) override { return loader_->Add(fact); }
  std::unique_ptr<load::LoadWorker> NewWorker() override { return loader_->NewWorker(); }
  void SavePrefix(const std::string& name, const std::string& iri) override {
    const auto [known, is_new] = prefixes_.try_emplace(name, iri);
    if (is_new) return loader_->SavePrefix(name, iri);
    if (known->second == iri || !warned_.insert(name).second || !warn_) return;
    warn_(StrCat("prefix ", name, ": stays <", known->second, ">; that of ", file_, ", <", iri,
                 ">, is not kept"));
  }

 private:
  load::Loader* loader_;
  std::map<std::string, std::string> prefixes_;  // of the store, and of the files so far
  const std::function<void(const std::string&)>& warn_;
  std::set<std::string> warned_;
  std::string file_;
};

bool IsGoodIri(std::string_view iri) {
  return ingest::IsAbsoluteIri(iri) && ingest::HasOnlyIriCharacters(iri) && ingest::IsUtf8(iri);
}

absl::Status CheckBase(std::string_view base_iri) {
  if (base_iri.empty() || IsGoodIri(base_iri)) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat("the base IRI '", base_iri, "' is not an absolute IRI"));
}

struct LoadFile {
  std::string path;
  ingest::FileFormat format;
};

// The formats of all files, told before anything is read or made.
absl::StatusOr<std::vector<LoadFile>> FilesToLoad(const std::vector<std::string>& paths,
                                                  std::string_view format) {
  std::optional<ingest::FileFormat> given;
  if (!format.empty()) {
    given = ingest::FormatFromName(format);
    if (!given.has_value()) {
      return absl::InvalidArgumentError(
          StrCat("'", format, "' is no format; there are ", ingest::kFormatNames));
    }
  }
  std::vector<LoadFile> files;
  for (const std::string& path : paths) {
    const absl::StatusOr<ingest::FileFormat> file_format =
        given.has_value() ? absl::StatusOr<ingest::FileFormat>(*given) : ingest::FormatOfPath(path);
    if (!file_format.ok()) return file_format.status();
    files.push_back({path, *file_format});
  }
  return files;
}

class DatabaseImpl : public Database {
 public:
  DatabaseImpl(const std::string& path, const DatabaseOptions& options, MemoryBudget memory)
      : access_(std::make_shared<StoreAccess>(path, options, std::move(memory))) {}

  std::unique_ptr<Session> NewSession() override { return std::make_unique<SessionImpl>(access_); }
  absl::StatusOr<LoadReport> Load(const std::vector<std::string>& paths,
                                  const LoadFileOptions& options) override;
  absl::StatusOr<ExportReport> Export(std::ostream& out, std::string_view format,
                                      const std::function<bool()>& cancelled) override;
  absl::StatusOr<CompactionReport> Compact(const CompactionOptions& options) override {
    return CompactStore(*access_, options);
  }
  absl::StatusOr<DatabaseStatistics> Statistics(size_t top_predicates, const TaskOptions& options) override {
    return StatisticsOf(*access_, top_predicates, options);
  }
  absl::StatusOr<CheckingReport> Check(const TaskOptions& options) override {
    return CheckStore(*access_, options);
  }

 private:
  absl::StatusOr<LoadReport> LoadInto(store::Store* store, const std::vector<LoadFile>& files,
                                      const LoadFileOptions& options);

  const std::shared_ptr<StoreAccess> access_;
};

absl::StatusOr<LoadReport> DatabaseImpl::Load(const std::vector<std::string>& paths,
                                              const LoadFileOptions& options) {
  const absl::StatusOr<std::vector<LoadFile>> files = FilesToLoad(paths, options.format);
  if (!files.ok()) return files.status();
  if (absl::Status checked = CheckBase(options.base_iri); !checked.ok()) return checked;
  absl::StatusOr<std::shared_ptr<store::Store>> store = access_->Write();
  if (!store.ok()) return store.status();
  absl::StatusOr<LoadReport> report = LoadInto(store->get(), *files, options);
  *store = nullptr;
  access_->EndWrite();
  return report;
}

absl::StatusOr<LoadReport> DatabaseImpl::LoadInto(store::Store* store, const std::vector<LoadFile>& files,
                                                  const LoadFileOptions& options) {
  load::LoadOptions load_options;
  load_options.memory_limit = options.memory_limit;
  load_options.threads = options.threads;
  load_options.cancelled = options.cancelled;
  if (options.progress) {
    load_options.progress = [&](const load::LoadProgress& progress) {
      // The readers tell how far they are in the files; the loader only counts what they gave it.
      if (progress.phase != "read") options.progress(progress.phase, progress.done, progress.total);
    };
  }
  absl::StatusOr<std::unique_ptr<load::Loader>> loader = load::Loader::Create(store, load_options);
  if (!loader.ok()) return loader.status();
  const absl::StatusOr<std::shared_ptr<const store::Snapshot>> before = store->GetSnapshot();
  if (!before.ok()) return before.status();

  ingest::ReadOptions read_options;
  read_options.strict = options.strict;
  read_options.base_iri = options.base_iri;
  read_options.on_bad_line = options.on_bad_line;
  read_options.cancelled = options.cancelled;
  read_options.names = syntax::Names::WithBase((*before)->base_namespace());
  for (const auto& [name, iri] : (*before)->prefixes()) read_options.names.prefixes[name] = iri;
  read_options.find_entity = [&](const std::string& text) {
    return FindOneEntity(**before, text, read_options.names);
  };
  if (options.progress) {
    read_options.progress = [&](uint64_t done, uint64_t total) { options.progress("read", done, total); };
  }

  read_options.threads = (*loader)->threads();
  read_options.buffer_bytes = (*loader)->memory().limit_bytes() / kReadersShare;
  memory::Reservation buffers(&(*loader)->memory());
  if (absl::Status reserved = buffers.Grow(read_options.buffer_bytes, "the readers' buffers"); !reserved.ok())
    return reserved;

  LoaderSink sink(loader->get(), (*before)->prefixes(), options.on_warning);
  LoadReport report;
  for (const LoadFile& file : files) {
    read_options.format = file.format;
    sink.set_file(file.path);
    absl::StatusOr<ingest::ReadReport> read = ingest::ReadFile(file.path, read_options, sink);
    if (!read.ok()) return read.status();
    report.facts_read += read->facts;
    report.rejected += read->rejected;
    if (!read->rejected_file.empty()) report.rejected_files.push_back(std::move(read->rejected_file));
  }
  buffers.Clear();
  const absl::StatusOr<load::LoadResult> result = (*loader)->Finish();
  if (!result.ok()) return result.status();
  report.inserted = result->inserted;
  report.unchanged = result->unchanged;
  report.commit = result->commit;
  return report;
}

absl::StatusOr<ExportReport> DatabaseImpl::Export(std::ostream& out, std::string_view format,
                                                  const std::function<bool()>& cancelled) {
  const std::optional<results::RdfFormat> rdf_format = results::RdfFormatFromName(format);
  if (!rdf_format.has_value()) {
    return absl::InvalidArgumentError(
        StrCat("'", format, "' is no format to export; there are ", results::kRdfFormatNames));
  }
  const absl::StatusOr<StoreAccess::View> read = access_->Read();
  if (!read.ok()) return read.status();
  RunOptions limits;
  limits.cancelled = cancelled;
  const StoreAccess::View view = Watched(*read, limits);
  const absl::StatusOr<results::RdfExport> written =
      results::WriteRdf(*view.snapshot, *rdf_format, out, cancelled);
  if (!written.ok()) return written.status();
  return ExportReport{written->statements, written->claims_left_out};
}

}  // namespace

store::WorkCounts Outcome::RowsWork() const {
  store::WorkCounts work;
  if (monitor == nullptr) return work;
  work = monitor->counts();
  work -= planning_work;
  return work;
}

absl::Status Database::CheckFiles(const std::vector<std::string>& files, std::string_view format,
                                  std::string_view base_iri) {
  if (absl::Status checked = CheckBase(base_iri); !checked.ok()) return checked;
  for (const std::string& file : files) {
    if (file == "-") continue;  // opening it would take its first bytes
    if (absl::Status opened = ingest::Input::CheckPath(file); !opened.ok()) return opened;
  }
  return FilesToLoad(files, format).status();
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path,
                                                         const DatabaseOptions& options) {
  if (path.empty()) return absl::InvalidArgumentError("the database needs a directory");
  const std::string& base = options.base_namespace;
  if (!base.empty() && !IsGoodIri(base)) {
    return absl::InvalidArgumentError(StrCat("the base namespace '", base, "' is not an absolute IRI"));
  }
  absl::StatusOr<MemoryBudget> memory = MemoryBudget::Create(options.memory_limit);
  if (!memory.ok()) return memory.status();
  return std::make_unique<DatabaseImpl>(path, options, *std::move(memory));
}

}  // namespace tern
