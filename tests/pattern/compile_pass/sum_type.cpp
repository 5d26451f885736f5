// Marks: in the class, or from outside.
#include <baton/pattern/sum_type.hpp>

#include "../parts.hpp"

struct Refused {};
template <>
inline constexpr bool baton::pattern::is_failure<Refused> = true;

static_assert(baton::pattern::FallibleSumType<std::variant<parts::Done, Refused>>);
static_assert(baton::pattern::has_failed(std::variant<parts::Done, Refused>(Refused{})));
static_assert(!baton::pattern::has_failed(std::variant<parts::Done, Refused>(parts::Done{})));
