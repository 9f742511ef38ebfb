#include "engine/ingest/line_chunk.h"

#include "absl/status/statusor.h"
#include "engine/ingest/byte_search.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

std::string LongLineReason() { return model::StrCat("a line of more than ", kMaxLineBytes >> 20, " MiB"); }

size_t WholeLines(std::string_view bytes) {
  const size_t newline = bytes.rfind('\n');
  if (newline != std::string_view::npos) return newline + 1;
  const size_t carriage = bytes.empty() ? bytes.npos : bytes.substr(0, bytes.size() - 1).rfind('\r');
  return carriage == std::string_view::npos ? 0 : carriage + 1;
}

absl::Status ChunkParser::ParseLine(std::string_view line, LineChunk* chunk) {
  if (line.size() > kMaxLineBytes) return absl::InvalidArgumentError(LongLineReason());
  switch (scanner_.Scan(line)) {
    case LineScanner::Result::kNothing:
      return absl::OkStatus();
    case LineScanner::Result::kBad:
      return absl::InvalidArgumentError(scanner_.bad_reason());
    case LineScanner::Result::kFact:
      break;
  }
  absl::Status added = worker_->Add(scanner_.fact());
  if (added.ok()) ++chunk->facts;
  return added;
}

absl::StatusOr<bool> ChunkParser::Parse(LineChunk* chunk) {
  if (chunk->parsed_bytes == 0) worker_->StartChunk(chunk->number);
  const char* const begin = chunk->buffer->bytes.get();
  const char* const end = begin + chunk->buffer->size;
  const char* at = begin + chunk->parsed_bytes;
  while (at != end && chunk->rejected.size() < max_held_) {
    bool has_high = false;
    const char* const line_end = FindByte<LineEndByte>(begin, at, end, &has_high);
    std::string_view line(at, static_cast<size_t>(line_end - at));
    at = line_end == end ? end : line_end + 1;
    if (line_end != end && *line_end == '\r' && at != end && *at == '\n') ++at;
    ++chunk->lines;
    if (chunk->starts_file && chunk->lines == 1 && line.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
      line.remove_prefix(kByteOrderMark.size());
    }
    const absl::Status parsed = ParseLine(line, chunk);
    if (parsed.ok()) continue;
    if (!absl::IsInvalidArgument(parsed)) return parsed;
    chunk->rejected.push_back({chunk->lines, std::string(parsed.message()), line});
  }
  chunk->parsed_bytes = static_cast<size_t>(at - begin);
  return at == end;
}

}  // namespace tern::ingest
