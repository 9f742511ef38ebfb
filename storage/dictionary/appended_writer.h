// Writes many appended terms as one sorted table: first all numbers, then all ways back, so that nothing has
// to be held. The same keys and values as AppendTerm puts.
#ifndef TERN_STORAGE_DICTIONARY_APPENDED_WRITER_H_
#define TERN_STORAGE_DICTIONARY_APPENDED_WRITER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "storage/dictionary/dictionary.h"
#include "storage/model/term_id.h"

namespace tern::dictionary {

// Emits ascending keys of the dictionary family. Not thread-safe.
class AppendedWriter {
 public:
  explicit AppendedWriter(BaseWriter::Put put) : put_(std::move(put)) {}

  // First AddForward of every term, then AddReverse of every term. REQUIRES: both by ascending tags, and
  // inside a tag by ascending numbers and ascending keys.
  absl::Status AddForward(model::TermId id, std::string_view key);
  absl::Status AddReverse(model::TermId id, std::string_view key);
  absl::Status Finish() { return FlushLong(); }

 private:
  absl::Status FlushLong();

  BaseWriter::Put put_;
  // Ways back of long keys with the same beginning: they sort by checksum, not by key.
  std::vector<std::string> long_keys_;
};

}  // namespace tern::dictionary

#endif  // TERN_STORAGE_DICTIONARY_APPENDED_WRITER_H_
