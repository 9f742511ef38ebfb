// KeyValue in memory, with faults on demand: for tests of everything above it. Views copy nothing (immutable
// map versions); Sync counts, and DropUnsynced goes back to the last synced state, as a power cut would.
#ifndef TERN_STORAGE_KV_MEMORY_KEY_VALUE_H_
#define TERN_STORAGE_KV_MEMORY_KEY_VALUE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "storage/kv/key_value.h"

namespace tern::kv {

class MemoryKeyValue : public KeyValue {
 public:
  // Called before an operation ("write", "sync", "ingest", "get", …); what it returns, if not ok, is the
  // operation's result, and nothing happens.
  using Fault = std::function<absl::Status(std::string_view operation)>;

  static std::unique_ptr<MemoryKeyValue> Create();
  virtual void SetFault(Fault fault) = 0;
  virtual void DropUnsynced() = 0;
  virtual int64_t sync_count() const = 0;
  virtual int64_t get_count() const = 0;  // keys read by Get and MultiGet
};

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_MEMORY_KEY_VALUE_H_
