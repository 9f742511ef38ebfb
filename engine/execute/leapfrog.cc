#include "engine/execute/leapfrog.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "engine/execute/sorted_search.h"

namespace tern::execute {

using model::TermId;

namespace {

constexpr uint64_t kWorkPerPoll = 4096;
constexpr uint64_t kMaxPlacesPerValue = 8;

}  // namespace

size_t LeapfrogRelation::FirstPlace(size_t from, TermId id) const {
  if (places.empty()) return FirstAtLeast(firsts.data(), from, firsts.size(), id);
  if (id <= firsts[0]) return from;
  const uint64_t offset = id.bits() - firsts[0].bits();
  return offset < places.size() ? std::max<size_t>(from, places[offset]) : firsts.size();
}

size_t LeapfrogRelation::bytes() const {
  return (firsts.capacity() + seconds.capacity()) * sizeof(TermId) + begins.capacity() * sizeof(size_t) +
         counts.capacity() * sizeof(uint64_t) + places.capacity() * sizeof(uint32_t);
}

LeapfrogOperator::LeapfrogOperator(Context* context, std::vector<Variable> variables,
                                   std::vector<Variable> sorted_by, const std::vector<Variable>& sequence,
                                   std::vector<Input> inputs)
    : Operator(context, std::move(variables), std::move(sorted_by)),
      levels_(sequence.size()),
      place_of_input_(inputs.size(), 0),
      memory_(context, "a join of cycles") {
  for (size_t input = 0; input < inputs.size(); ++input) {
    const bool is_new = inputs[input].scan != nullptr;
    assert(is_new || inputs[input].same_as < input);
    rows_of_.push_back(is_new ? scans_.size() : rows_of_[inputs[input].same_as]);
    if (is_new) scans_.push_back(std::move(inputs[input].scan));
    for (size_t i = 0; i < inputs[input].variables.size(); ++i) {
      const auto level = std::find(sequence.begin(), sequence.end(), inputs[input].variables[i]);
      assert(level != sequence.end());
      Part part{};
      part.input = input;
      part.is_second = i == 1;
      part.is_last = i + 1 == inputs[input].variables.size();
      levels_[static_cast<size_t>(level - sequence.begin())].parts.push_back(part);
    }
  }
  for (const Variable& variable : this->variables()) {
    const auto level = std::find(sequence.begin(), sequence.end(), variable);
    output_levels_.push_back(static_cast<size_t>(level - sequence.begin()));
  }
  relations_.resize(scans_.size());
}

absl::Status LeapfrogOperator::PollNowAndThen() {
  return ++work_ % kWorkPerPoll == 0 ? context()->Poll() : absl::OkStatus();
}

// --- reading ---

absl::Status LeapfrogOperator::LoadInput(Operator& scan, LeapfrogRelation& relation) {
  relation.has_second = scan.variables().size() == 2;
  Batch batch;
  for (;;) {
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    auto more = scan.Next(batch);
    if (!more.ok()) return more.status();
    if (!*more) break;
    for (size_t row = 0; row < batch.rows; ++row) {
      const TermId first = batch.columns[0][row];
      const bool same_first = !relation.firsts.empty() && relation.firsts.back() == first;
      if (!same_first) {
        relation.firsts.push_back(first);
        if (relation.has_second) relation.begins.push_back(relation.seconds.size());
      }
      const size_t rows = relation.has_second ? relation.seconds.size() : relation.firsts.size();
      const bool is_repeated =
          same_first && (!relation.has_second || relation.seconds.back() == batch.columns[1][row]);
      if (is_repeated) {
        if (relation.counts.empty()) relation.counts.assign(rows, 1);
        ++relation.counts.back();
        continue;
      }
      if (relation.has_second) relation.seconds.push_back(batch.columns[1][row]);
      if (!relation.counts.empty()) relation.counts.push_back(1);
    }
    // Vectors grow by doubling: for a moment both the old and the new ones are there.
    if (absl::Status status = memory_.Set(loaded_bytes_ + relation.bytes() * 3 / 2); !status.ok())
      return status;
  }
  Close(relation);
  loaded_bytes_ += relation.bytes();
  return memory_.Set(loaded_bytes_);
}

void LeapfrogOperator::Close(LeapfrogRelation& relation) {
  if (relation.has_second) relation.begins.push_back(relation.seconds.size());
  const std::vector<TermId>& firsts = relation.firsts;
  if (firsts.size() < 2 || firsts.size() > std::numeric_limits<uint32_t>::max()) return;
  const uint64_t range = firsts.back().bits() - firsts.front().bits();
  if (range / kMaxPlacesPerValue > firsts.size()) return;
  relation.places.resize(range + 1);
  size_t next = 0;
  for (size_t place = 0; place < firsts.size(); ++place) {
    const uint64_t offset = firsts[place].bits() - firsts.front().bits();
    for (; next <= offset; ++next) relation.places[next] = static_cast<uint32_t>(place);
  }
}

absl::Status LeapfrogOperator::Load() {
  loaded_ = true;
  for (size_t i = 0; i < scans_.size(); ++i) {
    if (absl::Status status = LoadInput(*scans_[i], relations_[i]); !status.ok()) return status;
    scans_[i].reset();
    if (relations_[i].firsts.empty()) {
      done_ = true;
      return absl::OkStatus();
    }
  }
  enumerated_ = levels_.size();
  if (!counts_allowed_) return absl::OkStatus();
  enumerated_ = 0;
  for (const size_t level : output_levels_) enumerated_ = std::max(enumerated_, level + 1);
  return absl::OkStatus();
}

// --- searching ---

bool LeapfrogOperator::Open(size_t index) {
  Level& level = levels_[index];
  for (Part& part : level.parts) {
    const LeapfrogRelation& relation = RelationOf(part);
    if (part.is_second) {
      const size_t place = place_of_input_[part.input];
      part.ids = relation.seconds.data();
      part.at = relation.begins[place];
      part.end = relation.begins[place + 1];
    } else {
      part.ids = relation.firsts.data();
      part.at = 0;
      part.end = relation.firsts.size();
    }
  }
  return Agree(level);
}

bool LeapfrogOperator::Advance(size_t index) {
  ++levels_[index].parts[0].at;
  return Agree(levels_[index]);
}

void LeapfrogOperator::Seek(Part& part, TermId id) const {
  part.at = part.is_second ? FirstAtLeast(part.ids, part.at, part.end, id)
                           : RelationOf(part).FirstPlace(part.at, id);
}

// Each part in turn leaps to the greatest value that is seen, until all are at the same.
bool LeapfrogOperator::Agree(Level& level) {
  std::vector<Part>& parts = level.parts;
  if (parts[0].at >= parts[0].end) return false;
  TermId greatest = parts[0].ids[parts[0].at];
  size_t agreed = 1;
  for (size_t next = parts.size() > 1 ? 1 : 0; agreed < parts.size();) {
    Part& part = parts[next];
    Seek(part, greatest);
    if (part.at >= part.end) return false;
    const TermId id = part.ids[part.at];
    if (id == greatest) {
      ++agreed;
    } else {
      greatest = id;
      agreed = 1;
    }
    next = next + 1 == parts.size() ? 0 : next + 1;
  }
  level.value = greatest;
  for (const Part& part : parts) {
    if (!part.is_second) place_of_input_[part.input] = part.at;
  }
  return true;
}

// How many rows the inputs that end at this level have for its value.
uint64_t LeapfrogOperator::CountAt(const Level& level) const {
  uint64_t count = 1;
  for (const Part& part : level.parts) {
    if (part.is_last) count = MultiplyCounts(count, RelationOf(part).CountAt(part.at));
  }
  return count;
}

uint64_t LeapfrogOperator::CountCommon(const Part& a, const Part& b) {
  uint64_t count = 0;
  size_t x = a.at;
  size_t y = b.at;
  while (x < a.end && y < b.end) {
    if (a.ids[x] < b.ids[y]) {
      x = FirstAtLeast(a.ids, x + 1, a.end, b.ids[y]);
    } else if (b.ids[y] < a.ids[x]) {
      y = FirstAtLeast(b.ids, y + 1, b.end, a.ids[x]);
    } else {
      ++count;
      ++x;
      ++y;
    }
  }
  return count;
}

absl::Status LeapfrogOperator::AddBelow(size_t index, uint64_t factor, uint64_t& total) {
  if (absl::Status status = PollNowAndThen(); !status.ok()) return status;
  if (index == levels_.size()) {
    total = AddCounts(total, factor);
    return absl::OkStatus();
  }
  Level& level = levels_[index];
  bool found = Open(index);
  const bool is_common = found && index + 1 == levels_.size() && level.parts.size() == 2 &&
                         level.parts[0].is_second && level.parts[1].is_second &&
                         RelationOf(level.parts[0]).counts.empty() &&
                         RelationOf(level.parts[1]).counts.empty();
  if (is_common) {
    total = AddCounts(total, MultiplyCounts(factor, CountCommon(level.parts[0], level.parts[1])));
    return absl::OkStatus();
  }
  for (; found; found = Advance(index)) {
    const uint64_t count = MultiplyCounts(factor, CountAt(level));
    if (absl::Status status = AddBelow(index + 1, count, total); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// --- putting out ---

// Puts out the current row as often as it is due and there is room.
absl::Status LeapfrogOperator::Emit(Batch& batch) {
  if (repeats_ == 0) {
    uint64_t count = 1;
    for (size_t level = 0; level < enumerated_; ++level)
      count = MultiplyCounts(count, CountAt(levels_[level]));
    if (absl::Status status = AddBelow(enumerated_, count, repeats_); !status.ok()) return status;
    if (repeats_ == 0) return absl::OkStatus();
  }
  const size_t times =
      counts_allowed_
          ? 1
          : static_cast<size_t>(std::min<uint64_t>(repeats_, context()->batch_rows() - batch.rows));
  for (size_t c = 0; c < output_levels_.size(); ++c) {
    batch.columns[c].insert(batch.columns[c].end(), times, levels_[output_levels_[c]].value);
  }
  batch.rows += times;
  if (counts_allowed_) {
    batch.counts.push_back(repeats_);
    repeats_ = 0;
  } else {
    repeats_ -= times;
  }
  return absl::OkStatus();
}

absl::Status LeapfrogOperator::Search(Batch& batch) {
  if (enumerated_ == 0) {  // one number
    done_ = true;
    return Emit(batch);
  }
  if (!started_) {
    started_ = true;
    found_ = Open(0);
  }
  while (batch.rows < context()->batch_rows()) {
    if (absl::Status status = PollNowAndThen(); !status.ok()) return status;
    if (!found_) {
      if (level_ == 0) {
        done_ = true;
        return absl::OkStatus();
      }
      found_ = Advance(--level_);
    } else if (level_ + 1 < enumerated_) {
      found_ = Open(++level_);
    } else {
      if (absl::Status status = Emit(batch); !status.ok()) return status;
      if (repeats_ == 0) found_ = Advance(level_);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> LeapfrogOperator::Next(Batch& batch) {
  batch.Reset(variables().size());
  if (!loaded_) {
    if (absl::Status status = Load(); !status.ok()) return status;
  }
  if (done_) return false;
  if (absl::Status status = Search(batch); !status.ok()) return status;
  // Counts that are all one go without saying.
  if (std::all_of(batch.counts.begin(), batch.counts.end(), [](uint64_t count) { return count == 1; }))
    batch.counts.clear();
  return batch.rows > 0;
}

}  // namespace tern::execute
