// How failures of the store, of the runtime and of the compiler become the errors that users of the library get: here
// and nowhere else.
#pragma once

#include "dsl/dsl.hpp"
#include "runtime/runtime.hpp"

#include <baton/error.hpp>
#include <baton/ids.hpp>

#include <string>
#include <system_error>
#include <vector>

namespace baton::engine {

[[nodiscard]] Error error_of(runtime::StoreError error);
// Of what is stored of one instance: if that cannot be read, the instance is quarantined and the store is still sound.
[[nodiscard]] Error error_of(const InstanceId& id, runtime::StoreError error);
[[nodiscard]] Error error_of(runtime::Rejection rejection);
[[nodiscard]] Error error_of(const std::vector<dsl::Diagnostic>& diagnostics);

[[nodiscard]] Error no_such_instance(const InstanceId& id);
[[nodiscard]] Error no_such_revision(const InstanceId& id, Revision revision, Revision last);
[[nodiscard]] Error revision_not_kept(const InstanceId& id, Revision revision);
[[nodiscard]] Error no_such_definition(const DefinitionName& name);
[[nodiscard]] Error not_supported(const std::vector<core::Obstacle>& obstacles);
[[nodiscard]] Error missing_operators(std::vector<std::string> missing);
[[nodiscard]] Error missing_secrets(std::vector<std::string> missing);
[[nodiscard]] Error read_only();  // the engine was opened with Mode::Read
[[nodiscard]] Error overload();
[[nodiscard]] Error too_many_bulks();
[[nodiscard]] Error closing();
// A request to the engine of the process that this one was forked from.
[[nodiscard]] Error forked();
// A request from code that the engine itself runs, on the thread that would answer it.
[[nodiscard]] Error called_back();
// An operator would wait for the instance that waits for it.
[[nodiscard]] Error waits_for_itself();
// All operators that can run wait for instances.
[[nodiscard]] Error all_operators_wait();
[[nodiscard]] Error no_threads(const std::system_error& why);

// "3:14: error: …"
[[nodiscard]] std::string text_of(const dsl::Diagnostic& diagnostic);
// "shop/order 1.0.0"
[[nodiscard]] std::string text_of(const DefinitionName& name);

}  // namespace baton::engine
