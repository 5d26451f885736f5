#include "engine/requests/deploy.hpp"

#include "engine/definitions.hpp"

#include <utility>

namespace baton::engine::requests {
namespace {

Result<std::vector<dsl::Compiled>> compile(const std::vector<std::string>& documents, const HasZone& has_zone) {
  std::vector<dsl::Compiled> all;
  for (const std::string& document : documents) {
    auto compiled = compile_document(document, has_zone);
    if (!compiled) {
      Error error = std::move(compiled).error();
      if (documents.size() > 1) error.message = "document " + std::to_string(all.size() + 1) + ": " + error.message;
      return std::unexpected(std::move(error));
    }
    all.push_back(*std::move(compiled));
  }
  return all;
}

}  // namespace

// What is deployed already is not noted again: programs deploy at each start what they bring with them.
Result<Deploy::Answer> Deploy::at_desk(Desk& desk, const Caller& caller) && {
  const auto compiled = compile(documents, desk.has_zone());
  if (!compiled) return std::unexpected(compiled.error());
  if (auto possible = desk.check_change(); !possible) return std::unexpected(possible.error());
  std::vector<std::string> added;
  for (const dsl::Compiled& each : *compiled) {
    const DefinitionName& name = each.program->name;
    const auto before = desk.deployed(name);
    if (!before || (*before)->digest != each.program->digest) {
      added.push_back(name.space + '/' + name.name + '/' + name.version);
    }
  }
  if (!added.empty()) {
    if (auto noted = desk.note(caller, "deploy", added); !noted) return std::unexpected(noted.error());
  }
  return desk.deploy_all(*compiled);
}

}  // namespace baton::engine::requests
