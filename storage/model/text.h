// Between std::string_view and Abseil. Debian's Abseil is built for C++14, where absl::string_view is a type
// of its own that std::string_view does not convert to; these three names are the only place that has to
// know.
#ifndef TERN_STORAGE_MODEL_TEXT_H_
#define TERN_STORAGE_MODEL_TEXT_H_

#include <string>
#include <string_view>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tern::model {

// A view as Abseil takes it, and back.
inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view FromAbsl(absl::string_view text) { return {text.data(), text.size()}; }

namespace text_internal {
template <typename T>
decltype(auto) Adapt(const T& part) {
  if constexpr (std::is_same_v<T, std::string_view>) {
    return ToAbsl(part);
  } else {
    return (part);
  }
}
}  // namespace text_internal

// absl::StrCat and absl::StrAppend, for std::string_view too.
template <typename... Parts>
std::string StrCat(const Parts&... parts) {
  return absl::StrCat(text_internal::Adapt(parts)...);
}
template <typename... Parts>
void StrAppend(std::string* out, const Parts&... parts) {
  absl::StrAppend(out, text_internal::Adapt(parts)...);
}

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_TEXT_H_
