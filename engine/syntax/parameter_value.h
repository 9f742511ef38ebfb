// What a parameter, `$name`, stands for while a statement runs: a term or a list of terms. Values come from
// `--param name=value` (ParseParameter in parser.h) and from callers of the engine.
#ifndef TERN_ENGINE_SYNTAX_PARAMETER_VALUE_H_
#define TERN_ENGINE_SYNTAX_PARAMETER_VALUE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "storage/model/term.h"

namespace tern::syntax {

struct ParameterValue {
  ParameterValue() : terms(1) {}
  ParameterValue(model::Term term) {  // NOLINT(google-explicit-constructor): a term is a value as it is
    terms.push_back(std::move(term));
  }
  static ParameterValue List(std::vector<model::Term> items) {
    ParameterValue value;
    value.is_list = true;
    value.terms = std::move(items);
    return value;
  }

  bool is_list = false;
  std::vector<model::Term> terms;  // exactly one where it is no list

  friend bool operator==(const ParameterValue&, const ParameterValue&) = default;
};

using Parameters = std::map<std::string, ParameterValue>;  // names without "$"

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_PARAMETER_VALUE_H_
