// What stands around the token at which the parser stopped: the questions that the recognizers of
// explain_error.cc ask.
#ifndef TERN_ENGINE_SYNTAX_ERROR_SITE_H_
#define TERN_ENGINE_SYNTAX_ERROR_SITE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/syntax/diagnostic.h"
#include "engine/syntax/source_text.h"

namespace tern::syntax {

class ErrorSite {
 public:
  // Inside which bracket of a walk or a value the place is, or in which clause of the statement or of the
  // group around it.
  enum class Region : uint8_t {
    kStart,    // nothing before it
    kEdge,     // inside -[ ]
    kMap,      // inside { } of an edge
    kList,     // inside [ ]
    kParens,   // inside ( )
    kPattern,  // among walks
    kLet,      // behind let or for, up to the next comma
    kTail,     // behind according to or as of
    kWhere,
    kReturn,  // behind return or with
    kOrder,   // behind order, skip or limit
  };

  // `tokens` outlives the site; its last one is the end of the text.
  ErrorSite(const std::vector<Lexeme>& tokens, size_t stop);

  const std::vector<Lexeme>& tokens() const { return tokens_; }
  size_t stop() const { return stop_; }
  const Lexeme& token() const { return tokens_[stop_]; }
  // The token `distance` behind (or, negative, before) the place; the end of the text where there is none
  // behind, an empty token of type 0 where there is none before.
  const Lexeme& At(std::ptrdiff_t distance) const;
  size_t TypeAt(std::ptrdiff_t distance) const { return At(distance).type; }
  bool AtEnd() const;

  Region region() const { return region_; }
  size_t opening() const { return opening_; }     // index of the innermost open bracket
  bool in_group() const { return is_in_group_; }  // the innermost open bracket is the { of a group

  // True where the place is in a pattern, outside of edges, or in a clause of values.
  bool in_pattern() const { return region_ == Region::kPattern || region_ == Region::kTail; }
  bool in_values() const;

  // True where the tokens before the place end with a whole node or value, so that something complete stands
  // there.
  bool BehindValue() const;
  // True where a node has to come: at the start of a walk or behind an edge.
  bool WantsNode() const;
  bool IsAdjacentBefore() const;  // no space between the token and the one before it

  // The first token as a word, in lower case; empty where it is no word.
  std::string FirstWord() const;

  // "the end", "'foo'": the token for a message.
  std::string Found() const;

  Diagnostic Here(std::string_view code, std::string message, std::string advice = "") const;
  Diagnostic Between(size_t first, size_t last, std::string_view code, std::string message,
                     std::string advice = "") const;

 private:
  struct Level {
    size_t opening;  // of the bracket, past the end for the statement itself
    Region region;
  };
  Region RegionInside(size_t opening, const std::vector<Level>& levels) const;
  void Enter(size_t index, Level* level) const;

  const std::vector<Lexeme>& tokens_;
  size_t stop_;
  size_t opening_ = 0;
  bool is_in_group_ = false;
  Region region_ = Region::kStart;
};

bool IsWord(const Lexeme& token);  // a name or a keyword
bool IsWord(const Lexeme& token, std::string_view word);
bool IsReservedWord(size_t type);  // may not be a bare node
bool IsNodeToken(size_t type);     // may start a node
std::string LowerWord(const Lexeme& token);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_ERROR_SITE_H_
