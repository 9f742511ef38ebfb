#include "storage/log/log_entry.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/block/byte_reader.h"
#include "storage/model/checksum.h"
#include "storage/model/term_id.h"

namespace tern::log {
namespace {

using block::AppendLittleEndian;
using block::AppendVarint;
using block::ByteReader;
using model::Statement;
using model::TermId;

// On disk: never renumber.
constexpr uint8_t kVersion = 1;
constexpr uint8_t kInsertBit = 0x01;
constexpr int kFactsShift = 1;  // two bits: facts + 1
constexpr uint8_t kFactsMask = 0x03;
constexpr int kSameShift = 3;  // four bits: column i is that of the row before
constexpr uint8_t kReservedBits = 0x80;

constexpr size_t kHeaderBytes = 1 + sizeof(uint64_t);
constexpr size_t kChecksumBytes = sizeof(uint64_t);

using Columns = std::array<TermId, 4>;

Columns ColumnsOf(const Statement& s) { return {s.subject, s.predicate, s.object, s.claim}; }

// Differences of ids wrap around at 2^64; small ones of either sign become small numbers.
uint64_t ZigZag(uint64_t difference) { return (difference << 1) ^ (uint64_t{0} - (difference >> 63)); }
uint64_t UnZigZag(uint64_t coded) { return (coded >> 1) ^ (uint64_t{0} - (coded & 1)); }

absl::Status Damaged(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("commit log: ", what));
}

absl::Status Damaged(uint64_t commit, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("commit log: commit ", commit, ": ", what));
}

size_t VarintBytes(uint64_t value) {
  size_t bytes = 1;
  for (; value >= 0x80; value >>= 7) ++bytes;
  return bytes;
}

// Only the shortest form is ever written, so that an entry has one encoding.
bool ReadShortestVarint(ByteReader& reader, uint64_t& value) {
  const size_t before = reader.left();
  return reader.ReadVarint(value) && before - reader.left() == VarintBytes(value);
}

void AppendChange(const Change& change, const Columns& previous, std::string& out) {
  const Columns columns = ColumnsOf(change.statement);
  auto flags = static_cast<uint8_t>(change.insert ? kInsertBit : 0);
  flags = static_cast<uint8_t>(flags | (change.facts + 1) << kFactsShift);
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == previous[i])
      flags = static_cast<uint8_t>(flags | 1u << (kSameShift + static_cast<int>(i)));
  }
  out.push_back(static_cast<char>(flags));
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] != previous[i]) AppendVarint(ZigZag(columns[i].bits() - previous[i].bits()), out);
  }
}

// False where the bytes are no change. `columns` holds the row before, and this one afterwards.
bool ReadChange(ByteReader& reader, Columns& columns, Change& change) {
  uint8_t flags;
  if (!reader.Read(flags) || (flags & kReservedBits) != 0) return false;
  const int facts_code = flags >> kFactsShift & kFactsMask;
  if (facts_code == 3) return false;
  change.insert = (flags & kInsertBit) != 0;
  change.facts = static_cast<int8_t>(facts_code - 1);
  for (size_t i = 0; i < columns.size(); ++i) {
    if ((flags >> (kSameShift + static_cast<int>(i)) & 1) != 0) continue;
    uint64_t coded;
    if (!ReadShortestVarint(reader, coded) || coded == 0) return false;
    columns[i] = TermId::FromBits(columns[i].bits() + UnZigZag(coded));
  }
  change.statement = {columns[0], columns[1], columns[2], columns[3]};
  return true;
}

absl::Status ReadChanges(ByteReader& reader, LogEntry& entry) {
  uint64_t count;
  // A change takes a byte at least: a count that could not be true must not reserve memory.
  if (!ReadShortestVarint(reader, count) || count > reader.left()) {
    return Damaged(entry.commit, "the number of changes is damaged");
  }
  entry.changes.reserve(static_cast<size_t>(count));
  Columns columns{};
  for (uint64_t i = 0; i < count; ++i) {
    Change change;
    if (!ReadChange(reader, columns, change))
      return Damaged(entry.commit, absl::StrCat("change ", i, " is damaged"));
    if (i > 0 && !(entry.changes.back().statement < change.statement)) {
      return Damaged(entry.commit, absl::StrCat("change ", i, " is out of order"));
    }
    entry.changes.push_back(change);
  }
  if (!reader.empty())
    return Damaged(entry.commit, absl::StrCat(reader.left(), " bytes behind the last change"));
  return absl::OkStatus();
}

}  // namespace

std::string LogKey(uint64_t commit) {
  std::string key(sizeof commit, '\0');
  for (size_t i = 0; i < key.size(); ++i) key[i] = static_cast<char>(commit >> (56 - 8 * i));
  return key;
}

absl::StatusOr<uint64_t> ParseLogKey(std::string_view key) {
  if (key.size() != sizeof(uint64_t)) return Damaged(absl::StrCat("a key of ", key.size(), " bytes"));
  uint64_t commit = 0;
  for (const char c : key) commit = commit << 8 | static_cast<uint8_t>(c);
  return commit;
}

std::string EncodeLogEntry(const LogEntry& entry) {
  assert(std::is_sorted(entry.changes.begin(), entry.changes.end(),
                        [](const Change& a, const Change& b) { return a.statement < b.statement; }));
  std::string out;
  out.reserve(kHeaderBytes + 10 + entry.changes.size() * 12 + kChecksumBytes);
  out.push_back(static_cast<char>(kVersion));
  AppendLittleEndian(entry.commit, out);
  AppendVarint(entry.changes.size(), out);
  Columns previous{};
  for (const Change& change : entry.changes) {
    assert(change.facts >= -1 && change.facts <= 1);
    AppendChange(change, previous, out);
    previous = ColumnsOf(change.statement);
  }
  AppendLittleEndian(model::Checksum(out), out);
  return out;
}

absl::StatusOr<LogEntry> DecodeLogEntry(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes + kChecksumBytes) {
    return Damaged(absl::StrCat("an entry of ", bytes.size(), " bytes is too short"));
  }
  const std::string_view body = bytes.substr(0, bytes.size() - kChecksumBytes);
  ByteReader tail(bytes.substr(body.size()));
  ByteReader reader(body);
  uint64_t checksum = 0;
  uint8_t version = 0;
  LogEntry entry;
  tail.Read(checksum);
  reader.Read(version);
  reader.Read(entry.commit);
  if (checksum != model::Checksum(body)) return Damaged(entry.commit, "the checksum differs");
  if (version != kVersion) return Damaged(entry.commit, absl::StrCat("unknown entry version ", version));
  if (auto status = ReadChanges(reader, entry); !status.ok()) return status;
  return entry;
}

}  // namespace tern::log
