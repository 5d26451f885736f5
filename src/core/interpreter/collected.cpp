#include "core/interpreter/collected.hpp"

#include "value/measure.hpp"

#include <utility>
#include <vector>

namespace baton::core {
namespace {

void push(std::vector<Value>& levels, std::size_t level, Value item) {
  if (level == levels.size()) levels.push_back(Value::array({}));
  std::vector<Value> items(levels[level].items().begin(), levels[level].items().end());
  items.push_back(std::move(item));
  Value grown = Value::array(std::move(items));
  if (grown.size() < kCollected) {
    levels[level] = std::move(grown);
    return;
  }
  levels[level] = Value::array({});
  push(levels, level + 1, std::move(grown));
}

// A value that was put `level` levels up.
void append(std::vector<Value>& list, const Value& value, std::size_t level) {
  if (level == 0) {
    list.push_back(value);
    return;
  }
  for (const Value& item : value.items()) append(list, item, level - 1);
}

}  // namespace

void collect(Collected& collected, Value item) {
  collected.bytes += measure(item).bytes;
  push(collected.levels, 0, std::move(item));
}

Value list_of(const Collected& collected) {
  std::vector<Value> list;
  for (std::size_t level = collected.levels.size(); level > 0; --level) {
    append(list, collected.levels[level - 1], level);
  }
  return Value::array(std::move(list));
}

}  // namespace baton::core
