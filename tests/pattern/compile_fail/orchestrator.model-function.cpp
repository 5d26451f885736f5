// A standalone function has no dependencies that could be counted or exchanged.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

parts::Result process_order(const std::string& id, parts::Session& session);
static_assert(baton::pattern::is_orchestrator<decltype(process_order)>());
