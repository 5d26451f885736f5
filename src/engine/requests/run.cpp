#include "engine/requests/run.hpp"

#include "engine/definitions.hpp"

namespace baton::engine::requests {

Result<runtime::StartRequest> Run::prepare(Desk& desk, const Caller& caller) && {
  auto compiled = compile_document(document, desk.has_zone());
  if (!compiled) return std::unexpected(std::move(compiled).error());
  if (auto kept = desk.keep(compiled->program); !kept) return std::unexpected(kept.error());
  std::string version = compiled->program->name.version;
  return desk.prepare({.program = std::move(compiled->program),
                       .requested_version = std::move(version),
                       .input = std::move(options.input),
                       .id = std::move(options.id)},
                      caller);
}

}  // namespace baton::engine::requests
