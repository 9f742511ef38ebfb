// Fuzzes the side file `head`: any bytes are refused or give one record, the same to readers and to the
// writer, and the record that is written next is the one that is read then. Also with checksums that agree,
// which a fuzzer would not find by itself: then the input is the first slot's content, and behind it the
// second's.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "storage/store/side_file.h"
#include "tests/fuzz/require.h"

namespace {

using tern::fuzz::Require;
using tern::store::SideFile;
using tern::store::SideRecord;

constexpr size_t kCheckedBytes = 48;  // of a slot, in front of its checksum
constexpr size_t kSequenceOffset = 8;

// In memory where the machine has such a place: every input is written and synced.
class Directory {
 public:
  Directory() {
    const std::filesystem::path memory = "/dev/shm";
    const auto parent =
        std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    std::string pattern = (parent / "tern-fuzz-XXXXXX").string();
    Require(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  const std::string& path() const { return path_; }
  void Write(std::string_view bytes) const {
    std::ofstream file(path_ + "/head", std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    Require(file.good());
  }

 private:
  std::string path_;
};

void Check(std::string_view bytes, bool can_write) {
  static const Directory directory;
  directory.Write(bytes);
  const auto read = SideFile::Read(directory.path());
  const auto file = SideFile::Open(directory.path());
  if (!read.ok()) {
    Require(absl::IsDataLoss(read.status()) && absl::IsDataLoss(file.status()));
    return;
  }
  Require(read->has_value() && file.ok() && (*file)->newest() == **read);
  if (!can_write) return;
  for (const SideRecord& record : {SideRecord{1, 2, 3, 4}, SideRecord{5, 6, 7, 8}}) {
    Require((*file)->Write(record).ok());
    const auto again = SideFile::Read(directory.path());
    Require(again.ok() && *again == record);
  }
}

std::string Slot(std::string_view content) {
  std::string slot(content);
  slot.resize(kCheckedBytes, '\0');
  slot = tern::fuzz::WithChecksum(slot);
  slot.resize(SideFile::kSlotBytes, '\0');
  return slot;
}

// No store counts as far as the last sequence numbers, behind which there is no next.
bool IsFarFromTheEnd(std::string_view slot) {
  return slot.size() <= kSequenceOffset + 7 || static_cast<uint8_t>(slot[kSequenceOffset + 7]) < 0xff;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = tern::fuzz::TextOf(data, size);
  Check(bytes, false);
  const std::string_view first = bytes.substr(0, kCheckedBytes);
  const std::string_view second = bytes.substr(first.size()).substr(0, kCheckedBytes);
  Check(Slot(first) + Slot(second), IsFarFromTheEnd(first) && IsFarFromTheEnd(second));
  return 0;
}
