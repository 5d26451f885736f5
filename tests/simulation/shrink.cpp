#include "simulation/shrink.hpp"

#include <algorithm>
#include <utility>

namespace baton::tests {
namespace {

using List = std::vector<std::uint64_t>;

class Shrinker {
 public:
  Shrinker(List choices, const StillFails& still_fails, std::uint64_t most_runs)
      : best_(std::move(choices)), still_fails_(still_fails), runs_left_(most_runs) {}

  List shrink() {
    for (bool better = true; better && runs_left_ > 0;) {
      better = false;
      for (std::size_t size = std::max<std::size_t>(best_.size() / 2, 1); size > 0; size /= 2) {
        better |= each_chunk(
            size, [](List& list, std::size_t from, std::size_t to) { list.erase(at(list, from), at(list, to)); });
        better |= each_chunk(
            size, [](List& list, std::size_t from, std::size_t to) { std::fill(at(list, from), at(list, to), 0); });
      }
      better |= each_chunk(1, [](List& list, std::size_t from, std::size_t) { list[from] /= 2; });
    }
    return std::move(best_);
  }

 private:
  static List::iterator at(List& list, std::size_t place) { return list.begin() + static_cast<std::ptrdiff_t>(place); }

  // Tries the change on each chunk, from the last to the first.
  template <class Change>
  bool each_chunk(std::size_t size, Change change) {
    bool better = false;
    for (std::size_t to = best_.size(); to > 0 && runs_left_ > 0; to = to > size ? to - size : 0) {
      to = std::min(to, best_.size());
      List smaller = best_;
      change(smaller, to > size ? to - size : 0, to);
      if (smaller == best_) continue;
      --runs_left_;
      if (!still_fails_(smaller)) continue;
      best_ = std::move(smaller);
      better = true;
    }
    return better;
  }

  List best_;
  const StillFails& still_fails_;
  std::uint64_t runs_left_;
};

}  // namespace

std::vector<std::uint64_t> shrink(std::vector<std::uint64_t> choices, const StillFails& still_fails,
                                  std::uint64_t most_runs) {
  return Shrinker(std::move(choices), still_fails, most_runs).shrink();
}

}  // namespace baton::tests
