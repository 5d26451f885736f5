// External resources: the schemas and functions that a document takes from files or from the web (docs/reference/data.md). An engine reads
// them when the document is deployed or run, and stores them with it; an instance never asks for them again.
//
//   auto engine = Engine::open("sqlite:orders.db", {.resources = {.web = true, .folder = "workflows"}});
//
// A resource of the web may take 10 s, all of a document 60 s; who deploys waits for them, instances do not.
#pragma once

#include <baton/detail/visibility.hpp>

#include <string>
#include <vector>

namespace baton BATON_PUBLIC {

// Where they may come from. Nothing is read unless it is said here: who may deploy could otherwise make the program read for them.
struct ResourceOptions {
  bool web = false;                       // http and https
  std::string folder = {};                // relative URIs begin here, and files are read below it; empty: no files
  std::vector<std::string> allowed = {};  // further folders, below which files may be read
  std::string catalog = {};               // the folder of the default catalog; empty: there is none
};

}  // namespace baton BATON_PUBLIC
