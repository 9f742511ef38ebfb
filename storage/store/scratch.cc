#include "storage/store/scratch.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "storage/model/text.h"

namespace tern::store {
namespace {

namespace fs = std::filesystem;

fs::path ScratchRoot(const std::string& store_path) { return fs::path(store_path) / "scratch"; }

absl::Status Failed(const fs::path& path, const std::string& reason) {
  return absl::UnavailableError(model::StrCat("scratch directory ", path.string(), ": ", reason));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Scratch>> Scratch::Create(const std::string& store_path,
                                                         const std::string& owner) {
  static std::atomic<uint64_t> next{1};
  const fs::path path = ScratchRoot(store_path) / model::StrCat(getpid(), "-", next.fetch_add(1));
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return Failed(path, error.message());
  auto scratch = std::unique_ptr<Scratch>(new Scratch(path.string()));
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  std::ofstream file(path / "owner");
  file << "pid " << getpid() << "\nstarted " << now.count() << "\ncommand " << owner << "\n";
  file.close();
  if (!file) return Failed(path, "its owner cannot be written");
  return scratch;
}

Scratch::~Scratch() {
  std::error_code ignored;  // the next writer removes what is left
  fs::remove_all(path_, ignored);
}

absl::Status RemoveAllScratch(const std::string& store_path) {
  std::error_code error;
  fs::remove_all(ScratchRoot(store_path), error);
  if (error) return Failed(ScratchRoot(store_path), error.message());
  return absl::OkStatus();
}

}  // namespace tern::store
