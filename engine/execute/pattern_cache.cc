#include "engine/execute/pattern_cache.h"

#include "engine/algebra/pattern_options.h"
#include "re2/re2.h"
#include "storage/model/text.h"

namespace tern::execute {
namespace {

using algebra::PatternOptions;

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::Status CheckPattern(std::string_view pattern) {
  const RE2 compiled(Piece(pattern), PatternOptions());
  if (compiled.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      model::StrCat("'", pattern, "' is no regular expression: ", compiled.error()));
}

PatternCache::PatternCache() = default;
PatternCache::~PatternCache() = default;

const re2::RE2* PatternCache::Find(std::string_view pattern) {
  if (last_ != nullptr && pattern == last_pattern_) return last_->ok() ? last_ : nullptr;
  auto known = patterns_.find(model::ToAbsl(pattern));
  if (known == patterns_.end()) {
    if (patterns_.size() >= kMaxPatterns) patterns_.clear();
    auto compiled = std::make_unique<RE2>(Piece(pattern), PatternOptions());
    known = patterns_.emplace(std::string(pattern), std::move(compiled)).first;
  }
  last_pattern_.assign(pattern);
  last_ = known->second.get();
  return last_->ok() ? last_ : nullptr;
}

}  // namespace tern::execute
