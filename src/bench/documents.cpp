#include "bench/documents.hpp"

#include <utility>
#include <vector>

namespace baton::bench {
namespace {

std::string header(const std::string& name) {
  return "document: { dsl: '1.0.3', namespace: bench, name: " + name + ", version: '1.0.0' }\ndo:\n";
}

const std::string kOfShop =
    "{ with: { type: order.paid }, correlate: { shop: { from: .subject, expect: '${ .shop }' } } }";

std::string listen_once() {
  return "  - paid: { listen: { to: { one: " + kOfShop + " } } }\n";
}

}  // namespace

DefinitionName workflow(const std::string& name) {
  return {.space = "bench", .name = name, .version = ""};
}

std::string tasks_document() {
  std::string text = header("tasks");
  for (std::size_t i = 0; i < kTasks; ++i) {
    text += "  - t" + std::to_string(i) + ": { call: bench.step, with: { data: '${ .data }' } }\n";
  }
  return text;
}

std::string loop_document() {
  return header("loop") +
         R"(  - keep: { set: { items: "${ .items }" }, export: { as: "${ { kept: $workflow.input.kept } }" } }
  - each:
      for: { each: item, in: '${ .items }' }
      do:
        - one: { call: bench.step, with: { item: '${ $item }' } }
)";
}

std::string hour_document() {
  return header("hour") + "  - pause: { wait: { hours: 1 } }\n";
}

std::string pauses_document() {
  std::string text = header("pauses");
  for (std::size_t i = 0; i < kTasks; ++i) {
    const std::string number = std::to_string(i);
    if (i > 0) text += "  - p" + number + ": { wait: { milliseconds: " + std::to_string(kPauseMs) + " } }\n";
    text += "  - t" + number + ": { call: bench.step, with: {} }\n";
  }
  return text;
}

std::string fork_document(std::size_t branches) {
  std::string text = header("fork") + "  - all:\n      fork:\n        branches:\n";
  for (std::size_t i = 0; i < branches; ++i) {
    text += "          - b" + std::to_string(i) + ": { call: bench.step, with: { n: 1 } }\n";
  }
  return text;
}

std::string foreach_document() {
  return header("foreach") + "  - all:\n      listen: { to: { any: [ " + kOfShop + R"( ], until: '${ false }' } }
      foreach: { item: paid, do: [ { keep: { set: { cents: '${ $paid.cents }' } } } ] }
)";
}

std::string listen_document() {
  return header("listen") + listen_once();
}

std::string listen_and_call_document() {
  return header("listen-and-call") + listen_once() + "  - ship: { call: bench.step, with: { n: 1 } }\n";
}

Value structured_data(std::size_t bytes) {
  constexpr std::size_t text_bytes = 70;
  constexpr std::size_t item_bytes = 100;
  std::vector<Value> items;
  for (std::size_t i = 0; i < bytes / item_bytes; ++i) {
    items.push_back(Value::object({{"number", Value::number(static_cast<std::int64_t>(i))},
                                   {"text", Value::string(std::string(text_bytes, 'x'))}}));
  }
  return Value::array(std::move(items));
}

}  // namespace baton::bench
