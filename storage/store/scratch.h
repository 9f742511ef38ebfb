// The scratch directories of a store: where a fold or a bulk load writes its sorted files before they are
// ingested. Each records its owner; what a killed process left is removed by the next writer, who knows by
// the writer lock that no other is alive.
#ifndef TERN_STORAGE_STORE_SCRATCH_H_
#define TERN_STORAGE_STORE_SCRATCH_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tern::store {

// A directory that goes, with all that is in it, when the object does.
class Scratch {
 public:
  // Makes `<store>/scratch/<pid>-<n>`. REQUIRES: the caller holds the writer lock.
  static absl::StatusOr<std::unique_ptr<Scratch>> Create(const std::string& store_path,
                                                         const std::string& owner);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit Scratch(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// Removes every scratch directory of the store. REQUIRES: the caller holds the writer lock and has none of
// its own.
absl::Status RemoveAllScratch(const std::string& store_path);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_SCRATCH_H_
