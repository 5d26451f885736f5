#include "cli/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace baton::cli {

Error bad_argument(std::string message) {
  return {.kind = Error::Kind::InvalidArgument, .message = std::move(message)};
}

namespace {

Error cannot_read(const std::string& path) {
  return bad_argument("cannot read " + path + ": " + std::strerror(errno));
}

Result<std::string> read_descriptor(int descriptor, const std::string& name) {
  constexpr std::size_t max_bytes = JsonLimits{}.max_bytes;
  std::string text;
  std::array<char, 65536> chunk;  // NOLINT(*-member-init): read() fills it
  while (true) {
    const ssize_t size = read(descriptor, chunk.data(), chunk.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return std::unexpected(cannot_read(name));
    if (size == 0) return text;
    if (text.size() + static_cast<std::size_t>(size) > max_bytes) {
      return std::unexpected(bad_argument(name + " is larger than " + std::to_string(max_bytes >> 20) + " MiB"));
    }
    text.append(chunk.data(), static_cast<std::size_t>(size));
  }
}

std::string position(const JsonError& error) {
  return ":" + std::to_string(error.line) + ":" + std::to_string(error.column) + ": ";
}

Result<Value> parse(std::string_view text, const std::string& name) {
  auto value = parse_json(text);
  if (value) return *std::move(value);
  return std::unexpected(bad_argument(name + position(value.error()) + describe(value.error())));
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  if (path == "-") return read_descriptor(STDIN_FILENO, "<stdin>");
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::unexpected(cannot_read(path));
  auto text = read_descriptor(descriptor, path);
  close(descriptor);
  return text;
}

Result<NamedText> read_text(const std::string& argument, const std::string& name) {
  const bool is_file = argument.starts_with('@');
  if (argument == "@") {
    return std::unexpected(
        bad_argument(name + " @ does not name a file; perhaps it comes from a shell variable that is not set"));
  }
  if (!is_file && argument != "-") return NamedText{.name = name, .text = argument};
  const std::string path = is_file ? argument.substr(1) : argument;
  auto text = read_file(path);
  if (!text) return std::unexpected(std::move(text).error());
  return NamedText{.name = is_file ? path : "<stdin>", .text = *std::move(text)};
}

Result<Value> parse(const NamedText& text) {
  return parse(text.text, text.name);
}

Result<Value> read_input(const std::string& argument) {
  const auto text = read_text(argument, "--input");
  if (!text) return std::unexpected(text.error());
  return parse(*text);
}

Result<Value> read_secrets(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  auto secrets = parse_json(*text);
  if (!secrets) return std::unexpected(bad_argument(path + position(secrets.error()) + describe(secrets.error())));
  if (!secrets->is_object()) return std::unexpected(bad_argument(path + ": the secrets must be a JSON object"));
  return *std::move(secrets);
}

}  // namespace baton::cli
