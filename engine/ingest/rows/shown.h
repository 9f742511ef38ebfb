// What a file says, in a message about it: one line, not long, and without the control characters that no
// terminal should get.
#ifndef TERN_ENGINE_INGEST_ROWS_SHOWN_H_
#define TERN_ENGINE_INGEST_ROWS_SHOWN_H_

#include <string>
#include <string_view>

namespace tern::ingest {

// At most 60 bytes of UTF-8 text and "..."; spaces for control characters.
std::string Shown(std::string_view text);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_SHOWN_H_
