// Text and IRIs as N-Triples writes them, in ASCII escapes where they need one. TernQL and JSON read the same
// escapes, so that all of them write text this way.
#ifndef TERN_STORAGE_MODEL_QUOTED_TEXT_H_
#define TERN_STORAGE_MODEL_QUOTED_TEXT_H_

#include <string>
#include <string_view>

namespace tern::model {

// "text", between its quotation marks.
void AppendQuoted(std::string_view text, std::string& out);

// <iri>. What an IRIREF excludes is escaped (N-Triples §6), DEL too, which would not show.
void AppendBracketed(std::string_view iri, std::string& out);

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_QUOTED_TEXT_H_
