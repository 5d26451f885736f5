#include "corpus/corpus_file.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace baton::tests {
namespace {

std::string number_of(Timestamp time) {
  return std::to_string(time.time_since_epoch().count());
}

Timestamp time_of(const std::string& text) {
  return Timestamp{Duration{std::stoll(text)}};
}

std::string row_text(const runtime::StoredInstance& instance) {
  const runtime::InstanceRow& row = instance.row;
  std::ostringstream text;
  text << "id " << row.id.value << "\ndefinition " << row.definition.space << ' ' << row.definition.name << ' '
       << row.definition.version << "\ndigest " << row.digest.hex << "\nstatus " << status_name(row.status)
       << "\nrevision " << row.revision.value << "\nstarted_at " << number_of(row.started_at);
  if (row.ended_at) text << "\nended_at " << number_of(*row.ended_at);
  if (row.parent) text << "\nparent " << row.parent->value;
  text << "\npending " << (row.has_pending ? 1 : 0) << "\nnext_part " << instance.next_part << '\n';
  return text.str();
}

void read_row(const std::string& text, runtime::StoredInstance& instance) {
  runtime::InstanceRow& row = instance.row;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t gap = line.find(' ');
    const std::string name = line.substr(0, gap);
    const std::string value = line.substr(gap + 1);
    if (name == "id") row.id.value = value;
    if (name == "definition")
      std::istringstream(value) >> row.definition.space >> row.definition.name >> row.definition.version;
    if (name == "digest") row.digest.hex = value;
    if (name == "status") row.status = status_from_name(value).value();
    if (name == "revision") row.revision.value = std::stoull(value);
    if (name == "started_at") row.started_at = time_of(value);
    if (name == "ended_at") row.ended_at = time_of(value);
    if (name == "parent") row.parent = InstanceId{value};
    if (name == "pending") row.has_pending = value == "1";
    if (name == "next_part") instance.next_part = std::stoull(value);
  }
}

bool contains(const std::vector<runtime::PartRow>& parts, runtime::PartId id) {
  return std::ranges::find(parts, id, &runtime::PartRow::id) != parts.end();
}

void read_section(const std::string& title, const std::string& text, CorpusFile& file) {
  std::istringstream words(title);
  std::string name;
  words >> name;
  const std::string line = text.substr(0, text.size() - 1);  // bodies are one line
  if (name == "definition") file.definition = line;
  if (name == "row") read_row(text, file.instance);
  if (name == "head") file.instance.head = line;
  if (name == "part") {
    std::uint64_t id = 0;
    std::string owner;
    words >> id >> owner;
    file.parts.push_back({.id = runtime::PartId{id}, .body = line});
    if (owner == "head") file.instance.parts.push_back(file.parts.back());
  }
  if (name == "record") {
    std::uint64_t revision = 0;
    std::string at;
    words >> revision >> at;
    file.history.push_back({.revision = Revision{revision}, .at = time_of(at), .body = line});
  }
}

}  // namespace

std::string text_of(const CorpusFile& file) {
  std::ostringstream text;
  text << "--- definition\n" << file.definition << "\n--- row\n" << row_text(file.instance);
  text << "--- head\n" << file.instance.head << '\n';
  for (const runtime::PartRow& part : file.parts) {
    text << "--- part " << std::to_underlying(part.id)
         << (contains(file.instance.parts, part.id) ? " head" : " history") << '\n'
         << part.body << '\n';
  }
  for (const runtime::HistoryRow& record : file.history) {
    text << "--- record " << record.revision.value << ' ' << number_of(record.at) << '\n' << record.body << '\n';
  }
  return text.str();
}

CorpusFile parse_corpus_file(const std::string& text) {
  CorpusFile file;
  std::istringstream lines(text);
  std::string title;
  std::string section;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("--- ")) {
      section += line + '\n';
      continue;
    }
    if (!title.empty()) read_section(title, section, file);
    title = line.substr(4);
    section.clear();
  }
  if (title.empty()) throw std::runtime_error("it has no sections");
  read_section(title, section, file);
  return file;
}

}  // namespace baton::tests
