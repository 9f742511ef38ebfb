#include "storage/store/side_file.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "storage/model/checksum.h"
#include "storage/model/text.h"
#include "storage/store/posix_file.h"

namespace tern::store {
namespace {

constexpr std::string_view kMagic = "TERNHEAD";
constexpr size_t kChecksumOffset = 48;
constexpr size_t kUsedBytes = 56;

struct Slot {
  uint64_t sequence = 0;
  SideRecord record;
};

struct FoundSlot {
  Slot slot;
  int index = 0;
};

std::string PathIn(const std::string& store_path) { return store_path + "/head"; }

void AppendFixed64(uint64_t value, std::string& out) {
  for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(value >> shift));
}

uint64_t ReadFixed64(std::string_view bytes, size_t offset) {
  uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

std::string EncodeSlot(const Slot& slot) {
  std::string bytes(kMagic);
  AppendFixed64(slot.sequence, bytes);
  AppendFixed64(slot.record.commit, bytes);
  AppendFixed64(slot.record.statements, bytes);
  AppendFixed64(slot.record.facts, bytes);
  AppendFixed64(slot.record.properties, bytes);
  AppendFixed64(model::Checksum(bytes), bytes);
  bytes.resize(SideFile::kSlotBytes, '\0');
  return bytes;
}

std::optional<Slot> DecodeSlot(std::string_view bytes) {
  if (bytes.size() < kUsedBytes || bytes.substr(0, kMagic.size()) != kMagic) return std::nullopt;
  if (ReadFixed64(bytes, kChecksumOffset) != model::Checksum(bytes.substr(0, kChecksumOffset)))
    return std::nullopt;
  Slot slot;
  slot.sequence = ReadFixed64(bytes, 8);
  slot.record.commit = ReadFixed64(bytes, 16);
  slot.record.statements = ReadFixed64(bytes, 24);
  slot.record.facts = ReadFixed64(bytes, 32);
  slot.record.properties = ReadFixed64(bytes, 40);
  return slot;
}

// The valid slot that was written last. A reader beside a writer may see one slot half written; never both.
absl::StatusOr<FoundSlot> FindNewest(const PosixFile& file) {
  // Up to the end of what is used of the last slot.
  absl::StatusOr<std::string> bytes =
      file.ReadUpTo(SideFile::kSlotBytes * (SideFile::kSlotCount - 1) + kUsedBytes);
  if (!bytes.ok()) return bytes.status();
  std::optional<FoundSlot> newest;
  for (int i = 0; i < SideFile::kSlotCount; ++i) {
    const size_t offset = std::min(i * SideFile::kSlotBytes, bytes->size());
    const std::optional<Slot> slot =
        DecodeSlot(std::string_view(*bytes).substr(offset, SideFile::kSlotBytes));
    if (slot && (!newest || slot->sequence > newest->slot.sequence)) newest = FoundSlot{*slot, i};
  }
  if (!newest) {
    return absl::DataLossError(
        model::StrCat(file.path(),
                      " is damaged: neither of its records of the newest commit is valid; "
                      "restore it from a copy of the store"));
  }
  return *newest;
}

}  // namespace

absl::StatusOr<std::optional<SideRecord>> SideFile::Read(const std::string& store_path) {
  absl::StatusOr<std::unique_ptr<PosixFile>> file = PosixFile::Open(PathIn(store_path), O_RDONLY);
  if (absl::IsNotFound(file.status())) return std::nullopt;
  if (!file.ok()) return file.status();
  absl::StatusOr<FoundSlot> found = FindNewest(**file);
  if (!found.ok()) return found.status();
  return found->slot.record;
}

absl::StatusOr<std::optional<SideRecord>> SideFileReader::Read() {
  // A store that was made anew in this place has another file.
  if (file_ != nullptr && !file_->IsInItsPlace()) file_ = nullptr;
  if (file_ == nullptr) {
    absl::StatusOr<std::unique_ptr<PosixFile>> opened = PosixFile::Open(PathIn(store_path_), O_RDONLY);
    if (absl::IsNotFound(opened.status())) return std::nullopt;
    if (!opened.ok()) return opened.status();
    file_ = *std::move(opened);
  }
  absl::StatusOr<FoundSlot> found = FindNewest(*file_);
  if (!found.ok()) return found.status();
  return found->slot.record;
}

absl::StatusOr<std::unique_ptr<SideFile>> SideFile::Create(const std::string& store_path,
                                                           const SideRecord& first) {
  const std::string path = PathIn(store_path);
  const std::string new_path = path + ".new";
  {
    absl::StatusOr<std::unique_ptr<PosixFile>> file = PosixFile::Open(new_path, O_RDWR | O_CREAT | O_TRUNC);
    if (!file.ok()) return file.status();
    std::string bytes = EncodeSlot({1, first});
    bytes.resize(kSlotBytes * kSlotCount, '\0');
    if (absl::Status status = (*file)->WriteAt(bytes, 0); !status.ok()) return status;
    if (absl::Status status = (*file)->SyncData(); !status.ok()) return status;
  }
  if (std::rename(new_path.c_str(), path.c_str()) != 0) return SystemError("rename", new_path, errno);
  if (absl::Status status = SyncDirectory(store_path); !status.ok()) return status;
  return Open(store_path);
}

absl::StatusOr<std::unique_ptr<SideFile>> SideFile::Open(const std::string& store_path) {
  absl::StatusOr<std::unique_ptr<PosixFile>> opened = PosixFile::Open(PathIn(store_path), O_RDWR);
  if (!opened.ok()) return opened.status();
  absl::StatusOr<FoundSlot> found = FindNewest(**opened);
  if (!found.ok()) return found.status();
  std::unique_ptr<SideFile> file(new SideFile(*std::move(opened)));
  file->newest_ = found->slot.record;
  file->sequence_ = found->slot.sequence;
  file->slot_ = found->index;
  return file;
}

absl::Status SideFile::Write(const SideRecord& record) {
  if (!failure_.ok()) return failure_;
  const int slot = (slot_ + 1) % kSlotCount;
  failure_ = file_->WriteAt(EncodeSlot({sequence_ + 1, record}), slot * kSlotBytes);
  if (failure_.ok()) failure_ = file_->SyncData();
  if (!failure_.ok()) return failure_;
  slot_ = slot;
  ++sequence_;
  newest_ = record;
  return absl::OkStatus();
}

}  // namespace tern::store
