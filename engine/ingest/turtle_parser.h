// Turtle and TriG (W3C 1.1), a statement at a time: the whole grammar, strictly, and nothing beyond it.
// Between turtle_text.h, which knows the tokens, and rdf_document.h, which feeds windows of a file and
// decides how to go on behind a mistake.
//
// Ours instead of serd's: behind serd's Turtle it cannot be seen where a
// statement began and what it said, half of a bad one has been handed on already, `_:b1` and `_:B1` are one
// blank node or an error, and brackets nest on the stack without a bound.
#ifndef TERN_ENGINE_INGEST_TURTLE_PARSER_H_
#define TERN_ENGINE_INGEST_TURTLE_PARSER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ingest/turtle_text.h"
#include "storage/model/term.h"
#include "storage/store/fact.h"

namespace tern::ingest {

enum class TurtleSyntax : uint8_t { kTurtle, kTriG };

inline constexpr int kMaxTurtleNesting = 200;           // of [ ] and ( )
inline constexpr size_t kMaxTurtlePrefixes = 64 << 10;  // of one file
// Triples of one statement that are kept until its end shows that it is right. Of a longer one none is kept:
// it is read twice, first to see, then to tell.
inline constexpr size_t kMaxHeldTriples = 4096;

// Not thread-safe. Keeps what the statements before have said: prefixes, base, the graph that is open.
class TurtleParser {
 public:
  // `base`: an absolute IRI, or empty: then a relative IRI is an error until the file says a base.
  TurtleParser(TurtleSyntax syntax, std::string base);

  enum class Outcome : uint8_t {
    kTriples,    // told to `add`, in the sequence of the text
    kDirective,  // @prefix or @base; directive()
    kGraph,      // a graph has been opened or closed
    kEnd,        // only space, up to the end of the file
    kStarved,    // the window ends before the statement does
    kBad,        // problem(); nothing was told
  };

  // A triple, as subject, predicate and object of a fact, and its graph (null: none). The fact may be
  // changed. An error ends the reading.
  using Add = absl::FunctionRef<absl::Status(const model::Term* graph, store::Fact& triple)>;

  // Reads the statement at the front of `window`, and no byte behind it. `is_whole`: the file ends with it.
  // Blank nodes without a label get one that cannot be written ("-1"), so that they are nobody else's.
  absl::StatusOr<Outcome> Next(std::string_view window, bool is_whole, Add add);

  // Offsets in the last window. Where Next was starved or failed, only space is consumed.
  size_t consumed() const { return consumed_; }
  size_t statement_begin() const { return statement_begin_; }
  const TurtleProblem& problem() const { return text_.problem(); }

  struct Directive {
    bool is_prefix = false;  // else the base
    std::string name;        // of the prefix, without ":"
    std::string iri;         // absolute
  };
  const Directive& directive() const { return directive_; }

  bool in_graph() const { return graph_state_ != GraphState::kNone; }
  const model::Term* graph() const { return graph_state_ == GraphState::kNamed ? &graph_ : nullptr; }
  void LeaveGraph() { graph_state_ = GraphState::kNone; }
  TurtleSyntax syntax() const { return syntax_; }
  const std::string& base() const { return base_; }
  const std::map<std::string, std::string, std::less<>>& prefixes() const { return prefixes_; }

 private:
  enum class GraphState : uint8_t { kNone, kDefault /* { } without a name */, kNamed };
  // How a subject is written: "[ … ]" alone says something, and only what holds nothing may name a graph.
  enum class SubjectForm : uint8_t { kName, kBrackets, kCollection };
  class HeldTerm;

  bool ReadStatement();
  bool ReadInGraph();
  bool ReadAtTop();
  bool ReadTriples();
  bool ReadTriplesFrom(const model::Term& subject, SubjectForm form);
  bool ReadSubject(model::Term* subject, SubjectForm* form);
  bool ReadGraph();
  bool OpenGraph(const model::Term* name);
  bool ReadDirective(bool is_prefix, bool ends_in_dot);
  bool ReadPrefix(bool ends_in_dot);
  bool ReadBase(bool ends_in_dot);
  bool EndTriples();
  bool EndDirective(bool ends_in_dot);

  bool ReadPredicatesAndObjects(const model::Term& subject);
  bool ReadObjects(const model::Term& subject, const model::Term& predicate);
  bool ReadPredicate(model::Term* predicate);
  bool ReadObject(model::Term* object);
  bool ReadResource(model::Term* node, std::string_view wanted);
  bool ReadResourceOrBoolean(model::Term* object);
  bool ReadBrackets(model::Term* node, bool* is_empty);
  bool ReadCollection(model::Term* node);
  bool ReadLiteral(model::Term* literal);
  bool ReadIri(std::string* iri);
  bool ReadPrefixed(std::string_view prefix, std::string* iri);

  void NewBlank(model::Term* node);
  void Emit(const model::Term& subject, const model::Term& predicate, const model::Term& object);

  const TurtleSyntax syntax_;
  std::string base_;
  bool base_is_lost_ = false;  // by an @base that could not be read
  std::map<std::string, std::string, std::less<>> prefixes_;
  GraphState graph_state_ = GraphState::kNone;
  model::Term graph_;
  uint64_t blanks_ = 0;

  // Of the statement that is being read.
  TurtleText text_;
  Outcome outcome_ = Outcome::kEnd;
  size_t consumed_ = 0;
  size_t statement_begin_ = 0;
  Directive directive_;
  int depth_ = 0;
  std::string token_;
  std::vector<store::Fact>
      held_;  // the first held_count_ are this statement's; the others' memory is used again
  size_t held_count_ = 0;
  bool overflowed_ = false;
  const Add* add_ = nullptr;  // not null: triples are told at once
  absl::Status added_;
  std::vector<std::unique_ptr<model::Term>> free_terms_;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_TURTLE_PARSER_H_
