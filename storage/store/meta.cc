#include "storage/store/meta.h"

#include <cstring>

#include "absl/status/status.h"
#include "storage/block/byte_reader.h"
#include "storage/model/checksum.h"
#include "storage/model/text.h"

namespace tern::store {
namespace {

using block::AppendLittleEndian;
using block::AppendVarint;
using block::ByteReader;

constexpr size_t kChecksumBytes = 8;
constexpr uint64_t kMaxBaseNamespaceBytes = 64 * 1024;

void AppendChecksum(std::string& bytes) { AppendLittleEndian(model::Checksum(bytes), bytes); }

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(model::StrCat("the store's ", what, " record is damaged"));
}

// The bytes in front of the checksum.
absl::StatusOr<std::string_view> Checked(std::string_view bytes, std::string_view what) {
  if (bytes.size() < kChecksumBytes) return Damaged(what);
  const std::string_view body = bytes.substr(0, bytes.size() - kChecksumBytes);
  ByteReader reader(bytes.substr(body.size()));
  uint64_t checksum = 0;
  if (!reader.Read(checksum) || checksum != model::Checksum(body)) return Damaged(what);
  return body;
}

}  // namespace

std::string EncodeFormat(const FormatRecord& record) {
  std::string bytes(kFormatMagic);
  AppendLittleEndian(kFormatVersion, bytes);
  bytes.append(reinterpret_cast<const char*>(record.creation_id.data()), record.creation_id.size());
  AppendVarint(record.base_namespace.size(), bytes);
  bytes.append(record.base_namespace);
  AppendChecksum(bytes);
  return bytes;
}

absl::StatusOr<FormatRecord> DecodeFormat(std::string_view bytes) {
  if (bytes.substr(0, kFormatMagic.size()) != kFormatMagic) {
    return absl::FailedPreconditionError("this is not a Tern store: its format record has another magic");
  }
  ByteReader head(bytes.substr(kFormatMagic.size()));
  uint32_t version = 0;
  if (!head.Read(version)) return Damaged("format");
  // Before the checksum, whose place a later version may have changed.
  if (version > kFormatVersion) {
    return absl::FailedPreconditionError(model::StrCat("the store has format version ", version,
                                                       ", newer than this program's ", kFormatVersion,
                                                       "; open it with a newer tern"));
  }
  const absl::StatusOr<std::string_view> body = Checked(bytes, "format");
  if (!body.ok()) return body.status();
  if (version != kFormatVersion) return Damaged("format");
  FormatRecord record;
  ByteReader reader(body->substr(kFormatMagic.size() + sizeof version));
  const uint8_t* id = reader.ReadBytes(record.creation_id.size());
  uint64_t size = 0;
  if (id == nullptr || !reader.ReadVarint(size) || size != reader.left() || size > kMaxBaseNamespaceBytes) {
    return Damaged("format");
  }
  std::memcpy(record.creation_id.data(), id, record.creation_id.size());
  record.base_namespace = std::string(body->substr(body->size() - size));
  return record;
}

std::string EncodeHead(const HeadRecord& record) {
  std::string bytes;
  for (const uint64_t value :
       {record.commit, record.totals.statements, record.totals.facts, record.totals.claimed,
        record.totals.properties, record.next_claim, record.next_blank}) {
    AppendLittleEndian(value, bytes);
  }
  AppendLittleEndian(record.terms.base_generation, bytes);
  for (const uint64_t terms : record.terms.terms) AppendVarint(terms, bytes);
  AppendChecksum(bytes);
  return bytes;
}

absl::StatusOr<HeadRecord> DecodeHead(std::string_view bytes) {
  const absl::StatusOr<std::string_view> body = Checked(bytes, "head");
  if (!body.ok()) return body.status();
  HeadRecord record;
  ByteReader reader(*body);
  bool ok = true;
  for (uint64_t* value :
       {&record.commit, &record.totals.statements, &record.totals.facts, &record.totals.claimed,
        &record.totals.properties, &record.next_claim, &record.next_blank}) {
    ok = ok && reader.Read(*value);
  }
  ok = ok && reader.Read(record.terms.base_generation);
  for (uint64_t& terms : record.terms.terms) ok = ok && reader.ReadVarint(terms);
  if (!ok || !reader.empty()) return Damaged("head");
  return record;
}

std::string EncodeGeneration(const GenerationRecord& record) {
  std::string bytes;
  AppendLittleEndian(record.generation, bytes);
  AppendLittleEndian(record.folded, bytes);
  AppendLittleEndian(record.target, bytes);
  for (const OrderRecord& order : record.orders) {
    AppendLittleEndian(order.rows, bytes);
    AppendLittleEndian(order.blocks, bytes);
    AppendLittleEndian(order.groups, bytes);
    for (const model::TermId id : order.boundary) AppendLittleEndian(id.bits(), bytes);
  }
  AppendChecksum(bytes);
  return bytes;
}

absl::StatusOr<GenerationRecord> DecodeGeneration(std::string_view bytes) {
  const absl::StatusOr<std::string_view> body = Checked(bytes, "generation");
  if (!body.ok()) return body.status();
  GenerationRecord record;
  ByteReader reader(*body);
  bool ok = reader.Read(record.generation) && reader.Read(record.folded) && reader.Read(record.target);
  for (OrderRecord& order : record.orders) {
    ok = ok && reader.Read(order.rows) && reader.Read(order.blocks) && reader.Read(order.groups);
    for (model::TermId& id : order.boundary) {
      uint64_t bits = 0;
      ok = ok && reader.Read(bits);
      id = model::TermId::FromBits(bits);
    }
    if (record.target == record.folded && order.boundary != model::Row{}) ok = false;
  }
  if (!ok || !reader.empty() || record.target < record.folded) return Damaged("generation");
  return record;
}

}  // namespace tern::store
