// Writer: a struct of the core as a JSON value. Members equal to their defaults are left out.
//
// Data, the values that users see, is written as [value] where it stands inline and as a number where it is a part.
#pragma once

#include "runtime/codec/described.hpp"
#include "runtime/ports/store.hpp"

#include <boost/mp11.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace baton::runtime {

class Writer {
 public:
  // Says which part holds a value; nullopt: it stands inline.
  using Refer = std::function<std::optional<PartId>(const Value&)>;

  explicit Writer(Refer refer) : refer_(std::move(refer)) {}

  template <class T>
    requires boost::describe::has_describe_members<T>::value
  [[nodiscard]] Value write(const T& object) {
    [[maybe_unused]] const T defaults{};
    std::vector<Member> members;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
      const auto& field = object.*member.pointer;
      if (field == defaults.*member.pointer) return;
      members.emplace_back(member.name, write(field));
    });
    return Value::object(std::move(members));
  }

  [[nodiscard]] Value write(const Value& data) {
    if (const std::optional<PartId> part = refer_(data)) return Value::number(static_cast<std::int64_t>(*part));
    return Value::array({data});
  }
  [[nodiscard]] Value write(bool flag) { return Value::boolean(flag); }
  [[nodiscard]] Value write(const std::string& text) { return Value::string(text); }
  [[nodiscard]] Value write(const InstanceId& id) { return Value::string(id.value); }
  [[nodiscard]] Value write(const IntentKey& key) { return Value::string(key.value); }
  [[nodiscard]] Value write(const Digest& digest) { return Value::string(digest.hex); }
  [[nodiscard]] Value write(Revision revision) { return write(revision.value); }
  [[nodiscard]] Value write(Timestamp time) { return Value::number(std::int64_t{time.time_since_epoch().count()}); }
  template <class T>
    requires std::is_integral_v<T>
  [[nodiscard]] Value write(T number) {
    return Value::number(static_cast<std::int64_t>(number));
  }
  template <class T>
    requires std::is_enum_v<T>
  [[nodiscard]] Value write(T enumerator) {
    return Value::number(static_cast<std::int64_t>(enumerator));
  }
  template <class T>
  [[nodiscard]] Value write(const std::optional<T>& value) {
    return value ? write(*value) : Value();
  }
  template <class T>
  [[nodiscard]] Value write(const std::shared_ptr<const T>& value) {
    return value ? write(*value) : Value();
  }
  template <class T>
  [[nodiscard]] Value write(const std::vector<T>& values) {
    std::vector<Value> items;
    items.reserve(values.size());
    for (const T& value : values) items.push_back(write(value));
    return Value::array(std::move(items));
  }
  template <class... Ts>
  [[nodiscard]] Value write(const std::variant<Ts...>& value) {
    return Value::array({Value::number(static_cast<std::int64_t>(value.index())),
                         std::visit([&](const auto& alternative) { return write(alternative); }, value)});
  }
  [[nodiscard]] Value write(std::monostate) { return {}; }

 private:
  Refer refer_;
};

}  // namespace baton::runtime
