// The external resources of documents: found in files, fetched from the web, and given to the compiler.
#pragma once

#include "cli/arguments.hpp"
#include "cli/documents.hpp"

#include "dsl/dsl.hpp"

#include <baton/error.hpp>
#include <baton/value.hpp>

#include <expected>
#include <string>
#include <vector>

namespace baton::cli {

class ResourceReader {
 public:
  // InvalidArgument: the secrets cannot be read.
  [[nodiscard]] static Result<ResourceReader> open(const ResourceChoice& choice);

  // The document with everything that it refers to. What cannot be had is an error at the place that refers to it.
  [[nodiscard]] std::expected<dsl::Compiled, std::vector<dsl::Diagnostic>> compile(const Document& document) const;

 private:
  using Text = std::expected<std::string, std::string>;

  ResourceReader(ResourceChoice choice, Value secrets) : choice_(std::move(choice)), secrets_(std::move(secrets)) {}
  [[nodiscard]] Text get(const Document& document, const dsl::MissingResource& missing) const;
  [[nodiscard]] Text get_at(const Document& document, const std::string& address, const Value& authentication) const;
  [[nodiscard]] Text read_below(const std::string& path, const std::vector<std::string>& folders) const;
  [[nodiscard]] std::expected<Value, std::string> authentication_of(const dsl::MissingResource& missing) const;

  ResourceChoice choice_;
  Value secrets_;
};

}  // namespace baton::cli
