// Writes a dataset's statements as RDF text. Knows the IRIs and the words; what is said comes from the
// dataset.
#ifndef TERN_BENCH_DATASET_RDF_WRITER_H_
#define TERN_BENCH_DATASET_RDF_WRITER_H_

#include <cstdint>
#include <string>

#include "bench/dataset/dataset.h"

namespace tern::bench {

enum class RdfFormat : uint8_t { kNTriples, kNQuads, kTurtle };

// Appends text to the caller's string; holds one subject at most, so that a file of any size can be streamed.
// Call Begin once, Write for every statement, End once. Turtle groups what follows each other with one
// subject.
class RdfWriter {
 public:
  explicit RdfWriter(RdfFormat format) : format_(format) {}

  void Begin(std::string& out) const;
  // REQUIRES: the format is kNQuads where the statement is in a claim or about one.
  void Write(const Statement& statement, std::string& out);
  void End(std::string& out) const;

 private:
  struct Words;
  static const Words& WordsOf(RdfFormat format);
  void Subject(uint64_t subject, const Words& words, std::string& out);
  static void Predicate(const Statement& statement, const Words& words, std::string& out);
  static void Object(const Statement& statement, const Words& words, std::string& out);
  static void Number(const Statement& statement, const Words& words, std::string& out);
  static void ClaimProperty(const Statement& statement, std::string& out);

  RdfFormat format_;
  bool open_ = false;  // Turtle: a subject's statements are being written
  uint64_t subject_ = 0;
};

}  // namespace tern::bench

#endif  // TERN_BENCH_DATASET_RDF_WRITER_H_
