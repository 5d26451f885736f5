// Regular expressions, by oniguruma in its Perl_NT syntax.
//
// A hostile pattern can try for ages. Each search runs under a retry limit that starts small and, while it does not
// suffice, grows tenfold; every attempt charges steps in proportion, so that what was charged is close to what was spent.
#include "jq/arithmetic.hpp"
#include "jq/builtins.hpp"
#include "jq/jq.hpp"
#include "jq/regex_pattern.hpp"
#include "value/utf8.hpp"

#include <oniguruma.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace baton::jq {
namespace {

struct FreeRegex {
  void operator()(OnigRegexType* regex) const { onig_free(regex); }
};
struct FreeRegion {
  void operator()(OnigRegion* region) const { onig_region_free(region, 1); }
};
struct FreeParam {
  void operator()(OnigMatchParam* param) const { onig_free_match_param(param); }
};

using Regex = std::unique_ptr<OnigRegexType, FreeRegex>;
using Region = std::unique_ptr<OnigRegion, FreeRegion>;

struct Flags {
  bool global = false;
  bool skip_empty = false;
  OnigOptionType options = ONIG_OPTION_CAPTURE_GROUP;
};

std::optional<Flags> read_flags(Execution& execution, const Value& flags) {
  Flags read;
  if (flags.is_null()) return read;
  if (!flags.is_string()) {
    execution.fail(described(flags) + " is not a string");
    return std::nullopt;
  }
  for (const char c : flags.as_string()) {
    switch (c) {
      case 'g':
        read.global = true;
        break;
      case 'i':
        read.options |= ONIG_OPTION_IGNORECASE;
        break;
      case 'x':
        read.options |= ONIG_OPTION_EXTEND;
        break;
      case 's':
        read.options |= ONIG_OPTION_SINGLELINE;
        break;
      case 'p':
        read.options |= ONIG_OPTION_MULTILINE | ONIG_OPTION_SINGLELINE;
        break;
      case 'l':
        read.options |= ONIG_OPTION_FIND_LONGEST;
        break;
      case 'n':
        read.skip_empty = true;
        break;
      default:
        execution.fail(std::string(flags.as_string()) + " is not a valid modifier string");
        return std::nullopt;
    }
  }
  return read;
}

const OnigUChar* bytes(std::string_view text) {
  return reinterpret_cast<const OnigUChar*>(text.data());
}

int compile(OnigRegexType*& regex, std::string_view pattern, OnigOptionType options, OnigErrorInfo& details) {
  return onig_new(&regex, bytes(pattern), bytes(pattern) + pattern.size(), options, ONIG_ENCODING_UTF8,
                  ONIG_SYNTAX_PERL_NG, &details);
}

Regex compile(Execution& execution, std::string_view text, const RegexPattern& pattern, OnigOptionType options) {
  if (!execution.charge_steps(pattern.compile_steps)) return nullptr;
  OnigRegex regex = nullptr;
  OnigErrorInfo details;
  if (compile(regex, pattern.text, options, details) == ONIG_NORMAL) return Regex(regex);
  const int status = compile(regex, text, options, details);  // for a message about what the user wrote
  if (status == ONIG_NORMAL) return Regex(regex);
  OnigUChar message[ONIG_MAX_ERROR_MESSAGE_LEN];
  const int length = onig_error_code_to_str(message, status, &details);
  execution.fail("Regex failure: " +
                 std::string(reinterpret_cast<const char*>(message), static_cast<std::size_t>(length)));
  return nullptr;
}

// Where the next character begins.
std::size_t place_after(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  return at;
}

// A pattern being matched against one text, from the left to the right.
class Search {
 public:
  Search(Execution& execution, OnigRegexType* regex, const RegexPattern& pattern, std::string_view text)
      : execution_(execution),
        regex_(regex),
        reads_unseen_(pattern.reads_unseen),
        finds_longest_((onig_get_options(regex) & ONIG_OPTION_FIND_LONGEST) != 0),
        refers_back_(pattern.refers_back),
        text_(text),
        region_(onig_region_new()),
        param_(onig_new_match_param()) {
    constexpr unsigned kMatchStack = 200'000;
    onig_set_match_stack_limit_size_of_match_param(param_.get(), kMatchStack);
  }

  // Finds the first match that starts there or later.
  bool find(std::size_t start) {
    if (!reads_unseen_) return find_anywhere(start);
    return finds_longest_ ? charge_reading(text_.size() - start, text_.size() - start) && find_anywhere(start)
                          : find_place_by_place(start);
  }

  [[nodiscard]] std::size_t groups() const { return static_cast<std::size_t>(region_->num_regs); }
  [[nodiscard]] bool took_part(std::size_t group) const { return region_->beg[group] >= 0; }
  [[nodiscard]] std::size_t begin(std::size_t group) const { return static_cast<std::size_t>(region_->beg[group]); }
  [[nodiscard]] std::size_t end(std::size_t group) const { return static_cast<std::size_t>(region_->end[group]); }

 private:
  bool find_anywhere(std::size_t start) {
    constexpr std::size_t kBytesAStep = 20;
    const auto found = with_retries(start, [&] {
      return onig_search_with_param(regex_, bytes(text_), bytes(text_) + text_.size(), bytes(text_) + start,
                                    bytes(text_) + text_.size(), region_.get(), ONIG_OPTION_NONE, param_.get());
    });
    if (!found) return false;
    const std::size_t upto = *found >= 0 ? static_cast<std::size_t>(*found) : text_.size();
    return execution_.charge_steps((upto - start) / kBytesAStep) && *found >= 0;
  }

  // For reading this many bytes from each of this many places.
  bool charge_reading(std::size_t bytes, std::size_t places) {
    constexpr std::size_t kBytesAStep = 12;
    return execution_.charge_steps(bytes * places / kBytesAStep);
  }

  // From each place it may read on to the end of the text.
  bool find_place_by_place(std::size_t start) {
    for (std::size_t at = start; at <= text_.size(); at = place_after(text_, at)) {
      if (!charge_reading(text_.size() - at, 1)) return false;
      const auto length = with_retries(at, [&] {
        return onig_match_with_param(regex_, bytes(text_), bytes(text_) + text_.size(), bytes(text_) + at,
                                     region_.get(), ONIG_OPTION_NONE, param_.get());
      });
      if (!length || *length >= 0) return length.has_value();
    }
    return false;
  }

  // What oniguruma gives once it may retry often enough: ONIG_MISMATCH, or a number from 0 on. nullopt, with the
  // evaluation stopped: that went beyond a limit.
  template <class Try>
  std::optional<int> with_retries(std::size_t start, Try try_once) {
    constexpr unsigned long kFewest = 20;
    constexpr unsigned long kMost = 2'000'000;
    constexpr unsigned long kRetriesAStep = 5;
    constexpr std::size_t kComparedAStep = 512;
    const std::size_t steps_a_retry = 1 + (refers_back_ ? (text_.size() - start) / kComparedAStep : 0);
    for (unsigned long retries = kFewest; retries <= kMost; retries *= 10) {
      if (!execution_.charge_steps(retries * steps_a_retry / kRetriesAStep)) return std::nullopt;
      onig_set_retry_limit_in_match_of_match_param(param_.get(), retries);
      onig_set_retry_limit_in_search_of_match_param(param_.get(), retries);
      onig_region_clear(region_.get());
      const int found = try_once();
      if (found >= 0 || found == ONIG_MISMATCH) return found;
      if (found != ONIGERR_RETRY_LIMIT_IN_MATCH_OVER && found != ONIGERR_RETRY_LIMIT_IN_SEARCH_OVER) {
        execution_.exhaust("memory for one regular expression match", kMost);
        return std::nullopt;
      }
    }
    execution_.exhaust("retries in one regular expression match", kMost);
    return std::nullopt;
  }

  Execution& execution_;
  OnigRegexType* regex_;
  bool reads_unseen_;
  bool finds_longest_;  // of all matches, so all places are tried
  bool refers_back_;
  std::string_view text_;
  Region region_;
  std::unique_ptr<OnigMatchParam, FreeParam> param_;
};

// Counts characters up to ever later bytes.
class CharacterCount {
 public:
  explicit CharacterCount(std::string_view text) : text_(text) {}
  std::int64_t upto(std::size_t byte) {
    if (byte < at_) return count(0, byte);
    seen_ += count(at_, byte);
    at_ = byte;
    return seen_;
  }

 private:
  [[nodiscard]] std::int64_t count(std::size_t from, std::size_t upto) const {
    return std::ranges::count_if(text_.substr(from, upto - from),
                                 [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t seen_ = 0;
};

std::vector<Value> group_names(OnigRegexType* regex) {
  std::vector<Value> names(static_cast<std::size_t>(onig_number_of_captures(regex)) + 1);
  onig_foreach_name(
      regex,
      [](const OnigUChar* name, const OnigUChar* end, int count, int* groups, OnigRegex, void* into) {
        auto& all = *static_cast<std::vector<Value>*>(into);
        const std::string_view text(reinterpret_cast<const char*>(name), static_cast<std::size_t>(end - name));
        for (int at = 0; at < count; ++at) all[static_cast<std::size_t>(groups[at])] = Value::string(text);
        return 0;
      },
      &names);
  return names;
}

Value capture(std::string_view text, const Search& search, std::size_t group, const Value& name,
              CharacterCount& count) {
  Value offset = Value::number(std::int64_t{-1});
  Value length = Value::number(std::int64_t{0});
  Value string;
  if (search.took_part(group)) {
    const std::string_view matched = text.substr(search.begin(group), search.end(group) - search.begin(group));
    offset = Value::number(count.upto(search.begin(group)));
    length = Value::number(CharacterCount(matched).upto(matched.size()));
    string = Value::string(matched);
  }
  if (search.took_part(group) && search.begin(group) != search.end(group)) {
    return Value::object({{"offset", offset}, {"length", length}, {"string", string}, {"name", name}});
  }
  return Value::object(
      {{"offset", offset}, {"string", string}, {"length", length}, {"name", name}});  // as jq orders them
}

Value match_object(std::string_view text, const Search& search, const std::vector<Value>& names,
                   CharacterCount& count) {
  const std::string_view whole = text.substr(search.begin(0), search.end(0) - search.begin(0));
  const std::int64_t offset = count.upto(search.begin(0));
  std::vector<Value> captures;
  for (std::size_t group = 1; group < search.groups(); ++group) {
    captures.push_back(capture(text, search, group, names[group], count));
  }
  return Value::object({{"offset", Value::number(offset)},
                        {"length", Value::number(CharacterCount(whole).upto(whole.size()))},
                        {"string", Value::string(whole)},
                        {"captures", Value::array(std::move(captures))}});
}

// A pattern with flags, as one argument [pattern, flags] or as two.
struct Wanted {
  Value regex;
  Value flags;
};

std::optional<Wanted> wanted_of(Execution& execution, std::span<Value> arguments) {
  const bool alone = arguments.size() == 1;
  Wanted wanted{arguments[0], alone ? Value() : arguments[1]};
  if (alone && arguments[0].is_array() && arguments[0].size() > 0) {
    const auto parts = arguments[0].items();
    wanted = {parts[0], parts.size() > 1 ? parts[1] : Value()};
  } else if (alone && !arguments[0].is_string()) {
    execution.fail(std::string(kind_name(arguments[0].kind())) + " not a string or array");
    return std::nullopt;
  }
  if (!wanted.regex.is_string()) {
    execution.fail(described(wanted.regex) + " is not a string");
    return std::nullopt;
  }
  return wanted;
}

// Calls `visit` with the search, the regex and the text at each match, all of them if the flags say so.
template <class Visit>
void for_each_match(Execution& execution, const Value& input, std::span<Value> arguments, Visit&& visit) {
  if (!input.is_string()) {
    execution.fail(described(input) + " cannot be matched, as it is not a string");
    return;
  }
  const auto wanted = wanted_of(execution, arguments);
  const auto flags = wanted ? read_flags(execution, wanted->flags) : std::nullopt;
  if (!flags) return;
  const RegexPattern pattern =
      examine(wanted->regex.as_string(), PatternOptions{.ignore_case = (flags->options & ONIG_OPTION_IGNORECASE) != 0,
                                                        .extended = (flags->options & ONIG_OPTION_EXTEND) != 0});
  const Regex regex = compile(execution, wanted->regex.as_string(), pattern, flags->options);
  if (!regex) return;
  const std::string_view text = input.as_string();
  Search search(execution, regex.get(), pattern, text);
  std::size_t start = 0;
  do {
    if (!search.find(start) || execution.stopped()) return;
    const bool empty = search.begin(0) == search.end(0);
    if (!(empty && flags->skip_empty)) visit(search, *regex);
    start = search.end(0);
    if (empty) start = place_after(text, start);
  } while (flags->global && start <= text.size() && !execution.stopped());
}

Value match(Execution& execution, Value input, std::span<Value> arguments) {
  std::vector<Value> matches;
  std::vector<Value> names;
  CharacterCount count(input.is_string() ? input.as_string() : std::string_view());
  for_each_match(execution, input, arguments, [&](const Search& search, OnigRegexType& regex) {
    if (names.empty()) names = group_names(&regex);
    constexpr std::size_t kObjectBytes = 300;
    if (!execution.charge_bytes(kObjectBytes * search.groups())) return;
    for (std::size_t group = 0; group < search.groups(); ++group) {
      if (search.took_part(group)) execution.charge_bytes(search.end(group) - search.begin(group));
    }
    if (!execution.stopped()) matches.push_back(match_object(input.as_string(), search, names, count));
  });
  return execution.stopped() ? Value() : new_array(execution, std::move(matches));
}

Value test(Execution& execution, Value input, std::span<Value> arguments) {
  bool found = false;
  for_each_match(execution, input, arguments, [&](const Search&, OnigRegexType&) { found = true; });
  return Value::boolean(found);
}

Value split_by(Execution& execution, Value input, std::span<Value> arguments) {
  std::vector<Value> parts;
  std::size_t from = 0;
  for_each_match(execution, input, arguments, [&](const Search& search, OnigRegexType&) {
    if (!execution.charge_bytes(sizeof(Value) + search.end(0) - from)) return;
    parts.push_back(Value::string(input.as_string().substr(from, search.begin(0) - from)));
    from = search.end(0);
  });
  if (execution.stopped()) return {};
  parts.push_back(Value::string(input.as_string().substr(from)));
  return new_array(execution, std::move(parts));
}

// Where each match begins and ends, in bytes.
std::vector<std::string_view> matched_parts(std::string_view text, const Value& matches) {
  std::vector<std::string_view> parts;
  std::size_t byte = 0;
  std::int64_t character = 0;
  for (const Value& match : matches.items()) {
    const std::int64_t offset = match.find("offset")->as_integer().value_or(0);
    for (; character < offset; ++character) byte += utf8::decode(text.substr(byte)).length;
    parts.push_back(text.substr(byte, match.find("string")->as_string().size()));
  }
  return parts;
}

// The input with each match replaced. The first replacements of all matches make the first result, the second ones the
// second result, and so on.
Value substituted(Execution& execution, Value input, std::span<Value> arguments) {
  const std::string_view text = input.as_string();
  const auto replacements = arguments[1].items();
  const std::vector<std::string_view> parts = matched_parts(text, arguments[0]);
  std::vector<std::string> results;
  const char* from = text.data();
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const std::string_view gap(from, static_cast<std::size_t>(parts[at].data() - from));
    for (std::size_t turn = 0; turn < replacements[at].size(); ++turn) {
      const Value& replacement = replacements[at].items()[turn];
      if (!replacement.is_string() && !replacement.is_null()) {
        return execution.fail(described(Value::string(gap)) + " and " + described(replacement) + " cannot be added");
      }
      const std::string_view put = replacement.is_null() ? std::string_view() : replacement.as_string();
      if (!execution.charge_steps(1) || !execution.charge_bytes(gap.size() + put.size())) return {};
      if (turn == results.size()) results.emplace_back();
      results[turn].append(gap).append(put);
    }
    from = parts[at].data() + parts[at].size();
  }
  if (results.empty()) return new_array(execution, {input});
  const std::string_view rest(from, static_cast<std::size_t>(text.data() + text.size() - from));
  std::vector<Value> whole;
  for (std::string& result : results) {
    whole.push_back(new_string(execution, result.append(rest)));
    if (execution.stopped()) return {};
  }
  return new_array(execution, std::move(whole));
}

// The named captures of a match object as an object.
Value captured(Execution& execution, Value input, std::span<Value>) {
  std::vector<Member> members;
  const Value* captures = input.find("captures");
  if (captures == nullptr || !captures->is_array()) return Value::object({});
  for (const Value& part : captures->items()) {
    const Value* name = part.find("name");
    const Value* string = part.find("string");
    if (name != nullptr && name->is_string() && string != nullptr) members.emplace_back(*name, *string);
  }
  if (!execution.charge_bytes(sizeof(Member) * members.size())) return {};
  return execution.built(Value::object(std::move(members)));
}

constexpr Native kRegexNatives[] = {{"_match", 1, match},
                                    {"_match", 2, match},
                                    {"_test", 1, test},
                                    {"_test", 2, test},
                                    {"_split_by", 2, split_by},
                                    {"_captured", 0, captured},
                                    {"_substituted", 2, substituted}};

}  // namespace

std::span<const Native> regex_natives() {
  return kRegexNatives;
}

void initialize() {
  OnigEncoding encodings[] = {ONIG_ENCODING_UTF8};
  onig_initialize(encodings, 1);
}

}  // namespace baton::jq
