// What the pattern headers include of others: compiled once, so that each program of compile_fail/ and compile_pass/ is
// judged in a fraction of the time. Included once, from the command line.
#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <chrono>
#include <concepts>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>
