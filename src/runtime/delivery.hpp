// Messages to other instances that nobody has received yet. One that stays so long is sent again: its sender issues its request
// again, as at a recovery.
#pragma once

#include <baton/ids.hpp>
#include <baton/time.hpp>

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baton::runtime {

class Delivery {
 public:
  void sent(const IntentKey& key, const InstanceId& sender, Timestamp now);
  void received(const IntentKey& key);

  struct Lost {
    IntentKey key;
    InstanceId sender;
  };
  // Those that are to be sent again, each once.
  [[nodiscard]] std::vector<Lost> take_overdue(Timestamp now);
  // All are overdue now.
  void resend_all(Timestamp now);
  [[nodiscard]] std::optional<Timestamp> next() const;

 private:
  struct Sent {
    InstanceId sender;
    Timestamp again_at;
  };
  std::unordered_map<std::string, Sent> messages_;  // by key
  std::set<std::pair<Timestamp, std::string>> by_time_;
};

}  // namespace baton::runtime
