#include "engine/ingest/rejected_lines.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include "storage/model/text.h"

namespace tern::ingest {

RejectedLines::RejectedLines(std::string input_name, bool keep,
                             std::function<void(const std::string&)> complain)
    : input_name_(std::move(input_name)),
      keep_(keep),
      complain_(std::move(complain)),
      path_(input_name_ + ".rejected") {}

void RejectedLines::Complain(std::string complaint) {
  last_complaint_ = std::move(complaint);
  if (complain_) complain_(last_complaint_);
}

void RejectedLines::Write(std::string_view text) {
  if (!keep_ || failed_) return;
  errno = 0;
  if (!opened_) {
    opened_ = true;
    file_.open(path_, std::ios::binary | std::ios::trunc);
  }
  file_.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (file_) return;
  failed_ = true;
  Complain(model::StrCat(path_, ": cannot be written, so rejected lines are not kept",
                         errno == 0 ? "" : model::StrCat(": ", std::strerror(errno))));
}

void RejectedLines::Reject(uint64_t line, std::string_view reason, std::string_view text) {
  AddPiece(text);
  RejectPieces(line, reason);
}

void RejectedLines::AddPiece(std::string_view piece) { Write(piece); }

void RejectedLines::RejectAt(uint64_t line, uint64_t column, std::string_view reason, std::string_view text) {
  AddPiece(text);
  End(model::StrCat(line, ":", column), reason);
}

void RejectedLines::RejectPieces(uint64_t line, std::string_view reason) { End(model::StrCat(line), reason); }

void RejectedLines::End(std::string place, std::string_view reason) {
  Write("\n");
  ++count_;
  Complain(model::StrCat(input_name_, ":", place, ": ", reason));
}

std::string RejectedLines::Close() {
  if (!opened_ || failed_) return "";
  errno = 0;
  file_.close();
  if (file_) return path_;
  failed_ = true;
  Complain(model::StrCat(path_, ": cannot be written, so rejected lines are not kept"));
  return "";
}

}  // namespace tern::ingest
