// One writer per database: an OS lock on the file `<path>.lock`, which the kernel drops with the process that holds it;
// a child that this forks does not hold it.
// The file also says, as text, which process that is; it stays behind and means nothing unless it is locked. It is removed
// only if no store was created next to it.
#pragma once

#include "runtime/ports/store.hpp"

#include <string>

namespace baton::adapters::sqlite {

class WriterLock {
 public:
  // Busy, naming the owner's pid, while another process, or this one, holds it.
  [[nodiscard]] static runtime::StoreResult<WriterLock> acquire(const std::string& path);

  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&&) = delete;
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  ~WriterLock();

  // There is no store to lock: removes the file if acquire() has created it.
  void abandon();

 private:
  explicit WriterLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
  std::string made_;  // the path of the file; empty: it was there before
};

}  // namespace baton::adapters::sqlite
