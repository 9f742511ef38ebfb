// A file descriptor as a stream that remembers why it failed: std::ostream alone cannot tell a reader that
// has gone (quiet) from a full disk (an error). Writes when 64 KiB are full, at flush(), and at the end.
#ifndef TERN_CLI_OUTPUT_H_
#define TERN_CLI_OUTPUT_H_

#include <ostream>
#include <streambuf>
#include <vector>

namespace tern::cli {

class DescriptorBuffer : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor);
  ~DescriptorBuffer() override;
  DescriptorBuffer(const DescriptorBuffer&) = delete;
  DescriptorBuffer& operator=(const DescriptorBuffer&) = delete;

  int error() const { return error_; }  // errno of the first write that failed, or 0

 protected:
  int_type overflow(int_type c) override;
  int sync() override;

 private:
  bool WriteOut();

  const int descriptor_;
  int error_ = 0;
  std::vector<char> buffer_;
};

// Not thread-safe. Does not close the descriptor.
class Output : public std::ostream {
 public:
  explicit Output(int descriptor) : std::ostream(nullptr), buffer_(descriptor) { rdbuf(&buffer_); }

  bool failed() const { return buffer_.error() != 0; }
  int error() const { return buffer_.error(); }

 private:
  DescriptorBuffer buffer_;
};

}  // namespace tern::cli

#endif  // TERN_CLI_OUTPUT_H_
