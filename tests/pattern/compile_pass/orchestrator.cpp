// Orchestrators that keep every rule: results as std::variant, std::expected and awaited; five dependencies with a reason.
#include <baton/pattern/orchestrator.hpp>

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
  baton::pattern::Dependency<parts::Gateway> gateway;

  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());

struct AwaitedOrders {
  baton::pattern::Dependency<parts::Store> store;

  baton::Async<std::expected<parts::Done, parts::Missing>> run(std::string id) const noexcept;
};
static_assert(baton::pattern::is_orchestrator<AwaitedOrders>());

struct Billing {
  baton::pattern::Dependency<parts::Store> orders;
  baton::pattern::Dependency<parts::Store> users;
  baton::pattern::Dependency<parts::Gateway> payment;
  baton::pattern::Dependency<parts::Gateway> mail;
  baton::pattern::Dependency<parts::Gateway> tax;

  parts::Result run(const std::string& id, parts::Session& session) const;
};
template <>
inline constexpr baton::pattern::DependencyException baton::pattern::dependency_exception<Billing> = {
    .limit = 5, .because = "the tax office is asked between reservation and charge"};
static_assert(baton::pattern::is_orchestrator<Billing>());

// What arguments and results may be: values of one's own, with texts, containers, enumerations and sums in them.
enum class Kind { Small, Large };
struct Line {
  std::string sku;
  std::uint32_t count : 8 = 1;
  std::vector<Line> parts;
};
struct Request {
  std::string id;
  std::optional<std::string> note;
  std::map<std::string, std::array<Line, 2>> lines;
  Kind kinds[2];
};
class Name {
 public:
  explicit Name(std::string text);

 private:
  std::string text_;
};
struct Found {
  Name name;
  std::pair<Kind, std::chrono::milliseconds> times;
  std::variant<parts::Done, parts::Late> how;
};
struct Values {
  baton::pattern::Dependency<parts::Store> store;

  std::expected<std::variant<Found, parts::Done>, Kind> run(const Request& request, std::string_view text,
                                                            std::span<const Line> lines, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Values>());

struct Moved {
  baton::pattern::Dependency<parts::Store> store;

  baton::Async<parts::Result> run(Request request, baton::pattern::Untranslated<std::string> raw) const&;
};
static_assert(baton::pattern::is_orchestrator<Moved>());
