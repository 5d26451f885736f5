// What is deployed: listed, shown and taken back.
#include "cli/home.hpp"

namespace baton::testing {
namespace {

class Workflows : public Cli {
 protected:
  void SetUp() override {
    ASSERT_EQ(baton({"deploy", write("greet.yaml", kGreet), write("long.yaml", kLong)}).status, 0);
  }
};

TEST_F(Workflows, AreListedAndShownWithTheirDocuments) {
  const auto all = baton({"workflows"});
  EXPECT_EQ(all.status, 0) << all.err;
  EXPECT_TRUE(all.out.starts_with("WORKFLOW    VERSION  STORED")) << all.out;
  EXPECT_TRUE(contains(all.out, "test/greet  1.0.0")) << all.out;
  EXPECT_TRUE(contains(all.out, "test/long   1.0.0")) << all.out;
  const Value listed = json({"workflows", "--json"});
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(*listed.items()[0].find("workflow")->find("name"), Value::string("greet"));
  EXPECT_EQ(listed.items()[0].find("document"), nullptr);
  for (const char* name : {"long", "test/long", "test/long/1.0.0"}) {
    const Value shown = json({"workflows", name, "--json"});
    ASSERT_EQ(shown.size(), 1U) << name;
    const Value& one = shown.items()[0];
    EXPECT_EQ(*one.find("document")->find("document")->find("name"), Value::string("long"));
    EXPECT_EQ(one.find("digest")->as_string().size(), 64U);
    EXPECT_TRUE(one.find("storedAt")->as_string().ends_with("Z"));
  }
  for (const char* name : {"none", "other/long", "test/long/2.0.0"}) {
    const auto missing = baton({"workflows", name});
    EXPECT_EQ(missing.status, 2) << name;
    EXPECT_TRUE(contains(missing.err, name)) << missing.err;
  }
  EXPECT_EQ(baton({"workflows", "a/b/c/d"}).status, 2);
}

TEST_F(Workflows, AreInTheAuditTrailWithWhoHasDeployedThem) {
  ASSERT_EQ(baton({"undeploy", "test/long/1.0.0"}).status, 0);
  const auto all = baton({"audit"});
  EXPECT_EQ(all.status, 0) << all.err;
  EXPECT_TRUE(all.out.starts_with("NUMBER  TIME")) << all.out;
  EXPECT_TRUE(contains(all.out, "undeploy  test/long/1.0.0")) << all.out;
  EXPECT_TRUE(contains(all.out, "deploy    test/greet/1.0.0")) << all.out;
  const Value first = json({"audit", "--limit", "1", "--json"});
  ASSERT_EQ(first.find("entries")->size(), 1U);
  EXPECT_EQ(*first.find("entries")->items()[0].find("action"), Value::string("undeploy"));
  const std::string next = to_json(*first.find("next"));
  EXPECT_TRUE(contains(baton({"audit", "--limit", "1"}).err, "there are more: --before " + next));
  const Value rest = json({"audit", "--before", next, "--json"});
  EXPECT_EQ(rest.find("entries")->size(), 2U);
  EXPECT_TRUE(rest.find("next")->is_null());
  EXPECT_EQ(baton({"audit", "--limit", "0"}).status, 2);
}

TEST_F(Workflows, AreTakenBackUnlessAnInstanceRunsThem) {
  ASSERT_EQ(baton({"start", "long", "--id", "long-1"}).status, 5);
  ASSERT_EQ(baton({"start", "greet", "--id", "greet-1", "--input", "{\"name\": \"Ada\"}"}).status, 0);

  const auto taken = baton({"undeploy", "test/long/1.0.0", "test/greet/1.0.0", "--json"});
  EXPECT_EQ(taken.status, 2) << "one of them is in use: " << taken.err;
  EXPECT_TRUE(contains(taken.err, "'test/long 1.0.0' cannot be undeployed")) << taken.err;
  EXPECT_TRUE(contains(taken.err, "undeployed test/greet/1.0.0\n")) << taken.err;
  const auto names = parse_json(taken.out);
  ASSERT_TRUE(names && names->size() == 1) << taken.out;
  EXPECT_EQ(*names->items()[0].find("name"), Value::string("greet"));

  EXPECT_EQ(baton({"undeploy", "test/greet/1.0.0"}).status, 2) << "it is undeployed already";
  EXPECT_EQ(baton({"start", "greet"}).status, 2);
  EXPECT_EQ(baton({"history", "greet-1"}).status, 0) << "the history of what has ended stays";

  ASSERT_EQ(baton({"cancel", "long-1"}).status, 0);
  for (const char* name : {"long", "test/long", "long/1.0.0"}) {
    const auto refused = baton({"undeploy", name});
    EXPECT_EQ(refused.status, 2) << name;
    EXPECT_TRUE(contains(refused.err, "does not name a version")) << refused.err;
  }
  EXPECT_EQ(baton({"undeploy", "test/long/1.0.0"}).status, 0);
  EXPECT_EQ(baton({"workflows"}).err, "no workflows\n");
}

}  // namespace
}  // namespace baton::testing
