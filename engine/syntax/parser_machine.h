// ANTLR's lexer and parser, kept from one statement to the next: what they learn about the grammar (their
// automata) is what makes them fast, and building them costs more than parsing a fact. One machine belongs to
// one thread.
//
// Prediction starts with SLL, which is enough for every well-formed statement the tests know; a statement
// that SLL refuses is parsed again with full LL before it counts as wrong (Parr, Harwell, Fisher, "Adaptive
// LL(*) Parsing", §5.3).
#ifndef TERN_ENGINE_SYNTAX_PARSER_MACHINE_H_
#define TERN_ENGINE_SYNTAX_PARSER_MACHINE_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "TernQLLexer.h"
#include "TernQLParser.h"
#include "engine/syntax/source_text.h"
#include "engine/syntax/utf8_stream.h"
#include "storage/model/location.h"

namespace tern::syntax {

// More tokens than this are refused: ANTLR takes some 500 bytes for each.
inline constexpr size_t kMaxStatementTokens = size_t{1} << 18;

// Exceptions of ANTLR (and of memory) leave these functions; parser.cc ends them.
class ParserMachine {
 public:
  using Parser = tern_grammar::TernQLParser;

  ParserMachine();
  ParserMachine(const ParserMachine&) = delete;
  ParserMachine& operator=(const ParserMachine&) = delete;

  // Reads `source.text()` into tokens; `where` is its place. Complains where they are too many or nested too
  // deep. REQUIRES: the text is valid UTF-8 and outlives the machine's use of it.
  void Tokenize(SourceText* source, model::Location where);

  // Parses what Tokenize read. On success null is never returned and the tree lives until the next call;
  // otherwise complains and returns null.
  template <typename Context>
  Context* Parse(Context* (Parser::*rule)(), SourceText* source);

  // Gives back what the last statement took.
  void Forget();

 private:
  // Stops after kMaxStatementTokens, so that no text grows the token list without bound. Reads plain tokens
  // by hand.
  class BoundedLexer : public tern_grammar::TernQLLexer {
   public:
    explicit BoundedLexer(Utf8Stream* stream);
    void Restart();
    std::unique_ptr<antlr4::Token> nextToken() override;
    bool exceeded() const { return exceeded_; }

   private:
    std::unique_ptr<antlr4::Token> NextPlainToken();

    Utf8Stream* const stream_;
    antlr4::atn::LexerATNSimulator* const simulator_;  // keeps the place in lines
    size_t count_ = 0;
    bool exceeded_ = false;
  };

  void Rewind(bool full_context);
  void Explain(size_t stop, SourceText* source) const;

  Utf8Stream stream_;
  BoundedLexer lexer_;
  antlr4::CommonTokenStream tokens_;
  Parser parser_;
};

// Where ANTLR's parser gave up.
struct ParserStop {
  size_t token;  // its index
};

template <typename Context>
Context* ParserMachine::Parse(Context* (Parser::*rule)(), SourceText* source) {
  for (const bool full_context : {false, true}) {
    Rewind(full_context);
    try {
      return (parser_.*rule)();
    } catch (const ParserStop& stop) {
      if (full_context) Explain(stop.token, source);
    }
  }
  return nullptr;
}

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_PARSER_MACHINE_H_
