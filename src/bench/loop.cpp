// A loop of very many rounds, without context and with a large context that it does not change. In memory, to measure what the
// engine itself does more of as a loop gets on, and the disk would hide it.
#include "bench/documents.hpp"
#include "bench/long_run.hpp"
#include "bench/measures.hpp"

#include <vector>

namespace baton::bench {
namespace {

Result<LongRun> measure_rounds(std::size_t rounds, const Value& kept, const Settings& settings) {
  std::vector<Value> items;
  items.reserve(rounds);
  for (std::size_t i = 0; i < rounds; ++i) items.push_back(Value::number(static_cast<std::int64_t>(i)));
  const Value input = Value::object({{"items", Value::array(std::move(items))}, {"kept", kept}});
  return measure_long_run({.store = StoreKind::Memory,
                           .prepare = deploys(loop_document()),
                           .like = {.workflow = workflow("loop"), .input = input},
                           .calls = rounds},
                          settings);
}

}  // namespace

Result<Figures> measure_loop(const Settings& settings) {
  const std::size_t rounds = settings.size.value_or(1);
  constexpr std::size_t much = 100'000;
  auto alone = measure_rounds(rounds, Value(), settings);
  if (!alone) return std::unexpected(std::move(alone).error());
  const auto laden = measure_rounds(rounds, structured_data(much), settings);
  if (!laden) return std::unexpected(laden.error());
  alone->figures.more = {{"early_us", alone->early_us},
                         {"late_us", alone->late_us},
                         {"late_over_early", alone->ratio()},
                         {"with_context_early_us", laden->early_us},
                         {"with_context_late_us", laden->late_us},
                         {"with_context_late_over_early", laden->ratio()},
                         {"with_context_bytes_per_step", laden->figures.bytes_written_per_step}};
  return std::move(alone->figures);
}

}  // namespace baton::bench
