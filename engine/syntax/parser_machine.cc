#include "engine/syntax/parser_machine.h"

#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "engine/syntax/bracket_token.h"
#include "engine/syntax/explain_error.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/plain_token.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using tern_grammar::TernQLParser;

// Stops at the first token that does not fit. ANTLR's own recovery would go on and report what follows from
// it.
class StopAtFirstError final : public antlr4::DefaultErrorStrategy {
 public:
  void reportError(antlr4::Parser* /*parser*/, const antlr4::RecognitionException& /*error*/) override {}
  void sync(antlr4::Parser* /*parser*/) override {}
  antlr4::Token* recoverInline(antlr4::Parser* parser) override {
    throw ParserStop{parser->getCurrentToken()->getTokenIndex()};
  }
  void recover(antlr4::Parser* parser, std::exception_ptr error) override {
    try {
      std::rethrow_exception(std::move(error));
    } catch (const antlr4::RecognitionException& recognition) {
      const antlr4::Token* token = recognition.getOffendingToken();
      throw ParserStop{(token != nullptr ? token : parser->getCurrentToken())->getTokenIndex()};
    }
  }
};

bool IsPrefixOperator(size_t type) {
  switch (type) {
    case TernQLParser::K_NOT:
    case TernQLParser::MINUS:
    case TernQLParser::CARET:
    case TernQLParser::DOUBLE_CARET:
    case TernQLParser::BANG:
      return true;
    default:
      return false;
  }
}

// Index of the first token deeper than kMaxNesting: brackets around it and operators right before it, which
// is how deep a parser for this grammar must recurse. The number of tokens where there is none.
size_t FindTooDeep(const std::vector<Lexeme>& tokens) {
  std::vector<int> inside;  // the depth right inside each open bracket
  int depth = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const size_t type = tokens[i].type;
    if (IsOpening(type)) {
      inside.push_back(++depth);
    } else if (IsClosing(type)) {
      if (!inside.empty()) inside.pop_back();
      depth = inside.empty() ? 0 : inside.back();
    } else if (IsPrefixOperator(type)) {
      depth += type == TernQLParser::DOUBLE_CARET ? 2 : 1;
    } else {
      depth = inside.empty() ? 0 : inside.back();
    }
    if (depth > kMaxNesting) return i;
  }
  return tokens.size();
}

}  // namespace

ParserMachine::BoundedLexer::BoundedLexer(Utf8Stream* stream)
    : TernQLLexer(stream), stream_(stream), simulator_(getInterpreter<antlr4::atn::LexerATNSimulator>()) {}

void ParserMachine::BoundedLexer::Restart() {
  count_ = 0;
  exceeded_ = false;
  setInputStream(stream_);
}

std::unique_ptr<antlr4::Token> ParserMachine::BoundedLexer::nextToken() {
  if (++count_ > kMaxStatementTokens) {
    exceeded_ = true;
    emitEOF();
    return std::move(token);
  }
  if (std::unique_ptr<antlr4::Token> plain = NextPlainToken()) return plain;
  return TernQLLexer::nextToken();
}

// Null where the lexer must go on from here, with the space in front passed.
std::unique_ptr<antlr4::Token> ParserMachine::BoundedLexer::NextPlainToken() {
  const std::string_view text = stream_->text();
  size_t begin = stream_->index();
  size_t line = simulator_->getLine();
  size_t column = simulator_->getCharPositionInLine();
  for (; begin < text.size(); ++begin) {
    if (text[begin] == '\n') {
      ++line;
      column = 0;
    } else if (text[begin] == ' ' || text[begin] == '\t' || text[begin] == '\r') {
      ++column;
    } else {
      break;
    }
  }
  if (begin == text.size()) return nullptr;
  const std::optional<PlainToken> plain = FindPlainToken(text.substr(begin));
  const size_t size = plain ? plain->size : 0;
  stream_->seek(begin + size);
  simulator_->setLine(line);
  simulator_->setCharPositionInLine(column + size);
  if (!plain) return nullptr;
  hitEOF = begin + size == text.size();
  return _factory->create({this, stream_}, plain->type, "", antlr4::Token::DEFAULT_CHANNEL, begin,
                          begin + size - 1, line, column);
}

ParserMachine::ParserMachine() : lexer_(&stream_), tokens_(&lexer_), parser_(&tokens_) {
  lexer_.removeErrorListeners();
  parser_.removeErrorListeners();
  parser_.setErrorHandler(std::make_shared<StopAtFirstError>());
}

void ParserMachine::Tokenize(SourceText* source, model::Location where) {
  const std::string_view text = source->text();
  stream_.Reset(text);
  lexer_.Restart();
  tokens_.setTokenSource(&lexer_);
  tokens_.fill();
  model::Location end = where;
  for (const antlr4::Token* token : tokens_.getTokens()) {
    if (token->getType() == antlr4::Token::EOF) break;
    const size_t start = token->getStartIndex();
    const size_t size = token->getStopIndex() + 1 - start;
    model::Location at;
    at.line = where.line + static_cast<uint32_t>(token->getLine()) - 1;
    at.column =
        static_cast<uint32_t>(token->getCharPositionInLine()) + (token->getLine() == 1 ? where.column : 1);
    at.offset = where.offset + static_cast<uint32_t>(start);
    at.length = static_cast<uint32_t>(size);
    source->Append({token->getType(), text.substr(start, size), at});
  }
  if (!source->tokens().empty()) end = MovedOver(source->tokens().back().where, source->tokens().back().text);
  source->Append({antlr4::Token::EOF, text.substr(text.size()), end});
  if (lexer_.exceeded()) {
    source->Complain(
        {"TQ028", model::StrCat("a statement of more than ", kMaxStatementTokens, " words and signs"),
         "end statements with ';', or cut this one into several"},
        source->tokens().front().where);
  }
  const size_t too_deep = FindTooDeep(source->tokens());
  if (too_deep < source->tokens().size()) {
    source->Complain({"TQ027", model::StrCat("nested more than ", kMaxNesting, " deep"), "split it"},
                     source->tokens()[too_deep].where);
  }
}

void ParserMachine::Rewind(bool full_context) {
  tokens_.seek(0);
  parser_.setTokenStream(&tokens_);
  parser_.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(
      full_context ? antlr4::atn::PredictionMode::LL : antlr4::atn::PredictionMode::SLL);
}

void ParserMachine::Explain(size_t stop, SourceText* source) const {
  Diagnostic diagnostic = ExplainError(source->tokens(), stop);
  source->Complain({std::move(diagnostic.code), std::move(diagnostic.message), std::move(diagnostic.advice)},
                   diagnostic.where);
}

void ParserMachine::Forget() {
  tokens_.setTokenSource(&lexer_);
  parser_.reset();
}

}  // namespace tern::syntax
