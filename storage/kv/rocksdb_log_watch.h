// Tells when RocksDB has begun a new write-ahead log. A flush syncs the closed logs in a thread of RocksDB's
// own, and where that fails a later SyncWAL meets the same log again. RocksDB 7.8 then answers with an error
// only if SyncWAL had been called on that log while it was open; a build with assertions, as Debian's is,
// aborts the process otherwise. So whoever writes syncs each new log once before it can be closed.
#ifndef TERN_STORAGE_KV_ROCKSDB_LOG_WATCH_H_
#define TERN_STORAGE_KV_ROCKSDB_LOG_WATCH_H_

#include <atomic>

#include "rocksdb/db.h"
#include "rocksdb/listener.h"

namespace tern::kv {

// Thread-safe.
class LogWatch : public rocksdb::EventListener {
 public:
  // A memtable is sealed where its log is: always behind a switch, now and then without one.
  void OnMemTableSealed(const rocksdb::MemTableInfo& /*info*/) override {
    switched_.store(true, std::memory_order_release);
  }

  // True once for the log that an open begins and once for every switch.
  bool TakeSwitched() { return switched_.exchange(false, std::memory_order_acq_rel); }

 private:
  std::atomic<bool> switched_{true};
};

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_ROCKSDB_LOG_WATCH_H_
