#include "engine/claims/evidence_rows.h"

#include <string>
#include <utility>

#include "engine/claims/stances.h"
#include "engine/execute/claim_verdicts.h"
#include "storage/model/stance_name.h"

namespace tern::claims {
namespace {

using execute::Cell;
using model::Term;

const std::vector<std::string>& Columns(bool has_answer) {
  static const auto* const kColumns =
      new std::vector<std::string>{"fact", "stance", "claim", "by", "source", "on", "quote"};
  static const auto* const kAnswerColumns =
      new std::vector<std::string>{"answer", "fact", "stance", "claim", "by", "source", "on", "quote"};
  return has_answer ? *kAnswerColumns : *kColumns;
}

Cell CellOf(std::vector<Term> values) {
  if (values.empty()) return Cell();
  if (values.size() == 1) return std::move(values[0]);
  std::vector<Cell> items(std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
  return Cell::List(std::move(items));
}

class EvidenceRowsImpl : public execute::Rows {
 public:
  EvidenceRowsImpl(std::optional<Term> answer, std::vector<AskedFact> facts, algebra::ClaimFilter filter,
                   std::shared_ptr<const store::Snapshot> snapshot, const execute::ContextOptions& options)
      : answer_(std::move(answer)),
        facts_(std::move(facts)),
        filter_(std::move(filter)),
        context_(std::move(snapshot), options) {}

  const std::vector<std::string>& columns() const override { return Columns(answer_.has_value()); }

  absl::StatusOr<bool> Next(execute::RowBatch& batch) override {
    batch.row_count = 0;
    batch.cells.clear();
    while (next_fact_ < facts_.size() && batch.row_count < context_.batch_rows()) {
      if (absl::Status status = context_.Poll(); !status.ok()) return status;
      if (absl::Status status = AddEvidence(batch); !status.ok()) {
        next_fact_ = facts_.size();
        return status;
      }
    }
    if (batch.row_count == 0 && !any_row_ && answer_.has_value()) {
      batch.cells.resize(columns().size());
      batch.cells[0] = *answer_;
      batch.row_count = 1;
    }
    any_row_ = true;
    return batch.row_count > 0;
  }

 private:
  absl::Status OpenReader(const AskedFact& fact) {
    ClaimTest counts;
    if (!filter_.empty()) {
      if (verdicts_ == nullptr) {
        auto verdicts = execute::ClaimVerdicts::Create(filter_, &context_);
        if (!verdicts.ok()) return verdicts.status();
        verdicts_ = *std::move(verdicts);
      }
      counts = [this](model::TermId claim) { return verdicts_->Keeps(claim); };
    }
    auto reader = EvidenceReader::Open(context_.snapshot(), fact.subject, fact.predicate, fact.object,
                                       std::move(counts));
    if (!reader.ok()) return reader.status();
    reader_ = *std::move(reader);
    return absl::OkStatus();
  }

  // Adds the next claim on the current fact, or moves to the next fact.
  absl::Status AddEvidence(execute::RowBatch& batch) {
    const AskedFact& fact = facts_[next_fact_];
    if (reader_ == nullptr) {
      if (absl::Status opened = OpenReader(fact); !opened.ok()) return opened;
    }
    auto evidence = reader_->Next();
    if (!evidence.ok()) return evidence.status();
    if (!*evidence) {
      reader_.reset();
      ++next_fact_;
      return absl::OkStatus();
    }
    any_row_ = true;
    Evidence& found = **evidence;
    ++batch.row_count;
    if (answer_.has_value()) batch.cells.emplace_back(*answer_);
    batch.cells.emplace_back(Term::String(fact.text));
    if (found.claim) {
      batch.cells.emplace_back(Term::String(std::string(model::StanceName(found.stance))));
      batch.cells.emplace_back(*std::move(found.claim));
    } else {
      batch.cells.resize(batch.cells.size() + 2);
    }
    for (std::vector<Term>* values : {&found.by, &found.source, &found.on, &found.quote})
      batch.cells.push_back(CellOf(std::move(*values)));
    return absl::OkStatus();
  }

  std::optional<Term> answer_;
  std::vector<AskedFact> facts_;
  algebra::ClaimFilter filter_;
  execute::Context context_;
  std::shared_ptr<execute::ClaimVerdicts> verdicts_;  // points at context_
  size_t next_fact_ = 0;
  std::unique_ptr<EvidenceReader> reader_;
  bool any_row_ = false;
};

}  // namespace

std::unique_ptr<execute::Rows> EvidenceRows(std::optional<Term> answer, std::vector<AskedFact> facts,
                                            const algebra::ClaimFilter& filter,
                                            std::shared_ptr<const store::Snapshot> snapshot,
                                            const execute::ContextOptions& options) {
  return std::make_unique<EvidenceRowsImpl>(std::move(answer), std::move(facts), filter, std::move(snapshot),
                                            options);
}

}  // namespace tern::claims
