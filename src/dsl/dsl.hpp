// The front end: workflow documents (YAML or JSON, Open Workflow DSL 1.0) into programs, with diagnostics that carry
// line and column and list every problem of a document. PURE: text in, program out; it opens no file.
#pragma once

#include "core/program.hpp"

#include <baton/value.hpp>

#include <concepts>
#include <cstddef>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::dsl {

struct Diagnostic {
  enum class Severity : unsigned char { Error, Note };
  Severity severity = Severity::Error;
  std::size_t line = 1;    // from 1
  std::size_t column = 1;  // from 1
  std::string message;     // what is wrong, where in the document, and what was expected

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

// Texts that documents refer to, by the URI as the document names it. Who compiles has fetched them.
using Resources = std::map<std::string, std::string, std::less<>>;

// What a document refers to and was not given.
struct MissingResource {
  std::string uri;                     // the name of the text among the resources
  std::vector<std::string> addresses;  // where it may be, the likeliest first; what is relative is so to the document
  std::size_t line = 1;                // of what refers to it
  std::size_t column = 1;
  std::optional<core::Template> authentication;  // as that of `call: http`; it may mention $secrets and nothing else
};

struct Sources {
  // Refused: a missing resource is an error. Noted: it is a note, and what depends on it is not checked; such a program cannot run.
  enum class Missing : unsigned char { Refused, Noted };
  Resources resources = {};
  Missing missing = Missing::Refused;
  // Whether there is a time zone of that name, which is a valid one; none: nobody asks.
  std::function<bool(std::string_view)> has_zone = {};
};

struct Compiled {
  std::shared_ptr<const core::Program> program;
  std::vector<Diagnostic> notes;         // all of Severity::Note
  std::vector<MissingResource> missing;  // each once, in the order of their URIs
};

// Limits on a document; each is named in the diagnostic that reports it.
struct Limits {
  std::size_t max_bytes = std::size_t{4} << 20;
  std::size_t max_depth = 100;                             // nesting of YAML or JSON
  std::size_t max_nodes = 200'000;                         // after expansion of aliases
  std::size_t max_tasks = 20'000;                          // after inlining of functions
  std::size_t max_schemas = 1'000;                         // that differ; some 0.3 ms each
  std::size_t max_resources = 100;                         // from outside; each is at most max_bytes
  std::size_t max_resource_bytes = std::size_t{16} << 20;  // all together
  std::size_t max_diagnostics = 100;                       // further ones are counted, not listed
};

// A document's text, or that of a bundle. On failure: all its errors, in the order of the document.
[[nodiscard]] std::expected<Compiled, std::vector<Diagnostic>> compile(std::string_view text, const Limits& limits = {},
                                                                       const Sources& sources = {});

// A bundle is a document with its resources, {definition, resources}: the JSON of core::stored_form() of a program that has
// some. Its definition; nullptr if the value is none.
[[nodiscard]] const Value* definition_in_bundle(const Value& document);

// A document as stored: core::stored_form() of an earlier compile. Gives the same digest.
[[nodiscard]] std::expected<Compiled, std::vector<Diagnostic>> compile_value(const Value& document,
                                                                             const Limits& limits = {});
// A template, because a text converts to a Value.
template <std::same_as<Value> V>
[[nodiscard]] std::expected<Compiled, std::vector<Diagnostic>> compile(const V& document, const Limits& limits = {}) {
  return compile_value(document, limits);
}

}  // namespace baton::dsl
