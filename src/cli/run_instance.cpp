#include "cli/run_instance.hpp"

#include "cli/interrupt.hpp"

#include <utility>
#include <vector>

namespace baton::cli {
namespace {

constexpr Duration kSlice{100};

Result<InstanceView> find(Engine& engine, const InstanceId& id) {
  auto view = engine.wait(id, Duration::zero());  // also says where the engine could not continue it
  if (view || view.error().kind != Error::Kind::Timeout) return view;
  return engine.find(id);
}

Result<RunResult> how_it_stands(Engine& engine, const InstanceId& id) {
  auto view = find(engine, id);
  if (!view) return std::unexpected(view.error());
  auto left = engine.unfinished(id);
  if (!left) return std::unexpected(left.error());
  if (!has_ended(view->summary.status)) std::erase_if(*left, [&](const auto& each) { return each.id == id; });
  return RunResult{.instance = *std::move(view), .left = *std::move(left)};
}

// `wait`: one slice.
template <class Wait>
Result<void> wait_in_slices(Wait wait, const std::function<void()>& tick) {
  while (!interrupted()) {
    const Result<void> rests = wait();
    if (rests || rests.error().kind != Error::Kind::Timeout) return rests;
    tick();
  }
  return {};
}

template <class Wait>
Result<RunResult> run_instance(Engine& engine, const InstanceId& id, Wait wait, const std::function<void()>& tick) {
  if (auto waited = wait_in_slices(std::move(wait), tick); !waited) return std::unexpected(waited.error());
  return how_it_stands(engine, id);
}

}  // namespace

Result<RunResult> run_to_the_end(Engine& engine, const InstanceId& id, const std::function<void()>& tick) {
  return run_instance(engine, id, [&] { return engine.wait_until_all_done(kSlice); }, tick);
}

Result<RunResult> run_until_idle(Engine& engine, const InstanceId& id) {
  return run_instance(engine, id, [&] { return engine.wait_until_all_idle(kSlice); }, [] {});
}

Result<void> run_all_until_idle(Engine& engine) {
  return wait_in_slices([&] { return engine.wait_until_all_idle(kSlice); }, [] {});
}

Result<RunResult> run_until_idle(client::Client& server, const InstanceId& id) {
  while (true) {
    auto view = server.wait(id, std::chrono::seconds{1});
    if (!view) return std::unexpected(std::move(view).error());
    const Status status = view->summary.status;
    const bool rests = has_ended(status) || status == Status::Suspended || status == Status::Waiting;
    if (rests || interrupted()) return RunResult{.instance = *std::move(view), .left = {}};
  }
}

Result<void> run_all_until_idle(client::Client& /*server*/) {
  return {};
}

}  // namespace baton::cli
