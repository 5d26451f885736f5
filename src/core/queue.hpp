// Queue: a vector from which mostly the oldest items are taken. To erase one near the front it moves those before it, not all those
// behind it: very many requests are answered about in the order in which they were made.
#pragma once

#include <boost/container/devector.hpp>

#include <vector>

namespace baton::core {

template <class T>
using Queue = boost::container::devector<T>;

// A vector or a queue: they are stored alike.
template <class L>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_list<Queue<T>> = true;

}  // namespace baton::core
