#include <baton/error.hpp>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

namespace baton {
namespace {

// What a message quotes must not control the terminal that it is printed on: control characters other than newline and tab
// become U+FFFD, also those of Latin 1 (U+0080 to U+009F).
std::string without_controls(const std::string& text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto next = static_cast<unsigned char>(at + 1 < text.size() ? text[at + 1] : '\0');
    const bool is_control = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F;
    const bool is_latin_control = byte == 0xC2 && next >= 0x80 && next < 0xA0;
    if (is_latin_control) ++at;
    if (is_control || is_latin_control) {
      safe += kReplacement;
    } else {
      safe += static_cast<char>(byte);
    }
  }
  return safe;
}

}  // namespace

std::string describe(const Error& error) {
  std::string text = error.message;
  for (const std::string& detail : error.details) text += "\n  " + detail;
  return text;
}

ErrorException::ErrorException(Error error)
    : std::bad_expected_access<Error>(std::move(error)),
      what_(std::make_shared<const std::string>(describe(this->error()))) {}

const char* ErrorException::what() const noexcept {
  return what_->c_str();
}

namespace detail {

void throw_error(Error error) {
  throw ErrorException(std::move(error));
}

void exit_with_error(const Error& error) {
  std::cout.flush();
  std::fflush(nullptr);
  std::fprintf(stderr, "error: %s\n", without_controls(describe(error)).c_str());
  std::quick_exit(1);
}

void stop_on_unchecked(const Error& error) {
  stop_on_misuse(
      ("a Result was used without a check, and it is an error: " + without_controls(describe(error))).c_str());
}

}  // namespace detail
}  // namespace baton
