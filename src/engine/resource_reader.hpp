// The external resources of documents: found in files, fetched from the web, and given to the compiler. It waits for them, so it is
// used on the threads of those who ask, never on the loop's.
#pragma once

#include "dsl/dsl.hpp"
#include "engine/fetch.hpp"

#include <baton/resources.hpp>
#include <baton/value.hpp>

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::engine {

// Whether there is a time zone of that name.
using HasZone = std::function<bool(std::string_view)>;

class ResourceReader {
 public:
  // Reads nothing: what a document refers to must come with it.
  ResourceReader() = default;
  // `secrets`: an object, or null. `fetch`: empty where there is no web. `has_zone`: empty where every time zone is taken.
  ResourceReader(ResourceOptions options, Value secrets, Fetch fetch, HasZone has_zone)
      : options_(std::move(options)),
        secrets_(std::move(secrets)),
        fetch_(std::move(fetch)),
        has_zone_(std::move(has_zone)) {}

  // The document with everything that it refers to. What cannot be had is an error at the place that refers to it.
  [[nodiscard]] std::expected<dsl::Compiled, std::vector<dsl::Diagnostic>> compile(std::string_view text) const;

 private:
  using Text = std::expected<std::string, std::string>;

  [[nodiscard]] bool reads_nothing() const;
  [[nodiscard]] Text get(const dsl::MissingResource& missing) const;
  [[nodiscard]] Text get_at(const std::string& address, const Value& authentication) const;
  [[nodiscard]] Text read_file_at(const std::string& uri) const;
  [[nodiscard]] std::expected<Value, std::string> authentication_of(const dsl::MissingResource& missing) const;

  ResourceOptions options_ = {};
  Value secrets_ = {};
  Fetch fetch_ = {};
  HasZone has_zone_ = {};
};

}  // namespace baton::engine
