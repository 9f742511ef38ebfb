// The claims on some facts as rows: what `ask` and `why` answer.
#ifndef TERN_ENGINE_CLAIMS_EVIDENCE_ROWS_H_
#define TERN_ENGINE_CLAIMS_EVIDENCE_ROWS_H_

#include <memory>
#include <optional>
#include <vector>

#include "engine/algebra/claim_filter.h"
#include "engine/claims/asked_facts.h"
#include "engine/execute/context.h"
#include "engine/execute/rows.h"
#include "storage/model/term.h"
#include "storage/store/snapshot.h"

namespace tern::claims {

// Columns: fact, stance, claim, by, source, on, quote; before them `answer` where there is one. A row per
// claim that the filter keeps, fact by fact. A fact that was stated without a claim has a row with nulls
// behind `fact`, before those of its claims. With an answer there is a row in any case. Several values of a
// property are a list.
std::unique_ptr<execute::Rows> EvidenceRows(std::optional<model::Term> answer, std::vector<AskedFact> facts,
                                            const algebra::ClaimFilter& filter,
                                            std::shared_ptr<const store::Snapshot> snapshot,
                                            const execute::ContextOptions& options);

}  // namespace tern::claims

#endif  // TERN_ENGINE_CLAIMS_EVIDENCE_ROWS_H_
