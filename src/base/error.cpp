#include <baton/error.hpp>

#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace baton {

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
  std::fprintf(stderr, "error: %s\n", describe(error).c_str());
  std::quick_exit(1);
}

void stop_on_unchecked(const Error& error) {
  stop_on_misuse(("a Result was used without a check, and it is an error: " + describe(error)).c_str());
}

}  // namespace detail
}  // namespace baton
