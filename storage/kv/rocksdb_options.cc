#include "storage/kv/rocksdb_options.h"

#include <algorithm>
#include <cstdarg>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "rocksdb/cache.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"
#include "rocksdb/write_buffer_manager.h"

namespace tern::kv {
namespace {

constexpr size_t kMiB = size_t{1} << 20;
// A larger log makes opens slow: a reader replays it into memory.
constexpr uint64_t kMaxWalBytes = 64 * kMiB;
constexpr uint64_t kMaxManifestBytes = 16 * kMiB;
constexpr size_t kMinMemtablesBytes = 8 * kMiB;
constexpr int kFilterBitsPerKey = 10;

// A reader must not create files in the store, and RocksDB's own log would be one.
class NoLogger : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

// A damaged log, manifest or table is refused; RocksDB's defaults open what they can and drop the rest. What
// is left to the store's side file: RocksDB cannot tell a torn tail of a log from a tail whose length field
// was damaged.
void SetIntegrity(rocksdb::DBOptions& db) {
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  db.track_and_verify_wals_in_manifest = true;
  db.verify_sst_unique_id_in_manifest = true;
  db.paranoid_checks = true;
  db.flush_verify_memtable_count = true;
  db.skip_checking_sst_file_sizes_on_db_open = false;
  db.best_efforts_recovery = false;
  // A recycled log holds old records behind the new ones: what is a torn tail and what is damage could not be
  // told.
  db.recycle_log_file_num = 0;
  // After a failed write or sync nobody knows what is on disk: no quiet second try (RocksDbKeyValue stays
  // broken).
  db.max_bgerror_resume_count = 0;
}

void SetBounds(rocksdb::DBOptions& db) {
  // Tables are opened once, at open: a reader needs its files by name only while it holds the files lock.
  db.max_open_files = -1;
  db.max_file_opening_threads = 2;
  db.max_background_jobs = 2;
  db.max_subcompactions = 1;
  db.max_total_wal_size = kMaxWalBytes;
  db.max_manifest_file_size = kMaxManifestBytes;
  db.WAL_ttl_seconds = 0;  // with the next: obsolete logs are deleted, never moved to an archive
  db.WAL_size_limit_MB = 0;
  db.bytes_per_sync = kMiB;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  db.skip_stats_update_on_db_open = true;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.keep_log_file_num = 2;
  db.max_log_file_size = kMiB;
}

struct Tuning {
  size_t block_bytes;
  rocksdb::CompressionType compression;
  rocksdb::CompressionType bottommost_compression;
  bool filter;
};

Tuning TuningOf(Family family) {
  using rocksdb::kLZ4Compression;
  using rocksdb::kNoCompression;
  using rocksdb::kZSTD;
  switch (family) {
    case Family::kMeta:
      return {4 << 10, kNoCompression, kNoCompression, false};
    // Values of about 32 KB, packed already and read in place. A table block is closed as soon as it is this
    // full, so that each value has its own and a read pins nothing else. Always sought, never asked for a key
    // it may lack.
    case Family::kBlocks:
      return {16 << 10, kNoCompression, kNoCompression, false};
    case Family::kIndex:
    case Family::kLog:
      return {16 << 10, kLZ4Compression, kLZ4Compression, false};
    // Text; found by exact key, often one that is absent. The bottom holds the base, which is most of it.
    case Family::kDictionary:
      return {8 << 10, kLZ4Compression, kZSTD, true};
  }
  return {4 << 10, kNoCompression, kNoCompression, false};
}

rocksdb::ColumnFamilyOptions FamilyOptions(Family family, const RocksDbOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  const Tuning tuning = TuningOf(family);
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.block_size = tuning.block_bytes;
  table.verify_compression = tuning.compression != rocksdb::kNoCompression;
  if (tuning.filter) table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));

  rocksdb::ColumnFamilyOptions result;
  result.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  result.compression = tuning.compression;
  result.bottommost_compression = tuning.bottommost_compression;
  result.write_buffer_size = options.write_buffer_bytes;
  result.max_write_buffer_number = 2;
  result.level_compaction_dynamic_level_bytes = true;
  result.force_consistency_checks = true;
  result.ttl = 0;  // with the next: nothing is rewritten because of its age
  result.periodic_compaction_seconds = 0;
  return result;
}

}  // namespace

RocksDbSetup MakeRocksDbSetup(const RocksDbOptions& options, rocksdb::Env* env) {
  rocksdb::LRUCacheOptions cache_options;
  cache_options.capacity = options.cache_bytes;
  cache_options.high_pri_pool_ratio = 0.2;  // index and filter blocks survive a scan
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(cache_options);

  RocksDbSetup setup;
  setup.db.env = env;
  SetIntegrity(setup.db);
  SetBounds(setup.db);
  setup.db.create_if_missing = options.mode == OpenMode::kCreate;
  setup.db.create_missing_column_families = options.mode == OpenMode::kCreate;
  setup.db.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(
      std::max(kMinMemtablesBytes, options.cache_bytes / 4), cache);
  if (options.mode == OpenMode::kReadOnly) setup.db.info_log = std::make_shared<NoLogger>();

  rocksdb::ColumnFamilyOptions unused = FamilyOptions(Family::kMeta, options, cache);
  setup.families.emplace_back(rocksdb::kDefaultColumnFamilyName, std::move(unused));
  for (int i = 0; i < kFamilyCount; ++i) {
    const Family family = static_cast<Family>(i);
    setup.families.emplace_back(std::string(FamilyName(family)), FamilyOptions(family, options, cache));
  }
  return setup;
}

}  // namespace tern::kv
