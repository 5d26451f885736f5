// A store that lives and dies with its process, as "memory:" is: for tests, and for stores that are made around another one,
// for example one that fails on purpose.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/store/store.hpp>

#include <memory>

namespace baton BATON_PUBLIC {
namespace store {

[[nodiscard]] std::unique_ptr<Store> open_memory_store();

}  // namespace store
}  // namespace baton BATON_PUBLIC
