#include "engine/execute/profile.h"

#include <memory>
#include <utility>
#include <vector>

namespace tern::execute {
namespace {

using Clock = std::chrono::steady_clock;

// Adds what happens while it lives to a node, and tells the context whom memory is kept for meanwhile.
class Measurement {
 public:
  Measurement(Context* context, NodeProfile* node)
      : context_(context),
        node_(node),
        before_(context->running()),
        monitor_(context->snapshot().monitor()),
        begin_(Clock::now()) {
    if (monitor_ != nullptr) work_ = monitor_->counts();
    context_->set_running(node_);
  }
  ~Measurement() {
    context_->set_running(before_);
    if (monitor_ != nullptr) {
      store::WorkCounts work = monitor_->counts();
      work -= work_;
      node_->work += work;
    }
    node_->time += Clock::now() - begin_;
  }
  Measurement(const Measurement&) = delete;
  Measurement& operator=(const Measurement&) = delete;

 private:
  Context* const context_;
  NodeProfile* const node_;
  NodeProfile* const before_;
  const std::shared_ptr<store::ReadMonitor> monitor_;
  store::WorkCounts work_;
  const Clock::time_point begin_;
};

// Forwards every call, so that the plan runs as it does without.
class ProfiledOperator : public Operator {
 public:
  ProfiledOperator(Context* context, NodeProfile* node, OperatorPtr made)
      : Operator(context, made->variables(), made->sorted_by()), node_(node), made_(std::move(made)) {
    ++node_->runs;
  }

  absl::StatusOr<bool> Next(Batch& batch) override {
    const Measurement measurement(context(), node_);
    auto more = made_->Next(batch);
    if (more.ok() && *more) {
      ++node_->batches;
      if (batch.counts.empty()) {
        node_->rows += batch.rows;
      } else {
        for (const uint64_t count : batch.counts) node_->rows = AddCounts(node_->rows, count);
      }
    }
    return more;
  }

  absl::Status SkipTo(absl::Span<const model::TermId> key) override {
    const Measurement measurement(context(), node_);
    return made_->SkipTo(key);
  }

  void AllowCounts() override { made_->AllowCounts(); }

 private:
  NodeProfile* const node_;
  const OperatorPtr made_;
};

}  // namespace

NodeProfile* PlanProfile::Find(const algebra::Node& node) {
  const auto found = nodes_.find(&node);
  return found == nodes_.end() ? nullptr : &found->second;
}

void PlanProfile::Add(const algebra::Node& node) {
  nodes_.try_emplace(&node);
  for (const algebra::NodePtr& child : node.children) Add(*child);
}

algebra::NodePtr WithoutSharing(const algebra::NodePtr& root) {
  std::vector<algebra::NodePtr> children;
  children.reserve(root->children.size());
  for (const algebra::NodePtr& child : root->children) children.push_back(WithoutSharing(child));
  return std::make_shared<const algebra::Node>(
      algebra::Node{root->op, std::move(children), root->estimated_rows});
}

OperatorPtr Profiled(Context* context, const algebra::Node& node, OperatorPtr made) {
  NodeProfile* const profile = context->profile()->Find(node);
  if (profile == nullptr) return made;
  return std::make_unique<ProfiledOperator>(context, profile, std::move(made));
}

}  // namespace tern::execute
