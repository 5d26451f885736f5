// Data and the schemas that a definition has for it (DSL reference: "Input", "Output", "Export").
#pragma once

#include "core/expression.hpp"
#include "core/program.hpp"

#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <optional>
#include <string_view>

namespace baton::core {

// Why the value may not be used: a `validation` problem that names each place in it and the rule that it breaks. `what`: "the
// input". The steps are charged to the budget of the bindings, which expressions share.
[[nodiscard]] std::optional<Problem> invalid(const schema::Schema& schema, std::string_view what, const Value& value,
                                             const Bindings& bindings);

}  // namespace baton::core
