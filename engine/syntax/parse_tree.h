// The two questions that building a tree asks ANTLR's parse tree again and again.
#ifndef TERN_ENGINE_SYNTAX_PARSE_TREE_H_
#define TERN_ENGINE_SYNTAX_PARSE_TREE_H_

#include <cstddef>

#include "antlr4-runtime.h"

namespace tern::syntax {

// The child as a `Context`, or null where it is another. REQUIRES: there are so many children.
template <typename Context>
Context* ChildAs(const antlr4::ParserRuleContext* context, size_t child) {
  return dynamic_cast<Context*>(context->children[child]);
}

// The child's token, or null where it is a rule.
inline antlr4::Token* TokenAt(const antlr4::ParserRuleContext* context, size_t child) {
  auto* terminal = ChildAs<antlr4::tree::TerminalNode>(context, child);
  return terminal == nullptr ? nullptr : terminal->getSymbol();
}

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_PARSE_TREE_H_
