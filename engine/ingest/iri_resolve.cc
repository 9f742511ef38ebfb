#include "engine/ingest/iri_resolve.h"

#include <optional>

#include "engine/ingest/text_rules.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

// The parts of an IRI (RFC 3986 §5.2.2, and appendix B); absent is not the same as empty.
struct IriParts {
  std::string_view scheme;  // without ":"; empty: none
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

IriParts PartsOf(std::string_view iri) {
  IriParts parts;
  if (IsAbsoluteIri(iri)) {
    parts.scheme = iri.substr(0, iri.find(':'));
    iri.remove_prefix(parts.scheme.size() + 1);
  }
  if (const size_t hash = iri.find('#'); hash != std::string_view::npos) {
    parts.fragment = iri.substr(hash + 1);
    iri = iri.substr(0, hash);
  }
  if (const size_t mark = iri.find('?'); mark != std::string_view::npos) {
    parts.query = iri.substr(mark + 1);
    iri = iri.substr(0, mark);
  }
  if (iri.substr(0, 2) == "//") {
    iri.remove_prefix(2);
    parts.authority = iri.substr(0, iri.find('/'));
    iri.remove_prefix(parts.authority->size());
  }
  parts.path = iri;
  return parts;
}

void DropLastSegment(std::string* path) {
  const size_t slash = path->rfind('/');
  path->resize(slash == std::string::npos ? 0 : slash);
}

// RFC 3986 §5.2.4.
std::string WithoutDotSegments(std::string_view in) {
  std::string out;
  while (!in.empty()) {
    if (in.substr(0, 3) == "../") {
      in.remove_prefix(3);
    } else if (in.substr(0, 2) == "./" || in.substr(0, 3) == "/./") {
      in.remove_prefix(2);
    } else if (in == "/.") {
      in = "/";
    } else if (in.substr(0, 4) == "/../") {
      in.remove_prefix(3);
      DropLastSegment(&out);
    } else if (in == "/..") {
      in = "/";
      DropLastSegment(&out);
    } else if (in == "." || in == "..") {
      in = {};
    } else {
      const size_t size = std::min(in.find('/', 1), in.size());
      out += in.substr(0, size);
      in.remove_prefix(size);
    }
  }
  return out;
}

// RFC 3986 §5.2.3.
std::string Merge(const IriParts& base, std::string_view path) {
  if (base.authority.has_value() && base.path.empty()) return model::StrCat("/", path);
  const size_t slash = base.path.rfind('/');
  const std::string_view folder = base.path.substr(0, slash == std::string_view::npos ? 0 : slash + 1);
  return model::StrCat(folder, path);
}

}  // namespace

std::string ResolveIri(std::string_view base, std::string_view reference) {
  const IriParts from = PartsOf(base);
  const IriParts given = PartsOf(reference);
  if (!given.scheme.empty()) return std::string(reference);
  std::optional<std::string_view> authority = from.authority;
  std::optional<std::string_view> query = given.query;
  std::string path;
  if (given.authority.has_value()) {
    authority = given.authority;
    path = WithoutDotSegments(given.path);
  } else if (given.path.empty()) {
    path = from.path;
    if (!query.has_value()) query = from.query;
  } else if (given.path[0] == '/') {
    path = WithoutDotSegments(given.path);
  } else {
    path = WithoutDotSegments(Merge(from, given.path));
  }
  std::string resolved = model::StrCat(from.scheme, ":");
  if (authority.has_value()) model::StrAppend(&resolved, "//", *authority);
  resolved += path;
  if (query.has_value()) model::StrAppend(&resolved, "?", *query);
  if (given.fragment.has_value()) model::StrAppend(&resolved, "#", *given.fragment);
  return resolved;
}

}  // namespace tern::ingest
