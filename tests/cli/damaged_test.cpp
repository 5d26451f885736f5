// A store in which single instances are damaged: the verbs say so, and the others continue.
#include "cli/home.hpp"

#include <sqlite3.h>

#include <array>

namespace baton::testing {
namespace {

class Damaged : public Cli {
 protected:
  void SetUp() override {
    const std::string fork = workflow("fork", R"(  - both:
      fork:
        branches:
          - pause: {wait: {hours: 1}}
          - longer: {wait: {hours: 2}}
)");
    ASSERT_EQ(baton({"deploy", write("long.yaml", kLong), write("fork.yaml", fork)}).status, 0);
    ASSERT_EQ(baton({"start", "fork", "--id", "bad"}).status, 5);
    ASSERT_EQ(baton({"start", "long", "--id", "good"}).status, 5);
  }

  void sql(const std::string& text) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path("baton.db").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }

  void expect_quarantined(const Arguments& arguments, const std::string& why) const {
    const Outcome outcome = baton(arguments);
    EXPECT_EQ(outcome.status, 4) << arguments.front() << ": " << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(contains(outcome.err, "the instance 'bad' is quarantined: "))
        << arguments.front() << ": " << outcome.err;
    EXPECT_TRUE(contains(outcome.err, why)) << arguments.front() << ": " << outcome.err;
  }

  // The others are listed too, and by pages.
  void expect_listed_as_quarantined(const std::string& why) const {
    const Outcome table = baton({"ls"});
    EXPECT_EQ(table.status, 4);
    EXPECT_TRUE(contains(table.out, "waiting")) << table.out;
    EXPECT_TRUE(contains(table.out, "quarantined")) << table.out;
    EXPECT_TRUE(contains(table.err, "the instance 'bad' is quarantined: " + why)) << table.err;
    const Outcome list = baton({"ls", "--json"});
    EXPECT_EQ(list.status, 4);
    const Value instances = *parse_json(list.out).value().find("instances");
    ASSERT_EQ(instances.size(), 2u) << list.out;
    EXPECT_EQ(*instances.items()[0].find("id"), Value::string("good"));
    EXPECT_EQ(*instances.items()[1].find("id"), Value::string("bad"));
    EXPECT_EQ(*instances.items()[1].find("status"), Value::string("quarantined"));
    EXPECT_EQ(*instances.items()[1].find("reason"), Value::string(why));
    const Value page = parse_json(baton({"ls", "--json", "--limit", "1"}).out).value();
    const std::string cursor(page.find("cursor")->as_string());
    const Value rest = parse_json(baton({"ls", "--json", "--limit", "1", "--cursor", cursor}).out).value();
    EXPECT_NE(*page.find("instances")->items()[0].find("id"), *rest.find("instances")->items()[0].find("id"));
    EXPECT_TRUE(rest.find("cursor")->is_null());
  }

  void expect_others_go_on() const {
    EXPECT_EQ(*json({"show", "good", "--json"}).find("status"), Value::string("waiting"));
    EXPECT_EQ(baton({"resume", "good"}).status, 5);
    EXPECT_EQ(baton({"suspend", "good"}).status, 0);
    EXPECT_EQ(baton({"cancel", "good"}).status, 0);
    EXPECT_EQ(baton({"rm", "good"}).status, 0);
  }
};

TEST_F(Damaged, HeadsAreQuarantined) {
  struct Damage {
    std::string from;
    std::string to;
    std::string why;
  };
  const std::array damages = {
      Damage{"\"frames\":", "\"framed\":", "the member 'framed' is unknown"},
      Damage{"\"purpose\":2", "\"purpose\":9", "there is nothing with the number 9"},
      Damage{"\"phase\":1", "\"phase\":200", "there is nothing with the number 200"},
      Damage{"\"updated_at\":", "\"updated_at\":9223372036854775807,\"x\":", "is not a time"},
      Damage{"\"format\":6", "\"format\":", "cannot be read"},
  };
  sql("CREATE TABLE sound AS SELECT head FROM instances WHERE id = 'bad'");
  for (const Damage& damage : damages) {
    sql("UPDATE instances SET head = CAST(replace(CAST((SELECT head FROM sound) AS TEXT), '" + damage.from + "', '" +
        damage.to + "') AS BLOB) WHERE id = 'bad'");
    expect_quarantined({"show", "bad"}, damage.why);
    expect_quarantined({"run", "fork.yaml", "--id", "bad"}, damage.why);
    expect_quarantined({"resume", "bad"}, damage.why);
    expect_quarantined({"suspend", "bad"}, damage.why);
    expect_quarantined({"cancel", "bad"}, damage.why);
    expect_quarantined({"retry", "bad"}, damage.why);
    EXPECT_EQ(baton({"ls"}).status, 0);
    EXPECT_EQ(baton({"history", "bad"}).status, 0) << "which is sound";
    EXPECT_EQ(baton({"rm", "bad"}).status, 2) << "it has not ended";
  }
  expect_others_go_on();
}

TEST_F(Damaged, RowsAreQuarantined) {
  struct Damage {
    std::string column;
    std::string value;
    std::string why;
  };
  const std::array damages = {
      Damage{"status", "'lost'", "'lost' is not a status"},
      Damage{"revision", "-1", "its revision is out of range"},
      Damage{"started_at", "9223372036854775807", "a time is not between the years 0 and 9999"},
      Damage{"ended_at", "-9223372036854775808", "a time is not between the years 0 and 9999"},
  };
  sql("CREATE TABLE sound AS SELECT * FROM instances WHERE id = 'bad'");
  for (const Damage& damage : damages) {
    sql("UPDATE instances SET " + damage.column + " = " + damage.value + " WHERE id = 'bad'");
    for (const std::string verb : {"show", "history", "resume", "suspend", "cancel", "retry"}) {
      expect_quarantined({verb, "bad"}, damage.why);
    }
    expect_listed_as_quarantined(damage.why);
    EXPECT_NE(baton({"rm", "bad"}).status, 0);
    sql("UPDATE instances SET (status, revision, started_at, ended_at) = (SELECT status, revision, started_at, ended_at"
        " FROM sound) WHERE id = 'bad'");
  }
  sql("UPDATE instances SET status = 'lost' WHERE id = 'bad'");
  expect_others_go_on();
}

TEST_F(Damaged, HistoryIsNotShown) {
  sql("UPDATE history SET body = CAST(replace(CAST(body AS TEXT), '\"kind\":7', '\"kind\":25') AS BLOB)"
      " WHERE n = (SELECT n FROM instances WHERE id = 'bad')");
  expect_quarantined({"history", "bad"}, "there is nothing with the number 25");
  EXPECT_EQ(baton({"show", "bad"}).status, 0) << "the head is sound";
  expect_others_go_on();
}

TEST_F(Damaged, DefinitionsAreNotRun) {
  sql("UPDATE definitions SET document = replace(document, '\"hours\":1', '\"hours\":7') WHERE name = 'fork'");
  expect_quarantined({"show", "bad"}, "its content does not match its digest");
  EXPECT_EQ(baton({"start", "fork"}).status, 4);
  sql("UPDATE definitions SET document = '{' WHERE name = 'fork'");
  expect_quarantined({"cancel", "bad"}, "its document cannot be read: not JSON");
  expect_others_go_on();
}

TEST_F(Damaged, ShardsAreNotWritten) {
  for (const std::string epoch : {"1", "-1", "9223372036854775807", "-9223372036854775808"}) {
    sql("UPDATE shards SET epoch = " + epoch);
    for (const Arguments& arguments : {Arguments{"run", "long.yaml"}, {"start", "long"}, {"cancel", "good"}}) {
      const Outcome outcome = baton(arguments);
      EXPECT_EQ(outcome.status, 4) << arguments.front();
      EXPECT_TRUE(contains(outcome.err, "shard 0 belongs to the epoch " + epoch)) << outcome.err;
    }
    EXPECT_EQ(baton({"rm", "good"}).status, 4);
    EXPECT_EQ(baton({"ls"}).status, 0);
  }
  sql("DELETE FROM shards");
  expect_others_go_on();
}

TEST_F(Damaged, InstancesOfAnotherShardAreQuarantined) {
  for (const std::string shard : {"1", "-1", "4294967296"}) {
    sql("UPDATE instances SET shard = " + shard + " WHERE id = 'bad'");
    const std::string why = "it is in shard " + shard + ", which this process does not own";
    expect_quarantined({"run", "fork.yaml", "--id", "bad"}, why);
    for (const std::string verb : {"resume", "suspend", "cancel", "retry"}) {
      expect_quarantined({verb, "bad"}, why);
    }
    EXPECT_EQ(baton({"show", "bad"}).status, 0);  // whoever owns it, it can be read
    EXPECT_EQ(baton({"ls"}).status, 0);
    EXPECT_NE(baton({"rm", "bad"}).status, 0);
  }
  expect_others_go_on();
}

TEST_F(Damaged, TimersStopNoOthers) {
  sql("UPDATE timers SET due = -9223372036854775808 WHERE n = (SELECT n FROM instances WHERE id = 'bad')");
  sql("INSERT INTO timers SELECT n, 4294967296, 0, 9223372036854775807 FROM instances WHERE id = 'bad'");
  expect_others_go_on();
}

}  // namespace
}  // namespace baton::testing
