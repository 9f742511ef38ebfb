// A page of any bytes is refused or every walk through it stays inside them, and walks agree; also behind a
// checksum that agrees, which a fuzzer would not find by itself.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "storage/dictionary/page.h"
#include "storage/model/checksum.h"

namespace {

using tern::dictionary::Page;
using tern::dictionary::PageWalk;

void Check(std::string_view bytes) {
  const auto page = Page::Parse(bytes, nullptr);
  if (!page.ok()) {
    if (!absl::IsDataLoss(page.status())) std::abort();
    return;
  }
  std::vector<std::string> texts;
  PageWalk forward(*page);
  while (texts.size() < page->count() && forward.MoveTo(texts.size()).ok())
    texts.push_back(forward.entry().text);
  // A jump reads fewer entries than the walk did: it never fails where the walk did not.
  for (size_t i = texts.size(); i-- > 0;) {
    PageWalk jump(*page);
    if (!jump.MoveTo(i).ok() || jump.entry().text != texts[i]) std::abort();
  }
  PageWalk behind(*page);
  if (behind.MoveTo(page->count()).ok()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  Check(bytes);
  std::string forged = bytes;
  const uint64_t checksum = tern::model::Checksum(bytes);
  for (int i = 0; i < 8; ++i) forged.push_back(static_cast<char>(checksum >> (8 * i)));
  Check(forged);
  return 0;
}
