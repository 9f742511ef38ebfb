// Writes a column of a block: the tag of every row, as runs or as codes, whichever is smaller, and a payload
// stream a tag (payload_encoder.h).
#ifndef TERN_STORAGE_BLOCK_COLUMN_ENCODER_H_
#define TERN_STORAGE_BLOCK_COLUMN_ENCODER_H_

#include <string>

#include "absl/types/span.h"
#include "storage/model/term_id.h"

namespace tern::block {

// Appends what Column::Parse reads. REQUIRES: 1 … kMaxRowsPerBlock ids.
void AppendColumn(absl::Span<const model::TermId> ids, std::string& out);

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_COLUMN_ENCODER_H_
