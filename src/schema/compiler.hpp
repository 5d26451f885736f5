// Compiles one schema of an index: its keywords become rules.
#pragma once

#include "schema/index.hpp"
#include "schema/rules.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baton::schema {

class Compiler {
 public:
  Compiler(Index& index, Formats formats) : index_(index), formats_(formats) {}

  [[nodiscard]] std::expected<CompiledSchema, CompileError> compile(SchemaId schema);

 private:
  using Handler = void (Compiler::*)(const Value&);
  struct Entry;

  void fail(std::string message, const std::string& further = {});
  [[nodiscard]] const Value* sibling(std::string_view keyword) const;
  [[nodiscard]] bool knows(std::string_view keyword) const;
  void add(AnyKindOfRule rule);

  // What a keyword's value must be; otherwise the compilation fails, and something harmless is returned.
  std::optional<SchemaId> schema_in(const Value& value, const std::string& further);
  std::vector<SchemaId> schemas_in(const Value& value);
  std::vector<std::string> names_in(const Value& value, const std::string& further);
  std::optional<std::uint64_t> count_in(const Value& value);
  std::optional<Regex> regex_in(std::string_view pattern, const std::string& further);
  std::optional<SchemaId> optional_schema(std::string_view keyword);
  std::optional<std::uint64_t> optional_count(std::string_view keyword);
  std::optional<SchemaId> find_reference(const Value& value);
  template <class T>
  void add_schema_rule(const Value& value);
  template <class T>
  void add_schemas_rule(const Value& value);

  void type(const Value& value);
  void constant(const Value& value);
  void enumeration(const Value& value);
  void multiple_of(const Value& value);
  void bound(const Value& value);
  void size(const Value& value);
  void pattern(const Value& value);
  void format(const Value& value);
  void unique(const Value& value);
  void required(const Value& value);
  void dependent_required(const Value& value);
  void dependent_schemas(const Value& value);
  void dependencies(const Value& value);
  void condition(const Value& value);
  void items(const Value& value);
  void lone_items(const Value& value);
  void contains(const Value& value);
  void members(const Value& value);
  std::span<const Member> members_of(const Value* value);
  std::vector<NamedSchema> named_members();
  std::vector<PatternSchema> pattern_members();
  void reference(const Value& value);
  void dynamic_reference(const Value& value);
  void recursive_reference(const Value& value);

  Index& index_;
  Formats formats_;
  std::size_t pattern_code_ = 0;
  // Of the schema that is being compiled.
  SchemaId schema_ = 0;
  std::string_view keyword_;
  CompiledSchema compiled_;
  std::optional<CompileError> error_;
};

}  // namespace baton::schema
