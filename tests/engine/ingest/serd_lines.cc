#include "tests/engine/ingest/serd_lines.h"

#include <serd/serd.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "engine/ingest/claim_graph.h"
#include "engine/ingest/text_rules.h"
#include "storage/model/term.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

// serd lets a leading "-" and the like through.
bool IsBlankLabelStart(unsigned char first) {
  return first == '_' || first >= 0x80 || absl::ascii_isalnum(first);
}

constexpr size_t kMaxReasonBytes = 300;
constexpr absl::string_view kNotEndOfFile =
    "not '\\xff'";  // serd's word for the end, which it shows as a byte

std::string_view View(const SerdNode& node) {
  return {reinterpret_cast<const char*>(node.buf), node.n_bytes};
}

bool IsSpace(char c) { return c == ' ' || c == '\t'; }

// Only space, or a comment behind space.
bool HoldsNothing(absl::Span<const char> line) {
  size_t at = 0;
  while (at < line.size() && IsSpace(line[at])) ++at;
  return at == line.size() || line[at] == '#';
}

// serd's message made fit for a terminal: 'x' instead of `x', one line, nothing unprintable.
std::string CleanReason(std::string_view message) {
  std::string clean;
  for (const char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') continue;
    if (c == '`') {
      clean.push_back('\'');
    } else if (byte >= 0x20 && byte < 0x7F) {
      clean.push_back(c);
    } else {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\x%02x", byte);
      clean.append(escaped);
    }
  }
  if (absl::StrContains(clean, kNotEndOfFile)) return "the line ends before its '.'";
  return clean;
}

// A NUL byte is lawful inside a literal but ends serd's input: it becomes an escape. False where a backslash
// stands in front of one, which would change what that escape means.
bool EscapeNul(absl::Span<const char> line, std::string& out) {
  out.clear();
  bool behind_backslash = false;
  for (const char c : line) {
    if (c == '\0') {
      if (behind_backslash) return false;
      out += "\\u0000";
    } else {
      out += c;
    }
    behind_backslash = c == '\\' && !behind_backslash;
  }
  return true;
}

}  // namespace

struct SerdLineParser::State {
  explicit State(RdfSyntax rdf_syntax) : syntax(rdf_syntax) { NewReader(); }
  ~State() { serd_reader_free(reader); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // serd keeps what it had half read when it failed, so a reader that failed is not used again.
  void NewReader() {
    serd_reader_free(reader);
    // N-Quads for both: serd reads N-Triples by its Turtle rules, which take `a` and `;`.
    reader = serd_reader_new(SERD_NQUADS, this, nullptr, nullptr, nullptr, &State::OnStatement, nullptr);
    serd_reader_set_strict(reader, true);
    serd_reader_set_error_sink(reader, &State::OnError, this);
  }

  static SerdStatus OnError(void* handle, const SerdError* error);
  static SerdStatus OnStatement(void* handle, SerdStatementFlags flags, const SerdNode* graph,
                                const SerdNode* subject, const SerdNode* predicate, const SerdNode* object,
                                const SerdNode* datatype, const SerdNode* language);

  void Bad(std::string why) {
    if (reason.empty()) reason = std::move(why);
  }
  void TakeIri(const SerdNode& node, model::Term& term);
  void TakeNode(const SerdNode& node, model::Term& term);
  void TakeLiteral(const SerdNode& node, const SerdNode* datatype, const SerdNode* language,
                   model::Term& term);
  void CheckText(std::string_view text) {
    if (!IsUtf8(text)) Bad("an escape that is no character, or text that is not UTF-8");
  }

  const RdfSyntax syntax;
  SerdReader* reader = nullptr;
  store::Fact fact;
  model::Term graph;
  std::string escaped;  // a line that holds NUL bytes, with escapes in their place
  int statements = 0;   // seen in this line
  std::string reason;   // the first thing wrong with it; empty: nothing
};

SerdStatus SerdLineParser::State::OnError(void* handle, const SerdError* error) {
  auto* state = static_cast<State*>(handle);
  char message[kMaxReasonBytes];
  const int size = std::vsnprintf(message, sizeof message, error->fmt, *error->args);
  const size_t kept = size < 0 ? 0 : std::min(static_cast<size_t>(size), sizeof message - 1);
  state->Bad(model::StrCat(CleanReason(std::string_view(message, kept)), " (column ", error->col, ")"));
  return SERD_SUCCESS;
}

void SerdLineParser::State::TakeIri(const SerdNode& node, model::Term& term) {
  const std::string_view iri = View(node);
  if (node.type != SERD_URI) return Bad(model::StrCat("'", CleanReason(iri), "' is no IRI in <>"));
  CheckText(iri);
  if (!HasOnlyIriCharacters(iri))
    Bad(model::StrCat("a character that no IRI can hold in '", CleanReason(iri), "'"));
  if (!IsAbsoluteIri(iri)) Bad(model::StrCat("'", CleanReason(iri), "' is not an absolute IRI"));
  term.kind = model::TermKind::kIri;
  term.value.assign(iri);
}

// An IRI or a blank node, in any place but the predicate's; an IRI may be a claim of this file.
void SerdLineParser::State::TakeNode(const SerdNode& node, model::Term& term) {
  term.datatype.clear();
  term.language.clear();
  if (node.type != SERD_BLANK) {
    TakeIri(node, term);
    return;
  }
  const std::string_view label = View(node);
  CheckText(label);
  if (label.empty() || !IsBlankLabelStart(static_cast<unsigned char>(label[0]))) {
    Bad(model::StrCat("'_:", CleanReason(label), "' is no blank node label"));
  }
  term.kind = model::TermKind::kBlank;
  term.value.assign(label);
}

void SerdLineParser::State::TakeLiteral(const SerdNode& node, const SerdNode* datatype,
                                        const SerdNode* language, model::Term& term) {
  term.kind = model::TermKind::kLiteral;
  term.value.assign(View(node));
  CheckText(term.value);
  term.language.clear();
  if (language != nullptr && language->buf != nullptr) {
    term.language.assign(View(*language));
    term.datatype.assign(model::iri::kRdfLangString);
    if (!IsLanguageTag(term.language))
      Bad(model::StrCat("'@", CleanReason(term.language), "' is no language tag"));
  } else if (datatype != nullptr && datatype->buf != nullptr) {
    model::Term iri;
    TakeIri(*datatype, iri);
    term.datatype.assign(iri.value);
    if (term.datatype == model::iri::kRdfLangString)
      Bad("a literal of type rdf:langString without a language tag");
  } else {
    term.datatype.assign(model::iri::kXsdString);
  }
}

SerdStatus SerdLineParser::State::OnStatement(void* handle, SerdStatementFlags /*flags*/,
                                              const SerdNode* graph_node, const SerdNode* subject,
                                              const SerdNode* predicate, const SerdNode* object,
                                              const SerdNode* datatype, const SerdNode* language) {
  auto* state = static_cast<State*>(handle);
  if (++state->statements > 1) {
    state->Bad("two statements on one line");
    return SERD_SUCCESS;
  }
  store::Fact& fact = state->fact;
  state->TakeNode(*subject, fact.subject);
  state->TakeIri(*predicate, fact.predicate);
  if (object->type == SERD_LITERAL) {
    state->TakeLiteral(*object, datatype, language, fact.object);
  } else {
    state->TakeNode(*object, fact.object);
  }
  const bool has_graph = graph_node != nullptr && graph_node->buf != nullptr;
  if (has_graph) {
    if (state->syntax == RdfSyntax::kNTriples)
      state->Bad("a graph name in N-Triples; read it with --format nquads");
    state->TakeNode(*graph_node, state->graph);
  }
  if (!FactFromTriple(has_graph ? &state->graph : nullptr, fact)) state->Bad("a claim's property in a graph");
  return SERD_SUCCESS;
}

SerdLineParser::SerdLineParser(RdfSyntax syntax) : state_(std::make_unique<State>(syntax)) {}
SerdLineParser::~SerdLineParser() = default;

const store::Fact& SerdLineParser::fact() const { return state_->fact; }
const std::string& SerdLineParser::bad_reason() const { return state_->reason; }

SerdLineParser::Result SerdLineParser::Parse(absl::Span<const char> line) {
  if (HoldsNothing(line)) return Result::kNothing;
  State& state = *state_;
  state.statements = 0;
  state.reason.clear();
  if (!IsUtf8(std::string_view(line.data(), line.size()))) {
    state.Bad("text that is not UTF-8");
    return Result::kBad;
  }
  const char* text = line.data();
  if (!line.empty() && std::memchr(text, '\0', line.size()) != nullptr) {
    if (!EscapeNul(line, state.escaped)) {
      state.Bad("a NUL byte behind a backslash");
      return Result::kBad;
    }
    text = state.escaped.c_str();
  }
  const SerdStatus status = serd_reader_read_string(state.reader, reinterpret_cast<const uint8_t*>(text));
  if (state.reason.empty() && (status != SERD_SUCCESS || state.statements != 1)) {
    state.Bad(state.statements == 0 ? "not a statement; it must start with '<' or '_:'"
                                    : "text behind the '.'");
  }
  if (state.reason.empty()) return Result::kFact;
  state.NewReader();
  return Result::kBad;
}

bool MayDifferFromSerd(std::string_view line) {
  if (line.substr(0, 3) == "\xEF\xBB\xBF" || line.find_first_of("\r\n") != std::string_view::npos)
    return true;
  for (const std::string_view part : {" @", "\t@", " ^", "\t^", "^ ", "^\t"}) {
    if (line.find(part) != std::string_view::npos) return true;
  }
  if (line.find(std::string_view("\\\0", 2)) != std::string_view::npos) return true;
  for (size_t at = line.find("_:"); at != std::string_view::npos; at = line.find("_:", at + 1)) {
    size_t end = at + 2;
    while (end < line.size() && (absl::ascii_isalnum(static_cast<unsigned char>(line[end])) ||
                                 static_cast<unsigned char>(line[end]) >= 0x80 || line[end] == '_' ||
                                 line[end] == '-' || line[end] == '.')) {
      ++end;
    }
    const bool starts_beyond_ascii = at + 2 < line.size() && static_cast<unsigned char>(line[at + 2]) >= 0x80;
    if (starts_beyond_ascii || line[end - 1] == '.') return true;
  }
  return false;
}

}  // namespace tern::ingest
