// Where reading may go on behind a bad statement of Turtle or TriG: behind its '.', or where a line starts
// that looks like the start of another. Half a statement must never be taken for a whole one, and no
// statement for one of another graph; where that cannot be told, there is no place, and the reading ends.
#ifndef TERN_ENGINE_INGEST_TURTLE_RECOVERY_H_
#define TERN_ENGINE_INGEST_TURTLE_RECOVERY_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/ingest/turtle_text.h"

namespace tern::ingest {

enum class TurtlePlace : uint8_t {
  kTurtle,  // there are no graphs
  kTop,     // TriG, between graphs
  kGraph,   // TriG, inside { }
};

struct TurtleResume {
  enum class Kind : uint8_t {
    kAt,        // go on at `offset`
    kStarved,   // more of the file must be seen
    kHopeless,  // there is no such place
  };
  Kind kind = Kind::kHopeless;
  size_t offset = 0;
};

// `begin`: where the bad statement starts.
TurtleResume FindTurtleResume(std::string_view window, bool is_whole, size_t begin,
                              const TurtleProblem& problem, TurtlePlace place);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_TURTLE_RECOVERY_H_
