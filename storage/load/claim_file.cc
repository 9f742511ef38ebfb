#include "storage/load/claim_file.h"

#include <cstring>

namespace tern::load {
namespace {

struct Header {
  ClaimEntry::Kind kind;
  model::Stance stance;
  uint32_t properties;
  ClaimPosition position;
  model::TermId label;
  store::FactKey fact;
};

}  // namespace

absl::Status WriteClaimEntry(const ClaimEntry& entry, ScratchWriter& writer) {
  Header header{};
  header.kind = entry.kind;
  header.stance = entry.stance;
  header.properties = static_cast<uint32_t>(entry.properties.size());
  header.position = entry.position;
  header.label = entry.label;
  header.fact = entry.fact;
  std::string record(sizeof header, '\0');
  std::memcpy(record.data(), &header, sizeof header);
  for (const auto& [predicate, object] : entry.properties) {
    const uint64_t bits[] = {predicate.bits(), object.bits()};
    record.append(reinterpret_cast<const char*>(bits), sizeof bits);
  }
  return writer.Add(record);
}

absl::StatusOr<bool> ClaimFileReader::Next(ClaimEntry& entry) {
  if (rest_.empty()) {
    const absl::StatusOr<std::string_view> frame = reader_.NextFrame();
    if (!frame.ok()) return frame.status();
    if (frame->empty()) return false;
    rest_ = *frame;
  }
  Header header;
  uint64_t bits[2];
  if (rest_.size() < sizeof header) return absl::DataLossError("a scratch file ends inside a claim");
  std::memcpy(&header, rest_.data(), sizeof header);
  rest_.remove_prefix(sizeof header);
  if (rest_.size() / sizeof bits < header.properties) {
    return absl::DataLossError("a scratch file ends inside a claim's properties");
  }
  entry.kind = header.kind;
  entry.stance = header.stance;
  entry.position = header.position;
  entry.label = header.label;
  entry.fact = header.fact;
  entry.properties.clear();
  for (uint32_t i = 0; i < header.properties; ++i) {
    std::memcpy(bits, rest_.data(), sizeof bits);
    rest_.remove_prefix(sizeof bits);
    entry.properties.emplace_back(model::TermId::FromBits(bits[0]), model::TermId::FromBits(bits[1]));
  }
  return true;
}

}  // namespace tern::load
