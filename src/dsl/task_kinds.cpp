#include "dsl/task_kinds.hpp"

#include <array>

namespace baton::dsl {
namespace {

constexpr std::array<std::string_view, 2> kCall = {"call", "with"};
constexpr std::array<std::string_view, 1> kDo = {"do"};
constexpr std::array<std::string_view, 1> kEmit = {"emit"};
constexpr std::array<std::string_view, 3> kFor = {"for", "while", "do"};
constexpr std::array<std::string_view, 1> kFork = {"fork"};
constexpr std::array<std::string_view, 2> kListen = {"listen", "foreach"};
constexpr std::array<std::string_view, 1> kRaise = {"raise"};
constexpr std::array<std::string_view, 1> kRun = {"run"};
constexpr std::array<std::string_view, 1> kSet = {"set"};
constexpr std::array<std::string_view, 1> kSwitch = {"switch"};
constexpr std::array<std::string_view, 2> kTry = {"try", "catch"};
constexpr std::array<std::string_view, 1> kWait = {"wait"};

constexpr std::array<KindRule, 12> kRules = {{{"call", kCall, compile_call},
                                              {"do", kDo, compile_do},
                                              {"emit", kEmit, compile_emit},
                                              {"for", kFor, compile_for},
                                              {"fork", kFork, compile_fork},
                                              {"listen", kListen, compile_listen},
                                              {"raise", kRaise, compile_raise},
                                              {"run", kRun, compile_run},
                                              {"set", kSet, compile_set},
                                              {"switch", kSwitch, compile_switch},
                                              {"try", kTry, compile_try},
                                              {"wait", kWait, compile_wait}}};

}  // namespace

std::span<const KindRule> kind_rules() {
  return kRules;
}

}  // namespace baton::dsl
