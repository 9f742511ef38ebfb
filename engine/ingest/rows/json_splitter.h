// Finds where the values of a JSON text begin and end, so that a file of any size is parsed a value at a
// time: the elements of one array, or values that stand one behind the other. Pure work on bytes in memory.
// Brackets and strings are counted, nothing more: what is wrong inside a value is the parser's business
// (json_value.h), what is wrong between them is told here.
#ifndef TERN_ENGINE_INGEST_ROWS_JSON_SPLITTER_H_
#define TERN_ENGINE_INGEST_ROWS_JSON_SPLITTER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tern::ingest {

// Not thread-safe.
class JsonSplitter {
 public:
  enum class Result : uint8_t {
    kSkip,   // what stands between values: take size() bytes and go on
    kValue,  // a value of size() bytes is at the front
    kMore,   // `bytes` ends too early to tell
    kEnd,
    kBad,  // reason() says what is wrong at the front
  };

  // Reads at the front of `bytes`; `at_end`: nothing comes behind them. Behind kSkip and kValue the next call
  // gets what follows those size() bytes.
  Result Split(std::string_view bytes, bool at_end);

  size_t size() const { return size_; }
  std::string_view reason() const { return reason_; }

 private:
  enum class State : uint8_t {
    kStart,
    kValues,        // outside an array: a value or the end
    kFirstElement,  // behind "[": an element or "]"
    kElement,       // behind ",": an element
    kBehindElement,
    kDone,  // behind "]"
  };

  Result Skip(size_t size, State state);
  Result Bad(std::string_view reason);
  Result SplitValue(std::string_view bytes, bool at_end);

  State state_ = State::kStart;
  size_t size_ = 0;
  std::string_view reason_;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_JSON_SPLITTER_H_
