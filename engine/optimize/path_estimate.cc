#include <algorithm>
#include <cmath>
#include <cstdint>

#include "engine/optimize/cardinality.h"

namespace tern::optimize {

using algebra::PathExpression;
using algebra::Scan;
using algebra::Slot;

// What is guessed about the steps of one path.
class PathGuess {
 public:
  explicit PathGuess(Cardinality* cardinality) : cardinality_(cardinality) {}

  // Of one path, both ends open.
  struct Shape {
    double subjects = 1;
    double objects = 1;
    double forward = 1;   // objects of one subject
    double backward = 1;  // subjects of one object
  };

  absl::StatusOr<Shape> Of(const PathExpression& path) {
    using Kind = PathExpression::Kind;
    switch (path.kind) {
      case Kind::kStep:
      case Kind::kAnyStep:
        return OfStep(path);
      case Kind::kInverse: {
        auto shape = Of(path.children[0]);
        if (!shape.ok()) return shape;
        return Shape{shape->objects, shape->subjects, shape->backward, shape->forward};
      }
      case Kind::kSequence:
      case Kind::kAlternative:
        return OfMany(path);
      case Kind::kRepeat:
        return OfRepeat(path);
    }
    return Shape();
  }

 private:
  absl::StatusOr<Shape> OfStep(const PathExpression& path) {
    Scan scan;
    scan.subject = Slot::Var("subject");
    scan.object = Slot::Var("object");
    if (path.kind == PathExpression::Kind::kStep) {
      if (!path.ids || path.ids->empty()) return Shape{1, 1, 0, 0};
      scan.predicate = Slot::Constant(path.predicates[0]);
      scan.predicate.ids = path.ids;
    }
    auto rows = cardinality_->Rows(scan);
    if (!rows.ok()) return rows.status();
    auto subjects = cardinality_->DistinctValues(scan, "subject");
    if (!subjects.ok()) return subjects.status();
    auto objects = cardinality_->DistinctValues(scan, "object");
    if (!objects.ok()) return objects.status();
    return Shape{*subjects, *objects, *rows / *subjects, *rows / *objects};
  }

  absl::StatusOr<Shape> OfMany(const PathExpression& path) {
    const bool in_sequence = path.kind == PathExpression::Kind::kSequence;
    Shape all{0, 0, in_sequence ? 1.0 : 0.0, in_sequence ? 1.0 : 0.0};
    for (const PathExpression& child : path.children) {
      auto shape = Of(child);
      if (!shape.ok()) return shape;
      if (in_sequence) {
        all.forward *= shape->forward;
        all.backward *= shape->backward;
        if (&child == &path.children.front()) all.subjects = shape->subjects;
        all.objects = shape->objects;
      } else {
        all.forward += shape->forward;
        all.backward += shape->backward;
        all.subjects += shape->subjects;
        all.objects += shape->objects;
      }
    }
    return all;
  }

  absl::StatusOr<Shape> OfRepeat(const PathExpression& path) {
    auto step = Of(path.children[0]);
    if (!step.ok()) return step;
    const double nodes = step->subjects + step->objects;
    Shape shape = *step;
    if (path.at_least == 0) shape.subjects = shape.objects = nodes;
    shape.forward = std::min(Sum(step->forward, path), path.at_least == 0 ? nodes : step->objects);
    shape.backward = std::min(Sum(step->backward, path), path.at_least == 0 ? nodes : step->subjects);
    return shape;
  }

  // The ends of all walks of the allowed lengths, where each step multiplies them by `degree`.
  static double Sum(double degree, const PathExpression& repeat) {
    const uint32_t last = repeat.at_most.value_or(repeat.at_least + Cardinality::kGuessedDepth);
    const uint32_t seen = std::min(last, repeat.at_least + Cardinality::kGuessedDepth);
    double sum = 0;
    for (uint32_t length = repeat.at_least; length <= seen; ++length) sum += std::pow(degree, length);
    return sum;
  }

  Cardinality* cardinality_;
};

absl::StatusOr<PathEstimate> Cardinality::Path(const algebra::PathScan& scan) {
  auto shape = PathGuess(this).Of(scan.path);
  if (!shape.ok()) return shape.status();
  PathEstimate estimate;
  estimate.from_subject = shape->forward;
  estimate.from_object = shape->backward;
  estimate.subjects = std::max(1.0, shape->subjects);
  estimate.objects = std::max(1.0, shape->objects);
  const auto values = [](const Slot& slot) {
    return slot.ids ? std::max<double>(1, static_cast<double>(slot.ids->size())) : 1.0;
  };
  if (scan.subject.is_constant() && scan.object.is_constant()) {
    estimate.rows = std::min(1.0, shape->forward / estimate.objects);
  } else if (scan.subject.is_constant()) {
    estimate.rows = values(scan.subject) * shape->forward;
  } else if (scan.object.is_constant()) {
    estimate.rows = values(scan.object) * shape->backward;
  } else {
    estimate.rows = estimate.subjects * shape->forward;
  }
  if (scan.subject.is_variable() && scan.subject == scan.object) estimate.rows /= estimate.objects;
  estimate.subjects = std::max(1.0, std::min(estimate.subjects, estimate.rows));
  estimate.objects = std::max(1.0, std::min(estimate.objects, estimate.rows));
  return estimate;
}

}  // namespace tern::optimize
