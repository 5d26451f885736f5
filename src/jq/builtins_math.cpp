// Natives over numbers.
#include "jq/arithmetic.hpp"
#include "jq/builtins.hpp"

#include <cmath>
#include <limits>

namespace baton::jq {
namespace {

// A function of the mathematics library, and its result as text, take as long as a few nodes.
bool need_number(Execution& execution, const Value& value) {
  constexpr std::uint64_t kSteps = 2;
  if (!value.is_number()) execution.fail(described(value) + " number required");
  return value.is_number() && execution.charge_steps(kSteps);
}

template <double (*Function)(double)>
Value unary(Execution& execution, Value input, std::span<Value>) {
  return need_number(execution, input) ? execution.number(Function(input.as_double())) : Value();
}

template <double (*Function)(double, double)>
Value binary(Execution& execution, Value, std::span<Value> arguments) {
  if (!need_number(execution, arguments[0]) || !need_number(execution, arguments[1])) return {};
  return execution.number(Function(arguments[0].as_double(), arguments[1].as_double()));
}

Value fma(Execution& execution, Value, std::span<Value> arguments) {
  for (const Value& argument : arguments) {
    if (!need_number(execution, argument)) return {};
  }
  return execution.number(std::fma(arguments[0].as_double(), arguments[1].as_double(), arguments[2].as_double()));
}

// Rounding leaves an integer's text alone, however long it is.
template <double (*Function)(double)>
Value rounding(Execution& execution, Value input, std::span<Value>) {
  if (!need_number(execution, input)) return {};
  const double real = input.as_double();
  return std::fabs(real) >= 9007199254740992.0 ? input : execution.number(Function(real));
}

double exp10(double x) {
  return std::pow(10.0, x);
}

double significand(double x) {
  if (x == 0 || !std::isfinite(x)) return x;
  int exponent = 0;
  return std::frexp(x, &exponent) * 2;
}

double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

double scale(double x, double exponent) {
  return x * std::exp2(exponent);
}

int clamped_exponent(double exponent) {
  if (std::isnan(exponent)) return 0;
  return static_cast<int>(std::fmax(-10000.0, std::fmin(10000.0, exponent)));
}

double scale_whole(double x, double exponent) {
  return std::ldexp(x, clamped_exponent(exponent));
}

Value frexp(Execution& execution, Value input, std::span<Value>) {
  if (!need_number(execution, input)) return {};
  int exponent = 0;
  const double real = input.as_double();
  const double fraction = std::isfinite(real) ? std::frexp(real, &exponent) : real;
  return new_array(execution, {execution.number(fraction), Value::number(std::int64_t{exponent})});
}

Value modf(Execution& execution, Value input, std::span<Value>) {
  if (!need_number(execution, input)) return {};
  double whole = 0;
  const double fraction = std::modf(input.as_double(), &whole);
  return new_array(execution, {execution.number(fraction), execution.number(whole)});
}

Value lgamma_r(Execution& execution, Value input, std::span<Value>) {
  if (!need_number(execution, input)) return {};
  int sign = 0;
  const double result = ::lgamma_r(input.as_double(), &sign);
  return new_array(execution, {execution.number(result), Value::number(std::int64_t{sign})});
}

// Anything below zero is negated, by jq's order: strings and whatever comes after numbers stay.
Value absolute(Execution& execution, Value input, std::span<Value>) {
  if (!less(execution, input, Value::number(std::int64_t{0}))) return input;
  return negate(execution, input);
}

Value infinite(Execution& execution, Value, std::span<Value>) {
  return execution.number(std::numeric_limits<double>::infinity());
}
Value nan(Execution& execution, Value, std::span<Value>) {
  return execution.number(std::numeric_limits<double>::quiet_NaN());
}

// A literal too large for a double counts as infinite.
bool is_beyond(const Value& number) {
  const double real = number.as_double();
  constexpr double kLargest = std::numeric_limits<double>::max();
  return std::isinf(real) || (std::fabs(real) == kLargest && number != Value::number(real));
}

Value is_nan(Execution& execution, Value input, std::span<Value>) {
  return need_number(execution, input) ? Value::boolean(std::isnan(input.as_double())) : Value();
}

Value is_infinite(Execution& execution, Value input, std::span<Value>) {
  return need_number(execution, input) ? Value::boolean(is_beyond(input)) : Value();
}

Value is_finite(Execution&, Value input, std::span<Value>) {
  return Value::boolean(input.is_number() && !is_beyond(input));
}

Value is_normal(Execution& execution, Value input, std::span<Value>) {
  if (!need_number(execution, input)) return {};
  return Value::boolean(std::isnormal(input.as_double()) && !is_beyond(input));
}

double bessel_first(double order, double x) {
  return ::jn(static_cast<int>(order), x);
}
double bessel_second(double order, double x) {
  return ::yn(static_cast<int>(order), x);
}

constexpr Native kMathNatives[] = {
    {"floor", 0, rounding<std::floor>},
    {"ceil", 0, rounding<std::ceil>},
    {"round", 0, rounding<std::round>},
    {"trunc", 0, rounding<std::trunc>},
    {"rint", 0, rounding<std::rint>},
    {"nearbyint", 0, rounding<std::nearbyint>},
    {"sqrt", 0, unary<std::sqrt>},
    {"cbrt", 0, unary<std::cbrt>},
    {"exp", 0, unary<std::exp>},
    {"exp2", 0, unary<std::exp2>},
    {"exp10", 0, unary<exp10>},
    {"pow10", 0, unary<exp10>},
    {"expm1", 0, unary<std::expm1>},
    {"log", 0, unary<std::log>},
    {"log2", 0, unary<std::log2>},
    {"log10", 0, unary<std::log10>},
    {"log1p", 0, unary<std::log1p>},
    {"logb", 0, unary<std::logb>},
    {"significand", 0, unary<significand>},
    {"gamma", 0, unary<log_gamma>},
    {"lgamma", 0, unary<log_gamma>},
    {"lgamma_r", 0, lgamma_r},
    {"tgamma", 0, unary<std::tgamma>},
    {"sin", 0, unary<std::sin>},
    {"cos", 0, unary<std::cos>},
    {"tan", 0, unary<std::tan>},
    {"asin", 0, unary<std::asin>},
    {"acos", 0, unary<std::acos>},
    {"atan", 0, unary<std::atan>},
    {"sinh", 0, unary<std::sinh>},
    {"cosh", 0, unary<std::cosh>},
    {"tanh", 0, unary<std::tanh>},
    {"asinh", 0, unary<std::asinh>},
    {"acosh", 0, unary<std::acosh>},
    {"atanh", 0, unary<std::atanh>},
    {"j0", 0, unary<::j0>},
    {"j1", 0, unary<::j1>},
    {"y0", 0, unary<::y0>},
    {"y1", 0, unary<::y1>},
    {"jn", 2, binary<bessel_first>},
    {"yn", 2, binary<bessel_second>},
    {"erf", 0, unary<std::erf>},
    {"erfc", 0, unary<std::erfc>},
    {"fabs", 0, unary<std::fabs>},
    {"abs", 0, absolute},
    {"pow", 2, binary<std::pow>},
    {"atan2", 2, binary<std::atan2>},
    {"fmod", 2, binary<std::fmod>},
    {"fmin", 2, binary<std::fmin>},
    {"fmax", 2, binary<std::fmax>},
    {"fdim", 2, binary<std::fdim>},
    {"hypot", 2, binary<std::hypot>},
    {"copysign", 2, binary<std::copysign>},
    {"nextafter", 2, binary<std::nextafter>},
    {"nexttoward", 2, binary<std::nextafter>},
    {"drem", 2, binary<std::remainder>},
    {"remainder", 2, binary<std::remainder>},
    {"ldexp", 2, binary<scale_whole>},
    {"scalb", 2, binary<scale>},
    {"scalbln", 2, binary<scale_whole>},
    {"fma", 3, fma},
    {"frexp", 0, frexp},
    {"modf", 0, modf},
    {"infinite", 0, infinite},
    {"nan", 0, nan},
    {"isnan", 0, is_nan},
    {"isinfinite", 0, is_infinite},
    {"isfinite", 0, is_finite},
    {"isnormal", 0, is_normal},
};

}  // namespace

std::span<const Native> math_natives() {
  return kMathNatives;
}

}  // namespace baton::jq
