#include "engine/syntax/parameter_names.h"

#include <algorithm>
#include <exception>

#include "engine/syntax/parser_machine.h"
#include "engine/syntax/source_text.h"

namespace tern::syntax {

std::vector<std::string> ParameterNames(std::string_view statement) {
  std::vector<std::string> names;
  try {
    SourceText source(statement);
    ParserMachine machine;
    machine.Tokenize(&source, {});
    for (const Lexeme& token : source.tokens()) {
      if (token.type != ParserMachine::Parser::PARAMETER) continue;
      const std::string_view name = token.text.substr(1);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
    }
  } catch (const std::exception&) {
    names.clear();  // of memory alone: the statement has been parsed
  }
  return names;
}

}  // namespace tern::syntax
