// The connections on which users read a store: one for each reader at the same time, separate from the writer's. What was opened
// is kept for later.
//
// Thread-safe.
#pragma once

#include "adapters/sqlite/errors.hpp"
#include "adapters/sqlite/limits.hpp"
#include "adapters/sqlite/session.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton::adapters::sqlite {

class Readers {
 public:
  // `mode`: of the store that is read. With Write, this process has its writer, which outlives the readers.
  Readers(std::string path, OpenMode mode) : path_(std::move(path)), mode_(mode) {}

  // Calls `work` with a session and returns its result; it is called again where a writer was at work meanwhile, and what
  // was read does not count.
  template <class Work, class Result = std::invoke_result_t<Work, Session&>>
  runtime::StoreResult<Result> read(Work work);
  // Puts one in that is open already.
  void keep(std::unique_ptr<Session> session);
  // Closes those that are not in use.
  void drop();

 private:
  [[nodiscard]] runtime::StoreResult<std::unique_ptr<Session>> take();
  // The files are as they were when the session was opened; where it matters.
  [[nodiscard]] bool is_current(const Session& session) const {
    return !session.files || *session.files == look_at_files(path_);
  }

  std::string path_;
  OpenMode mode_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Session>> idle_;
};

template <class Work, class Result>
runtime::StoreResult<Result> Readers::read(Work work) {
  for (int attempt = 0; attempt < kReadAttempts; ++attempt) {
    auto session = take();
    if (!session) return std::unexpected(std::move(session).error());
    try {
      runtime::StoreResult<Result> result = work(**session);
      if (!is_current(**session)) continue;
      keep(*std::move(session));
      return result;
    } catch (const Failure& failure) {
      if (!is_current(**session)) continue;
      if (!breaks_connection(failure)) keep(*std::move(session));
      return std::unexpected(to_store_error(failure, path_));
    }
  }
  return std::unexpected(
      runtime::StoreError{runtime::StoreError::Kind::Busy, "'" + path_ + "' changes while it is read; try again", 0});
}

}  // namespace baton::adapters::sqlite
