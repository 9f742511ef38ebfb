#include "engine/ingest/fact_sink.h"

#include <cstdint>
#include <string_view>

#include "storage/model/term.h"

namespace tern::ingest {
namespace {

model::Term TermOf(const load::TermView& view) {
  return {view.kind, std::string(view.value), std::string(view.datatype), std::string(view.language)};
}

class SingleWorker final : public load::LoadWorker {
 public:
  explicit SingleWorker(FactSink* sink) : sink_(sink) {}
  void StartChunk(uint32_t /*chunk*/) override {}
  absl::Status Add(const load::FactView& fact) override { return sink_->Add(FactOf(fact)); }
  absl::Status Add(const store::Fact& fact) override { return sink_->Add(fact); }

 private:
  FactSink* const sink_;
};

}  // namespace

store::Fact FactOf(const load::FactView& view) {
  store::Fact fact{TermOf(view.subject), TermOf(view.predicate), TermOf(view.object), {}};
  fact.claim.kind = view.claim.kind;
  fact.claim.stance = view.claim.stance;
  fact.claim.name = TermOf(view.claim.name);
  fact.claim.label = std::string(view.claim.label);
  return fact;
}

std::unique_ptr<load::LoadWorker> FactSink::NewWorker() { return std::make_unique<SingleWorker>(this); }

}  // namespace tern::ingest
