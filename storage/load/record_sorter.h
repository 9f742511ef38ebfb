// External sort of fixed-size records (sort_record.h) under a memory budget. Records gather in a buffer; a
// full buffer is sorted by a stable radix sort from the last byte (bytes that are the same in all are
// skipped) and written as a run; at the end the runs and the last buffer are merged. What fits the buffer
// never sees the disk. Knuth, The Art of Computer Programming 3, §5.2.5 and §5.4.1.
#ifndef TERN_STORAGE_LOAD_RECORD_SORTER_H_
#define TERN_STORAGE_LOAD_RECORD_SORTER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/load/scratch_file.h"
#include "storage/load/sort_record.h"
#include "storage/memory/paged_array.h"

namespace tern::load {

// Sorts in place; `spare` has room for as many. REQUIRES: where key.ties, the key is the first word.
template <size_t kWords>
void RadixSort(SortRecord<kWords>* records, SortRecord<kWords>* spare, size_t count, SortKey key);

// A sorted run: in memory or in a file.
template <size_t kWords>
class RecordRun {
 public:
  using Record = SortRecord<kWords>;
  RecordRun(const Record* begin, const Record* end) : at_(begin), end_(end) {}
  explicit RecordRun(std::string path) : file_(std::make_unique<ScratchReader>(std::move(path))) {}

  // False at the end.
  absl::StatusOr<bool> Next(Record& record) {
    if (at_ == end_) {
      const absl::StatusOr<bool> more = NextFrame();
      if (!more.ok() || !*more) return more;
    }
    record = *at_++;
    return true;
  }

 private:
  absl::StatusOr<bool> NextFrame();

  const Record* at_ = nullptr;
  const Record* end_ = nullptr;
  std::unique_ptr<ScratchReader> file_;
  std::vector<Record> frame_;
};

// Not thread-safe.
template <size_t kWords>
class RecordSorter {
 public:
  using Record = SortRecord<kWords>;

  // `path` begins the names of the runs' files. Uses up to `budget_bytes` until Runs, then no more than that.
  RecordSorter(std::string path, SortKey key, size_t budget_bytes);

  absl::Status Add(const Record& record) {
    if (size_ == capacity_) {
      if (absl::Status status = Spill(); !status.ok()) return status;
    }
    buffer_[size_++] = record;
    return absl::OkStatus();
  }

  // Sorts what is left, and gives back all runs; the sorter must outlive them. To be called once. `spill`:
  // the last one goes to a file too, and the memory is given back.
  absl::StatusOr<std::vector<RecordRun<kWords>>> Runs(bool spill = false);

 private:
  absl::Status Spill();

  const std::string path_;
  const SortKey key_;
  size_t capacity_;
  size_t size_ = 0;
  memory::PagedArray<Record> buffer_;
  memory::PagedArray<Record> spare_;
  std::vector<std::string> files_;
};

// The records of several runs in ascending order, repetitions once. Equal records come from the same
// statement.
template <size_t kWords>
class RecordMerge {
 public:
  using Record = SortRecord<kWords>;
  explicit RecordMerge(std::vector<RecordRun<kWords>> runs) : runs_(std::move(runs)) {}

  // False at the end.
  absl::StatusOr<bool> Next(Record& record);

 private:
  struct Head {
    Record record;
    size_t run;
  };
  absl::Status Start();
  // Takes the next record of the smallest run, or the run out where it has ended.
  absl::Status Advance();
  void SiftDown(size_t at);

  std::vector<RecordRun<kWords>> runs_;
  std::vector<Head> heads_;  // a binary heap, the smallest in front
  bool started_ = false;
};

extern template class RecordSorter<2>;
extern template class RecordSorter<3>;
extern template class RecordMerge<2>;
extern template class RecordMerge<3>;
extern template class RecordRun<2>;
extern template class RecordRun<3>;

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_RECORD_SORTER_H_
