#include "engine/ingest/iri_resolve.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace tern::ingest {
namespace {

// RFC 3986 §5.4; the W3C's tests have more of them.
TEST(ResolveIriTest, NormalAndAbnormalReferences) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"g:h", "g:h"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../..", "http://a/"},
      {"../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
      {"g#s/../x", "http://a/b/c/g#s/../x"},
      {"中", "http://a/b/c/中"},
      {"http://x/a/../b", "http://x/a/../b"},
  };
  for (const auto& [reference, resolved] : cases) {
    EXPECT_EQ(ResolveIri("http://a/b/c/d;p?q", reference), resolved) << reference;
  }
}

TEST(ResolveIriTest, BasesWithoutAPathOrAnAuthority) {
  EXPECT_EQ(ResolveIri("http://a", "g"), "http://a/g");
  EXPECT_EQ(ResolveIri("http://a?q", "#s"), "http://a?q#s");
  EXPECT_EQ(ResolveIri("urn:x:y", "g"), "urn:g");
  EXPECT_EQ(ResolveIri("urn:x:y", "#g"), "urn:x:y#g");
  EXPECT_EQ(ResolveIri("file:///d/e", "f"), "file:///d/f");
}

}  // namespace
}  // namespace tern::ingest
