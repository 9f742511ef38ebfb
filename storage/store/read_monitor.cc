#include "storage/store/read_monitor.h"

namespace tern::store {

WorkCounts& WorkCounts::operator+=(const WorkCounts& other) {
  rows_scanned += other.rows_scanned;
  blocks_read += other.blocks_read;
  blocks_skipped += other.blocks_skipped;
  seeks += other.seeks;
  counts += other.counts;
  term_lookups += other.term_lookups;
  terms_decoded += other.terms_decoded;
  return *this;
}

WorkCounts& WorkCounts::operator-=(const WorkCounts& other) {
  rows_scanned -= other.rows_scanned;
  blocks_read -= other.blocks_read;
  blocks_skipped -= other.blocks_skipped;
  seeks -= other.seeks;
  counts -= other.counts;
  term_lookups -= other.term_lookups;
  terms_decoded -= other.terms_decoded;
  return *this;
}

WorkCounts ReadMonitor::counts() const {
  return {rows_scanned.value(),   blocks_read.value(),  blocks_skipped.value(), seeks.value(),
          ranges_counted.value(), term_lookups.value(), terms_decoded.value()};
}

}  // namespace tern::store
