// Runs orders through order.yaml and prints what happened to each, task by task. For each there is a shipping.yaml, which ships it once an
// event says that it is paid.
//
//   order_processing DIRECTORY WORKFLOW [COUNT]
//
// shipping.yaml is beside WORKFLOW.
// DIRECTORY keeps the engine's store (baton.db) and the shop's own database (shop.db). Kill it at any time and start it
// again: it continues where it was, and nothing happens twice.
#include "operators/inventory.hpp"
#include "operators/notification.hpp"
#include "operators/order.hpp"
#include "operators/payment.hpp"

#include <baton/engine.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

// Where the program cannot continue: says why and ends.
template <class T>
T or_exit(baton::Result<T> result) {
  if (result) {
    if constexpr (!std::is_void_v<T>)
      return *std::move(result);
    else
      return;
  }
  std::cerr << "order_processing: " << result.error().message << '\n';
  for (const std::string& detail : result.error().details) std::cerr << "  " << detail << '\n';
  std::exit(4);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path);
  if (!stream) {
    std::cerr << "order_processing: cannot read " << path << '\n';
    std::exit(2);
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Every second order goes to an address that nobody delivers to, which is found out late.
baton::Value make_order(int number) {
  const bool is_deliverable = number % 2 == 1;
  const std::string name = number % 4 == 1 ? "Ada" : "Grace";
  return baton::parse_json(R"({"order": "order-)" + std::to_string(number) + R"(", "customer": {"name": ")" + name +
                           R"(", "premium": )" + (name == "Ada" ? "true" : "false") +
                           R"(}, "items": [{"sku": "tea", "quantity": 2, "cents": 450},
                                          {"sku": "kettle", "quantity": 1, "cents": 3900}],
                              "address": ")" +
                           (is_deliverable ? "1 Main Street, London" : "1 Main Street, Atlantis") + R"("})")
      .value();
}

std::string time_of_day(baton::Timestamp time) {
  const auto since_midnight = time - std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock{since_midnight};
  const auto two = [](auto value) { return std::string(value < 10 ? "0" : "") + std::to_string(value); };
  const std::string milliseconds = std::to_string(1000 + clock.subseconds().count()).substr(1);
  return two(clock.hours().count()) + ':' + two(clock.minutes().count()) + ':' + two(clock.seconds().count()) + '.' +
         milliseconds;
}

void tell(baton::Engine& engine, const baton::InstanceId& id) {
  const baton::InstanceView view = or_exit(engine.find(id));
  std::cout << "\n" << id.value << ": " << baton::status_name(view.summary.status) << '\n';
  for (const baton::HistoryEntry& entry : or_exit(engine.history(id))) {
    if (entry.kind == "task.started" || entry.kind.starts_with("workflow.")) continue;
    std::cout << "  " << time_of_day(entry.at) << "  " << entry.kind
              << std::string(entry.kind.size() < 24 ? 24 - entry.kind.size() : 1, ' ') << entry.task_name;
    if (entry.error) std::cout << ": " << entry.error->detail;
    std::cout << '\n';
  }
  if (view.error)
    std::cout << "  error: " << view.error->title << ": " << view.error->detail << '\n';
  else
    std::cout << "  output: " << baton::to_json(view.output) << '\n';
}

// The domain events of an order, as the log has them: whoever is interested reads them there.
void tell_events(baton::Engine& engine, const std::string& order) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"io.serverlessworkflow.task.completed.v1", "step completed"},
      {"io.serverlessworkflow.workflow.completed.v1", "workflow completed"},
      {"io.serverlessworkflow.workflow.faulted.v1", "workflow failed"},
      {"order.paid", "order paid"}};
  std::cout << "  events:\n";
  for (std::uint64_t from = 1, last = 1; from <= last;) {
    const baton::EventPage page =
        or_exit(engine.events({.from = from, .limit = 1'000, .filter = {.type = {}, .source = {}, .subject = order}}));
    for (const baton::LoggedEvent& each : page.events) {
      const auto* name =
          std::ranges::find(kNames, each.event.type, &std::pair<std::string_view, std::string_view>::first);
      if (name == std::end(kNames)) continue;
      const auto task = each.event.data.value_or(baton::Value()).get<std::string>("task");
      std::cout << "    " << each.position << "  " << name->second << (task ? "  " + *task : "") << '\n';
    }
    from = page.next;
    last = page.last;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: order_processing DIRECTORY WORKFLOW [COUNT]\n";
    return 2;
  }
  const std::filesystem::path directory = argv[1];
  const int count = argc > 3 ? std::atoi(argv[3]) : 2;
  std::filesystem::create_directories(directory);

  shop::Database database((directory / "shop.db").string());
  // The lifecycle events tell of each step, and how a workflow has ended. They are in the commits of what they tell.
  baton::Engine engine =
      or_exit(baton::Engine::open("sqlite:" + (directory / "baton.db").string(), {.lifecycle_events = true}));
  engine.add_operator("inventory", std::make_shared<shop::Inventory>(database)).or_exit();
  engine.add_operator("payment", std::make_shared<shop::Payment>(database)).or_exit();
  engine.add_operator("order", std::make_shared<shop::Order>(database)).or_exit();
  engine.add_operator("notification", std::make_shared<shop::Notification>(database)).or_exit();
  or_exit(engine.recover());
  const std::filesystem::path workflow = argv[2];
  or_exit(engine.deploy(read_file(workflow)));
  or_exit(engine.deploy(read_file(workflow.parent_path() / "shipping.yaml")));

  std::vector<baton::InstanceId> started;
  for (int number = 1; number <= count; ++number) {
    // Starting an id again is the same start: after a crash this continues the orders that there are. The shipping is there first: it
    // hears what comes after its start.
    const std::string order = "order-" + std::to_string(number);
    const baton::Value wanted = {{"order", order}};
    started.push_back(or_exit(engine.start(
        {.workflow = {"shop", "shipping", ""}, .input = wanted, .id = "shipping-" + std::to_string(number)})));
    started.push_back(
        or_exit(engine.start({.workflow = {"shop", "order", ""}, .input = make_order(number), .id = order})));
  }
  for (const baton::InstanceId& id : started) or_exit(engine.wait(id));
  for (const baton::InstanceId& id : started) {
    tell(engine, id);
    if (id.value.starts_with("order-")) tell_events(engine, id.value);
  }
  return 0;
}
