// All requests of clients to the engine, and the decisions that are made in one place for all of them.
#pragma once

#include "engine/requests/audit.hpp"
#include "engine/requests/bulk.hpp"
#include "engine/requests/cancel.hpp"
#include "engine/requests/definitions.hpp"
#include "engine/requests/deploy.hpp"
#include "engine/requests/events.hpp"
#include "engine/requests/find.hpp"
#include "engine/requests/find_definition.hpp"
#include "engine/requests/find_definitions.hpp"
#include "engine/requests/fork.hpp"
#include "engine/requests/history.hpp"
#include "engine/requests/list.hpp"
#include "engine/requests/offer.hpp"
#include "engine/requests/publish.hpp"
#include "engine/requests/recover.hpp"
#include "engine/requests/remove.hpp"
#include "engine/requests/resume.hpp"
#include "engine/requests/retry.hpp"
#include "engine/requests/run.hpp"
#include "engine/requests/send.hpp"
#include "engine/requests/start.hpp"
#include "engine/requests/suspend.hpp"
#include "engine/requests/undeploy.hpp"
#include "engine/requests/unfinished.hpp"
#include "engine/requests/wait.hpp"

#include <baton/caller.hpp>
#include <baton/error.hpp>

#include <boost/mp11.hpp>

#include <optional>
#include <variant>

namespace baton::engine {

template <class R>
using ResultOf = Result<typename R::Answer>;

using Request = std::variant<requests::Start, requests::Run, requests::Fork, requests::PreviewFork, requests::Cancel,
                             requests::Suspend, requests::Resume, requests::Retry, requests::Remove, requests::Send,
                             requests::Recover, requests::Deploy, requests::Find, requests::List, requests::History,
                             requests::Unfinished, requests::Definitions, requests::FindDefinitions,
                             requests::FindDefinition, requests::Undeploy, requests::Audit, requests::Wait,
                             requests::Bulk, requests::Publish, requests::Offer, requests::Events>;

// What comes back: which alternative it is, the request says.
using Answer = boost::mp11::mp_unique<boost::mp11::mp_transform<ResultOf, Request>>;

// Why this caller may not ask for that. The place for authorisation: everybody may ask for everything yet.
[[nodiscard]] std::optional<Error> refuse(const Caller& caller, const Request& request);

// Why this is not a valid name.
[[nodiscard]] std::optional<Error> unusable(const Caller& caller);

}  // namespace baton::engine
