// Which instances, as options say it.
#pragma once

#include <baton/error.hpp>
#include <baton/instance.hpp>

#include <optional>
#include <string>

namespace baton::cli {

// `workflow`: [NAMESPACE/]NAME; empty: any. InvalidArgument if it has another form.
[[nodiscard]] Result<InstanceFilter> filter_by(std::optional<Status> status, const std::string& workflow);

}  // namespace baton::cli
