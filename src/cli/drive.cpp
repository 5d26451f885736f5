#include "cli/drive.hpp"

#include "cli/interrupt.hpp"

namespace baton::cli {
namespace {

constexpr Duration kSlice{100};

// `wait`: one slice.
template <class Wait>
Result<InstanceView> drive(Engine& engine, const InstanceId& id, Wait wait, const std::function<void()>& tick) {
  while (!interrupted()) {
    auto view = wait();
    if (view || view.error().kind != Error::Kind::Timeout) return view;
    tick();
  }
  return engine.find(id);
}

}  // namespace

Result<InstanceView> drive_to_the_end(Engine& engine, const InstanceId& id, const std::function<void()>& tick) {
  return drive(engine, id, [&] { return engine.wait(id, kSlice); }, tick);
}

Result<InstanceView> drive_until_idle(Engine& engine, const InstanceId& id) {
  return drive(engine, id, [&] { return engine.wait_until_idle(id, kSlice); }, [] {});
}

}  // namespace baton::cli
