// The parameters that a statement names.
#ifndef TERN_ENGINE_SYNTAX_PARAMETER_NAMES_H_
#define TERN_ENGINE_SYNTAX_PARAMETER_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

namespace tern::syntax {

// "country" for $country, each once, in order of appearance. REQUIRES: the text is a statement that parses.
std::vector<std::string> ParameterNames(std::string_view statement);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_PARAMETER_NAMES_H_
