#include <baton/bus.hpp>

#include "engine/buses/carried.hpp"

#include <baton/engine.hpp>

#include <utility>

namespace baton {
namespace {

std::optional<Error> refused_by_bus(const runtime::BusResult<void>& probed) {
  if (probed || probed.error().kind == runtime::BusError::Kind::Unreachable) return std::nullopt;
  return Error{.kind = Error::Kind::Conflict, .message = probed.error().message};
}

}  // namespace

Bus::Bus(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}
Bus::Bus(Bus&&) noexcept = default;
Bus& Bus::operator=(Bus&&) noexcept = default;
Bus::~Bus() = default;

BusStatus Bus::status() const {
  return implementation_->status();
}

Result<void> Bus::drain(Duration limit) {
  return implementation_->drain(limit);
}

Bus::Implementation::Implementation(Engine& engine, engine::CarriedBus bus, const BusOptions& options)
    : engine_(engine), name_(std::move(bus.name)) {
  if (bus.source) {
    incoming_ = std::make_unique<engine::Incoming>(engine, std::move(bus.source), name_, options.logger);
  }
  if (bus.sink) {
    outgoing_ = std::make_unique<engine::Outgoing>(
        engine, std::move(bus.sink),
        engine::Outgoing::Options{.bus = name_, .filter = std::move(bus.filter), .from = bus.from}, options.logger);
  }
}

Result<std::unique_ptr<Bus::Implementation>> Bus::Implementation::open(Engine& engine, engine::CarriedBus bus,
                                                                       const BusOptions& options) {
  std::unique_ptr<Implementation> opened(new Implementation(engine, std::move(bus), options));
  if (opened->incoming_) {
    if (auto refused = refused_by_bus(opened->incoming_->probe())) return std::unexpected(*std::move(refused));
  }
  if (opened->outgoing_) {
    if (auto refused = refused_by_bus(opened->outgoing_->probe())) return std::unexpected(*std::move(refused));
  }
  if (opened->incoming_) opened->incoming_->start();
  if (opened->outgoing_) opened->outgoing_->start();
  return opened;
}

BusStatus Bus::Implementation::status() const {
  BusStatus status{.name = name_};
  if (incoming_) {
    status.received = incoming_->received();
    status.known = incoming_->known();
    status.refused = incoming_->refused();
    status.failure = incoming_->retries().failure();
  }
  if (outgoing_) {
    status.sent = outgoing_->sent();
    status.unsendable = outgoing_->unsendable();
    if (!status.failure) status.failure = outgoing_->retries().failure();
  }
  return status;
}

Result<void> Bus::Implementation::drain(Duration limit) {
  if (!outgoing_) return {};
  const auto page = engine_.events({.limit = 0});
  if (!page) return std::unexpected(page.error());
  if (outgoing_->wait_until(page->last, limit)) return {};
  const auto failure = outgoing_->retries().failure();
  return std::unexpected(Error{.kind = Error::Kind::Timeout,
                               .message = "not all events have been sent to " + name_ +
                                          (failure ? ": " + *failure : std::string("; it takes longer")) +
                                          "; the next start with this bus continues"});
}

}  // namespace baton
