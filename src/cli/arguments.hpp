// The command line as data: one struct per verb, and the parser that fills them.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/log.hpp"

#include <baton/outgoing.hpp>
#include <baton/status.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace baton::cli {

// What every verb takes.
struct Common {
  std::string store = "sqlite:baton.db";
  std::string server;          // the URL of a running one, instead of the store; empty: none
  std::string ca_certificate;  // a file: what vouches for that server; empty: what the system trusts
  bool json = false;
  LogChoice log;
  bool lifecycle_events = false;  // of those verbs that run instances
  OutgoingOptions outgoing;       // of those, and of the ones that read documents
};

// Where verbs that read documents find what these refer to.
struct ResourceChoice {
  std::vector<std::string> allowed;  // folders, besides the document's own
  std::string catalog;               // a folder: the default catalog; empty: there is none
  std::string secrets;               // a file; empty: none
  bool is_offline = false;           // nothing is fetched
};

// Many instances, instead of those that are named.
struct Selection {
  std::optional<Status> status;
  std::string workflow;  // [NAMESPACE/]NAME; empty: any
  bool dry_run = false;

  [[nodiscard]] bool is_made() const { return status || !workflow.empty(); }
};

struct RunArguments {
  Common common;
  std::string file;
  std::optional<std::string> input;  // as given: read_input() reads it
  std::string id;                    // empty: drawn
  ResourceChoice resources;
  std::string events;              // a file; empty: none
  std::string emit;                // events as given; empty: none
  std::vector<std::string> buses;  // URLs
  bool quiet = false;
};
struct ValidateArguments {
  Common common;
  ResourceChoice resources;
  std::vector<std::string> files;
  bool strict = false;
  std::string sarif;  // a file, or "-"; empty: none
};
struct EvalArguments {
  Common common;  // its store is not used
  std::string expression;
  std::optional<std::string> input;    // as given; none: null
  std::vector<std::string> variables;  // NAME=JSON
  bool raw = false;
};
struct SimArguments {
  Common common;  // its store is not used
  std::vector<std::string> files;
  ResourceChoice resources;
  std::vector<std::string> with;    // further documents, which `run: workflow` finds
  std::string operators;            // a file; empty: none
  std::vector<std::string> inputs;  // as given; none: null
  std::uint64_t runs = 1'000;
  std::optional<std::uint64_t> seed;  // replay this one
  bool cancel = false;
  std::string sarif;  // a file, or "-"; empty: none
};
struct BenchArguments {
  Common common;  // its store is not used
  bool all = false;
  std::vector<std::string> only;  // names; none: the main ones
  double seconds = 5;
  std::optional<std::size_t> size;
  std::string folder;                // empty: the system's one for temporary files
  std::vector<std::string> compare;  // two files of results; none: measure
};
struct DeployArguments {
  Common common;
  ResourceChoice resources;
  std::vector<std::string> files;
};
struct StartArguments {
  Common common;
  std::string name;  // [NAMESPACE/]NAME[/VERSION]
  std::optional<std::string> input;
  std::string id;
  std::string secrets;
};
struct ForkArguments {
  Common common;
  std::string source;
  std::uint64_t at = 0;
  std::string id;
  std::optional<std::string> input;
  std::optional<std::string> context;
  std::string workflow_version;  // empty: the source's
  bool force = false;
  bool dry_run = false;
  std::string secrets;
};
struct ListArguments {
  Common common;
  std::optional<Status> status;
  std::string workflow;  // [NAMESPACE/]NAME; empty: any
  std::size_t limit = 100;
  std::string cursor;
};
struct WorkflowsArguments {
  Common common;
  std::string name;  // [NAMESPACE/]NAME[/VERSION]; empty: all
};
struct UndeployArguments {
  Common common;
  std::vector<std::string> names;  // NAMESPACE/NAME/VERSION
};
struct ShowArguments {
  Common common;
  std::string id;
  std::uint64_t revision = 0;  // 0: as it is
};
struct HistoryArguments {
  Common common;
  std::string id;
};
struct AuditArguments {
  Common common;
  std::uint64_t before = 0;  // the number of an entry; 0: from the newest
  std::size_t limit = 100;
};
struct CancelArguments {
  Common common;
  std::string id;  // empty: those of the selection
  Selection selection;
  std::string secrets;
  bool compensate = false;
};
struct SuspendArguments {
  Common common;
  std::string id;  // empty: those of the selection
  Selection selection;
};
struct ResumeArguments {
  Common common;
  std::string id;  // empty: those of the selection
  Selection selection;
  std::string secrets;
};
struct RetryArguments {
  Common common;
  std::string id;  // empty: those of the selection
  Selection selection;
  std::string secrets;
};
struct RemoveArguments {
  Common common;
  std::vector<std::string> ids;  // none: those of the selection
  Selection selection;
};
struct EmitArguments {
  Common common;
  std::string events;   // as given
  std::string secrets;  // a file; empty: none
};
struct EventsArguments {
  Common common;
  std::optional<std::uint64_t> from;
  std::string type;  // empty: any
  std::size_t limit = 100;
  bool follow = false;
};
struct ServeArguments {
  Common common;
  bool is_store_given = false;
  bool is_log_given = false;
  std::string config;                 // a file; empty: none
  std::optional<std::string> listen;  // none: the configuration's, or the server's default
  std::vector<std::string> allowed_hosts;
  std::string keys;
  std::string admin_key;
  std::string tls_certificate;
  std::string tls_key;
  std::string secrets;
  std::vector<std::string> buses;  // URLs
  std::string public_url;
  bool insecure = false;
  std::optional<std::size_t> drain_seconds;
  std::optional<std::size_t> max_connections;
  std::optional<std::size_t> max_requests;
};
struct KeysArguments {
  enum class Action : std::uint8_t { Add, List, Revoke };
  Common common;  // its store is not used
  Action action = Action::List;
  std::string id;  // of Revoke
  std::string file;
  std::string name;
  std::string role;
  std::vector<std::string> spaces;  // none: every one
  std::optional<std::size_t> days;  // until it expires
};
struct SchedulesArguments {
  enum class Action : std::uint8_t { List, Show, Pause, Resume, Trigger, Backfill, Add, Remove };
  Common common;  // its server: a schedule starts runs in one
  Action action = Action::List;
  std::string id;                    // of all but List and Add
  std::optional<std::string> input;  // of Trigger and Add; as given: read_input() reads it
  std::string run;                   // of Trigger: the run's id
  std::string from;                  // of Backfill
  std::string to;
  std::string workflow;                                      // of Add
  std::vector<std::pair<std::string, std::string>> members;  // of Add: what the request has, by name
};
struct WebhooksArguments {
  enum class Action : std::uint8_t { List, Show, Add, Remove, Pause, Resume, Test, Dead, Redeliver, Discard };
  Common common;  // its server: a webhook delivers from one
  Action action = Action::List;
  std::string name;                                          // of all but List
  std::string letter;                                        // of Discard, and of Redeliver if it is not for all
  std::vector<std::string> secrets;                          // of Add: names
  std::vector<std::pair<std::string, std::string>> members;  // of Add: what the request has, by name
};
struct VersionArguments {
  Common common;
};

using Command =
    std::variant<RunArguments, ValidateArguments, EvalArguments, SimArguments, DeployArguments, StartArguments,
                 ForkArguments, ListArguments, ShowArguments, HistoryArguments, AuditArguments, CancelArguments,
                 SuspendArguments, ResumeArguments, RetryArguments, RemoveArguments, WorkflowsArguments,
                 UndeployArguments, BenchArguments, ServeArguments, KeysArguments, SchedulesArguments,
                 WebhooksArguments, EmitArguments, EventsArguments, VersionArguments>;

// The program ends after reading the command line: the user asked for help, or the command line is invalid.
struct EarlyExit {
  ExitCode code;
  std::string text;  // for stdout if the code is Success, else for stderr
};

[[nodiscard]] std::variant<Command, EarlyExit> parse_arguments(int argc, const char* const* argv);

}  // namespace baton::cli
