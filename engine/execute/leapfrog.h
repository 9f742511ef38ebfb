// Joins scans variable by variable instead of scan by scan (Veldhuizen, "Leapfrog Triejoin", 2014): each
// value of the first variable that all scans with it agree on, under it each value of the second, and so on.
// For patterns with cycles, whose pairs of scans have far more rows than all of them together. The scans'
// rows are read whole first, once for scans that read the same, and kept as sorted arrays: 8 to 16 bytes a
// row.
#ifndef TERN_ENGINE_EXECUTE_LEAPFROG_H_
#define TERN_ENGINE_EXECUTE_LEAPFROG_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/execute/operator.h"

namespace tern::execute {

// The rows of a scan of one or two variables, sorted by them: each first value once, with its second values.
struct LeapfrogRelation {
  bool has_second = false;
  std::vector<model::TermId> firsts;
  std::vector<size_t> begins;  // has_second: where the second values of each first begin, and their end
  std::vector<model::TermId> seconds;
  // How many rows have the first value (or the pair, of which `seconds` tells); empty: one, all of them.
  std::vector<uint64_t> counts;
  // Where ids of `firsts` lie close together, finds them without a search: of each id from firsts[0] on, the
  // first place that is not below it.
  std::vector<uint32_t> places;

  uint64_t CountAt(size_t place) const { return counts.empty() ? 1 : counts[place]; }
  // The first place in `firsts`, `from` or behind, that is not below `id`.
  size_t FirstPlace(size_t from, model::TermId id) const;
  size_t bytes() const;
};

class LeapfrogOperator : public Operator {
 public:
  // A scan, whose columns are one or two variables of `sequence`, in that sequence and sorted by them.
  struct Input {
    OperatorPtr scan;  // null: the rows are those of input `same_as`
    size_t same_as = 0;
    std::vector<Variable> variables;  // of the columns
  };

  // `sequence`: all variables of the inputs, each in one at least. The output is sorted by it, as far as
  // `sorted_by` says.
  LeapfrogOperator(Context* context, std::vector<Variable> variables, std::vector<Variable> sorted_by,
                   const std::vector<Variable>& sequence, std::vector<Input> inputs);

  absl::StatusOr<bool> Next(Batch& batch) override;
  void AllowCounts() override { counts_allowed_ = true; }

 private:
  // An input's part in the search for the values of one variable.
  struct Part {
    size_t input;
    bool is_second;  // the input's second variable: the values under the first one's
    bool is_last;    // the input has no further variable: its counts are due
    const model::TermId* ids = nullptr;
    size_t at = 0;
    size_t end = 0;
  };
  struct Level {
    std::vector<Part> parts;
    model::TermId value;
  };

  absl::Status Load();
  absl::Status LoadInput(Operator& scan, LeapfrogRelation& relation);
  static void Close(LeapfrogRelation& relation);
  const LeapfrogRelation& RelationOf(const Part& part) const { return relations_[rows_of_[part.input]]; }

  // Moves to the first value of a level, or to the next; false where there is none.
  bool Open(size_t index);
  bool Advance(size_t index);
  bool Agree(Level& level);
  void Seek(Part& part, model::TermId id) const;
  uint64_t CountAt(const Level& level) const;
  // How many rows follow from the values of the levels before this one.
  absl::Status AddBelow(size_t index, uint64_t factor, uint64_t& total);
  static uint64_t CountCommon(const Part& a, const Part& b);

  absl::Status Search(Batch& batch);
  absl::Status Emit(Batch& batch);
  absl::Status PollNowAndThen();

  std::vector<OperatorPtr> scans_;
  std::vector<size_t> rows_of_;  // of each input: the relation with its rows
  std::vector<LeapfrogRelation> relations_;
  std::vector<Level> levels_;           // one a variable of the sequence
  std::vector<size_t> output_levels_;   // of each output column
  std::vector<size_t> place_of_input_;  // where its first value is, in `firsts`
  size_t enumerated_ = 0;               // levels whose values go out; those behind are only counted
  bool counts_allowed_ = false;
  MemoryUse memory_;
  size_t loaded_bytes_ = 0;
  bool loaded_ = false;
  bool started_ = false;
  bool done_ = false;
  size_t level_ = 0;  // the innermost open one
  bool found_ = false;
  uint64_t repeats_ = 0;  // of the current row, where it goes out more than once
  uint64_t work_ = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_LEAPFROG_H_
