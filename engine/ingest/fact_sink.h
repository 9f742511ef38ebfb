// Where readers put what they read: the narrow waist between file formats and the store. A reader calls
// StartFile once, then Add for each fact in file order, and never holds more than one statement; or it reads
// with several threads, each with a worker of its own.
#ifndef TERN_ENGINE_INGEST_FACT_SINK_H_
#define TERN_ENGINE_INGEST_FACT_SINK_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "storage/load/fact_view.h"
#include "storage/load/loader.h"
#include "storage/store/fact.h"

namespace tern::ingest {

class FactSink {
 public:
  virtual ~FactSink() = default;

  // Blank-node labels are local to a file: each file calls this first.
  virtual void StartFile() = 0;

  // InvalidArgument: this fact cannot be stored; the reader rejects its line and goes on. Any other error
  // ends the reading. The sink copies what it keeps: readers reuse `fact`.
  virtual absl::Status Add(const store::Fact& fact) = 0;

  // For the current file; no more at once than the reader was given threads, and none outlives the reading.
  // By default one that gives its facts to Add: enough for one thread.
  virtual std::unique_ptr<load::LoadWorker> NewWorker();

  // A prefix that the file declares; it persists with the facts.
  virtual void SavePrefix(const std::string& name, const std::string& iri) = 0;
};

// A fact that owns what `view` views.
store::Fact FactOf(const load::FactView& view);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_FACT_SINK_H_
