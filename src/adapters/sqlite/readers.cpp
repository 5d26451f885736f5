#include "adapters/sqlite/readers.hpp"

namespace baton::adapters::sqlite {

using runtime::StoreResult;

StoreResult<std::unique_ptr<Session>> Readers::take() {
  while (true) {
    std::unique_ptr<Session> session;
    {
      const std::lock_guard lock(mutex_);
      if (idle_.empty()) break;
      session = std::move(idle_.back());
      idle_.pop_back();
    }
    if (is_current(*session)) return session;
  }
  try {
    if (mode_ == OpenMode::Write) return open_beside_writer(path_);
    return open_session(path_, OpenMode::Read);
  } catch (const Failure& failure) {
    return std::unexpected(to_store_error(failure, path_));
  }
}

void Readers::keep(std::unique_ptr<Session> session) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(session));
}

void Readers::drop() {
  const std::lock_guard lock(mutex_);
  idle_.clear();
}

}  // namespace baton::adapters::sqlite
