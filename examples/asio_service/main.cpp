// A service on one io_context and one thread: it accepts orders over TCP, runs them durably, and answers when they have ended. The
// operators are coroutines on the same io_context. The engine's own threads (its loop and its disk) run none of this code.
#include <baton/asio.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/describe.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <expected>
#include <memory>
#include <string>
#include <utility>

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;

struct Charge {
  std::int64_t cents = 0;
};
BOOST_DESCRIBE_STRUCT(Charge, (), (cents))

class Payment {
 public:
  // Where a client would send a request, it waits for a timer.
  asio::awaitable<std::expected<std::string, baton::Problem>> charge(Charge charge, baton::CallContext context) {
    asio::steady_timer network(co_await asio::this_coro::executor, std::chrono::milliseconds{5});
    co_await network.async_wait(use_awaitable);
    if (charge.cents > 100'000) {
      co_return std::unexpected(baton::make_problem(baton::ProblemKind::Authorization, "the limit is 1000.00"));
    }
    co_return "paid " + std::to_string(charge.cents) + " for " + context.instance.value;
  }
  BOOST_DESCRIBE_CLASS(Payment, (), (charge), (), ())
};

constexpr auto kOrder = R"(
document: { dsl: '1.0.3', namespace: shop, name: order, version: '1.0.0' }
timeout: { after: PT1M }
do:
  - charge: { call: payment.charge, with: { cents: '${ .cents }' } }
)";

// "order-1 500\n" is an order and its price. A client that sends it again gets the same answer, and nothing is charged twice.
asio::awaitable<std::string> answer_to(baton::AsyncEngine& engine, std::string line) {
  const std::size_t space = line.find(' ');
  if (space == std::string::npos) co_return "send: ORDER CENTS";
  const auto cents = baton::parse_json(line.substr(space + 1));
  const baton::Value input = {{"cents", cents ? *cents : baton::Value()}};
  const baton::StartOptions order{.workflow = {"shop", "order", ""}, .input = input, .id = line.substr(0, space)};
  const auto id = co_await baton::as_asio(engine.start(order));
  if (!id) co_return "refused: " + id.error().message;
  const auto ended = co_await baton::as_asio(engine.wait(*id));
  if (!ended) co_return "unknown: " + ended.error().message;
  if (ended->error) co_return "faulted: " + ended->error->detail;
  co_return ended->output.is_string() ? std::string(ended->output.as_string()) : baton::to_json(ended->output);
}

asio::awaitable<void> serve(baton::AsyncEngine& engine, tcp::acceptor& acceptor) {
  tcp::socket client = co_await acceptor.async_accept(use_awaitable);
  std::string received;
  while (true) {
    boost::system::error_code closed;
    const auto size = co_await asio::async_read_until(client, asio::dynamic_buffer(received, 1'000), '\n',
                                                      asio::redirect_error(use_awaitable, closed));
    if (closed) co_return;
    const std::string answer = co_await answer_to(engine, received.substr(0, size - 1)) + "\n";
    received.erase(0, size);
    co_await asio::async_write(client, asio::buffer(answer), use_awaitable);
  }
}

asio::awaitable<void> order_something(tcp::endpoint service) {
  tcp::socket socket(co_await asio::this_coro::executor);
  co_await socket.async_connect(service, use_awaitable);
  std::string received;
  for (const std::string order : {"order-1 500", "order-2 200000", "order-1 500", "order-3 much"}) {
    co_await asio::async_write(socket, asio::buffer(order + "\n"), use_awaitable);
    const auto size =
        co_await asio::async_read_until(socket, asio::dynamic_buffer(received, 1'000), '\n', use_awaitable);
    std::printf("%-16s %s\n", order.c_str(), received.substr(0, size - 1).c_str());
    received.erase(0, size);
  }
}

void report(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

int main(int argc, char** argv) {
  asio::io_context context;  // outlives the engine
  const std::string store = argc > 1 ? "sqlite:" + std::string(argv[1]) : "memory:";
  auto engine = baton::Engine::open(store, {.operator_threads = 0}).or_exit();
  engine.add_methods(baton::asio_methods(context.get_executor(), "payment", std::make_shared<Payment>())).or_exit();
  engine.recover().or_exit();
  engine.deploy(kOrder).or_exit();

  baton::AsyncEngine async(engine, baton::on_asio(context.get_executor()), {"asio_service"});
  tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  asio::co_spawn(context, serve(async, acceptor), report);
  asio::co_spawn(context, order_something(acceptor.local_endpoint()), report);
  context.run();  // until the client has left
}
