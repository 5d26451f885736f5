#include "schema/backtracking.hpp"

#include "base/check.hpp"

#include <oniguruma.h>

namespace baton::schema {

bool backtracking_finds(std::string_view pattern, std::string_view text) {
  const auto* begin = reinterpret_cast<const OnigUChar*>(pattern.data());
  const auto* subject = reinterpret_cast<const OnigUChar*>(text.data());
  OnigRegex regex = nullptr;
  OnigErrorInfo info;
  const int status = onig_new(&regex, begin, begin + pattern.size(), ONIG_OPTION_SINGLELINE, ONIG_ENCODING_UTF8,
                              ONIG_SYNTAX_PERL_NG, &info);
  BATON_CHECK(status == ONIG_NORMAL, "the pattern compiles");
  const auto* end = subject + text.size();
  const int found = onig_search(regex, subject, end, subject, end, nullptr, ONIG_OPTION_NONE);
  onig_free(regex);
  return found >= 0;
}

}  // namespace baton::schema
