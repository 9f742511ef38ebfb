#include "engine/session.h"

#include <type_traits>
#include <utility>
#include <variant>

#include "engine/load_rows.h"
#include "engine/prepared_query.h"
#include "engine/questions.h"
#include "engine/statement_context.h"
#include "engine/syntax/parameter_names.h"
#include "engine/writes.h"
#include "storage/model/text.h"

namespace tern {

SessionImpl::SessionImpl(std::shared_ptr<StoreAccess> access) : access_(std::move(access)) {}

absl::StatusOr<std::optional<StoreAccess::View>> SessionImpl::Read() {
  absl::StatusOr<View> view = access_->Read();
  if (view.ok()) {
    UseNamesOf(*view);
    return std::optional<View>(*std::move(view));
  }
  if (!absl::IsNotFound(view.status()) || !access_->options().create) return view.status();
  if (!names_commit_.has_value()) {
    const std::string& base = access_->options().base_namespace;
    names_ = syntax::Names::WithBase(base.empty() ? std::string(model::iri::kDefaultBase) : base);
    for (const auto& [name, iri] : session_prefixes_) names_.prefixes[name] = iri;
  }
  return std::optional<View>();
}

void SessionImpl::UseNamesOf(const View& view) {
  const uint64_t commit = view.snapshot->commit_number();
  if (names_commit_ == commit) return;
  names_commit_ = commit;
  names_ = syntax::Names::WithBase(view.snapshot->base_namespace());
  for (const auto& [name, iri] : view.snapshot->prefixes()) names_.prefixes[name] = iri;
  for (const auto& [name, iri] : session_prefixes_) names_.prefixes[name] = iri;
}

const syntax::Names& SessionImpl::names() {
  if (names_.base.empty()) Read().IgnoreError();  // where it fails, the next statement says so
  return names_;
}

absl::StatusOr<Outcome> SessionImpl::Run(std::string_view statement, const RunOptions& options,
                                         model::Location where) {
  absl::StatusOr<std::optional<View>> view = Read();
  if (!view.ok()) return view.status();
  const auto begin = std::chrono::steady_clock::now();
  absl::StatusOr<syntax::Statement> parsed = syntax::ParseStatement(statement, names_, where);
  parse_time_ = std::chrono::steady_clock::now() - begin;
  if (!parsed.ok()) return parsed.status();
  return RunParsed(*view, *std::move(parsed), options);
}

// Keeps the tree, and of a query the plan too.
class SessionImpl::Prepared : public PreparedStatement {
 public:
  Prepared(SessionImpl* session, syntax::Statement statement, std::vector<std::string> parameters)
      : session_(session), statement_(std::move(statement)), parameters_(std::move(parameters)) {
    auto* query = std::get_if<syntax::Query>(&statement_.value);
    if (query != nullptr) query_.emplace(std::move(*query), parameters_);
  }

  const std::vector<std::string>& parameters() const override { return parameters_; }

  absl::StatusOr<Outcome> Run(const RunOptions& options) override {
    absl::StatusOr<std::optional<View>> view = session_->Read();
    if (!view.ok()) return view.status();
    if (!query_) return session_->RunParsed(*view, statement_, options);
    if (!view->has_value()) return session_->NoDatabase();
    return query_->Run({**std::move(view), session_->names_, options});
  }

 private:
  SessionImpl* const session_;
  syntax::Statement statement_;  // of a query what query_ has left
  const std::vector<std::string> parameters_;
  std::optional<PreparedQuery> query_;
};

absl::StatusOr<std::unique_ptr<PreparedStatement>> SessionImpl::Prepare(std::string_view statement,
                                                                        model::Location where) {
  const absl::StatusOr<std::optional<View>> view = Read();
  if (!view.ok()) return view.status();
  syntax::Names names = names_;  // a prefix that is declared counts from its run on
  absl::StatusOr<syntax::Statement> parsed = syntax::ParseStatement(statement, names, where);
  if (!parsed.ok()) return parsed.status();
  return std::make_unique<Prepared>(this, *std::move(parsed), syntax::ParameterNames(statement));
}

absl::Status SessionImpl::NoDatabase() const {
  return absl::NotFoundError(model::StrCat("there is no database at ", access_->path()));
}

absl::StatusOr<Outcome> SessionImpl::RunParsed(const std::optional<View>& view, syntax::Statement statement,
                                               const RunOptions& options) {
  if (const auto* prefix = std::get_if<syntax::Prefix>(&statement.value)) return RunPrefix(*prefix);
  if (const auto* insert = std::get_if<syntax::Insert>(&statement.value))
    return RunInsert(*insert, *access_, view, names_, options);
  if (const auto* load = std::get_if<syntax::LoadRows>(&statement.value))
    return LoadRows(*load, *access_, view, names_, options);
  if (!view.has_value()) return NoDatabase();
  return RunOn(*view, std::move(statement), options);
}

absl::StatusOr<Outcome> SessionImpl::RunOn(const View& view, syntax::Statement statement,
                                           const RunOptions& options) {
  StatementContext context{view, names_, options};
  context.parse_time = parse_time_;
  return std::visit(
      [&](auto& value) -> absl::StatusOr<Outcome> {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, syntax::Query>) {
          return RunQuery(std::move(value), std::move(context));
        } else if constexpr (std::is_same_v<T, syntax::Ask>) {
          return RunAsk(std::move(value), std::move(context));
        } else if constexpr (std::is_same_v<T, syntax::Why>) {
          return RunWhy(std::move(value), std::move(context));
        } else if constexpr (std::is_same_v<T, syntax::Describe>) {
          return RunDescribe(std::move(value), std::move(context));
        } else if constexpr (std::is_same_v<T, syntax::Explain>) {
          return RunExplain(value, std::move(context));
        } else if constexpr (std::is_same_v<T, syntax::Delete>) {
          return RunDelete(value, *access_, view, names_, options);
        } else if constexpr (std::is_same_v<T, syntax::Update>) {
          return RunUpdate(value, *access_, view, names_, options);
        } else {
          return absl::InternalError("a statement came to a place where it cannot run");
        }
      },
      statement.value);
}

absl::StatusOr<Outcome> SessionImpl::RunPrefix(const syntax::Prefix& prefix) {
  session_prefixes_[prefix.name] = prefix.iri;
  names_.prefixes[prefix.name] = prefix.iri;
  Outcome outcome;
  outcome.kind = Outcome::Kind::kDone;
  outcome.message = model::StrCat("prefix ", prefix.name, ": set");
  return outcome;
}

}  // namespace tern
