// Reader: the reverse of Writer. Everything is checked; the first thing that is not as expected is the error.
#pragma once

#include "runtime/codec/described.hpp"
#include "runtime/ports/store.hpp"

#include <boost/mp11.hpp>

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace baton::runtime {

class Reader {
 public:
  // The value that a part holds; nullptr if there is no such part.
  using Resolve = std::function<const Value*(PartId)>;

  explicit Reader(Resolve resolve) : resolve_(std::move(resolve)) {}

  // Empty: all was well.
  [[nodiscard]] const std::string& error() const { return error_; }

  template <class T>
    requires boost::describe::has_describe_members<T>::value
  void read(const Value& source, T& object) {
    if (!source.is_object()) return fail("an object is missing");
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
      const Value* value = source.find(member.name);
      if (value == nullptr || !error_.empty()) return;
      read(*value, object.*member.pointer);
      if (!error_.empty()) error_ = std::string(member.name) + ": " + error_;
    });
  }

  void read(const Value& source, Value& data) {
    if (source.is_array() && source.size() == 1) {
      data = source.items()[0];
      return;
    }
    const std::optional<std::int64_t> part = source.as_integer();
    const Value* value = part && *part > 0 ? resolve_(PartId{static_cast<std::uint64_t>(*part)}) : nullptr;
    if (value == nullptr) return fail("a part is missing");
    data = *value;
  }
  void read(const Value& source, bool& flag) {
    if (!source.is_boolean()) return fail("a boolean is missing");
    flag = source.as_boolean();
  }
  void read(const Value& source, std::string& text) {
    if (!source.is_string()) return fail("a string is missing");
    text = std::string(source.as_string());
  }
  void read(const Value& source, InstanceId& id) { read(source, id.value); }
  void read(const Value& source, IntentKey& key) { read(source, key.value); }
  void read(const Value& source, Digest& digest) { read(source, digest.hex); }
  void read(const Value& source, Revision& revision) { read(source, revision.value); }
  void read(const Value& source, Timestamp& time) {
    std::int64_t milliseconds = 0;
    read(source, milliseconds);
    time = Timestamp(Duration(milliseconds));
  }
  template <class T>
    requires std::is_integral_v<T>
  void read(const Value& source, T& number) {
    const std::optional<std::int64_t> integer = source.as_integer();
    // 64-bit unsigned numbers are written as the signed ones with the same bits.
    if (!integer || (sizeof(T) < 8 && !std::in_range<T>(*integer))) return fail("an integer is missing");
    number = static_cast<T>(*integer);
  }
  template <class T>
    requires std::is_enum_v<T>
  void read(const Value& source, T& enumerator) {
    std::underlying_type_t<T> number{};
    read(source, number);
    enumerator = static_cast<T>(number);
  }
  template <class T>
  void read(const Value& source, std::optional<T>& value) {
    if (source.is_null()) return value.reset();
    read(source, value.emplace());
  }
  template <class T>
  void read(const Value& source, Boxed<T>& value) {
    if (source.is_null()) return value.reset();
    read(source, value.emplace());
  }
  template <class T>
  void read(const Value& source, Indirect<T>& value) {
    read(source, *value);
  }
  template <class T>
  void read(const Value& source, std::shared_ptr<const T>& value) {
    auto pointee = std::make_shared<T>();
    read(source, *pointee);
    value = std::move(pointee);
  }
  template <class T>
  void read(const Value& source, std::vector<T>& values) {
    if (!source.is_array()) return fail("an array is missing");
    values.clear();
    for (const Value& item : source.items()) {
      if (!error_.empty()) return;
      read(item, values.emplace_back());
    }
  }
  template <class... Ts>
  void read(const Value& source, std::variant<Ts...>& value) {
    const std::optional<std::int64_t> index =
        source.is_array() && source.size() == 2 ? source.items()[0].as_integer() : std::nullopt;
    if (!index || *index < 0 || *index >= static_cast<std::int64_t>(sizeof...(Ts))) {
      return fail("an alternative is missing");
    }
    boost::mp11::mp_with_index<sizeof...(Ts)>(static_cast<std::size_t>(*index), [&](auto place) {
      read(source.items()[1], value.template emplace<place>());
    });
  }
  void read(const Value&, std::monostate&) {}

 private:
  void fail(std::string_view what) {
    if (error_.empty()) error_ = std::string(what);
  }

  Resolve resolve_;
  std::string error_;
};

}  // namespace baton::runtime
