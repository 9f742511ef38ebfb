#include "engine/ingest/turtle_parser.h"

#include <utility>

#include "absl/strings/match.h"
#include "engine/ingest/iri_resolve.h"
#include "engine/ingest/text_rules.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

using model::StrCat;
using model::Term;
using model::TermKind;

constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

void SetIri(Term* term, std::string_view iri) {
  term->kind = TermKind::kIri;
  term->value.assign(iri);
  term->datatype.clear();
  term->language.clear();
}

// RDF's own names for lists.
const Term& RdfTerm(std::string_view name) {
  static const auto* const kTerms = new std::map<std::string, Term, std::less<>>{
      {"first", Term::Iri(StrCat(kRdf, "first"))},
      {"rest", Term::Iri(StrCat(kRdf, "rest"))},
      {"nil", Term::Iri(StrCat(kRdf, "nil"))},
  };
  return kTerms->find(name)->second;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(model::ToAbsl(a), model::ToAbsl(b));
}

}  // namespace

// A term for as long as a part of a statement is read; its memory is used again.
class TurtleParser::HeldTerm {
 public:
  explicit HeldTerm(TurtleParser* parser) : parser_(parser) {
    if (parser_->free_terms_.empty()) parser_->free_terms_.push_back(std::make_unique<Term>());
    term_ = std::move(parser_->free_terms_.back());
    parser_->free_terms_.pop_back();
  }
  ~HeldTerm() { parser_->free_terms_.push_back(std::move(term_)); }
  HeldTerm(const HeldTerm&) = delete;
  HeldTerm& operator=(const HeldTerm&) = delete;

  Term& operator*() const { return *term_; }
  Term* get() const { return term_.get(); }

 private:
  TurtleParser* parser_;
  std::unique_ptr<Term> term_;
};

TurtleParser::TurtleParser(TurtleSyntax syntax, std::string base) : syntax_(syntax), base_(std::move(base)) {}

absl::StatusOr<TurtleParser::Outcome> TurtleParser::Next(std::string_view window, bool is_whole, Add add) {
  text_.Reset(window, is_whole);
  text_.SkipSpace();
  consumed_ = statement_begin_ = text_.space_end();
  if (text_.position() == window.size()) {
    if (!is_whole) return Outcome::kStarved;
    if (!in_graph()) {
      consumed_ = window.size();
      return Outcome::kEnd;
    }
  }
  statement_begin_ = text_.position();
  const uint64_t blanks_before = blanks_;
  held_count_ = 0;
  overflowed_ = false;
  bool is_good = ReadStatement();
  if (text_.starved() || !is_good) {
    blanks_ = blanks_before;
    return text_.starved() ? Outcome::kStarved : Outcome::kBad;
  }
  if (overflowed_) {
    blanks_ = blanks_before;
    text_.set_position(statement_begin_);
    add_ = &add;
    is_good = ReadStatement();
    add_ = nullptr;
    if (!added_.ok()) return std::exchange(added_, absl::OkStatus());
    if (!is_good) return absl::InternalError("a statement that was right is wrong when it is read again");
  }
  for (size_t i = 0; !overflowed_ && i < held_count_; ++i) {
    if (absl::Status added = add(graph(), held_[i]); !added.ok()) return added;
  }
  consumed_ = text_.position();
  return outcome_;
}

void TurtleParser::Emit(const Term& subject, const Term& predicate, const Term& object) {
  if (add_ == nullptr && held_count_ == kMaxHeldTriples) {
    overflowed_ = true;
    return;
  }
  const size_t index = add_ == nullptr ? held_count_++ : 0;
  if (index == held_.size()) held_.emplace_back();
  store::Fact& fact = held_[index];
  fact.subject = subject;
  fact.predicate = predicate;
  fact.object = object;
  if (add_ != nullptr && added_.ok()) added_ = (*add_)(graph(), fact);
}

void TurtleParser::NewBlank(Term* node) {
  node->kind = TermKind::kBlank;
  node->value = StrCat("-", ++blanks_);
  node->datatype.clear();
  node->language.clear();
}

// --- statements

bool TurtleParser::ReadStatement() {
  depth_ = 0;
  return in_graph() ? ReadInGraph() : ReadAtTop();
}

bool TurtleParser::ReadInGraph() {
  if (text_.Peek() == TurtleText::kEnd) {
    return text_.Fail(text_.position(), "the file ends inside a graph, whose '}' is missing");
  }
  if (text_.Consume('}')) {
    graph_state_ = GraphState::kNone;
    outcome_ = Outcome::kGraph;
    return true;
  }
  return ReadTriples();
}

// GRAPH, PREFIX and BASE are words of which a prefix may be made too ("base:x"): those have their colon.
bool TurtleParser::ReadAtTop() {
  const size_t start = text_.position();
  const int first = text_.Peek();
  if (first == '@') {
    text_.Consume('@');
    std::string_view word;
    bool is_prefix;
    if (!text_.ReadWord(&word, &is_prefix)) return false;
    if (is_prefix) text_.set_position(text_.position() - 1);  // "@prefix:<…>." has the empty prefix
    if (word == "prefix") return ReadDirective(/*is_prefix=*/true, /*ends_in_dot=*/true);
    if (word == "base") return ReadDirective(/*is_prefix=*/false, /*ends_in_dot=*/true);
    return text_.Fail(start, StrCat("'@", Printable(word), "' is no directive; there are @prefix and @base"));
  }
  if (first == '{') return OpenGraph(nullptr);
  if (first == '}') return text_.Fail(start, "a '}' without its '{'");
  const bool may_be_word =
      first == 'p' || first == 'P' || first == 'b' || first == 'B' || first == 'g' || first == 'G';
  if (may_be_word) {
    std::string_view word;
    bool is_prefix;
    if (!text_.ReadWord(&word, &is_prefix)) return false;
    if (!is_prefix) {
      if (EqualsIgnoringCase(word, "PREFIX")) return ReadDirective(/*is_prefix=*/true, /*ends_in_dot=*/false);
      if (EqualsIgnoringCase(word, "BASE")) return ReadDirective(/*is_prefix=*/false, /*ends_in_dot=*/false);
      if (EqualsIgnoringCase(word, "GRAPH") && syntax_ == TurtleSyntax::kTriG) return ReadGraph();
    }
    text_.set_position(start);
  }
  return ReadTriples();
}

bool TurtleParser::ReadTriples() {
  const HeldTerm subject(this);
  SubjectForm form = SubjectForm::kName;
  return ReadSubject(subject.get(), &form) && ReadTriplesFrom(*subject, form);
}

bool TurtleParser::ReadTriplesFrom(const Term& subject, SubjectForm form) {
  outcome_ = Outcome::kTriples;
  text_.SkipSpace();
  const int next = text_.Peek();
  if (next == '{')
    return form == SubjectForm::kName ? OpenGraph(&subject) : text_.FailExpected("a predicate");
  const bool is_alone = form == SubjectForm::kBrackets && (next == '.' || (next == '}' && in_graph()));
  if (!is_alone && !ReadPredicatesAndObjects(subject)) return false;
  return EndTriples();
}

bool TurtleParser::ReadSubject(Term* subject, SubjectForm* form) {
  *form = SubjectForm::kName;
  const int first = text_.Peek();
  if (first == '[') {
    bool is_empty;
    if (!ReadBrackets(subject, &is_empty)) return false;
    if (!is_empty) *form = SubjectForm::kBrackets;
    return true;
  }
  if (first == '(') {
    *form = SubjectForm::kCollection;
    return ReadCollection(subject);
  }
  if (first == '"' || first == '\'') return text_.Fail(text_.position(), "a literal cannot be a subject");
  return ReadResource(subject, "a subject");
}

// Where a '.' is missing, the place is behind what stands before it, not where the next line starts.
bool TurtleParser::EndTriples() {
  text_.SkipSpace();
  if (text_.Consume('.')) return true;
  const int next = text_.Peek();
  if (in_graph() && next == '}') return true;  // the last '.' may be left out
  const std::string_view gap = text_.window().substr(text_.token_end(), text_.position() - text_.token_end());
  if (next == TurtleText::kEnd || gap.find_first_of("\r\n") != std::string_view::npos) {
    return text_.Fail(text_.token_end(), "the statement has no '.' behind it");
  }
  return text_.FailExpected("',', ';' or '.'");
}

bool TurtleParser::ReadGraph() {
  text_.SkipSpace();
  const HeldTerm name(this);
  bool is_empty = true;
  const size_t start = text_.position();
  const bool read = text_.Peek() == '[' ? ReadBrackets(name.get(), &is_empty)
                                        : ReadResource(name.get(), "the name of a graph");
  if (!read) return false;
  if (!is_empty) return text_.Fail(start, "'[ ]' that names a graph holds nothing");
  text_.SkipSpace();
  if (text_.Peek() != '{') return text_.FailExpected("'{'");
  return OpenGraph(name.get());
}

// REQUIRES: '{' is next.
bool TurtleParser::OpenGraph(const Term* name) {
  if (in_graph()) return text_.Fail(text_.position(), "a graph inside a graph; is a '}' missing?");
  if (syntax_ == TurtleSyntax::kTurtle) {
    return text_.Fail(text_.position(),
                      "'{' opens a graph, which Turtle does not have; read the file as TriG: --format trig");
  }
  if (text_.starved()) return false;
  text_.Consume('{');
  graph_state_ = name == nullptr ? GraphState::kDefault : GraphState::kNamed;
  if (name != nullptr) graph_ = *name;
  outcome_ = Outcome::kGraph;
  return true;
}

// --- directives

bool TurtleParser::ReadDirective(bool is_prefix, bool ends_in_dot) {
  outcome_ = Outcome::kDirective;
  directive_.is_prefix = is_prefix;
  return is_prefix ? ReadPrefix(ends_in_dot) : ReadBase(ends_in_dot);
}

bool TurtleParser::EndDirective(bool ends_in_dot) {
  if (!ends_in_dot) return true;
  text_.SkipSpace();
  if (text_.Consume('.')) return true;
  return text_.Fail(text_.token_end(), "the directive has no '.' behind it");
}

// A prefix whose new meaning cannot be read has none from here on: with the old one, statements that are
// right would come to say something else.
bool TurtleParser::ReadPrefix(bool ends_in_dot) {
  text_.SkipSpace();
  const size_t start = text_.position();
  std::string_view name;
  bool is_prefix;
  if (!text_.ReadWord(&name, &is_prefix)) return false;
  if (!is_prefix) {
    text_.set_position(start);
    return text_.FailExpected("a prefix and its ':'");
  }
  directive_.name.assign(name);
  text_.SkipSpace();
  const bool is_good = ReadIri(&directive_.iri) && EndDirective(ends_in_dot);
  if (text_.starved()) return false;
  if (!is_good) {
    prefixes_.erase(directive_.name);
    return false;
  }
  if (prefixes_.size() >= kMaxTurtlePrefixes && prefixes_.count(directive_.name) == 0) {
    return text_.Fail(start, StrCat("more than ", kMaxTurtlePrefixes, " prefixes in one file"));
  }
  prefixes_[directive_.name] = directive_.iri;
  return true;
}

bool TurtleParser::ReadBase(bool ends_in_dot) {
  text_.SkipSpace();
  const bool is_good = ReadIri(&directive_.iri) && EndDirective(ends_in_dot);
  if (text_.starved()) return false;
  base_is_lost_ = !is_good;
  base_ = is_good ? directive_.iri : "";
  return is_good;
}

// --- predicates and objects

bool TurtleParser::ReadPredicatesAndObjects(const Term& subject) {
  const HeldTerm predicate(this);
  while (true) {
    text_.SkipSpace();
    if (!ReadPredicate(predicate.get()) || !ReadObjects(subject, *predicate)) return false;
    text_.SkipSpace();
    if (text_.Peek() != ';') return true;
    while (text_.Consume(';')) text_.SkipSpace();
    // A ';' may stand before the end too.
    const int next = text_.Peek();
    if (next == '.' || next == ']' || (next == '}' && in_graph())) return true;
  }
}

bool TurtleParser::ReadObjects(const Term& subject, const Term& predicate) {
  const HeldTerm object(this);
  do {
    text_.SkipSpace();
    if (!ReadObject(object.get())) return false;
    Emit(subject, predicate, *object);
    text_.SkipSpace();
  } while (text_.Consume(','));
  return true;
}

bool TurtleParser::ReadPredicate(Term* predicate) {
  const size_t start = text_.position();
  const int first = text_.Peek();
  if (first == 'a') {
    std::string_view word;
    bool is_prefix;
    if (!text_.ReadWord(&word, &is_prefix)) return false;
    if (!is_prefix && word == "a") {
      SetIri(predicate, model::iri::kRdfType);
      return true;
    }
    text_.set_position(start);
  }
  if (first == '_' || first == '[') return text_.Fail(start, "a blank node cannot be a predicate");
  if (first == '"' || first == '\'') return text_.Fail(start, "a literal cannot be a predicate");
  return ReadResource(predicate, "a predicate");
}

bool TurtleParser::ReadObject(Term* object) {
  const int first = text_.Peek();
  switch (first) {
    case '[': {
      bool is_empty;
      return ReadBrackets(object, &is_empty);
    }
    case '(':
      return ReadCollection(object);
    case '"':
    case '\'':
      return ReadLiteral(object);
    case 't':
    case 'f':
      return ReadResourceOrBoolean(object);
    default:
      break;
  }
  if ((first >= '0' && first <= '9') || first == '+' || first == '-' ||
      (first == '.' && text_.Peek(1) >= '0' && text_.Peek(1) <= '9')) {
    std::string_view datatype;
    object->kind = TermKind::kLiteral;
    object->language.clear();
    if (!text_.ReadNumber(&object->value, &datatype)) return false;
    object->datatype.assign(datatype);
    return true;
  }
  return ReadResource(object, "an object");
}

bool TurtleParser::ReadResourceOrBoolean(Term* object) {
  const size_t start = text_.position();
  std::string_view word;
  bool is_prefix;
  if (!text_.ReadWord(&word, &is_prefix)) return false;
  if (!is_prefix && (word == "true" || word == "false")) {
    object->kind = TermKind::kLiteral;
    object->value.assign(word);
    object->datatype.assign(model::iri::kXsdBoolean);
    object->language.clear();
    return true;
  }
  text_.set_position(start);
  return ReadResource(object, "an object");
}

// An IRI, a prefixed name or a blank node's label.
bool TurtleParser::ReadResource(Term* node, std::string_view wanted) {
  const size_t start = text_.position();
  const int first = text_.Peek();
  node->datatype.clear();
  node->language.clear();
  if (first == '_' && text_.Peek(1) == ':') {
    node->kind = TermKind::kBlank;
    return text_.ReadLabel(&node->value);
  }
  node->kind = TermKind::kIri;
  if (first == '<') {
    if (text_.Peek(1) == '<')
      return text_.Fail(start, "'<<': triples inside triples (RDF-star) are not read");
    return ReadIri(&node->value);
  }
  std::string_view word;
  bool is_prefix;
  if (!text_.ReadWord(&word, &is_prefix)) return false;
  if (is_prefix) return ReadPrefixed(word, &node->value);
  if (word.empty()) return text_.FailExpected(wanted);
  return text_.Fail(start, StrCat("'", Printable(word), "' is no term; a prefixed name has a ':'"));
}

bool TurtleParser::ReadPrefixed(std::string_view prefix, std::string* iri) {
  const size_t start = text_.position() - prefix.size() - 1;
  if (!text_.ReadLocal(&token_)) return false;
  const auto known = prefixes_.find(prefix);
  if (known == prefixes_.end()) {
    return text_.Fail(start, StrCat("the prefix '", Printable(prefix), ":' is not declared"));
  }
  iri->assign(known->second);
  iri->append(token_);
  return true;
}

bool TurtleParser::ReadIri(std::string* iri) {
  const size_t start = text_.position();
  if (!text_.ReadIri(iri)) return false;
  if (IsAbsoluteIri(*iri)) return true;
  if (base_.empty()) {
    return text_.Fail(
        start, StrCat("the relative IRI <", Printable(*iri), "> has no base",
                      base_is_lost_ ? ": the last @base could not be read" : "; say one with --base-iri"));
  }
  *iri = ResolveIri(base_, *iri);
  return true;
}

bool TurtleParser::ReadBrackets(Term* node, bool* is_empty) {
  const size_t start = text_.position();
  text_.Consume('[');
  NewBlank(node);
  text_.SkipSpace();
  *is_empty = text_.Consume(']');
  if (*is_empty) return true;
  if (++depth_ > kMaxTurtleNesting) {
    return text_.Fail(start, StrCat("brackets nested more than ", kMaxTurtleNesting, " deep"));
  }
  if (!ReadPredicatesAndObjects(*node)) return false;
  --depth_;
  text_.SkipSpace();
  return text_.Consume(']') || text_.FailExpected("',', ';' or ']'");
}

bool TurtleParser::ReadCollection(Term* node) {
  const size_t start = text_.position();
  text_.Consume('(');
  text_.SkipSpace();
  if (text_.Consume(')')) {
    *node = RdfTerm("nil");
    return true;
  }
  if (++depth_ > kMaxTurtleNesting) {
    return text_.Fail(start, StrCat("brackets nested more than ", kMaxTurtleNesting, " deep"));
  }
  const HeldTerm item(this);
  const HeldTerm cell(this);
  const HeldTerm next(this);
  NewBlank(node);
  *cell = *node;
  while (true) {
    if (!ReadObject(item.get())) return false;
    Emit(*cell, RdfTerm("first"), *item);
    text_.SkipSpace();
    if (text_.Consume(')')) break;
    NewBlank(next.get());
    Emit(*cell, RdfTerm("rest"), *next);
    *cell = *next;
  }
  Emit(*cell, RdfTerm("rest"), RdfTerm("nil"));
  --depth_;
  return true;
}

bool TurtleParser::ReadLiteral(Term* literal) {
  literal->kind = TermKind::kLiteral;
  literal->language.clear();
  if (!text_.ReadString(&literal->value)) return false;
  const size_t end = text_.position();
  text_.SkipSpace();
  const int next = text_.Peek();
  if (next == '@') {
    literal->datatype.assign(model::iri::kRdfLangString);
    return text_.ReadLanguage(&literal->language);
  }
  if (next != '^' || text_.Peek(1) != '^') {
    text_.set_position(end);
    literal->datatype.assign(model::iri::kXsdString);
    return true;
  }
  text_.Consume('^');
  text_.Consume('^');
  text_.SkipSpace();
  const size_t start = text_.position();
  const HeldTerm datatype(this);
  if (!ReadResource(datatype.get(), "a datatype")) return false;
  if ((*datatype).kind != TermKind::kIri) return text_.Fail(start, "a blank node cannot be a datatype");
  literal->datatype.assign((*datatype).value);
  if (literal->datatype == model::iri::kRdfLangString) {
    return text_.Fail(start, "a literal of type rdf:langString without a language tag");
  }
  return true;
}

}  // namespace tern::ingest
