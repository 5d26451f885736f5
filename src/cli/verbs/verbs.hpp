// The verbs: one file each. Each verb prints its result, and returns its error.
#pragma once

#include "cli/arguments.hpp"
#include "cli/cli.hpp"
#include "cli/exit_code.hpp"

#include <baton/error.hpp>

namespace baton::cli {

[[nodiscard]] Result<ExitCode> perform(const RunArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const ValidateArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const EvalArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const SimArguments& arguments, const OpenMedium& open_medium);
[[nodiscard]] Result<ExitCode> perform(const DeployArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const StartArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const ForkArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const ListArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const ShowArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const HistoryArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const AuditArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const CancelArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const SuspendArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const ResumeArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const RetryArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const RemoveArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const WorkflowsArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const UndeployArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const BenchArguments& arguments, const FindBenchmarks& benchmarks);
[[nodiscard]] Result<ExitCode> perform(const EmitArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const EventsArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const ServeArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const KeysArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const SchedulesArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const WebhooksArguments& arguments);
[[nodiscard]] Result<ExitCode> perform(const VersionArguments& arguments);

}  // namespace baton::cli
