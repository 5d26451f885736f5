// What all connections of a server share.
#pragma once

#include "schedules/registered.hpp"
#include "server/access/keys.hpp"
#include "server/access/origin.hpp"
#include "server/idempotency.hpp"
#include "server/streams/log_tail.hpp"
#include "server/streams/watchers.hpp"
#include "server/tls.hpp"
#include "server/traffic.hpp"
#include "webhooks/registered.hpp"

#include <baton/awaitable.hpp>
#include <baton/engine.hpp>
#include <baton/log.hpp>

#include <atomic>
#include <memory>
#include <utility>

namespace baton::server {

struct Service {
  struct Most {
    std::size_t connections;
    std::size_t requests;  // in progress
  };

  Service(Engine& its_engine, Executor on, KeyRing its_keys, Hosts its_hosts, Most at_a_time,
          std::shared_ptr<Logger> its_logger, std::unique_ptr<Tls> its_tls)
      : engine(its_engine),
        executor(std::move(on)),
        keys(std::move(its_keys)),
        hosts(std::move(its_hosts)),
        most(at_a_time),
        logger(std::move(its_logger)),
        tls(std::move(its_tls)),
        watchers(its_engine),
        log_tail(its_engine),
        has_schedules(schedules::are_in(its_engine)),
        has_webhooks(webhooks::are_in(its_engine)) {}

  Engine& engine;
  Executor executor;
  KeyRing keys;
  Hosts hosts;
  Most most;
  std::shared_ptr<Logger> logger;
  std::unique_ptr<Tls> tls;  // null: connections are not encrypted
  Watchers watchers;
  LogTail log_tail;
  bool has_schedules;
  bool has_webhooks;
  KeyedAnswers keyed_answers;
  Traffic traffic;
  std::atomic<std::size_t> in_progress = 0;  // requests
  std::atomic<std::size_t> bulk_requests = 0;
  std::atomic<bool> is_draining = false;
};

}  // namespace baton::server
