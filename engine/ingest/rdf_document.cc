#include "engine/ingest/rdf_document.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/types/span.h"
#include "engine/ingest/turtle_recovery.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kMinWindowBytes = 16;

// `place` moved over `text`. Lines end in "\n", "\r\n" or a lone "\r". A "\r" at the end of `text` counts, so
// a
// "\n" behind it must not be cut off.
DocumentPlace MovedOver(DocumentPlace place, std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n' || (c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++place.column;
    }
  }
  return place;
}

std::string_view WithoutSpaceBehind(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

}  // namespace

RdfDocumentReader::RdfDocumentReader(Input* input, DocumentSink* sink, Options options)
    : input_(input),
      sink_(sink),
      parser_(options.syntax, std::move(options.base)),
      buffer_(std::max(options.window_bytes, kMinWindowBytes)) {}

// Makes room, doubling the buffer where the unfinished statement takes more than half of it, and reads until
// the buffer is full: each byte is then looked at a bounded number of times, however small the pieces that
// come in.
absl::Status RdfDocumentReader::Fill(size_t statement_begin) {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (end_ >= kMaxTurtleStatementBytes) {
    return Hopeless(statement_begin,
                    model::StrCat("a statement of more than ", kMaxTurtleStatementBytes >> 20, " MiB"));
  }
  if (end_ > buffer_.size() / 2) buffer_.resize(std::min(buffer_.size() * 2, kMaxTurtleStatementBytes));
  while (!at_end_ && end_ < buffer_.size()) {
    const absl::StatusOr<size_t> got = input_->Read(absl::MakeSpan(buffer_).subspan(end_));
    if (!got.ok()) return got.status();
    at_end_ = *got == 0;
    end_ += *got;
  }
  return absl::OkStatus();
}

void RdfDocumentReader::Consume(size_t bytes) {
  place_ = MovedOver(place_, window().substr(0, bytes));
  begin_ += bytes;
}

DocumentPlace RdfDocumentReader::PlaceOf(size_t offset) const {
  return MovedOver(place_, window().substr(0, offset));
}

absl::Status RdfDocumentReader::Hopeless(size_t offset, std::string_view reason) const {
  const DocumentPlace place = PlaceOf(offset);
  return absl::InvalidArgumentError(model::StrCat(input_->name(), ":", place.line, ":", place.column, ": ",
                                                  reason, "; what is behind it cannot be told from it"));
}

// The window has the start of a statement, or only space.
absl::Status RdfDocumentReader::ReadOn() {
  size_t space = parser_.consumed();
  if (space > 0 && window()[space - 1] == '\r') --space;  // the "\n" that belongs to it may be still to come
  Consume(space);
  return Fill(parser_.statement_begin() - space);
}

absl::Status RdfDocumentReader::Recover() {
  const TurtlePlace place = parser_.in_graph()                        ? TurtlePlace::kGraph
                            : parser_.syntax() == TurtleSyntax::kTriG ? TurtlePlace::kTop
                                                                      : TurtlePlace::kTurtle;
  const size_t begin = parser_.statement_begin();
  const TurtleProblem problem = parser_.problem();
  TurtleResume resume = FindTurtleResume(window(), at_end_, begin, problem, place);
  while (resume.kind == TurtleResume::Kind::kStarved) {
    if (absl::Status filled = Fill(begin); !filled.ok()) return filled;
    resume = FindTurtleResume(window(), at_end_, begin, problem, place);
  }
  if (resume.kind == TurtleResume::Kind::kHopeless) return Hopeless(problem.offset, problem.reason);
  const std::string_view text = WithoutSpaceBehind(window().substr(begin, resume.offset - begin));
  const absl::Status rejected =
      sink_->RejectStatement(parser_, text, PlaceOf(begin), PlaceOf(problem.offset), problem.reason);
  if (!rejected.ok()) return rejected;
  Consume(resume.offset);
  if (begin_ == end_ && at_end_)
    parser_.LeaveGraph();  // whose end is missing, which has been said or is no matter
  return absl::OkStatus();
}

absl::Status RdfDocumentReader::Read() {
  if (absl::Status filled = Fill(0); !filled.ok()) return filled;
  if (window().substr(0, kByteOrderMark.size()) == kByteOrderMark) begin_ += kByteOrderMark.size();
  while (true) {
    const auto add = [this](const model::Term* graph, store::Fact& triple) {
      return sink_->AddTriple(graph, triple, PlaceOf(parser_.statement_begin()));
    };
    const absl::StatusOr<TurtleParser::Outcome> outcome = parser_.Next(window(), at_end_, add);
    if (!outcome.ok()) return outcome.status();
    absl::Status done;
    switch (*outcome) {
      case TurtleParser::Outcome::kEnd:
        return absl::OkStatus();
      case TurtleParser::Outcome::kStarved:
        done = ReadOn();
        if (!done.ok()) return done;
        continue;
      case TurtleParser::Outcome::kBad:
        done = Recover();
        break;
      case TurtleParser::Outcome::kDirective:
        done = sink_->AddDirective(parser_.directive());
        Consume(parser_.consumed());
        break;
      case TurtleParser::Outcome::kTriples:
      case TurtleParser::Outcome::kGraph:
        Consume(parser_.consumed());
        break;
    }
    if (done.ok()) done = sink_->EndStatement();
    if (!done.ok()) return done;
  }
}

}  // namespace tern::ingest
