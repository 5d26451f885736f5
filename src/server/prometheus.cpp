#include "server/prometheus.hpp"

#include <baton/value.hpp>

#include <string_view>
#include <utility>
#include <variant>

namespace baton::server {
namespace {

std::string_view type_of(Metric::Kind kind) {
  switch (kind) {
    case Metric::Kind::Counter:
      return "counter";
    case Metric::Kind::Gauge:
      return "gauge";
    case Metric::Kind::Distribution:
      return "histogram";
  }
  std::unreachable();
}

std::string escaped_label(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '"') escaped.push_back('\\');
    if (c == '\n') {
      escaped.append("\\n");
    } else {
      escaped.push_back(c);
    }
  }
  return escaped;
}

// `more` is a further label, with its value.
std::string labels_text(const Metric::Labels& labels, const std::string& more = {}) {
  std::string text;
  for (const auto& [name, value] : labels) {
    text.append(text.empty() ? "{" : ",").append(name).append("=\"").append(escaped_label(value)).append("\"");
  }
  if (!more.empty()) text.append(text.empty() ? "{" : ",").append(more);
  return text.empty() ? text : text + "}";
}

std::string number_text(double number) {
  return to_json(Value::number(number));
}

void append(std::string& text, const Metric& metric, const Metric::Sample& sample) {
  const std::string name(metric.name);
  if (const auto* const count = std::get_if<std::uint64_t>(&sample.value)) {
    text += name + labels_text(sample.labels) + " " + std::to_string(*count) + "\n";
    return;
  }
  const auto& distribution = std::get<Distribution>(sample.value);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < distribution.counts.size(); ++i) {
    below += distribution.counts[i];
    const std::string bound = i < distribution.bounds.size() ? number_text(distribution.bounds[i]) : "+Inf";
    text += name + "_bucket" + labels_text(sample.labels, "le=\"" + bound + "\"") + " " + std::to_string(below) + "\n";
  }
  text += name + "_sum" + labels_text(sample.labels) + " " + number_text(distribution.sum) + "\n";
  text += name + "_count" + labels_text(sample.labels) + " " + std::to_string(below) + "\n";
}

}  // namespace

std::string prometheus_text(std::span<const Metric> metrics) {
  std::string text;
  for (const Metric& metric : metrics) {
    text.append("# HELP ").append(metric.name).append(" ").append(metric.help).append("\n");
    text.append("# TYPE ").append(metric.name).append(" ").append(type_of(metric.kind)).append("\n");
    for (const Metric::Sample& sample : metric.samples) append(text, metric, sample);
  }
  return text;
}

}  // namespace baton::server
