// Writer: a struct of the core as JSON text. Members equal to their defaults are left out, unless they are required.
//
// Data, the values that users see, is written as [value] where it stands inline and as a number where it is a part.
#pragma once

#include "core/queue.hpp"
#include "runtime/codec/described.hpp"
#include "runtime/codec/numbers.hpp"
#include "runtime/ports/store.hpp"
#include "value/print.hpp"

#include <boost/mp11.hpp>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace baton::runtime {

// `"name":` of a member of a struct.
template <class Member>
inline constexpr auto kQuotedName = [] {
  constexpr std::string_view name = Member::name;
  std::array<char, name.size() + 3> quoted{};
  quoted.front() = quoted[name.size() + 1] = '"';
  quoted.back() = ':';
  name.copy(quoted.data() + 1, name.size());
  return quoted;
}();

// `Refer` says which part holds a value; nullopt: it stands inline.
template <class Refer>
class Writer {
 public:
  Writer(TextBuilder& out, Refer refer) : out_(out), refer_(std::move(refer)) {}

  // An object with the members of the struct, and then those that `more` adds by add().
  template <class T, class More>
  void write_with(const T& object, const More& more) {
    out_.append('{');
    add_members(object);
    more();
    close('}');
  }
  template <class T>
  void add(std::string_view name, const T& value) {
    out_.append('"');
    out_.append(name);
    out_.append("\":");
    write(value);
    out_.append(',');
  }

  template <class T>
    requires boost::describe::has_describe_members<T>::value
  void write(const T& object) {
    write_with(object, [] {});
  }

  void write(const Value& data) {
    const bool is_shared = data.identity() != nullptr;
    if (is_shared && data.identity() == latest_.identity) return out_.append_again(latest_.at, latest_.size);
    if (const std::optional<PartId> part = refer_(data)) return write(*part);
    const std::size_t at = out_.size();
    out_.append('[');
    append_json(out_, data);
    out_.append(']');
    if (is_shared) latest_ = {.identity = data.identity(), .at = at, .size = out_.size() - at};
  }
  void write(bool flag) { out_.append(flag ? std::string_view("true") : std::string_view("false")); }
  void write(std::string_view text) { append_json_string(out_, text); }
  void write(const std::string& text) { append_json_string(out_, text); }
  void write(const InstanceId& id) { write(id.value); }
  void write(const IntentKey& key) { write(key.value); }
  void write(const Digest& digest) { write(digest.hex); }
  void write(Revision revision) { write(revision.value); }
  void write(Timestamp time) { write(std::int64_t{time.time_since_epoch().count()}); }
  template <class T>
    requires std::is_integral_v<T>
  void write(T number) {
    out_.append_number(static_cast<std::int64_t>(number));
  }
  template <class T>
    requires StoredEnum<T> || StrongNumber<T>
  void write(T enumerator) {
    write(std::to_underlying(enumerator));
  }
  template <class T>
  void write(const std::optional<T>& value) {
    if (value) return write(*value);
    out_.append("null");
  }
  template <class T>
  void write(const Boxed<T>& value) {
    if (value) return write(*value);
    out_.append("null");
  }
  template <class T>
  void write(const Indirect<T>& value) {
    write(*value);
  }
  template <class T>
  void write(const std::shared_ptr<const T>& value) {
    if (value) return write(*value);
    out_.append("null");
  }
  template <class List>
    requires core::is_list<List>
  void write(const List& values) {
    out_.append('[');
    for (const auto& value : values) {
      write(value);
      out_.append(',');
    }
    close(']');
  }
  template <class... Ts>
  void write(const std::variant<Ts...>& value) {
    out_.append('[');
    std::visit(
        [&]<class T>(const T& alternative) {
          write(Numbers<std::variant<Ts...>>::template number_of<T>());
          out_.append(',');
          write(alternative);
        },
        value);
    out_.append(']');
  }
  void write(std::monostate) { out_.append("null"); }

 private:
  template <class T>
  void add_members(const T& object) {
    [[maybe_unused]] static const T defaults{};
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
      const auto& field = object.*member.pointer;
      if constexpr (!Required<T>::template contains<member.pointer>()) {
        if (is_default(field, defaults.*member.pointer)) return;
      }
      out_.append(kQuotedName<decltype(member)>);
      write(field);
      out_.append(',');
    });
  }

  template <class T>
  static bool is_default(const T& field, const T& default_field) {
    return field == default_field;
  }
  static bool is_default(const Value& data, const Value&) { return data.is_null(); }

  // Whatever stands in an object or a list has a comma behind it; the last one makes place for the bracket.
  void close(char bracket) {
    if (out_.last() == ',') {
      out_.last() = bracket;
    } else {
      out_.append(bracket);
    }
  }

  // The latest value that stands inline: the same one is often written several times.
  struct Latest {
    const void* identity = nullptr;
    std::size_t at = 0;
    std::size_t size = 0;
  };

  TextBuilder& out_;
  Refer refer_;
  Latest latest_;
};

}  // namespace baton::runtime
