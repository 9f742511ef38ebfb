#include "storage/kv/rocksdb_table_check.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace tern::kv {
namespace {

// RocksDB, table/format.h: the footer of format versions 1 to 5 ends the file. A checksum type, the handles
// of the metaindex and index blocks, zeros, the format version, the magic number.
constexpr uint64_t kFooterBytes = 53;
constexpr size_t kHandlesOffset = 1;
constexpr size_t kMaxHandleBytes = 20;  // two varints
constexpr uint64_t kMaxMetaindexBytes = 64 << 10;
constexpr std::string_view kPropertiesName = "rocksdb.properties";

struct BlockHandle {
  uint64_t offset = 0;
  uint64_t size = 0;
};

std::optional<uint64_t> TakeVarint(std::string_view& bytes) {
  uint64_t value = 0;
  for (int shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

std::optional<BlockHandle> ReadHandle(std::string_view bytes) {
  const std::optional<uint64_t> offset = TakeVarint(bytes);
  const std::optional<uint64_t> size = offset ? TakeVarint(bytes) : std::nullopt;
  if (!size) return std::nullopt;
  return BlockHandle{*offset, *size};
}

std::string ReadAt(std::ifstream& file, uint64_t offset, uint64_t size) {
  std::string bytes(size, '\0');
  file.seekg(static_cast<std::streamoff>(offset));
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) return "";
  return bytes;
}

std::optional<BlockHandle> FindProperties(std::ifstream& file, uint64_t file_size) {
  if (file_size < kFooterBytes) return std::nullopt;
  const std::string footer = ReadAt(file, file_size - kFooterBytes, kFooterBytes);
  if (footer.empty()) return std::nullopt;
  const auto metaindex = ReadHandle(std::string_view(footer).substr(kHandlesOffset, kMaxHandleBytes));
  if (!metaindex || metaindex->size > kMaxMetaindexBytes || metaindex->offset > file_size)
    return std::nullopt;
  const std::string block = ReadAt(file, metaindex->offset, metaindex->size);
  // The keys of the block share no prefix with this one, so that it stands there whole, its handle behind it.
  const size_t name = block.find(kPropertiesName);
  if (name == std::string::npos) return std::nullopt;
  return ReadHandle(std::string_view(block).substr(name + kPropertiesName.size()));
}

bool WouldAbort(const std::string& path, uint64_t file_size) {
  std::ifstream file(path, std::ios::binary);
  const std::optional<BlockHandle> properties = FindProperties(file, file_size);
  if (!properties || properties->size == 0 || properties->offset > file_size ||
      properties->size > file_size - properties->offset) {
    return false;
  }
  const std::string last = ReadAt(file, properties->offset + properties->size - 1, 1);
  return !last.empty() && (static_cast<unsigned char>(last[0]) & 0x80) != 0;
}

}  // namespace

absl::Status CheckTables(const std::string& directory) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() != ".sst") continue;
    std::error_code ignored;
    const uint64_t size = entry->file_size(ignored);
    if (!ignored && WouldAbort(entry->path().string(), size)) {
      return absl::DataLossError(
          absl::StrCat("the table ", entry->path().string(),
                       " is damaged: its properties end in a bit that RocksDB never sets"));
    }
  }
  return absl::OkStatus();
}

}  // namespace tern::kv
