// Bad input at every door: a clear message on stderr, nothing on stdout, the documented exit status.
#include "cli/home.hpp"

#include <sqlite3.h>

#include <filesystem>

namespace baton::testing {
namespace {

class BadInput : public Cli {};

void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
}

TEST_F(BadInput, DocumentsAreRefusedWithFileLineAndColumn) {
  std::string deep = workflow("deep", "  - deep: {set: {x: ");
  for (int i = 0; i < 5000; ++i) deep += '[';
  const std::vector<std::pair<std::string, std::string>> documents = {
      {"not YAML", "do: [unclosed\n"},
      {"empty", ""},
      {"a scalar", "42\n"},
      {"another DSL", "document: {dsl: '9.9.9', namespace: a, name: b, version: '1.0.0'}\ndo: []\n"},
      {"deep", deep},
      {"a cyclic alias", "document: &a {dsl: '1.0.3', namespace: a, name: b, version: '1.0.0', metadata: {x: *a}}\n"},
      {"invalid UTF-8", workflow("bytes", "  - a: {set: {x: \"\xFF\xFE\"}}\n")},
      {"wrong types", "document: [1, 2]\ndo: yes\n"},
      {"an unknown task", workflow("odd", "  - a: {jump: 1}\n")},
      {"a bad expression", workflow("odd", "  - a: {set: {x: '${ . + }'}}\n")}};
  for (const auto& [what, text] : documents) {
    write("bad.yaml", text);
    for (const char* verb : {"run", "deploy"}) {
      const auto refused = baton({verb, "bad.yaml"});
      EXPECT_EQ(refused.status, 2) << what;
      EXPECT_EQ(refused.out, "") << what;
      EXPECT_TRUE(refused.err.starts_with("bad.yaml:") && contains(refused.err, ": error: ")) << what << refused.err;
    }
    const auto found = baton({"validate", "bad.yaml"});
    EXPECT_EQ(found.status, 2) << what;
    EXPECT_TRUE(found.out.starts_with("bad.yaml:") && contains(found.out, ": error: ")) << what << found.out;
  }
  EXPECT_FALSE(std::filesystem::exists(path("baton.db"))) << "nothing was worth a store";
}

TEST_F(BadInput, InputsAreRefusedWithLineAndColumn) {
  write("greet.yaml", kGreet);
  write("bad.json", "{\n  \"name\": oops\n}");
  const auto inline_input = baton({"run", "greet.yaml", "--input", "{\"a\" 1}"});
  EXPECT_EQ(inline_input.status, 2);
  EXPECT_TRUE(contains(inline_input.err, "--input:1:6: ")) << inline_input.err;
  const auto file = baton({"run", "greet.yaml", "--input", "@bad.json"});
  EXPECT_EQ(file.status, 2);
  EXPECT_TRUE(contains(file.err, "bad.json:2:11: ")) << file.err;
  for (const std::string input : {"@missing.json", "@.", "", "-"}) {
    EXPECT_EQ(baton({"run", "greet.yaml", "--input", input}).status, 2) << input;
  }
  EXPECT_EQ(baton({"run", "greet.yaml", "--input", "@/dev/zero"}).status, 2) << "without end";
  EXPECT_EQ(baton({"run", "-", "--input", "-"}, kGreet).status, 2);
}

TEST_F(BadInput, AMemberThatOccursTwiceIsNamed) {
  write("greet.yaml", kGreet);
  const std::string twice = "{\"tok\": {\"key\": 1, \"key\": 2}}";
  write("twice.json", twice);
  const std::string document =
      R"({"document": {"dsl": "1.0.3", "namespace": "test", "name": "twice", "version": "1.0.0", "name": "again"}, "do": []})";
  for (const Arguments& arguments :
       {Arguments{"run", "greet.yaml", "--secrets", "twice.json"},
        Arguments{"run", "greet.yaml", "--input", "@twice.json"}, Arguments{"run", "greet.yaml", "--input", twice}}) {
    const auto refused = baton(arguments);
    EXPECT_EQ(refused.status, 2);
    EXPECT_TRUE(contains(refused.err, ":1:20: the object has two members named \"key\"")) << refused.err;
    EXPECT_FALSE(contains(refused.err, "not JSON")) << refused.err;
  }
  const auto refused = baton({"validate", write("twice_document.json", document)});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(contains(refused.err + refused.out, "the object has two members named \"name\"")) << refused.err;
  EXPECT_FALSE(contains(refused.err + refused.out, "not JSON")) << refused.err;
}

TEST_F(BadInput, FilesThatCannotBeReadAreNamed) {
  for (const char* verb : {"run", "deploy", "validate"}) {
    const auto refused = baton({verb, "missing.yaml"});
    EXPECT_EQ(refused.status, 2) << verb;
    EXPECT_TRUE(contains(refused.err, "missing.yaml")) << refused.err;
    EXPECT_EQ(baton({verb, "."}).status, 2) << verb;
  }
  write("greet.yaml", kGreet);
  EXPECT_EQ(baton({"run", "greet.yaml", "--events", "no/such/directory/events"}).status, 2);
}

TEST_F(BadInput, IdsAndNamesAreChecked) {
  write("greet.yaml", kGreet);
  EXPECT_EQ(baton({"run", "greet.yaml", "--id", "no spaces"}).status, 2);
  EXPECT_EQ(baton({"run", "greet.yaml", "--id", std::string(200, 'x')}).status, 2);
  ASSERT_EQ(baton({"deploy", "greet.yaml"}).status, 0);
  for (const char* verb : {"show", "history", "cancel", "suspend", "resume", "retry", "rm"}) {
    const auto unknown = baton({verb, "nobody"});
    EXPECT_EQ(unknown.status, 2) << verb;
    EXPECT_EQ(unknown.out, "") << verb;
    EXPECT_TRUE(contains(unknown.err, "nobody")) << unknown.err;
  }
  for (const char* name : {"nobody", "test/nobody", "test/greet/9.9.9", "a/b/c/d", "/", "test//1"}) {
    EXPECT_EQ(baton({"start", name}).status, 2) << name;
  }
}

TEST_F(BadInput, UnknownStoreUrlsAreRefused) {
  write("greet.yaml", kGreet);
  for (const std::string url : {"nonsense", "mysql:x", "", "sqlite:", "memory:x", "postgres://localhost/x"}) {
    EXPECT_EQ(baton({"run", "greet.yaml", "--store", url}).status, 2) << url;
    EXPECT_EQ(baton({"ls", "--store", url}).status, 2) << url;
  }
  for (const std::string url : {"sqlite::memory:", "sqlite:file::memory:", "sqlite:file:x.db?mode=memory"}) {
    const auto refused = baton({"run", "greet.yaml", "--store", url});
    EXPECT_EQ(refused.status, 2) << url;
    EXPECT_TRUE(contains(refused.err, "'memory:'")) << refused.err;
    EXPECT_FALSE(std::filesystem::exists(path(url.substr(7)))) << url;
  }
  const auto server = baton({"validate", "greet.yaml", "--server", "http://localhost"});
  EXPECT_EQ(server.status, 2);
  EXPECT_TRUE(contains(server.err, "is not for this verb")) << server.err;
}

TEST_F(BadInput, FilesThatAreNotStoresFail) {
  write("greet.yaml", kGreet);
  std::filesystem::create_directory(path("folder"));
  write("text.db", std::string(4096, 'x'));
  run_sql(path("foreign.db"), "CREATE TABLE song (title TEXT); PRAGMA user_version = 7");
  for (const std::string url : {"sqlite:folder", "sqlite:text.db", "sqlite:foreign.db"}) {
    for (const Arguments& arguments : {Arguments{"run", "greet.yaml"}, Arguments{"ls"}}) {
      Arguments all = arguments;
      all.insert(all.end(), {"--store", url});
      const auto failed = baton(all);
      EXPECT_EQ(failed.status, 4) << url << failed.err;
      EXPECT_EQ(failed.out, "") << url;
    }
  }
  EXPECT_EQ(baton({"run", "greet.yaml", "--store", "sqlite:no/such/directory/x.db"}).status, 4);
}

TEST_F(BadInput, StoresOfANewerVersionAreNotChanged) {
  write("greet.yaml", kGreet);
  ASSERT_EQ(baton({"deploy", "greet.yaml"}).status, 0);
  run_sql(path("baton.db"), "PRAGMA user_version = 1000");
  for (const Arguments& arguments :
       {Arguments{"run", "greet.yaml"}, Arguments{"ls"}, Arguments{"deploy", "greet.yaml"}}) {
    const auto failed = baton(arguments);
    EXPECT_EQ(failed.status, 4) << failed.err;
    EXPECT_TRUE(contains(failed.err, "newer")) << failed.err;
  }
}

TEST_F(BadInput, MissingStoresAreOnlyCreatedByRunAndDeploy) {
  for (const Arguments& arguments :
       {Arguments{"ls"}, Arguments{"show", "x"}, Arguments{"cancel", "x"}, Arguments{"start", "x"}}) {
    const auto failed = baton(arguments);
    EXPECT_EQ(failed.status, 4) << arguments[0];
    EXPECT_TRUE(contains(failed.err, "no such store: baton.db; create it with `baton deploy` or `baton run`"))
        << failed.err;
  }
  EXPECT_FALSE(std::filesystem::exists(path("baton.db")));
}

TEST_F(BadInput, EmptyValuesAreRefused) {
  write("greet.yaml", kGreet);
  for (const Arguments& arguments : {Arguments{"run", "greet.yaml", "--id", ""},
                                     Arguments{"run", "greet.yaml", "--id="},
                                     Arguments{"run", "greet.yaml", "--input", ""},
                                     Arguments{"run", "greet.yaml", "--store", ""},
                                     Arguments{"run", "greet.yaml", "--secrets", ""},
                                     Arguments{"run", "greet.yaml", "--events", ""},
                                     Arguments{"run", ""},
                                     Arguments{"validate", "greet.yaml", ""},
                                     Arguments{"deploy", ""},
                                     Arguments{"start", ""},
                                     Arguments{"start", "greet", "--id", ""},
                                     Arguments{"start", "greet", "--secrets", ""},
                                     Arguments{"ls", "--status", ""},
                                     Arguments{"ls", "--workflow", ""},
                                     Arguments{"ls", "--limit", ""},
                                     Arguments{"ls", "--cursor", ""},
                                     Arguments{"ls", "--store", ""},
                                     Arguments{"show", ""},
                                     Arguments{"history", ""},
                                     Arguments{"cancel", ""},
                                     Arguments{"suspend", ""},
                                     Arguments{"resume", ""},
                                     Arguments{"retry", ""},
                                     Arguments{"rm", "a", ""},
                                     Arguments{"sim", "greet.yaml", "--operators", ""},
                                     Arguments{"sim", "greet.yaml", "--with", ""},
                                     Arguments{"sim", "greet.yaml", "--input", ""},
                                     Arguments{"sim", "greet.yaml", "--sarif", ""},
                                     Arguments{"sim", "greet.yaml", "--seed", ""},
                                     Arguments{"sim", "greet.yaml", "--runs", ""},
                                     Arguments{"bench", "--folder", ""},
                                     Arguments{"bench", "--only", ""},
                                     Arguments{"bench", "--seconds", ""},
                                     Arguments{"bench", "--size", ""},
                                     Arguments{"bench", "--compare", "", ""}}) {
    const auto refused = baton(arguments);
    EXPECT_EQ(refused.status, 2) << arguments[0] << " " << arguments[1];
    EXPECT_EQ(refused.out, "");
    EXPECT_TRUE(contains(refused.err, "the value is empty; perhaps it comes from a shell variable that is not set"))
        << arguments[0] << " " << arguments[1] << ": " << refused.err;
  }
  EXPECT_TRUE(contains(baton({"run", "greet.yaml", "--input", "@"}).err, "does not name a file"));
  EXPECT_FALSE(std::filesystem::exists(path("baton.db")));
}

TEST_F(BadInput, UsageErrorsHelp) {
  const auto near = baton({"hisotry", "x"});
  EXPECT_EQ(near.status, 2);
  EXPECT_TRUE(contains(near.err, "did you mean `history`?")) << near.err;
  for (const Arguments& arguments :
       {Arguments{}, Arguments{"run"}, Arguments{"run", "a", "b"}, Arguments{"ls", "--status", "sleepy"},
        Arguments{"ls", "--limit", "-1"}, Arguments{"ls", "--limit", "many"}, Arguments{"show"},
        Arguments{"run", "--nonsense"}, Arguments{"emit", "x"}, Arguments{"serve", "x"}, Arguments{"--nonsense"}}) {
    const auto refused = baton(arguments);
    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(refused.out, "");
    EXPECT_NE(refused.err, "");
  }
}

}  // namespace
}  // namespace baton::testing
