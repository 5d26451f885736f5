// Which numbers, and which kinds of states, stored instances and records hold: what the corpus must have one of each of.
#pragma once

#include "runtime/codec/codec.hpp"
#include "runtime/codec/described.hpp"
#include "runtime/codec/numbers.hpp"

#include <boost/mp11.hpp>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <typeindex>
#include <utility>
#include <variant>
#include <vector>

namespace baton::tests {

class Census {
 public:
  // The numbers of an enumeration or a variant that were met.
  template <class T>
  [[nodiscard]] const std::set<std::int64_t>& numbers_of() {
    return numbers_[typeid(T)];
  }
  // "Frame.unwinding.next=3 in retry point": a place, and what stood there.
  [[nodiscard]] const std::set<std::string>& findings() const { return findings_; }

  void count(const core::Instance& instance) {
    note<Status>(std::to_underlying(instance.status), "status");
    walk(instance, "Instance");
    if (instance.status == Status::Suspended && instance.error) findings_.insert("Instance.error while suspended");
    const auto* workflow = std::get_if<core::WorkflowState>(&instance.state);
    if (workflow == nullptr) return;
    for (const auto* node = workflow->ledger.newest().get(); node != nullptr; node = node->older.get()) {
      walk(node->entry, "LedgerEntry");
    }
    for (const auto& frame : workflow->frames) count_frame(*frame, "");
    if (workflow->retry_point == nullptr) return;
    for (const auto& frame : workflow->retry_point->frames) count_frame(*frame, " in retry point");
  }
  void count(const core::HistoryRecord& record) { walk(record, "Record"); }
  void note_finding(std::string finding) { findings_.insert(std::move(finding)); }

 private:
  // What occurs together in one frame.
  void count_frame(const core::Frame& frame, const std::string& where) {
    std::string together = "frame " + std::to_string(frame.state.index()) + '/' +
                           std::to_string(std::to_underlying(frame.phase)) + (frame.cancelling ? " cancelling" : "") +
                           (frame.compensation ? " compensation" : "");
    if (frame.unwinding) {
      together += " unwinding " + std::to_string(std::to_underlying(frame.unwinding->next)) +
                  (frame.unwinding->undoing ? " undoing" : "") + (frame.unwinding->retry_point ? " retry point" : "");
    }
    findings_.insert(together + where);
  }

  template <class T>
  void note(std::int64_t number, const std::string& place) {
    numbers_[typeid(T)].insert(number);
    findings_.insert(place + '=' + std::to_string(number));
  }

  template <class T>
    requires boost::describe::has_describe_members<T>::value
  void walk(const T& object, const std::string& place) {
    [[maybe_unused]] static const T defaults{};
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
      const auto& field = object.*member.pointer;
      if (!(field == defaults.*member.pointer)) findings_.insert(place + '.' + member.name);
      // A retry point is as its frames are anywhere else.
      const bool is_retry_point = std::string_view(member.name) == "retry_point";
      walk(field, is_retry_point ? "RetryPoint" : place + '.' + member.name);
    });
  }
  template <runtime::StoredEnum T>
  void walk(const T& enumerator, const std::string& place) {
    note<T>(std::to_underlying(enumerator), place);
  }
  template <class... Ts>
  void walk(const std::variant<Ts...>& value, const std::string& place) {
    std::visit(
        [&]<class T>(const T& alternative) {
          constexpr std::int64_t number = runtime::Numbers<std::variant<Ts...>>::template number_of<T>();
          note<std::variant<Ts...>>(number, place);
          walk(alternative, place + '=' + std::to_string(number));
        },
        value);
  }
  template <class L>
    requires core::is_list<L>
  void walk(const L& values, const std::string& place) {
    for (const auto& value : values) walk(value, place + "[]");
  }
  template <class T>
  void walk(const std::optional<T>& value, const std::string& place) {
    if (value) walk(*value, place);
  }
  template <class T>
  void walk(const Boxed<T>& value, const std::string& place) {
    if (value) walk(*value, place);
  }
  template <class T>
  void walk(const Indirect<T>& value, const std::string& place) {
    walk(*value, place);
  }
  template <class T>
  void walk(const std::shared_ptr<const T>& value, const std::string& place) {
    if (value != nullptr) walk(*value, place);
  }
  template <class T>
    requires std::is_arithmetic_v<T> || runtime::StrongNumber<T>
  void walk(const T&, const std::string&) {}
  void walk(const Value&, const std::string&) {}
  void walk(const std::string&, const std::string&) {}
  void walk(const InstanceId&, const std::string&) {}
  void walk(const IntentKey&, const std::string&) {}
  void walk(const Revision&, const std::string&) {}
  void walk(const Timestamp&, const std::string&) {}
  void walk(const std::monostate&, const std::string&) {}

  std::map<std::type_index, std::set<std::int64_t>> numbers_;
  std::set<std::string> findings_;
};

}  // namespace baton::tests
