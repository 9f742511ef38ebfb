// What running a plan took, node by node: the numbers of `explain analyze`. Operators are wrapped where they
// are made, and only while a profile is asked for: other queries run the operators themselves.
#ifndef TERN_ENGINE_EXECUTE_PROFILE_H_
#define TERN_ENGINE_EXECUTE_PROFILE_H_

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "absl/container/node_hash_map.h"
#include "engine/algebra/plan.h"
#include "engine/execute/operator.h"
#include "storage/store/read_monitor.h"

namespace tern::execute {

// All but `rows` and `batches` with what the node's children took.
struct NodeProfile {
  uint64_t runs = 0;  // how often its operator was made: once for every row that an Apply above it runs for
  uint64_t batches = 0;
  uint64_t rows = 0;  // each as often as it stands for an equal one (Batch::counts)
  std::chrono::nanoseconds time{0};
  store::WorkCounts work;
  int64_t memory_bytes = 0;  // of its own operator alone
  int64_t peak_memory_bytes = 0;

  void AddMemory(int64_t bytes) {
    memory_bytes += bytes;
    peak_memory_bytes = std::max(peak_memory_bytes, memory_bytes);
  }
};

// Not thread-safe; must not outlive the plan.
class PlanProfile {
 public:
  // REQUIRES: every node stands in the plan once (WithoutSharing).
  explicit PlanProfile(const algebra::Node& root) { Add(root); }

  // Null for what is no node of the plan.
  NodeProfile* Find(const algebra::Node& node);
  // What the operators together kept at one time, at most.
  size_t peak_memory_bytes() const { return peak_memory_bytes_; }
  // REQUIRES: it is a node of the plan. A node that has not run has an operator above it that does its work.
  const NodeProfile& Of(const algebra::Node& node) const { return nodes_.at(&node); }

 private:
  friend class Context;
  void Add(const algebra::Node& node);

  absl::node_hash_map<const algebra::Node*, NodeProfile> nodes_;
  size_t peak_memory_bytes_ = 0;
};

// The same plan, in which no two places share a node.
algebra::NodePtr WithoutSharing(const algebra::NodePtr& root);

// `made`, which runs `node`; wrapped where the context's profile has the node.
OperatorPtr Profiled(Context* context, const algebra::Node& node, OperatorPtr made);

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_PROFILE_H_
