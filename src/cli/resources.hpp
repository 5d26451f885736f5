// The external resources of the documents that the user names.
#pragma once

#include "cli/arguments.hpp"
#include "cli/documents.hpp"

#include "engine/resource_reader.hpp"

#include <baton/error.hpp>
#include <baton/value.hpp>

#include <expected>
#include <string>
#include <vector>

namespace baton::cli {

class ResourceReader {
 public:
  // InvalidArgument: the secrets cannot be read.
  [[nodiscard]] static Result<ResourceReader> open(const ResourceChoice& choice, const OutgoingOptions& outgoing);

  // The document with everything that it refers to. What cannot be had is an error at the place that refers to it.
  [[nodiscard]] std::expected<dsl::Compiled, std::vector<dsl::Diagnostic>> compile(const Document& document) const;

 private:
  ResourceReader(ResourceChoice choice, OutgoingOptions outgoing, Value secrets)
      : choice_(std::move(choice)), outgoing_(std::move(outgoing)), secrets_(std::move(secrets)) {}

  ResourceChoice choice_;
  OutgoingOptions outgoing_;
  Value secrets_;
};

}  // namespace baton::cli
