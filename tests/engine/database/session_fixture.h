// A session on a store of its own, whose answers are text: what the tests of statements are written with.
#ifndef TERN_TESTS_ENGINE_DATABASE_SESSION_FIXTURE_H_
#define TERN_TESTS_ENGINE_DATABASE_SESSION_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/database.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern {

class SessionFixture : public ::testing::Test {
 protected:
  SessionFixture() {
    DatabaseOptions options;
    options.create = true;
    database_ = *Database::Open(directory_.File("db"), options);
    session_ = database_->NewSession();
  }

  // Rows as CSV, a message or a plan, or "TQ012: …" for a wrong statement.
  std::string Answer(std::string_view statement, const RunOptions& options = {}) {
    return Shown(session_->Run(statement, options));
  }

  std::string Shown(absl::StatusOr<Outcome> outcome) {
    if (!outcome.ok()) {
      const std::optional<syntax::Diagnostic> diagnostic = syntax::FromStatus(outcome.status());
      return diagnostic.has_value() ? diagnostic->code + ": " + diagnostic->message
                                    : outcome.status().ToString();
    }
    warnings_ = outcome->warnings;
    if (outcome->kind != Outcome::Kind::kRows) return outcome->message;
    std::ostringstream out;
    results::WriteOptions write_options;
    write_options.names = session_->names();
    const absl::StatusOr<uint64_t> rows =
        results::WriteRows(*outcome->rows, results::Format::kCsv, write_options, out);
    return rows.ok() ? out.str() : rows.status().ToString();
  }

  tern::testing::TempDirectory directory_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Session> session_;
  std::vector<std::string> warnings_;  // of the last statement that ran
};

}  // namespace tern

#endif  // TERN_TESTS_ENGINE_DATABASE_SESSION_FIXTURE_H_
