// The words for stances, as function `stance` says them and graph names of claims have them.
#ifndef TERN_STORAGE_MODEL_STANCE_NAME_H_
#define TERN_STORAGE_MODEL_STANCE_NAME_H_

#include <string_view>

#include "storage/model/term_id.h"

namespace tern::model {

// On disk in exports: never rename.
constexpr std::string_view StanceName(Stance stance) {
  switch (stance) {
    case Stance::kFor:
      return "for";
    case Stance::kAgainst:
      return "against";
    case Stance::kUnclear:
      return "unclear";
  }
  return "for";
}

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_STANCE_NAME_H_
