// The network and the operators at its other end: what calls go through. Survives every crash of the process.
//
//   begin ──▶ on its way out ──perform──▶ effect, on its way back ──deliver──▶ answer
//                │ lost                          │ lost, delivered twice, or to a later process
//                ├──▶ outcome unknown            └──▶ outcome unknown
//                │ withdrawn
//                └──▶ never performed, or performed all the same and nobody hears of it
#pragma once

#include "runtime/ports/gateway.hpp"
#include "simulation/trouble.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace baton::simulation {

// What an operator makes of a call: Succeeded, which is an effect, or Failed, which is none.
using Respond = std::function<core::Outcome(const runtime::CallRequest&, Choices&)>;

class Network {
 public:
  Network(Trouble& trouble, Respond respond) : trouble_(trouble), respond_(std::move(respond)) {}

  void send(runtime::CallRequest request);
  // Nobody waits for the answer to this call of the process any more.
  void withdraw(const core::Withdraw& call);
  [[nodiscard]] bool is_idle() const { return transits_.empty(); }
  // One message arrives, whichever. An answer for the process, if it was that.
  std::optional<Answered> deliver_one();
  // The process is gone. Requests arrive all the same, or not; answers find nobody, or the next process.
  void lose_process();
  void be_kind(Respond respond) { respond_ = std::move(respond); }

 private:
  struct Reply {
    core::Outcome outcome;
    bool was_made = true;
  };
  enum class Asker : std::uint8_t {
    Waits,
    IsGone,     // with its process; the answer may come to a later one
    HasGivenUp  // and has its answer already
  };
  struct Transit {
    runtime::CallRequest request;
    std::optional<Reply> answer;  // none: on its way to the operator
    Asker asker = Asker::Waits;
  };

  // Is another call under the same key on its way to the operator?
  [[nodiscard]] bool is_under_way_too(const runtime::CallRequest& request) const;
  void end_left_calls(const runtime::CallRequest& later);
  [[nodiscard]] bool is_heard(const Transit& transit);
  [[nodiscard]] bool strays();
  [[nodiscard]] Reply travel(const runtime::CallRequest& request);
  [[nodiscard]] core::Outcome perform(const runtime::CallRequest& request);

  Trouble& trouble_;
  Respond respond_;
  std::vector<Transit> transits_;
  std::map<std::string, core::Outcome> served_;  // by key: the one answer it gets, once it is dealt with
};

}  // namespace baton::simulation
