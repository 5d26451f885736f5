// Writer: a struct of the core as JSON text. Members equal to their defaults are left out.
//
// Data, the values that users see, is written as [value] where it stands inline and as a number where it is a part.
#pragma once

#include "runtime/codec/described.hpp"
#include "runtime/ports/store.hpp"

#include <boost/mp11.hpp>

#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace baton::runtime {

// `Refer` says which part holds a value; nullopt: it stands inline.
template <class Refer>
class Writer {
 public:
  Writer(std::string& out, Refer refer) : out_(out), refer_(std::move(refer)) {}

  // An object with the members of the struct, and then those that `more` adds by add().
  template <class T, class More>
  void write_with(const T& object, const More& more) {
    out_ += '{';
    is_first_ = true;
    add_members(object);
    more();
    out_ += '}';
  }
  template <class T>
  void add(std::string_view name, const T& value) {
    if (!is_first_) out_ += ',';
    is_first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    write(value);
  }

  template <class T>
    requires boost::describe::has_describe_members<T>::value
  void write(const T& object) {
    const bool outer = is_first_;
    out_ += '{';
    is_first_ = true;
    add_members(object);
    out_ += '}';
    is_first_ = outer;
  }

  void write(const Value& data) {
    if (const std::optional<PartId> part = refer_(data)) return write(*part);
    out_ += '[';
    append_json(out_, data);
    out_ += ']';
  }
  void write(bool flag) { out_ += flag ? "true" : "false"; }
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
    std::array<char, 24> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), static_cast<std::int64_t>(number)).ptr;
    out_.append(text.data(), end);
  }
  template <class T>
    requires std::is_enum_v<T>
  void write(T enumerator) {
    write(std::to_underlying(enumerator));
  }
  template <class T>
  void write(const std::optional<T>& value) {
    if (value) return write(*value);
    out_ += "null";
  }
  template <class T>
  void write(const std::shared_ptr<const T>& value) {
    if (value) return write(*value);
    out_ += "null";
  }
  template <class T>
  void write(const std::vector<T>& values) {
    out_ += '[';
    for (const T& value : values) {
      if (&value != &values.front()) out_ += ',';
      write(value);
    }
    out_ += ']';
  }
  template <class... Ts>
  void write(const std::variant<Ts...>& value) {
    out_ += '[';
    write(value.index());
    out_ += ',';
    std::visit([&](const auto& alternative) { write(alternative); }, value);
    out_ += ']';
  }
  void write(std::monostate) { out_ += "null"; }

 private:
  template <class T>
  void add_members(const T& object) {
    [[maybe_unused]] static const T defaults{};
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
      const auto& field = object.*member.pointer;
      if (!(field == defaults.*member.pointer)) add(member.name, field);
    });
  }

  std::string& out_;
  Refer refer_;
  bool is_first_ = true;  // no member of the object that is being written has been added
};

}  // namespace baton::runtime
