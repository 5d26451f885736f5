#include "engine/errors.hpp"

#include "engine/limits.hpp"

#include <string>
#include <utility>

namespace baton::engine {
namespace {

Error::Kind kind_of(runtime::StoreError::Kind kind) {
  using Store = runtime::StoreError::Kind;
  switch (kind) {
    case Store::Busy:
      return Error::Kind::Busy;
    case Store::Invalid:
      return Error::Kind::InvalidArgument;
    case Store::Unavailable:
    case Store::Full:
    case Store::ReadOnly:
    case Store::Corrupt:
    case Store::NewerFormat:
    case Store::UnknownOutcome:
      return Error::Kind::StoreFailed;
  }
  std::unreachable();
}

Error::Kind kind_of(runtime::Rejection::Kind kind) {
  using Rejected = runtime::Rejection::Kind;
  switch (kind) {
    case Rejected::Invalid:
      return Error::Kind::InvalidArgument;
    case Rejected::NotFound:
      return Error::Kind::NotFound;
    case Rejected::Conflict:
      return Error::Kind::Conflict;
    case Rejected::Overloaded:
      return Error::Kind::Overloaded;
    case Rejected::Quarantined:
      return Error::Kind::Quarantined;
    case Rejected::Stale:
      return Error::Kind::Stale;
    case Rejected::StoreFailed:
      return Error::Kind::StoreFailed;
  }
  std::unreachable();
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

Error error_of(runtime::StoreError error) {
  return Error{.kind = kind_of(error.kind), .message = std::move(error.message)};
}

Error error_of(const InstanceId& id, runtime::StoreError error) {
  using Kind = runtime::StoreError::Kind;
  if (error.kind != Kind::Corrupt && error.kind != Kind::NewerFormat) return error_of(std::move(error));
  return Error{.kind = Error::Kind::Quarantined,
               .message = "the instance '" + id.value + "' is quarantined: " + error.message};
}

Error error_of(runtime::Rejection rejection) {
  return Error{.kind = kind_of(rejection.kind), .message = std::move(rejection.reason)};
}

Error error_of(const std::vector<dsl::Diagnostic>& diagnostics) {
  Error error{.kind = Error::Kind::InvalidDefinition, .message = "the document is not a valid workflow definition"};
  for (const dsl::Diagnostic& diagnostic : diagnostics) error.details.push_back(text_of(diagnostic));
  return error;
}

Error no_such_instance(const InstanceId& id) {
  return Error{.kind = Error::Kind::NotFound, .message = "there is no instance '" + id.value + "'"};
}

Error no_such_revision(const InstanceId& id, Revision revision, Revision last) {
  return Error{.kind = Error::Kind::NotFound,
               .message = "the instance '" + id.value + "' has no revision " + std::to_string(revision.value) +
                          "; it has those from 1 to " + std::to_string(last.value)};
}

Error revision_not_kept(const InstanceId& id, Revision revision) {
  return Error{.kind = Error::Kind::Gone,
               .message = "what the instance '" + id.value + "' was at revision " + std::to_string(revision.value) +
                          " is not kept any more; its history says which records are"};
}

Error no_such_definition(const DefinitionName& name) {
  return Error{.kind = Error::Kind::NotFound, .message = "the workflow '" + text_of(name) + "' is not deployed"};
}

Error not_supported(const std::vector<core::Obstacle>& obstacles) {
  Error error{.kind = Error::Kind::NotSupported,
              .message = "the workflow is valid, but this version of Baton cannot run all of its tasks"};
  for (const core::Obstacle& obstacle : obstacles) error.details.push_back(describe(obstacle));
  return error;
}

Error missing_operators(std::vector<std::string> missing) {
  std::string message = "the workflow calls operators that are not registered with this engine: " + joined(missing);
  return Error{.kind = Error::Kind::MissingOperators, .message = std::move(message), .details = std::move(missing)};
}

Error missing_secrets(std::vector<std::string> missing) {
  std::string message = "the workflow uses secrets that this engine does not have: " + joined(missing) +
                        "; give them to it (EngineOptions::secrets, or --secrets FILE)";
  return Error{.kind = Error::Kind::InvalidArgument, .message = std::move(message), .details = std::move(missing)};
}

Error read_only() {
  return Error{.kind = Error::Kind::Conflict,
               .message = "this engine is read-only; open the store for writing to change it"};
}

Error overload() {
  return Error{.kind = Error::Kind::Overloaded, .message = "too many requests are waiting; try again later"};
}

Error too_many_bulks() {
  return Error{
      .kind = Error::Kind::Overloaded,
      .message = std::to_string(kMaxSubmittedBulks) +
                 " requests for many instances are in progress; submit this one again when one of them has ended"};
}

Error closing() {
  return Error{.kind = Error::Kind::Unavailable,
               .message = "the engine is closing; ask the next engine that opens its store"};
}

Error no_threads(const std::system_error& why) {
  return Error{.kind = Error::Kind::Overloaded,
               .message = "the system could not create a thread for the engine (" + why.code().message() +
                          "); try again later, or allow the user more processes"};
}

Error forked() {
  return Error{.kind = Error::Kind::Unavailable,
               .message =
                   "the engine belongs to the process that this one was forked from, and has no threads here; open "
                   "another one after the fork"};
}

Error called_back() {
  return Error{.kind = Error::Kind::Unavailable,
               .message =
                   "the engine was called from its own callback and would wait for itself; call it from another "
                   "thread, or after the callback has returned"};
}

Error waits_for_itself() {
  return Error{.kind = Error::Kind::Unavailable,
               .message =
                   "an operator waits without a limit for the instance that waits for its answer; answer first, or "
                   "give the wait a limit"};
}

Error all_operators_wait() {
  return Error{.kind = Error::Kind::Overloaded,
               .message =
                   "all threads for operators wait for instances, and no more may begin; give the wait a limit, raise "
                   "operator_threads, or let the document await a child workflow"};
}

std::string text_of(const dsl::Diagnostic& diagnostic) {
  const bool is_error = diagnostic.severity == dsl::Diagnostic::Severity::Error;
  return std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column) +
         (is_error ? ": error: " : ": note: ") + diagnostic.message;
}

std::string text_of(const DefinitionName& name) {
  return name.space + '/' + name.name + (name.version.empty() ? "" : ' ' + name.version);
}

}  // namespace baton::engine
