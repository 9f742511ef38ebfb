#include "engine/ingest/line_scanner.h"

#include <array>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "engine/ingest/byte_search.h"
#include "engine/ingest/claim_graph.h"
#include "engine/ingest/text_rules.h"
#include "storage/model/rdf_names.h"
#include "storage/model/term.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

using load::TermView;
using model::StrCat;
using model::TermKind;

// A line with longer terms gives its buffer back.
constexpr size_t kKeptUnescapedBytes = size_t{64} << 10;

// The ASCII characters of a blank node's label, not of its front.
constexpr std::array<bool, 128> MakeLabelTable() {
  std::array<bool, 128> allowed = {};
  for (char32_t c = 0; c < 128; ++c) allowed[c] = model::IsNameCharacter(c);
  return allowed;
}
constexpr std::array<bool, 128> kLabelBytes = MakeLabelTable();

std::string_view Between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

// An IRI may be a claim of this file.
TermView NodeOfIri(std::string_view iri) {
  if (iri[0] == model::iri::kClaimGraph[0] && IsClaimIri(iri)) {
    return {TermKind::kClaim, iri.substr(model::iri::kClaimGraph.size()), {}, {}};
  }
  return {TermKind::kIri, iri, {}, {}};
}

bool LooksLikeTurtle(std::string_view text) {
  for (const absl::string_view start : {"@prefix", "@base", "prefix ", "base "}) {
    if (absl::StartsWithIgnoreCase(model::ToAbsl(text), start)) return true;
  }
  return false;
}

}  // namespace

bool LineScanner::Fail(const char* place, std::string reason) {
  place_ = place;
  reason_ = std::move(reason);
  return false;
}

bool LineScanner::FailExpected(std::string_view what) {
  if (at_ == end_) return Fail(at_, "the line ends before its '.'");
  char32_t character;
  size_t size;
  if (!Decode(&character, &size)) return false;
  return Fail(at_, StrCat("expected ", what, ", not '", Printable({at_, size}), "'"));
}

bool LineScanner::FailAtStart() {
  if (LooksLikeTurtle(Between(at_, end_))) {
    return Fail(at_, "a directive of Turtle; a file that has them is read with --format turtle");
  }
  char32_t character;
  size_t size;
  return Decode(&character, &size) && Fail(at_, "not a statement; it must start with '<' or '_:'");
}

std::string LineScanner::bad_reason() const {
  size_t column = 1;
  for (const char* at = begin_; at != place_; ++at)
    column += (static_cast<unsigned char>(*at) & 0xC0) != 0x80;
  return StrCat(reason_, " (column ", column, ")");
}

// The place is that of the first byte that is wrong.
bool LineScanner::FailUtf8(const char* begin, const char* end) {
  at_ = begin;
  char32_t character;
  size_t size;
  while (at_ != end && Decode(&character, &size)) at_ += size;
  return false;
}

// The character at the position. REQUIRES: at_ != end_.
bool LineScanner::Decode(char32_t* character, size_t* size) {
  *size = DecodeUtf8({at_, left()}, character);
  return *size > 0 || Fail(at_, "bytes that are not UTF-8");
}

// REQUIRES: a backslash and a 'u' or 'U' are at the position.
bool LineScanner::ReadHexEscape(size_t digits) {
  const std::optional<char32_t> character =
      left() < 2 + digits ? std::nullopt : CharacterOfHex({at_ + 2, digits});
  if (!character.has_value()) {
    return Fail(at_, StrCat("'", Printable(Between(at_, end_).substr(0, 2 + digits)), "' is no escape: ",
                            digits, " hexadecimal digits are, of a character that is no surrogate"));
  }
  AppendUtf8(*character, &unescaped_);
  at_ += 2 + digits;
  return true;
}

bool LineScanner::FailInIri(const char* start) {
  if (at_ == end_) return Fail(start, "the IRI that starts here is not closed on its line");
  if (*at_ == ' ') return Fail(at_, "a space in an IRI; write it as %20");
  if (*at_ == '\\') return Fail(at_, "an escape that IRIs do not have; they have \\u and \\U");
  return Fail(at_, StrCat("a character that no IRI can hold: '", Printable({at_, 1}), "'"));
}

// From the front, now that it is known not to be plain.
bool LineScanner::ReadEscapedIri(const char* start, std::string_view* iri) {
  MakeRoom();
  const size_t first = unescaped_.size();
  at_ = start + 1;
  while (true) {
    bool has_high = false;
    const char* const stop = FindByte<IriStopByte>(begin_, at_, end_, &has_high);
    if (has_high && !IsUtf8(Between(at_, stop))) return FailUtf8(at_, stop);
    unescaped_.append(at_, stop);
    at_ = stop;
    if (IsAt('>')) break;
    if (!IsAt('\\') || left() < 2 || (at_[1] != 'u' && at_[1] != 'U')) return FailInIri(start);
    if (!ReadHexEscape(at_[1] == 'u' ? 4 : 8)) return false;
  }
  *iri = std::string_view(unescaped_).substr(first);
  if (HasOnlyIriCharacters(*iri)) return true;
  return Fail(start, StrCat("an escaped character that no IRI can hold in '", Printable(*iri), "'"));
}

// REQUIRES: '<' is at the position.
bool LineScanner::ReadIri(std::string_view* iri) {
  const char* const start = at_;
  bool has_high = false;
  at_ = FindByte<IriStopByte>(begin_, start + 1, end_, &has_high);
  *iri = Between(start + 1, at_);
  if (!IsAt('>')) {
    if (!ReadEscapedIri(start, iri)) return false;
  } else if (has_high && !IsUtf8(*iri)) {
    return FailUtf8(start + 1, at_);
  }
  ++at_;
  return IsAbsoluteIri(*iri) || Fail(start, StrCat("'", Printable(*iri), "' is not an absolute IRI"));
}

// REQUIRES: '_' is at the position.
bool LineScanner::ReadLabel(TermView* term) {
  const char* const start = at_++;
  if (!IsAt(':')) return Fail(start, "expected '_:' and the label of a blank node");
  const char* const label = ++at_;
  const char* label_end = label;  // dots at the end belong to the statement
  while (at_ != end_) {
    const auto byte = static_cast<unsigned char>(*at_);
    size_t size = 1;
    bool fits = false;
    if (byte < 0x80) {
      fits = kLabelBytes[byte] && (at_ != label || byte != '-');
    } else {
      char32_t character;
      if (!Decode(&character, &size)) return false;
      fits = at_ == label ? model::IsNameStart(character) : model::IsNameCharacter(character);
    }
    if (!fits && (byte != '.' || at_ == label)) break;
    at_ += size;
    if (fits) label_end = at_;
  }
  at_ = label_end;
  if (IsAt(':')) return Fail(at_, "a blank node label has no ':'");
  if (label == label_end) return Fail(start, "'_:' without the label of a blank node");
  *term = {TermKind::kBlank, Between(label, label_end), {}, {}};
  return true;
}

bool LineScanner::ReadNode(TermView* term) {
  if (IsAt('_')) return ReadLabel(term);
  std::string_view iri;
  if (!ReadIri(&iri)) return false;
  *term = NodeOfIri(iri);
  return true;
}

bool LineScanner::ReadEscape(const char* start) {
  constexpr std::string_view kWritten = "tbnrf\"'\\";
  constexpr std::string_view kMeant = "\t\b\n\r\f\"'\\";
  if (left() < 2) return Fail(start, "the string that starts here is not closed on its line");
  if (at_[1] == 'u') return ReadHexEscape(4);
  if (at_[1] == 'U') return ReadHexEscape(8);
  const size_t index = kWritten.find(at_[1]);
  if (index == std::string_view::npos) {
    return Fail(at_, StrCat("an escape that strings do not have: '", Printable({at_, 2}), "'"));
  }
  unescaped_ += kMeant[index];
  at_ += 2;
  return true;
}

// From the front, now that it is known not to be plain.
bool LineScanner::ReadEscapedString(const char* start, std::string_view* text) {
  MakeRoom();
  const size_t first = unescaped_.size();
  at_ = start + 1;
  while (true) {
    bool has_high = false;
    const char* const stop = FindByte<StringStopByte>(begin_, at_, end_, &has_high);
    if (has_high && !IsUtf8(Between(at_, stop))) return FailUtf8(at_, stop);
    unescaped_.append(at_, stop);
    at_ = stop;
    if (IsAt('"')) break;
    if (!IsAt('\\')) return Fail(start, "the string that starts here is not closed on its line");
    if (!ReadEscape(start)) return false;
  }
  *text = std::string_view(unescaped_).substr(first);
  return true;
}

bool LineScanner::ReadLanguage(TermView* term) {
  const char* const start = at_++;
  while (at_ != end_ && (absl::ascii_isalnum(static_cast<unsigned char>(*at_)) || *at_ == '-')) ++at_;
  term->language = Between(start + 1, at_);
  term->datatype = model::iri::kRdfLangString;
  return IsLanguageTag(term->language) ||
         Fail(start, StrCat("'@", Printable(term->language), "' is no language tag"));
}

bool LineScanner::ReadDatatype(TermView* term) {
  ++at_;
  if (!IsAt('^')) return FailExpected("'^^' and the literal's datatype");
  ++at_;
  SkipSpace();
  const char* const start = at_;
  if (!IsAt('<')) return FailExpected("a datatype, an IRI in <>");
  if (!ReadIri(&term->datatype)) return false;
  return term->datatype != model::iri::kRdfLangString ||
         Fail(start, "a literal of type rdf:langString without a language tag");
}

// REQUIRES: '"' is at the position.
bool LineScanner::ReadLiteral(TermView* term) {
  const char* const start = at_;
  bool has_high = false;
  at_ = FindByte<StringStopByte>(begin_, start + 1, end_, &has_high);
  *term = {TermKind::kLiteral, Between(start + 1, at_), model::iri::kXsdString, {}};
  if (!IsAt('"')) {
    if (!ReadEscapedString(start, &term->value)) return false;
  } else if (has_high && !IsUtf8(term->value)) {
    return FailUtf8(start + 1, at_);
  }
  ++at_;
  SkipSpace();
  if (IsAt('@')) return ReadLanguage(term);
  return !IsAt('^') || ReadDatatype(term);
}

// What stands between the object and the '.'.
bool LineScanner::ReadGraph() {
  const char* const start = at_;
  if (!IsAt('<') && !IsAt('_')) {
    return FailExpected(syntax_ == RdfSyntax::kNTriples ? "the '.' at the end"
                                                        : "a graph or the '.' at the end");
  }
  if (syntax_ == RdfSyntax::kNTriples) {
    return Fail(start, "a graph name in N-Triples; read it with --format nquads");
  }
  TermView graph;
  if (IsAt('<') ? !ReadIri(&graph.value) : !ReadLabel(&graph)) return false;
  ClaimFromGraph(graph, &fact_.claim);
  if (fact_.subject.kind == TermKind::kClaim) return Fail(start, "a claim's property in a graph");
  SkipSpace();
  return IsAt('.') || FailExpected("the '.' at the end");
}

// Behind the '.'.
bool LineScanner::ReadEnd() {
  SkipSpace();
  if (at_ == end_) return true;
  if (*at_ == '#') {
    bool has_high = false;
    const char* const stop = FindByte<LineEndByte>(begin_, at_, end_, &has_high);
    if (has_high && !IsUtf8(Between(at_, stop))) return FailUtf8(at_, stop);
    return stop == end_ || Fail(stop, "a line end inside a line");
  }
  return Fail(at_, *at_ == '<' || *at_ == '_' ? "a second statement on one line" : "text behind the '.'");
}

bool LineScanner::ReadStatement() {
  if (!IsAt('<') && !IsAt('_')) return FailAtStart();
  if (!ReadNode(&fact_.subject)) return false;
  SkipSpace();
  if (!IsAt('<')) return FailExpected("a predicate, an IRI in <>");
  fact_.predicate = {};
  if (!ReadIri(&fact_.predicate.value)) return false;
  SkipSpace();
  if (IsAt('"')) {
    if (!ReadLiteral(&fact_.object)) return false;
  } else if (IsAt('<') || IsAt('_')) {
    if (!ReadNode(&fact_.object)) return false;
  } else {
    return FailExpected("an object: an IRI in <>, '_:label' or a string in \"\"");
  }
  fact_.claim = {};
  SkipSpace();
  if (!IsAt('.') && !ReadGraph()) return false;
  ++at_;
  return ReadEnd();
}

LineScanner::Result LineScanner::Scan(std::string_view line) {
  begin_ = at_ = line.data();
  end_ = begin_ + line.size();
  unescaped_.clear();
  if (unescaped_.capacity() > kKeptUnescapedBytes) std::string().swap(unescaped_);
  SkipSpace();
  if (at_ == end_ || *at_ == '#') return Result::kNothing;
  return ReadStatement() ? Result::kFact : Result::kBad;
}

}  // namespace tern::ingest
