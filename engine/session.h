// One user's conversation with a database: keeps the prefixes, reads each statement and hands it to the part
// of the engine that answers it.
#ifndef TERN_ENGINE_SESSION_H_
#define TERN_ENGINE_SESSION_H_

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/database.h"
#include "engine/store_access.h"
#include "engine/syntax/syntax_tree.h"

namespace tern {

// Not thread-safe.
class SessionImpl : public Session {
 public:
  explicit SessionImpl(std::shared_ptr<StoreAccess> access);

  absl::StatusOr<Outcome> Run(std::string_view statement, const RunOptions& options,
                              model::Location where) override;
  absl::StatusOr<std::unique_ptr<PreparedStatement>> Prepare(std::string_view statement,
                                                             model::Location where) override;
  const syntax::Names& names() override;

 private:
  class Prepared;

  using View = StoreAccess::View;

  // The newest state; nothing where there is no store yet and one may be made.
  absl::StatusOr<std::optional<View>> Read();
  void UseNamesOf(const View& view);

  absl::StatusOr<Outcome> RunParsed(const std::optional<View>& view, syntax::Statement statement,
                                    const RunOptions& options);
  absl::Status NoDatabase() const;
  absl::StatusOr<Outcome> RunOn(const View& view, syntax::Statement statement, const RunOptions& options);
  absl::StatusOr<Outcome> RunPrefix(const syntax::Prefix& prefix);

  const std::shared_ptr<StoreAccess> access_;
  syntax::Names names_;
  std::map<std::string, std::string> session_prefixes_;  // set by this session; they go before saved ones
  std::optional<uint64_t> names_commit_;                 // the commit that names_ come from
  std::chrono::nanoseconds parse_time_{0};               // of the last statement
};

}  // namespace tern

#endif  // TERN_ENGINE_SESSION_H_
