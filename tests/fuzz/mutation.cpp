#include "fuzz/mutation.hpp"

#include <baton/value.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <utility>

namespace baton::tests {
namespace {

std::size_t count_of(const Value& tree) {
  std::size_t count = 1;
  if (tree.is_array()) {
    for (const Value& item : tree.items()) count += count_of(item);
  }
  if (tree.is_object()) {
    for (const Member& member : tree.members()) count += count_of(member.value);
  }
  return count;
}

// The node at this place of a walk through the tree, the outer before the inner.
const Value& node_at(const Value& tree, std::size_t& place) {
  static const Value kNone;
  if (place-- == 0) return tree;
  const auto inside = [&](const Value& child) -> const Value* {
    const std::size_t count = count_of(child);
    if (place < count) return &node_at(child, place);
    place -= count;
    return nullptr;
  };
  if (tree.is_array()) {
    for (const Value& item : tree.items()) {
      if (const Value* found = inside(item)) return *found;
    }
  }
  if (tree.is_object()) {
    for (const Member& member : tree.members()) {
      if (const Value* found = inside(member.value)) return *found;
    }
  }
  return kNone;
}

using Edit = std::function<Value(const Value&)>;

// The tree with the node at this place edited.
Value edited(const Value& tree, std::size_t& place, const Edit& edit) {
  if (place-- == 0) return edit(tree);
  bool is_done = false;
  const auto descend = [&](const Value& child) {
    const std::size_t count = count_of(child);
    if (is_done) return child;
    if (place >= count) {
      place -= count;
      return child;
    }
    is_done = true;
    return edited(child, place, edit);
  };
  if (tree.is_array()) {
    std::vector<Value> items;
    for (const Value& item : tree.items()) items.push_back(descend(item));
    return Value::array(std::move(items));
  }
  std::vector<Member> members;
  for (const Member& member : tree.members()) members.emplace_back(member.key.as_string(), descend(member.value));
  return Value::object(std::move(members));
}

class Mutator {
 public:
  Mutator(Random& random, const Value& donor) : random_(random), donor_(donor) {}

  Value mutate(const Value& tree) {
    std::size_t place = pick(count_of(tree));
    return edited(tree, place, [&](const Value& node) { return changed(tree, node); });
  }

 private:
  std::size_t pick(std::size_t below) { return below == 0 ? 0 : random_() % below; }

  Value changed(const Value& tree, const Value& node) {
    switch (pick(8)) {
      case 0:
        return piece_of(pick(2) == 0 ? tree : donor_);
      case 1:
        return anything();
      default:
        if (node.is_object()) return changed_object(tree, node);
        if (node.is_array()) return changed_array(tree, node);
        if (node.is_number()) return changed_number(node);
        if (node.is_string()) return changed_string(tree, node);
        return anything();
    }
  }

  Value piece_of(const Value& tree) {
    std::size_t place = pick(count_of(tree));
    return node_at(tree, place);
  }

  Value anything() {
    switch (pick(8)) {
      case 0:
        return {};
      case 1:
        return Value::boolean(pick(2) == 0);
      case 2:
        return Value::array({});
      case 3:
        return Value::object({});
      case 4:
        return Value::string("run/1/0");
      case 5:
        return Value::array({Value::number(static_cast<std::int64_t>(pick(12))), Value::object({})});
      default:
        return Value::number(number());
    }
  }

  std::int64_t number() {
    constexpr std::array<std::int64_t, 16> kNotable = {-1,
                                                       0,
                                                       1,
                                                       2,
                                                       127,
                                                       255,
                                                       256,
                                                       std::numeric_limits<std::int32_t>::max(),
                                                       std::numeric_limits<std::uint32_t>::max(),
                                                       std::int64_t{1} << 32,
                                                       std::int64_t{1} << 53,
                                                       253'402'300'799'999,
                                                       253'402'300'800'000,
                                                       -62'167'219'200'001,
                                                       std::numeric_limits<std::int64_t>::max(),
                                                       std::numeric_limits<std::int64_t>::min()};
    return pick(2) == 0 ? kNotable[pick(kNotable.size())] : static_cast<std::int64_t>(pick(24));
  }

  Value changed_number(const Value& node) {
    const std::optional<std::int64_t> before = node.as_integer();
    if (pick(3) != 0 || !before || *before <= std::numeric_limits<std::int64_t>::min() + 2 ||
        *before >= std::numeric_limits<std::int64_t>::max() - 2) {
      return Value::number(number());
    }
    return Value::number(*before + (pick(2) == 0 ? 1 : -1));
  }

  Value changed_string(const Value& tree, const Value& node) {
    switch (pick(4)) {
      case 0:
        return Value::string("");
      case 1:
        return Value::string(std::string(node.as_string()) + "/0");
      case 2: {
        for (int attempt = 0; attempt < 20; ++attempt) {
          const Value other = piece_of(tree);
          if (other.is_string()) return other;
        }
        return Value::string("run/1/0");
      }
      default:
        return Value::string("run/" + std::to_string(pick(20)) + '/' + std::to_string(pick(3)));
    }
  }

  Value changed_array(const Value& tree, const Value& node) {
    std::vector<Value> items(node.items().begin(), node.items().end());
    switch (pick(5)) {
      case 0:
        items.push_back(piece_of(tree));
        break;
      case 1:
        if (!items.empty()) items.push_back(items[pick(items.size())]);
        break;
      case 2:
        if (items.size() > 1) std::swap(items[pick(items.size())], items[pick(items.size())]);
        break;
      case 3:
        items.clear();
        break;
      default:
        if (!items.empty()) items.erase(items.begin() + static_cast<std::ptrdiff_t>(pick(items.size())));
    }
    return Value::array(std::move(items));
  }

  Value changed_object(const Value& tree, const Value& node) {
    constexpr std::array<std::string_view, 12> kNames = {"unwinding", "cancelling", "compensation", "retry_point",
                                                         "key",       "unknown",    "undoing",      "answered",
                                                         "problem",   "held",       "status",       "surprise"};
    std::vector<Member> members(node.members().begin(), node.members().end());
    const std::size_t at = pick(members.size());
    switch (pick(5)) {
      case 0:
        members.emplace_back(kNames[pick(kNames.size())], pick(2) == 0 ? anything() : piece_of(tree));
        break;
      case 1:
        if (!members.empty()) members[at].key = Value::string(std::string(members[at].key.as_string()) + '_');
        break;
      case 2:
        if (!members.empty()) std::swap(members[at].value, members[pick(members.size())].value);
        break;
      default:
        if (!members.empty()) members.erase(members.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return Value::object(std::move(members));
  }

  Random& random_;
  const Value& donor_;
};

std::string mutated_text(const std::string& text, const std::string& donor, Random& random) {
  const auto tree = parse_json(text);
  const auto other = parse_json(donor);
  if (!tree || !other || random() % 50 == 0) return text.substr(0, text.size() / 2);
  return to_json(Mutator(random, *other).mutate(*tree));
}

Timestamp some_time(Random& random) {
  constexpr std::array<std::int64_t, 6> kTimes = {
      std::numeric_limits<std::int64_t>::min(), -62'167'219'200'001, 0, 253'402'300'799'999, 253'402'300'800'000,
      std::numeric_limits<std::int64_t>::max()};
  return Timestamp{Duration{kTimes[random() % kTimes.size()]}};
}

std::string mutate_row(Specimen& specimen, Random& random) {
  runtime::InstanceRow& row = specimen.instance.row;
  switch (random() % 9) {
    case 0:
      row.status = static_cast<Status>(random() % 9);
      return "row.status";
    case 1:
      row.revision = Revision{random() % 2 == 0 ? random() : random() % 4};
      return "row.revision";
    case 2:
      row.started_at = some_time(random);
      return "row.started_at";
    case 3:
      row.ended_at = row.ended_at && random() % 2 == 0 ? std::nullopt : std::optional(some_time(random));
      return "row.ended_at";
    case 4:
      row.has_pending = !row.has_pending;
      return "row.has_pending";
    case 5:
      row.parent = row.parent ? std::nullopt : std::optional(InstanceId{"somebody"});
      return "row.parent";
    case 6:
      row.definition.name += 'x';
      return "row.definition";
    case 7:
      row.id.value += random() % 2 == 0 ? "/" : std::string(200, 'i');
      return "row.id";
    default:
      specimen.instance.next_part = random() % 2 == 0 ? random() : random() % 3;
      return "row.next_part";
  }
}

}  // namespace

std::vector<std::string> mutate(Specimen& specimen, const Specimen& donor, Random& random) {
  std::vector<std::string> done;
  for (std::uint64_t left = 1 + (random() % 2) * (random() % 4); left > 0; --left) {
    const std::uint64_t target = random() % 16;
    if (target == 0) {
      done.push_back(mutate_row(specimen, random));
    } else if (target <= 2) {
      std::string& body = specimen.history[random() % specimen.history.size()].body;
      body = mutated_text(body, donor.history.back().body, random);
      done.push_back("record: " + body);
    } else if (target == 3 && !specimen.instance.parts.empty()) {
      std::string& body = specimen.instance.parts[random() % specimen.instance.parts.size()].body;
      body = mutated_text(body, donor.instance.head, random);
      done.push_back("part: " + body);
    } else {
      specimen.instance.head = mutated_text(specimen.instance.head, donor.instance.head, random);
      done.push_back("head: " + specimen.instance.head);
    }
  }
  return done;
}

}  // namespace baton::tests
