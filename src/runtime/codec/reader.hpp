// Reader: the reverse of Writer. Everything is checked: a member that is missing or unknown, a value of the wrong kind, and
// a number outside its range are errors. The first one counts.
#pragma once

#include "core/queue.hpp"
#include "runtime/codec/described.hpp"
#include "runtime/codec/numbers.hpp"
#include "runtime/limits.hpp"
#include "runtime/ports/store.hpp"

#include <boost/mp11.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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

  // Where and what: "state.frames[2].unwinding: the member 'next' …". Empty: all was well.
  [[nodiscard]] std::string error() const { return path_.empty() ? what_ : path_ + ": " + what_; }
  [[nodiscard]] bool failed() const { return !what_.empty(); }

  template <class T>
    requires boost::describe::has_describe_members<T>::value
  void read(const Value& source, T& object) {
    read_beside({}, source, object);
  }

  // An object that has, beside the members of the struct, some of those that the caller reads itself.
  template <class T>
  void read_beside(std::span<const std::string_view> others, const Value& source, T& object) {
    if (!source.is_object()) return fail("must be an object");
    std::size_t known = 0;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
      if (failed()) return;
      if (const Value* value = source.find(member.name)) {
        ++known;
        read(*value, object.*member.pointer);
        if (failed()) add_to_path(member.name);
      } else if (Required<T>::template contains<member.pointer>()) {
        fail("the member '" + std::string(member.name) + "' is missing");
      }
    });
    const auto is_there = [&](std::string_view name) { return source.find(name) != nullptr; };
    known += static_cast<std::size_t>(std::ranges::count_if(others, is_there));
    if (!failed() && known < source.size()) refuse_unknown_member<T>(others, source);
  }

  void read(const Value& source, Value& data) {
    if (source.is_array() && source.size() == 1) {
      data = source.items()[0];
      return;
    }
    const std::optional<std::int64_t> part = source.is_number() ? source.as_integer() : std::nullopt;
    if (!part) return fail("must be [a value] or the number of a part");
    const Value* value = *part > 0 ? resolve_(PartId{static_cast<std::uint64_t>(*part)}) : nullptr;
    if (value == nullptr) return fail("the part " + std::to_string(*part) + " is missing or is not JSON");
    data = *value;
  }
  void read(const Value& source, bool& flag) {
    if (!source.is_boolean()) return fail("must be true or false");
    flag = source.as_boolean();
  }
  void read(const Value& source, std::string& text) {
    if (!source.is_string()) return fail("must be a string");
    text = std::string(source.as_string());
  }
  void read(const Value& source, InstanceId& id) { read(source, id.value); }
  void read(const Value& source, IntentKey& key) { read(source, key.value); }
  void read(const Value& source, Revision& revision) {
    read(source, revision.value);
    if (!failed() && revision.value > kMaxRevision) fail("is not the number of a revision");
  }
  void read(const Value& source, Timestamp& time) {
    std::int64_t milliseconds = 0;
    read(source, milliseconds);
    if (failed()) return;
    time = Timestamp(Duration(milliseconds));
    if (!is_storable(time)) fail("is not a time between the years 0 and 9999");
  }
  template <class T>
    requires std::is_integral_v<T>
  void read(const Value& source, T& number) {
    const std::optional<std::int64_t> integer = source.is_number() ? source.as_integer() : std::nullopt;
    if (!integer) return fail("must be an integer");
    // 64-bit unsigned numbers are written as the signed ones with the same bits.
    if (sizeof(T) < 8 && !std::in_range<T>(*integer)) return fail("is outside the range of the number");
    number = static_cast<T>(*integer);
  }
  template <StrongNumber T>
  void read(const Value& source, T& number) {
    std::underlying_type_t<T> plain{};
    read(source, plain);
    number = static_cast<T>(plain);
  }
  template <StoredEnum T>
  void read(const Value& source, T& enumerator) {
    std::underlying_type_t<T> number{};
    read(source, number);
    if (failed()) return;
    enumerator = static_cast<T>(number);
    if (!is_stored(enumerator)) fail("there is nothing with the number " + std::to_string(number));
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
  template <class List>
    requires core::is_list<List>
  void read(const Value& source, List& values) {
    if (!source.is_array()) return fail("must be an array");
    values.clear();
    values.reserve(source.size());
    for (const Value& item : source.items()) {
      read(item, values.emplace_back());
      if (failed()) return add_to_path('[' + std::to_string(values.size() - 1) + ']');
    }
  }
  template <class... Ts>
  void read(const Value& source, std::variant<Ts...>& value) {
    if (!source.is_array() || source.size() != 2) return fail("must be [a number, what it stands for]");
    std::int64_t number = 0;
    read(source.items()[0], number);
    if (failed()) return;
    bool is_known = false;
    boost::mp11::mp_for_each<typename Numbers<std::variant<Ts...>>::List>([&](auto alternative) {
      using Alternative = decltype(alternative);
      if (number != Alternative::kNumber) return;
      is_known = true;
      read(source.items()[1], value.template emplace<typename Alternative::Type>());
    });
    if (!is_known) fail("there is nothing with the number " + std::to_string(number));
  }
  void read(const Value& source, std::monostate&) {
    if (!source.is_null()) fail("must be null");
  }

 private:
  void fail(std::string what) {
    if (!failed()) what_ = std::move(what);
  }
  // From the inside out.
  void add_to_path(std::string_view step) {
    const bool joins = path_.empty() || path_.front() == '[';
    path_ = std::string(step) + (joins ? "" : ".") + path_;
  }

  template <class T>
  void refuse_unknown_member(std::span<const std::string_view> others, const Value& source) {
    for (const Member& member : source.members()) {
      const std::string_view name = member.key.as_string();
      bool is_known = std::ranges::find(others, name) != others.end();
      boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
          [&](auto described) { is_known = is_known || name == described.name; });
      if (!is_known) return fail("the member '" + std::string(name) + "' is unknown");
    }
  }

  Resolve resolve_;
  std::string what_;
  std::string path_;
};

}  // namespace baton::runtime
