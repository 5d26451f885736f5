// The pattern library: pure decisions and the code that executes them, with rules that the compiler checks. It is header-only
// and needs no engine and no store. docs/patterns.md lists every rule and how it is enforced.
#pragma once

#include <baton/pattern/dependency.hpp>
#include <baton/pattern/machine.hpp>
#include <baton/pattern/orchestrator.hpp>
#include <baton/pattern/runtime.hpp>
#include <baton/pattern/saga.hpp>
#include <baton/pattern/strategies.hpp>
#include <baton/pattern/sum_type.hpp>
#include <baton/pattern/transactional.hpp>
