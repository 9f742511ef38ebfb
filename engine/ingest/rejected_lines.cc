#include "engine/ingest/rejected_lines.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "storage/model/text.h"

namespace tern::ingest {

namespace {

enum class Found : uint8_t { kNothing, kOurs, kForeign };

// What lies at `path`. An empty file is nothing; so is what is no file, which opening it will tell.
Found LookAt(const std::string& path, std::string_view first_line) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) || std::filesystem::file_size(path, error) == 0 ||
      error) {
    return Found::kNothing;
  }
  std::string start(first_line.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  return file && start == first_line ? Found::kOurs : Found::kForeign;
}

}  // namespace

RejectedLines::RejectedLines(std::string input_name, bool keep, std::string_view first_line,
                             std::function<void(const std::string&)> complain)
    : input_name_(std::move(input_name)),
      keep_(keep),
      first_line_(first_line.empty() ? "" : model::StrCat(first_line, "\n")),
      complain_(std::move(complain)),
      path_(input_name_ + ".rejected") {}

void RejectedLines::Complain(std::string complaint) {
  last_complaint_ = std::move(complaint);
  if (complain_) complain_(last_complaint_);
}

void RejectedLines::Fail(std::string_view reason) {
  failed_ = true;
  Complain(model::StrCat(path_, ": ", reason, ", so rejected lines are not kept",
                         errno == 0 ? "" : model::StrCat(": ", std::strerror(errno))));
}

void RejectedLines::Open() {
  opened_ = true;
  if (!first_line_.empty() && LookAt(path_, first_line_) == Found::kForeign) {
    errno = 0;
    return Fail("is there already and not of an earlier load");
  }
  errno = 0;
  file_.open(path_, std::ios::binary | std::ios::trunc);
  file_ << first_line_;
}

void RejectedLines::Write(std::string_view text) {
  if (!keep_ || failed_) return;
  if (!opened_) Open();
  if (failed_) return;
  file_.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file_) Fail("cannot be written");
}

void RejectedLines::RemoveStale() {
  if (count_ > 0 || first_line_.empty() || LookAt(path_, first_line_) != Found::kOurs) return;
  std::error_code ignored;  // a by-product: the load was good
  std::filesystem::remove(path_, ignored);
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
  Fail("cannot be written");
  return "";
}

}  // namespace tern::ingest
