// How claims come back from N-Quads and TriG (results/nquads.h and results/turtle.h write them). A graph name
// is a named claim; three forms of IRI carry what RDF has no word for (the constants are in
// storage/model/term.h, and in exported files: never change them):
//
//   graph   urn:tern-claim:N:STANCE      the anonymous claim N of this file, its stance
//   node    urn:tern-claim:N             that claim as a subject (of its properties) or an object
//   graph   urn:tern-stance:STANCE:IRI   the named claim IRI (or _:label), with a stance that is not `for`
//
// N is a number that means nothing outside its file.
#ifndef TERN_ENGINE_INGEST_CLAIM_GRAPH_H_
#define TERN_ENGINE_INGEST_CLAIM_GRAPH_H_

#include <string_view>

#include "storage/load/fact_view.h"
#include "storage/model/term.h"
#include "storage/store/fact.h"

namespace tern::ingest {

// True for `urn:tern-claim:N` with N a decimal number.
bool IsClaimIri(std::string_view iri);

// Sets `claim` to what a graph name says, in views of it. REQUIRES: `graph` is an IRI or a blank node.
void ClaimFromGraph(const load::TermView& graph, load::ClaimView* claim);

// Makes of a triple and its graph (null: none) the fact that they stand for: sets triple.claim, and turns
// nodes that are claims into such. False where the triple is a property of a claim and yet in a graph.
bool FactFromTriple(const model::Term* graph, store::Fact& triple);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_CLAIM_GRAPH_H_
