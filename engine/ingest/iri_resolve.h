// Relative IRIs made absolute: RFC 3986 §5.2, strictly, over IRIs (RFC 3987 §6.5 keeps the algorithm). Pure
// text work.
#ifndef TERN_ENGINE_INGEST_IRI_RESOLVE_H_
#define TERN_ENGINE_INGEST_IRI_RESOLVE_H_

#include <string>
#include <string_view>

namespace tern::ingest {

// `reference` against `base`. A reference with a scheme is returned as it is, dot segments too: an IRI that
// is written whole means itself, in Turtle as in N-Triples. REQUIRES: base is absolute.
std::string ResolveIri(std::string_view base, std::string_view reference);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_IRI_RESOLVE_H_
