// The only file that knows CLI11.
#include "cli/arguments.hpp"

#include "cli/manual/manual.hpp"

#include "base/outgoing_rules.hpp"
#include "base/version.hpp"
#include "dsl/names.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <sstream>
#include <string_view>
#include <utility>

namespace baton::cli {
namespace {

constexpr std::array<std::pair<std::string_view, KeysArguments::Action>, 3> kKeyActions{
    {{"add", KeysArguments::Action::Add},
     {"list", KeysArguments::Action::List},
     {"revoke", KeysArguments::Action::Revoke}}};

constexpr std::array<std::pair<std::string_view, SchedulesArguments::Action>, 8> kScheduleActions{
    {{"ls", SchedulesArguments::Action::List},
     {"show", SchedulesArguments::Action::Show},
     {"pause", SchedulesArguments::Action::Pause},
     {"resume", SchedulesArguments::Action::Resume},
     {"trigger", SchedulesArguments::Action::Trigger},
     {"backfill", SchedulesArguments::Action::Backfill},
     {"add", SchedulesArguments::Action::Add},
     {"rm", SchedulesArguments::Action::Remove}}};

constexpr std::array<std::pair<std::string_view, WebhooksArguments::Action>, 10> kWebhookActions{
    {{"ls", WebhooksArguments::Action::List},
     {"show", WebhooksArguments::Action::Show},
     {"add", WebhooksArguments::Action::Add},
     {"rm", WebhooksArguments::Action::Remove},
     {"pause", WebhooksArguments::Action::Pause},
     {"resume", WebhooksArguments::Action::Resume},
     {"test", WebhooksArguments::Action::Test},
     {"dead", WebhooksArguments::Action::Dead},
     {"redeliver", WebhooksArguments::Action::Redeliver},
     {"discard", WebhooksArguments::Action::Discard}}};

constexpr std::array<std::pair<std::string_view, LogFrom>, 4> kLogLevels{
    {{"info", LogFrom::Info}, {"warn", LogFrom::Warning}, {"error", LogFrom::Error}, {"off", LogFrom::Off}}};
constexpr std::array<std::pair<std::string_view, LogFormat>, 2> kLogFormats{
    {{"text", LogFormat::Text}, {"json", LogFormat::Json}}};

constexpr std::string_view kEmptyValue = "the value is empty; perhaps it comes from a shell variable that is not set";

constexpr const char* kExamples = R"(Examples:
  baton validate order.yaml
  baton sim order.yaml
  baton run order.yaml --input '{"id": 4711}'
  baton deploy order.yaml && baton start shop/order --id order-4711 --input @order.json
  baton ls --status waiting
  baton show order-4711
`baton VERB --help` describes each verb.

Exit status: 0 completed, 1 faulted, 2 usage or invalid definition, 3 cancelled, 4 the store failed,
5 not ended (interrupted, suspended or waiting).)";

// CLI11 wraps what is too large and takes a sign.
std::optional<std::uint64_t> seed_from(const std::string& text) {
  std::uint64_t seed = 0;
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, seed);
  if (error != std::errc() || read_to != end) return std::nullopt;
  return seed;
}

// Builds the parser: each verb's options are read into a struct of its own, which becomes the command.
class Builder {
 public:
  Builder() : app_("Baton runs workflows durably: it finishes what it has started.", "baton") {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "baton " + std::string(kVersion));
    app_.get_formatter()->column_width(28);
    app_.get_formatter()->label("SUBCOMMAND", "VERB");
    app_.footer(kExamples);
    add_running();
    add_looking();
    add_changing();
    add_events();
    add_bench();
    add_serve();
    add_keys();
    add_schedules();
    add_webhooks();
    verb<VersionArguments>({"version", "Print the version and the stored formats", "  baton version --json"});
    refuse_empty_values();
  }

  CLI::App& app() { return app_; }
  [[nodiscard]] Command command() const { return *command_; }

 private:
  struct Text {
    const char* name;
    const char* summary;
    const char* examples;
  };

  template <class Arguments>
  std::pair<CLI::App&, Arguments&> verb(const Text& text) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App& verb = *app_.add_subcommand(text.name, text.summary);
    verb.group("Verbs");
    verb.footer(std::string("Examples:\n") + text.examples);
    verb.add_option("--store", arguments->common.store, "The store: sqlite:PATH, or memory: which keeps nothing")
        ->capture_default_str()
        ->type_name("URL");
    verb.add_option_function<std::string>("--server", refuse_server)->group("");
    verb.add_flag("--json", arguments->common.json, "Print JSON");
    add_log(verb, arguments->common.log);
    verb.callback([this, arguments] { command_ = *arguments; });
    return {verb, *arguments};
  }

  static void refuse_server(const std::string& /*url*/) {
    throw CLI::ValidationError("--server", "is not for this verb");
  }
  static void add_log(CLI::App& verb, LogChoice& log) {
    add_choice(verb, "--log-level", log.from, kLogLevels, "What is logged on stderr: so much or worse. Default: warn")
        ->type_name("LEVEL");
    add_choice(verb, "--log-format", log.format, kLogFormats, "How it is logged. Default: text")->type_name("FORMAT");
  }
  // One of these words.
  template <class T, std::size_t N>
  static CLI::Option* add_choice(CLI::App& verb, const std::string& name, T& chosen,
                                 const std::array<std::pair<std::string_view, T>, N>& words, const std::string& help) {
    const auto find = [&words](std::string_view word) {
      return std::ranges::find(words, word, [](const auto& each) { return each.first; });
    };
    return verb
        .add_option_function<std::string>(
            name, [&chosen, find](const std::string& word) { chosen = find(word)->second; }, help)
        ->check([&words, find](const std::string& word) {
          if (find(word) != words.end()) return std::string();
          std::string known;
          for (const auto& each : words) known.append(known.empty() ? "" : ", ").append(each.first);
          return "there is no '" + word + "'; choose one of " + known;
        });
  }
  // Of verbs that read documents.
  static void add_resources(CLI::App& verb, ResourceChoice& resources) {
    verb.add_option("--allow", resources.allowed, "A folder whose files documents may refer to, besides their own")
        ->type_name("DIR");
    verb.add_option("--catalog", resources.catalog, "The default catalog: functions/NAME/VERSION/function.yaml")
        ->type_name("DIR");
  }
  // A verb that a running server can be asked for.
  static void add_server(CLI::App& verb, Common& common) {
    verb.remove_option(verb.get_option("--server"));
    verb.add_option("--server", common.server, "A running server, instead of a store; its key is in BATON_KEY")
        ->excludes(verb.get_option("--store"))
        ->type_name("URL");
    verb.add_option("--ca-cert", common.ca_certificate,
                    "Certificates that vouch for the server, in place of the system's")
        ->envname("BATON_CA_CERT")
        ->type_name("FILE");
  }
  // A verb that opens no store.
  static void hide_store(CLI::App& verb) {
    for (const char* option : {"--store", "--log-level", "--log-format"}) verb.get_option(option)->group("");
  }
  static void add_file(CLI::App& verb, std::string& file) {
    verb.add_option("FILE", file, "The workflow document, YAML or JSON; - is stdin")->required()->type_name("");
  }
  static void add_files(CLI::App& verb, std::vector<std::string>& files) {
    verb.add_option("FILE", files, "Workflow documents, YAML or JSON; - is stdin")->required()->type_name("");
  }
  static void add_id(CLI::App& verb, std::string& id) {
    verb.add_option("ID", id, "The instance")->required()->type_name("");
  }
  static void add_revision(CLI::App& verb, std::uint64_t& revision) {
    verb.add_option("--revision", revision, "As it was at this revision: history shows them")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
  }
  static void add_status(CLI::App& verb, std::optional<Status>& status, const std::string& help) {
    verb.add_option_function<std::string>(
            "--status", [&status](const std::string& name) { status = status_from_name(name); }, help)
        ->check([](const std::string& name) {
          return status_from_name(name) ? std::string() : "there is no status '" + name + "'";
        })
        ->type_name("STATUS");
  }
  static void add_workflow(CLI::App& verb, std::string& workflow, const std::string& help) {
    verb.add_option("--workflow", workflow, help)->type_name("[NAMESPACE/]NAME");
  }
  // Either names or a selection.
  template <class Names>
  static void add_names_or_selection(CLI::App& verb, const std::string& help, Names& names, Selection& selection) {
    verb.add_option("ID", names, help)->type_name("");
    add_status(verb, selection.status, "Instead of an ID: all instances with this status");
    add_workflow(verb, selection.workflow,
                 "Instead of an ID: all instances of this workflow to which the verb can apply");
    verb.add_flag("--dry-run", selection.dry_run, "Count these instances, and change nothing");
    verb.parse_complete_callback([&names, &selection] {
      if (!names.empty() && (selection.is_made() || selection.dry_run)) {
        throw CLI::ValidationError("ID",
                                   "cannot be combined with --status or --workflow; give either IDs or a selection");
      }
      if (names.empty() && !selection.is_made()) throw CLI::RequiredError("ID, --status or --workflow");
    });
  }
  static void add_start_options(CLI::App& verb, std::optional<std::string>& input, std::string& id) {
    // Not bound to the optional itself: CLI11 would take an empty text for none.
    verb.add_option_function<std::string>(
            "--input", [&input](const std::string& text) { input = text; },
            "The input: JSON itself, a file, or - for stdin")
        ->type_name("JSON|@FILE|-");
    verb.add_option("--id", id, "The instance's id; if it exists already, nothing new is started")->type_name("ID");
  }
  static void add_secrets(CLI::App& verb, std::string& secrets) {
    verb.add_option("--secrets", secrets, "A JSON object: what the workflow's $secrets holds; never stored")
        ->type_name("FILE");
  }

  // Of verbs that make calls or read documents.
  static void add_outgoing(CLI::App& verb, OutgoingOptions& outgoing) {
    const auto add = [&](const char* name, std::vector<std::string> OutgoingOptions::* list, const char* help) {
      verb.add_option(name, outgoing.*list, help)
          ->delimiter(',')
          ->allow_extra_args(false)
          ->check([list](const std::string& host) {
            OutgoingOptions alone;
            (alone.*list).push_back(host);
            const auto rules = OutgoingRules::make(alone);
            return rules ? std::string() : rules.error();
          })
          ->type_name("HOST");
    };
    add("--allow-calls-to", &OutgoingOptions::allowed,
        "A host, *.SUFFIX, address or range that calls may go to although it is refused by default; may be repeated");
    add("--deny-calls-to", &OutgoingOptions::denied,
        "One that neither calls nor resources may go to; *: all that are not allowed; may be repeated");
  }

  static void add_buses(CLI::App& verb, std::vector<std::string>& buses) {
    verb.add_option("--bus", buses,
                    "A bus that carries events in and out of the event log: redis://… or nats://…; may be repeated. "
                    "docs/reference/events.md has the URLs")
        ->allow_extra_args(false)
        ->type_name("URL");
  }

  static void add_lifecycle_events(CLI::App& verb, Common& common) {
    verb.add_flag("--lifecycle-events", common.lifecycle_events,
                  "Append lifecycle CloudEvents to the store's event log (`baton events`)");
  }

  // No option and no argument has a use for an empty value, and some would take it for none.
  void refuse_empty_values() {
    const auto refuse = [](const std::string& value) {
      return value.empty() ? std::string(kEmptyValue) : std::string();
    };
    for (CLI::App* verb : app_.get_subcommands({})) {
      for (CLI::Option* option : verb->get_options()) {
        const bool takes_value = option->get_items_expected_max() > 0;
        if (takes_value) option->transform(CLI::Validator(refuse, ""));  // before all other checks
      }
    }
  }

  void add_running();
  void add_fork();
  void add_simulation();
  void add_looking();
  void add_changing();
  void add_events();
  void add_bench();
  void add_serve();
  void add_keys();
  void add_schedules();
  void add_webhooks();

  CLI::App app_;
  std::optional<Command> command_;
};

void Builder::add_running() {
  {
    auto [app, run] =
        verb<RunArguments>({"run", "Run a workflow document until it ends",
                            "  baton run order.yaml --input '{\"id\": 4711}'\n"
                            "  baton run order.yaml --id order-4711     # continues if it was interrupted\n"
                            "  baton run order.yaml --emit @events.json # with the events that it listens for\n"
                            "  cat order.json | baton run order.yaml --input - --events order.events"});
    add_file(app, run.file);
    add_start_options(app, run.input, run.id);
    add_secrets(app, run.resources.secrets);
    add_outgoing(app, run.common.outgoing);
    add_resources(app, run.resources);
    app.add_option("--events", run.events, "Append each lifecycle CloudEvent as one JSON line")->type_name("FILE");
    app.add_option("--emit", run.emit,
                   "CloudEvents that are appended to the event log once the instance is started: JSON, @FILE, or -")
        ->type_name("EVENT");
    add_buses(app, run.buses);
    add_lifecycle_events(app, run.common);
    app.add_flag("--quiet,-q", run.quiet, "Show no progress");
  }
  {
    auto [app, validate] = verb<ValidateArguments>({"validate", "Check workflow documents",
                                                    "  baton validate order.yaml payment.yaml\n"
                                                    "  baton validate --json - < order.yaml\n"
                                                    "  baton validate --strict order.yaml\n"
                                                    "  baton validate --sarif order.sarif order.yaml"});
    add_files(app, validate.files);
    app.add_flag("--strict", validate.strict, "Also say what is hard to change, to undo or to end");
    app.add_option("--sarif", validate.sarif, "Write the findings as SARIF 2.1.0 too; - is stdout, instead of the text")
        ->type_name("FILE|-");
    app.add_flag("--offline", validate.resources.is_offline, "Fetch nothing that a document refers to; note it");
    add_secrets(app, validate.resources.secrets);
    add_outgoing(app, validate.common.outgoing);
    add_resources(app, validate.resources);
  }
  {
    auto [app, eval] = verb<EvalArguments>(
        {"eval", "Evaluate an expression, and print each result as one line of JSON",
         "  baton eval '.items | map(.price) | add' --input @order.json\n"
         "  baton eval '${ $context.total + 1 }' --var context='{\"total\": 2}'\n"
         "  echo '\"Hello\"' | baton eval ascii_upcase --input - --raw\n\n"
         "It is evaluated as a workflow would: the same language, functions and limits. The variables are only\n"
         "those given. docs/reference/expressions.md describes the language.\n\n"
         "Exit status: 0 evaluated, 1 an error, 2 usage, or it does not compile."});
    hide_store(app);
    app.get_option("--json")->group("");  // as it prints anyway
    app.add_option("EXPRESSION", eval.expression, "The expression, with or without ${ } around it")
        ->required()
        ->type_name("");
    app.add_option_function<std::string>(
           "--input", [&input = eval.input](const std::string& text) { input = text; },
           "What . is: JSON itself, a file, or - for stdin. Default: null")
        ->type_name("JSON|@FILE|-");
    app.add_option("--var", eval.variables, "What $NAME is; may be repeated")
        ->allow_extra_args(false)
        ->type_name("NAME=JSON");
    app.add_flag("--raw,-r", eval.raw, "Print strings as they are, without quotes");
  }
  add_simulation();
  {
    auto [app, deploy] = verb<DeployArguments>({"deploy", "Store workflow documents under their names and versions",
                                                "  baton deploy order.yaml payment.yaml"});
    add_server(app, deploy.common);
    add_files(app, deploy.files);
    add_secrets(app, deploy.resources.secrets);
    add_outgoing(app, deploy.common.outgoing);
    add_resources(app, deploy.resources);
  }
  {
    auto [app, undeploy] = verb<UndeployArguments>(
        {"undeploy", "Take deployed versions back, if no instance runs them", "  baton undeploy shop/order/1.0.0"});
    add_server(app, undeploy.common);
    app.add_option("NAME", undeploy.names, "NAMESPACE/NAME/VERSION")->required()->type_name("");
  }
  {
    auto [app, start] =
        verb<StartArguments>({"start", "Start a deployed workflow; run it until it ends or is only waiting",
                              "  baton start order\n"
                              "  baton start shop/order/1.0.0 --id order-4711 --input @order.json"});
    add_server(app, start.common);
    app.add_option("NAME", start.name, "[NAMESPACE/]NAME[/VERSION]; without a version, the newest")
        ->required()
        ->type_name("");
    add_start_options(app, start.input, start.id);
    add_secrets(app, start.secrets);
    add_outgoing(app, start.common.outgoing);
    add_lifecycle_events(app, start.common);
  }
  add_fork();
}

void Builder::add_fork() {
  auto [app, fork] = verb<ForkArguments>(
      {"fork", "Start an instance that begins with what another one was at a revision",
       "  baton fork order-4711 --at 5 --dry-run           # what it would do again\n"
       "  baton fork order-4711 --at 5 --id order-4711-b --version 1.1.0\n\n"
       "`baton history` shows the revisions. docs/reference/forks.md says what a fork continues with."});
  add_server(app, fork.common);
  app.add_option("ID", fork.source, "The instance to fork")->required()->type_name("");
  app.add_option("--at", fork.at, "The revision at which it is forked")
      ->required()
      ->check(CLI::PositiveNumber)
      ->type_name("REVISION");
  add_start_options(app, fork.input, fork.id);
  app.get_option("--input")->description("In place of the instance's: JSON itself, a file, or - for stdin");
  app.get_option("--id")->description("The fork's id; the same fork under it is not started again");
  app.add_option_function<std::string>(
         "--context", [&context = fork.context](const std::string& text) { context = text; },
         "In place of the instance's context: JSON itself, a file, or - for stdin")
      ->type_name("JSON|@FILE|-");
  app.add_option("--version", fork.workflow_version, "Another version of its workflow, which must be deployed")
      ->type_name("VERSION");
  app.add_flag("--force", fork.force, "Although it has not ended, or something may be done twice");
  app.add_flag("--dry-run", fork.dry_run, "Only say what the fork would do that the instance may have done");
  add_secrets(app, fork.secrets);
  add_lifecycle_events(app, fork.common);
}

void Builder::add_simulation() {
  auto [app, sim] = verb<SimArguments>(
      {"sim", "Run workflow documents in a hostile simulated world, and report what goes wrong",
       "  baton sim order.yaml --input @order.json --operators operators.yaml\n"
       "  baton sim order.yaml --with payment.yaml --cancel --runs 10000\n"
       "  baton sim order.yaml --seed 42           # one run, with all that happened in it\n"
       "  baton sim order.yaml --sarif order.sarif # for a code host or an editor\n\n"
       "Operators are mocked and nothing is called; no store is touched. Each run is drawn from a seed: calls fail,\n"
       "answers are lost, the process crashes. docs/reference/sim.md explains the findings and the operators file.\n\n"
       "Exit status: 0 nothing found (notes do not count), 1 something found, 2 usage or invalid definition,\n"
       "5 interrupted before anything was found."});
  hide_store(app);
  add_files(app, sim.files);
  add_secrets(app, sim.resources.secrets);
  add_outgoing(app, sim.common.outgoing);
  add_resources(app, sim.resources);
  app.add_option("--with", sim.with, "Another workflow document, which `run: workflow` may start; may be repeated")
      ->allow_extra_args(false)
      ->type_name("FILE");
  app.add_option("--operators", sim.operators, "What calls return and how they fail, YAML or JSON")->type_name("FILE");
  app.add_option("--input", sim.inputs, "The input; if repeated, one is drawn for each run. Default: null")
      ->allow_extra_args(false)
      ->type_name("JSON|@FILE|-");
  auto* runs = app.add_option("--runs", sim.runs, "How many runs of each document, under the seeds 1, 2, …")
                   ->capture_default_str()
                   ->check(CLI::Range(1, 1'000'000'000).description(""))
                   ->type_name("N");
  app.add_option_function<std::string>(
         "--seed", [&sim](const std::string& text) { sim.seed = seed_from(text); },
         "Replay the run of this seed and print all that happens in it")
      ->check([](const std::string& text) {
        return seed_from(text) ? std::string() : "a seed is a whole number from 0 to 18446744073709551615";
      })
      ->excludes(runs)
      ->type_name("N");
  app.add_flag("--cancel", sim.cancel, "Clients cancel instances, with compensation, at any moment");
  app.add_option("--sarif", sim.sarif, "Write the findings as SARIF 2.1.0 too; - is stdout, instead of the text")
      ->type_name("FILE|-");
}

void Builder::add_looking() {
  {
    auto [app, list] = verb<ListArguments>({"ls", "List instances, newest first",
                                            "  baton ls --status faulted\n"
                                            "  baton ls --workflow shop/order --limit 20 --json"});
    add_server(app, list.common);
    add_status(app, list.status, "pending, running, waiting, suspended, cancelled, faulted or completed");
    add_workflow(app, list.workflow, "Only instances of this workflow");
    app.add_option("--limit", list.limit, "At most this many")->capture_default_str()->check(CLI::Range(1, 1000));
    app.add_option("--cursor", list.cursor, "Continue where a listing stopped")->type_name("CURSOR");
  }
  {
    auto [app, workflows] =
        verb<WorkflowsArguments>({"workflows", "List the deployed workflows, or show those with a name",
                                  "  baton workflows\n  baton workflows shop/order\n"
                                  "  baton workflows shop/order/1.0.0 --json | jq '.[0].document'"});
    add_server(app, workflows.common);
    app.add_option("NAME", workflows.name, "[NAMESPACE/]NAME[/VERSION]; with --json, its documents too")->type_name("");
  }
  {
    auto [app, show] = verb<ShowArguments>({"show", "Show one instance: its data, and what it is doing",
                                            "  baton show order-4711\n"
                                            "  baton show order-4711 --json | jq .context\n"
                                            "  baton show order-4711 --revision 5"});
    add_server(app, show.common);
    add_id(app, show.id);
    add_revision(app, show.revision);
  }
  {
    auto [app, history] = verb<HistoryArguments>({"history", "Show what happened to an instance",
                                                  "  baton history order-4711\n  baton history order-4711 --json"});
    add_server(app, history.common);
    add_id(app, history.id);
  }
  {
    auto [app, audit] =
        verb<AuditArguments>({"audit", "Show who has asked for what is in no instance's history, newest first",
                              "  baton audit\n  baton audit --before 1001 --limit 1000 --json"});
    add_server(app, audit.common);
    app.add_option("--before", audit.before, "Only entries before this number: where a listing stopped")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 62U).description(""))
        ->type_name("N");
    app.add_option("--limit", audit.limit, "At most this many")->capture_default_str()->check(CLI::Range(1, 1000));
  }
}

void Builder::add_changing() {
  {
    auto [app, cancel] = verb<CancelArguments>({"cancel", "End an instance",
                                                "  baton cancel order-4711\n  baton cancel order-4711 --compensate\n"
                                                "  baton cancel --status running --workflow shop/order --dry-run"});
    add_server(app, cancel.common);
    add_names_or_selection(app, "The instance", cancel.id, cancel.selection);
    app.add_flag("--compensate", cancel.compensate, "Undo what had completed, newest first, before it ends");
    add_secrets(app, cancel.secrets);
    add_outgoing(app, cancel.common.outgoing);
    add_lifecycle_events(app, cancel.common);
  }
  {
    auto [app, suspend] =
        verb<SuspendArguments>({"suspend", "Pause an instance until it is resumed", "  baton suspend order-4711"});
    add_server(app, suspend.common);
    add_names_or_selection(app, "The instance", suspend.id, suspend.selection);
    add_lifecycle_events(app, suspend.common);
  }
  {
    auto [app, resume] =
        verb<ResumeArguments>({"resume", "Continue a suspended or interrupted instance", "  baton resume order-4711"});
    add_server(app, resume.common);
    add_names_or_selection(app, "The instance", resume.id, resume.selection);
    add_secrets(app, resume.secrets);
    add_outgoing(app, resume.common.outgoing);
    add_lifecycle_events(app, resume.common);
  }
  {
    auto [app, retry] = verb<RetryArguments>(
        {"retry", "Retry a faulted instance from the task that failed", "  baton retry order-4711"});
    add_server(app, retry.common);
    add_names_or_selection(app, "The instance", retry.id, retry.selection);
    add_secrets(app, retry.secrets);
    add_outgoing(app, retry.common.outgoing);
    add_lifecycle_events(app, retry.common);
  }
  {
    auto [app, remove] = verb<RemoveArguments>({"rm", "Delete ended instances and their history",
                                                "  baton rm order-4711 order-4712\n"
                                                "  baton rm --status completed"});
    add_server(app, remove.common);
    add_names_or_selection(app, "The instances", remove.ids, remove.selection);
  }
}

void Builder::add_events() {
  {
    auto [app, emit] = verb<EmitArguments>(
        {"emit", "Append CloudEvents to the store's event log, and continue the instances that wait for them",
         "  baton emit '{\"type\": \"order.paid\", \"source\": \"/shop\", \"id\": \"4711\", \"data\": {\"cents\": "
         "500}}'\n"
         "  baton emit @events.json                  # one event, or an array of them\n"
         "  journal | baton emit -                   # also one event a line\n\n"
         "What is missing of specversion, id, source (\"/baton/emit\") and time is filled in. An event whose source "
         "and id\n"
         "the log knows is not appended again, so the same command may be repeated if the events have ids.\n\n"
         "Instances that wait for one of the events consume it and run until they rest. One that calls an operator is "
         "left to\n"
         "the program that has the operator: the event waits for it in the log."});
    add_server(app, emit.common);
    app.add_option("EVENT", emit.events, "JSON itself, @FILE, or - for stdin")->required()->type_name("");
    add_secrets(app, emit.secrets);
    add_outgoing(app, emit.common.outgoing);
  }
  {
    auto [app, events] = verb<EventsArguments>({"events", "Show the store's event log, or follow it",
                                                "  baton events --type order.paid\n"
                                                "  baton events --from 1001 --limit 1000 --json\n"
                                                "  baton events --follow                    # until Ctrl-C\n\n"
                                                "Works while another process writes the store."});
    add_server(app, events.common);
    app.add_option("--from", events.from,
                   "From this position on. Default: the oldest; with --follow, what comes from now on")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 62U).description(""))
        ->type_name("N");
    app.add_option("--type", events.type, "Only events of this type")->type_name("TYPE");
    auto* limit = app.add_option("--limit", events.limit, "At most this many")
                      ->capture_default_str()
                      ->check(CLI::Range(1, 1'000'000).description(""))
                      ->type_name("N");
    app.add_flag("--follow,-f", events.follow, "Show what comes too, until Ctrl-C; with --json, one event a line")
        ->excludes(limit);
  }
}

void Builder::add_bench() {
  auto [app, bench] = verb<BenchArguments>({"bench", "Measure what Baton does on this machine",
                                            "  baton bench --folder /data --json > before.json\n"
                                            "  baton bench --only throughput-sqlite --seconds 20\n"
                                            "  baton bench --compare before.json after.json\n\n"
                                            "No store is touched. docs/reference/bench.md explains the figures."});
  hide_store(app);
  app.add_flag("--all", bench.all, "Every benchmark, not only the main ones");
  app.add_option("--only", bench.only, "Only this one; may be repeated")->allow_extra_args(false)->type_name("NAME");
  app.add_option("--seconds", bench.seconds, "How long each is measured")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 86'400.0).description(""))
      ->type_name("S");
  app.add_option("--size", bench.size, "How many instances or rounds, instead of each benchmark's own number")
      ->check(CLI::Range(1, 100'000'000).description(""))
      ->type_name("N");
  app.add_option("--folder", bench.folder, "Where SQLite files are created, and removed afterwards")->type_name("DIR");
  app.add_option("--compare", bench.compare, "Only compare two results")->expected(2)->type_name("A B");
}

void Builder::add_serve() {
  auto [app, serve] = verb<ServeArguments>(
      {"serve", "Serve the workflow API over HTTP",
       "  baton serve                                      # this machine only, without keys\n"
       "  baton serve --store sqlite:/var/lib/baton/baton.db --config /etc/baton.yaml\n"
       "  baton keys add --name ci --role deployer --namespace shop && baton serve --keys baton.keys --listen "
       "0.0.0.0:8233 --allowed-host baton.example.com\n"
       "  curl http://127.0.0.1:8233/openapi.json\n\n"
       "It owns the store until it ends, and continues what was interrupted. SIGTERM and SIGINT end it: it answers "
       "what\n"
       "has come, and leaves every instance so that the next start continues it. An option that is not given is taken\n"
       "from the environment (BATON_LISTEN, …), then from the configuration: a YAML file with the members store, "
       "listen,\n"
       "allowedHosts, keys, adminKey, tlsCert, tlsKey, secrets, allowCallsTo, denyCallsTo, proxy, buses, "
       "lifecycleEvents, publicUrl, "
       "insecure,\ndrain, maxConnections, maxRequests, logLevel, logFormat. "
       "docs/reference/http.md has the "
       "API."});
  app.get_option("--store")->envname("BATON_STORE")->each([&serve](const std::string&) {
    serve.is_store_given = true;
  });
  app.get_option("--json")->group("");
  app.get_option("--log-level")->envname("BATON_LOG_LEVEL")->each([&serve](const std::string&) {
    serve.is_log_given = true;
  });
  app.get_option("--log-format")->envname("BATON_LOG_FORMAT")->each([&serve](const std::string&) {
    serve.is_log_given = true;
  });
  app.add_option("--config", serve.config, "The configuration, YAML or JSON")
      ->envname("BATON_CONFIG")
      ->type_name("FILE");
  app.add_option("--listen", serve.listen, "Where it listens; port 0 is any free one. Default: 127.0.0.1:8233")
      ->envname("BATON_LISTEN")
      ->type_name("HOST:PORT");
  app.add_option("--allowed-host", serve.allowed_hosts, "A name that clients use for this server; may be repeated")
      ->envname("BATON_ALLOWED_HOSTS")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("HOST");
  app.add_option("--keys", serve.keys,
                 "The keys of its clients, as `baton keys` makes them; none: everybody may do everything")
      ->envname("BATON_KEYS")
      ->type_name("FILE");
  app.add_option("--admin-key-file", serve.admin_key, "A file with a key that may do everything")
      ->envname("BATON_ADMIN_KEY_FILE")
      ->type_name("FILE");
  app.add_option("--tls-cert", serve.tls_certificate,
                 "The server's certificate, and those of its issuers: connections are then encrypted")
      ->envname("BATON_TLS_CERT")
      ->type_name("FILE");
  app.add_option("--tls-key", serve.tls_key, "The key of the certificate")->envname("BATON_TLS_KEY")->type_name("FILE");
  add_secrets(app, serve.secrets);
  app.get_option("--secrets")->envname("BATON_SECRETS");
  serve.common.outgoing.loopback = false;
  serve.common.outgoing.proxy.clear();
  add_outgoing(app, serve.common.outgoing);
  app.get_option("--allow-calls-to")->envname("BATON_ALLOW_CALLS_TO");
  app.get_option("--deny-calls-to")->envname("BATON_DENY_CALLS_TO");
  app.add_option("--proxy", serve.common.outgoing.proxy,
                 "What all calls go through; \"environment\": as http_proxy and others say. Default: none")
      ->envname("BATON_PROXY")
      ->type_name("URL");
  add_buses(app, serve.buses);
  app.get_option("--bus")->envname("BATON_BUS");
  add_lifecycle_events(app, serve.common);
  app.get_option("--lifecycle-events")->envname("BATON_LIFECYCLE_EVENTS");
  app.add_option("--public-url", serve.public_url,
                 "Where clients reach it: lifecycle events of what has completed then say where its output is")
      ->envname("BATON_PUBLIC_URL")
      ->type_name("URL");
  app.add_flag("--insecure", serve.insecure, "Let others reach it although it has no keys")->envname("BATON_INSECURE");
  const auto add_most = [&app](const char* name, auto& count, const char* help, const char* variable) {
    app.add_option(name, count, help)
        ->envname(variable)
        ->check(CLI::Range(1, 1'000'000).description(""))
        ->type_name("N");
  };
  add_most("--max-connections", serve.max_connections, "Further ones get 503. Default: 10000", "BATON_MAX_CONNECTIONS");
  add_most("--max-requests", serve.max_requests, "In progress; further ones get 503. Default: 10000",
           "BATON_MAX_REQUESTS");
  app.add_option("--drain", serve.drain_seconds, "How long it answers when it is to end. Default: 10")
      ->envname("BATON_DRAIN")
      ->check(CLI::Range(0, 3'600).description(""))
      ->type_name("SECONDS");
}

void Builder::add_keys() {
  auto [app, keys] = verb<KeysArguments>(
      {"keys", "Make, list and revoke the keys of a server's clients",
       "  baton keys add --name ci --role deployer --namespace shop --days 90\n"
       "  baton keys list\n  baton keys revoke 1f0c9a3b\n\n"
       "A new key is printed once; the file holds only its hash. A running server takes notice of a change within a "
       "second.\n"
       "Roles: reader, operator (also starts and changes instances), deployer (also deploys), worker, reveal, admin."});
  hide_store(app);
  app.add_option_function<std::string>(
         "ACTION",
         [&keys](const std::string& word) {
           keys.action = std::ranges::find(kKeyActions, word, [](const auto& each) { return each.first; })->second;
         },
         "add, list or revoke")
      ->required()
      ->check([](const std::string& word) {
        const bool is_known =
            std::ranges::find(kKeyActions, word, [](const auto& each) { return each.first; }) != kKeyActions.end();
        return is_known ? std::string() : "there is no '" + word + "'; choose add, list or revoke";
      })
      ->type_name("");
  app.add_option("KEY", keys.id, "Of revoke: the id of the key")->type_name("");
  app.add_option("--file", keys.file, "The keys. Default: baton.keys")->envname("BATON_KEYS")->type_name("FILE");
  app.add_option("--name", keys.name, "Of add: who uses the key; the history of what it does shows it")
      ->type_name("NAME");
  app.add_option("--role", keys.role, "Of add: what it may do")->type_name("ROLE");
  app.add_option("--namespace", keys.spaces, "Of add: where it may do that; may be repeated. Default: everywhere")
      ->allow_extra_args(false)
      ->type_name("NAMESPACE");
  app.add_option("--days", keys.days, "Of add: it expires after so many days. Default: never")
      ->check(CLI::Range(1, 36'500).description(""))
      ->type_name("N");
}

void Builder::add_schedules() {
  auto [app, schedules] = verb<SchedulesArguments>(
      {"schedules", "List, show and change the schedules of a running server",
       "  baton schedules\n"
       "  baton schedules pause schedule.shop.report\n"
       "  baton schedules trigger schedule.shop.report --id report-by-hand\n"
       "  baton schedules backfill schedule.shop.report --from 2026-11-01T00:00:00Z --to 2026-11-08T00:00:00Z\n"
       "  baton schedules add --workflow shop/report --name nightly --cron '0 3 * * *' --timezone Europe/Berlin\n"
       "  baton schedules rm schedule.shop.report.nightly\n\n"
       "A deployed document's own schedule starts with the server and ends when the workflow is undeployed."});
  hide_store(app);
  schedules.common.server = "http://127.0.0.1:8233";
  add_server(app, schedules.common);
  app.get_option("--server")->description("The running server; its key is in BATON_KEY")->capture_default_str();
  const auto find = [](std::string_view word) {
    return std::ranges::find(kScheduleActions, word, [](const auto& each) { return each.first; });
  };
  app.add_option_function<std::string>(
         "ACTION", [&schedules, find](const std::string& word) { schedules.action = find(word)->second; },
         "ls, show, pause, resume, trigger, backfill, add or rm; ls if none is given")
      ->check([find](const std::string& word) {
        return find(word) != kScheduleActions.end()
                   ? std::string()
                   : "there is no '" + word + "'; choose ls, show, pause, resume, trigger, backfill, add or rm";
      })
      ->type_name("");
  app.add_option("SCHEDULE", schedules.id, "The schedule's id, as ls shows it")->type_name("");
  app.add_option_function<std::string>(
         "--input", [&schedules](const std::string& text) { schedules.input = text; },
         "Of trigger and add: the input of the runs")
      ->type_name("JSON|@FILE|-");
  app.add_option("--id", schedules.run, "Of trigger: the run's id; again, it is the same run")->type_name("ID");
  app.add_option("--from", schedules.from, "Of backfill: the first instant")->type_name("TIME");
  app.add_option("--to", schedules.to, "Of backfill: the last instant")->type_name("TIME");
  add_workflow(app, schedules.workflow, "Of add: what it starts; NAMESPACE/NAME[/VERSION]");
  constexpr std::array<std::array<const char*, 2>, 8> members{
      {{"name", "Of add: the schedule's own name"},
       {"every", "Of add: a duration between the runs, as in PT1H"},
       {"cron", "Of add: a cron expression, of 5 fields or, with seconds first, of 6"},
       {"after", "Of add: a duration from the end of a run to the next one"},
       {"timezone", "Of add: of the cron expression. Default: UTC"},
       {"missed", "Of add: skip, latest or all of the runs that could not be started. Default: latest"},
       {"most", "Of add: how many of them at most, with --missed all"},
       {"overlap", "Of add: allow, skip, queue or cancel. Default: skip, with --every allow"}}};
  for (const auto& [name, about] : members) {
    app.add_option_function<std::string>(
        "--" + std::string(name),
        [&schedules, name = std::string(name)](const std::string& value) {
          schedules.members.emplace_back(name, value);
        },
        about);
  }
}

void Builder::add_webhooks() {
  auto [app, webhooks] = verb<WebhooksArguments>(
      {"webhooks", "List, show and change the webhooks of a running server, and its dead letters",
       "  baton webhooks\n"
       "  baton webhooks add billing --url https://billing.example.com/events --secret billing-hook --type order.paid\n"
       "  baton webhooks test billing\n"
       "  baton webhooks pause billing && baton webhooks resume billing\n"
       "  baton webhooks dead billing        # what could not be delivered\n"
       "  baton webhooks redeliver billing   # all of it; or one: baton webhooks redeliver billing --letter ID\n"
       "  baton webhooks rm billing\n\n"
       "A secret is a name in the server's --secrets; with several, a message has a signature by each of them."});
  hide_store(app);
  webhooks.common.server = "http://127.0.0.1:8233";
  add_server(app, webhooks.common);
  app.get_option("--server")->description("The running server; its key is in BATON_KEY")->capture_default_str();
  const auto find = [](std::string_view word) {
    return std::ranges::find(kWebhookActions, word, [](const auto& each) { return each.first; });
  };
  app.add_option_function<std::string>(
         "ACTION", [&webhooks, find](const std::string& word) { webhooks.action = find(word)->second; },
         "ls, show, add, rm, pause, resume, test, dead, redeliver or discard; ls if none is given")
      ->check([find](const std::string& word) {
        return find(word) != kWebhookActions.end()
                   ? std::string()
                   : "there is no '" + word +
                         "'; choose ls, show, add, rm, pause, resume, test, dead, redeliver or discard";
      })
      ->type_name("");
  app.add_option("WEBHOOK", webhooks.name, "The webhook's name")->type_name("");
  app.add_option("--letter", webhooks.letter, "Of redeliver and discard: the dead letter, as dead shows it")
      ->type_name("ID");
  app.add_option("--secret", webhooks.secrets, "Of add: the name of a secret of the server; may be repeated")
      ->allow_extra_args(false)
      ->type_name("NAME");
  constexpr std::array<std::array<const char*, 2>, 6> members{
      {{"url", "Of add: where the events are sent"},
       {"type", "Of add: only events of this type"},
       {"source", "Of add: only events of this source"},
       {"subject", "Of add: only events of this subject"},
       {"attempts", "Of add: until an event becomes a dead letter. Default: 15"},
       {"from", "Of add: the position of the log at which a new webhook begins. Default: what comes from now on"}}};
  for (const auto& [name, about] : members) {
    app.add_option_function<std::string>(
        "--" + std::string(name),
        [&webhooks, name = std::string(name)](const std::string& value) { webhooks.members.emplace_back(name, value); },
        about);
  }
}

EarlyExit usage_error(const std::string& message, const std::string& help) {
  return {.code = ExitCode::Refused, .text = "baton: " + message + "\nSee `" + help + "`."};
}

// CLI11 reports an unknown verb as one argument too many, which does not help the user.
std::optional<EarlyExit> refuse_unknown_verb(const CLI::App& app, const std::string& verb) {
  std::vector<std::string> names;
  for (const CLI::App* known : app.get_subcommands({})) names.push_back(known->get_name());
  const std::vector<std::string_view> verbs(names.begin(), names.end());
  if (verb.starts_with('-') || dsl::is_one_of(verb, verbs)) return std::nullopt;
  const auto near = dsl::nearest(verb, verbs);
  return usage_error("there is no verb '" + verb + "'" + (near ? "; did you mean `" + std::string(*near) + "`?" : ""),
                     "baton --help");
}

// CLI11 takes `--id=` for an option without a value.
std::optional<EarlyExit> refuse_empty_value(std::span<const char* const> words) {
  for (const std::string_view word : words) {
    if (word == "--") break;
    if (!word.starts_with("--") || word.find('=') != word.size() - 1) continue;
    return usage_error(std::string(word.substr(0, word.size() - 1)) + ": " + std::string(kEmptyValue), "baton --help");
  }
  return std::nullopt;
}

std::string help_for(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return "baton " + (chosen.empty() ? "" : chosen.front()->get_name() + " ") + "--help";
}

std::vector<std::string> choices_of(const std::string& value) {
  std::vector<std::string> names;
  for (int status = 0; value == "STATUS" && status <= static_cast<int>(Status::Completed); ++status) {
    names.emplace_back(status_name(static_cast<Status>(status)));
  }
  if (value == "LEVEL") {
    for (const auto& [name, level] : kLogLevels) names.emplace_back(name);
  }
  if (value == "FORMAT") {
    for (const auto& [name, format] : kLogFormats) names.emplace_back(name);
  }
  return names;
}

OptionText text_of(const CLI::Option& option) {
  OptionText text{.names = {}, .value = {}, .choices = {}, .text = option.get_description()};
  for (const std::string& name : option.get_lnames()) text.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) text.names.push_back("-" + name);
  if (text.names.empty()) {
    text.value = option.get_single_name();
  } else if (option.get_items_expected_max() > 0) {
    text.value = option.get_type_name();
  }
  text.choices = choices_of(text.value);
  return text;
}

VerbText text_of(CLI::App& verb) {
  VerbText text{.name = verb.get_name(), .summary = verb.get_description(), .notes = verb.get_footer(), .options = {}};
  for (const CLI::Option* option : verb.get_options()) {
    const bool is_hidden = option->get_group().empty();
    if (!is_hidden) text.options.push_back(text_of(*option));
  }
  return text;
}

}  // namespace

CommandLineText command_line_text() {
  Builder builder;
  CLI::App& app = builder.app();
  CommandLineText text{.summary = app.get_description(), .notes = app.get_footer(), .verbs = {}};
  for (CLI::App* verb : app.get_subcommands({})) text.verbs.push_back(text_of(*verb));
  return text;
}

std::variant<Command, EarlyExit> parse_arguments(int argc, const char* const* argv) {
  Builder builder;
  if (argc < 2) return EarlyExit{.code = ExitCode::Refused, .text = builder.app().help()};
  if (auto refused = refuse_unknown_verb(builder.app(), argv[1])) return *std::move(refused);
  if (auto refused = refuse_empty_value({argv, static_cast<std::size_t>(argc)})) return *std::move(refused);
  try {
    builder.app().parse(argc, argv);
    return builder.command();
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return usage_error(error.what(), help_for(builder.app()));
    std::ostringstream text;  // help, or the version
    builder.app().exit(error, text, text);
    return EarlyExit{.code = ExitCode::Success, .text = text.str()};
  }
}

}  // namespace baton::cli
