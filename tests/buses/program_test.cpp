// `baton run` and `baton serve` with --bus.
#include "buses/bus_test.hpp"
#include "cli/home.hpp"

#include <baton/cloud_event.hpp>

#include <csignal>

namespace baton::testing {
namespace {

const std::string kShip = workflow("ship", R"(  - paid:
      listen:
        to:
          one:
            with: {type: paid}
)");
const std::string kPay =
    workflow("pay", R"(  - paid: {emit: {event: {with: {source: /shop, type: order.paid, data: {cents: 5}}}}}
)");

class BusProgram : public Cli {
 protected:
  void SetUp() override { home_->start(); }

  std::unique_ptr<BusHome> home_ = bus_kinds().front().make();
};

TEST_F(BusProgram, RunContinuesWithAMessage) {
  write("ship.yaml", kShip);
  Process run(command({"run", "ship.yaml", "--bus", home_->url(home_->in())}));
  ASSERT_TRUE(run.says("listening for")) << run.said();
  ASSERT_TRUE(home_->put(std::vector{structured("1", "paid", R"({"cents":5})")}));
  const Outcome outcome = run.wait();
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "[{\"cents\":5}]\n");
  EXPECT_FALSE(contains(outcome.err, "Ctrl-C")) << "events come by the bus: " << outcome.err;
}

TEST_F(BusProgram, RunSendsWhatIsEmittedBeforeItEnds) {
  const Outcome outcome = baton({"run", write("pay.yaml", kPay), "--bus", home_->url(home_->out()), "--quiet"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  ASSERT_EQ(home_->sent().size(), 1U);
  EXPECT_EQ(cloud_event_from(parse_json(home_->sent()[0]).value())->type, "order.paid");
}

TEST_F(BusProgram, RunEndsAlsoIfTheServerIsAway) {
  home_->kill();
  const Outcome outcome = baton({"run", write("pay.yaml", kPay), "--bus", home_->url(home_->out()), "--quiet"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "not all events have been sent")) << outcome.err;
  EXPECT_FALSE(contains(outcome.err, "secret")) << outcome.err;
  home_->start();
  EXPECT_EQ(baton({"run", write("pay.yaml", kPay), "--bus", home_->url(home_->out()), "--quiet"}).status, 0);
  EXPECT_EQ(home_->sent().size(), 2U) << "the next run sends what the first one left";
}

TEST_F(BusProgram, RefusesAUrlThatIsNone) {
  write("pay.yaml", kPay);
  const Outcome outcome = baton({"run", "pay.yaml", "--bus", "kafka://host"});
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "'kafka' is no bus")) << outcome.err;
  EXPECT_EQ(outcome.out, "");
}

TEST_F(BusProgram, ServeCarriesBothWays) {
  Process serve(command({"serve", "--listen", "127.0.0.1:0", "--bus", home_->url(home_->in()), "--bus",
                         home_->url(home_->out() + "&name=other")}));
  ASSERT_TRUE(serve.says("listening on http://")) << serve.said();
  ASSERT_TRUE(home_->put(std::vector{structured("1")}));
  EXPECT_TRUE(eventually([&] { return home_->sent().size() == 1; }));
  EXPECT_EQ(home_->sent()[0], structured("1"));
  serve.signal(SIGTERM);
  EXPECT_EQ(serve.wait().status, 0);
}

}  // namespace
}  // namespace baton::testing
