// Compiled regular expressions of `matches` and `replace` (RE2 syntax, UTF-8). A query has few patterns, most
// of them constants, and many rows: each pattern is compiled once and kept, as long as they are not too many.
#ifndef TERN_ENGINE_EXECUTE_PATTERN_CACHE_H_
#define TERN_ENGINE_EXECUTE_PATTERN_CACHE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"

namespace re2 {
class RE2;
}  // namespace re2

namespace tern::execute {

// InvalidArgument with what is wrong, where `pattern` is no regular expression or too large a one.
absl::Status CheckPattern(std::string_view pattern);

// Not thread-safe.
class PatternCache {
 public:
  static constexpr size_t kMaxPatterns = 64;  // then it starts anew

  PatternCache();
  ~PatternCache();

  // Null where `pattern` is none. Good until the next call.
  const re2::RE2* Find(std::string_view pattern);

 private:
  absl::flat_hash_map<std::string, std::unique_ptr<re2::RE2>> patterns_;
  std::string last_pattern_;
  const re2::RE2* last_ = nullptr;  // of last_pattern_
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_PATTERN_CACHE_H_
