#include "jq/builtins.hpp"

#include "jq/execution.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::jq {
namespace {

struct Refused {
  std::string_view name;
  std::string_view reason;
};

constexpr std::string_view kNoStream =
    "an expression receives its whole input at once; there is no stream to read from";
constexpr std::string_view kNoOutput = "an expression may not write anywhere";
constexpr std::string_view kNoExit = "an expression may not end the program; use error";
constexpr std::string_view kNoModules = "an expression may not read files";
constexpr std::string_view kNoZone =
    "the result would depend on the machine's time zone; the UTC functions are available";

constexpr Refused kRefused[] = {
    {"env", "an expression may not read the environment"},
    {"input", kNoStream},
    {"inputs", kNoStream},
    {"input_filename", kNoStream},
    {"input_line_number", kNoStream},
    {"debug", kNoOutput},
    {"stderr", kNoOutput},
    {"halt", kNoExit},
    {"halt_error", kNoExit},
    {"modulemeta", kNoModules},
    {"get_jq_origin", kNoModules},
    {"get_prog_origin", kNoModules},
    {"get_search_list", kNoModules},
    {"localtime", kNoZone},
    {"strflocaltime", kNoZone},
    {"builtins", "the list differs between implementations of jq"},
};

struct Definition {
  std::string_view name;
  std::size_t arity;
  std::string_view text;
};

// What is said best in jq itself. Only what an expression mentions is ever read.
constexpr Definition kPrelude[] = {
    {"values", 0, "def values: select(. != null);"},
    {"nulls", 0, "def nulls: select(. == null);"},
    {"booleans", 0, "def booleans: select(type == \"boolean\");"},
    {"numbers", 0, "def numbers: select(type == \"number\");"},
    {"strings", 0, "def strings: select(type == \"string\");"},
    {"arrays", 0, "def arrays: select(type == \"array\");"},
    {"objects", 0, "def objects: select(type == \"object\");"},
    {"iterables", 0, "def iterables: select(type | . == \"array\" or . == \"object\");"},
    {"scalars", 0, "def scalars: select(type | . != \"array\" and . != \"object\");"},
    {"finites", 0, "def finites: select(isfinite);"},
    {"normals", 0, "def normals: select(isnormal);"},
    {"error", 1, "def error($message): $message | error;"},
    {"map_values", 1, "def map_values(f): .[] |= f;"},
    {"recurse", 2, "def recurse(f; condition): recurse(f | select(condition));"},
    {"recurse_down", 0, "def recurse_down: recurse;"},
    {"while", 2, "def while(condition; update): select(condition) | recurse(update | select(condition));"},
    {"to_entries", 0, "def to_entries: [keys_unsorted[] as $key | {key: $key, value: .[$key]}];"},
    {"with_entries", 1, "def with_entries(f): to_entries | map(f) | from_entries;"},
    {"sort_by", 1, "def sort_by(f): _sort_by(map([f]));"},
    {"group_by", 1, "def group_by(f): _group_by(map([f]));"},
    {"unique_by", 1, "def unique_by(f): _unique_by(map([f]));"},
    {"min_by", 1, "def min_by(f): _min_by(map([f]));"},
    {"max_by", 1, "def max_by(f): _max_by(map([f]));"},
    {"add", 1, "def add(f): reduce f as $x (null; . + $x);"},
    {"any", 0, "def any: any(.[]; .);"},
    {"all", 0, "def all: all(.[]; .);"},
    {"any", 1, "def any(f): any(.[]; f);"},
    {"all", 1, "def all(f): all(.[]; f);"},
    {"in", 1, "def in(holder): . as $key | holder | has($key);"},
    {"inside", 1, "def inside(holder): . as $part | holder | contains($part);"},
    {"isvalid", 1, "def isvalid(f): try (f | true) catch false;"},
    {"isempty", 1, "def isempty(g): first((g | false), true);"},
    {"first", 0, "def first: .[0];"},
    {"last", 0, "def last: .[-1];"},
    {"nth", 1, "def nth($n): .[$n];"},
    {"last", 1, "def last(f): reduce f as $x (null; [$x]) | select(. != null) | .[0];"},
    {"nth", 2,
     "def nth($n; f): if $n < 0 then error(\"nth doesn't support negative indices\") else first(skip($n; f)) end;"},
    {"reverse", 0, "def reverse: if type == \"array\" then _reverse else [.[length - 1 - range(0; length)]] end;"},
    {"JOIN", 2, "def JOIN($index; key): [.[] | [., $index[key]]];"},
    {"JOIN", 3, "def JOIN($index; stream; key): stream | [., $index[key]];"},
    {"JOIN", 4, "def JOIN($index; stream; key; joined): stream | [., $index[key]] | joined;"},
    {"combinations", 0,
     "def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $rest | [$x] + $rest "
     "end;"},
    {"combinations", 1, "def combinations(n): . as $items | [range(n)] | map($items) | combinations;"},
    {"walk", 1,
     "def walk(f): def w: if type == \"object\" then map_values(w) elif type == \"array\" then map(w) else . end | f; "
     "w;"},
    {"paths", 0, "def paths: path(..) | select(length > 0);"},
    {"paths", 1, "def paths(f): path(.. | select(f)) | select(length > 0);"},
    {"leaf_paths", 0, "def leaf_paths: paths(scalars);"},
    {"pick", 1, "def pick(f): . as $whole | reduce path(f) as $path (null; setpath($path; $whole | getpath($path)));"},
    {"todate", 0, "def todate: strftime(\"%Y-%m-%dT%H:%M:%SZ\");"},
    {"fromdate", 0, "def fromdate: fromdateiso8601;"},
    {"date", 0, "def date: todate;"},
    {"todateiso8601", 0, "def todateiso8601: todate;"},
    {"dateadd", 2, "def dateadd(unit; n): . + n;"},
    {"datesub", 2, "def datesub(unit; n): . - n;"},
    {"dateadd", 1, "def dateadd(n): . + n;"},
    {"datesub", 1, "def datesub(n): . - n;"},
    {"tostream", 0,
     "def tostream: path(def r: (.[]? | r), .; r) as $path | getpath($path)"
     " | reduce path(.[]?) as $last ([$path, .]; [$path + $last]);"},
    {"fromstream", 1,
     "def fromstream(events): {x: null, e: false} as $init"
     " | foreach events as $event ($init; if .e then $init else . end"
     " | if $event | length == 2"
     " then setpath([\"e\"]; $event[0] | length == 0) | setpath([\"x\"] + $event[0]; $event[1])"
     " else setpath([\"e\"]; $event[0] | length == 1) end; if .e then .x else empty end);"},
    {"truncate_stream", 1,
     "def truncate_stream(stream): . as $depth | stream"
     " | if (.[0] | length) > $depth then setpath([0]; .[0][$depth:]) else empty end;"},
    {"ascii", 0, "def ascii: [.] | implode;"},
    {"IN", 1, "def IN(source): any(source == .; .);"},
    {"IN", 2, "def IN(source; wanted): any(source == wanted; .);"},
    {"INDEX", 2, "def INDEX(stream; key): reduce stream as $row ({}; .[$row | key | tostring] |= $row);"},
    {"INDEX", 1, "def INDEX(key): INDEX(.[]; key);"},
    {"match", 1, "def match($val): _match($val) | .[];"},
    {"match", 2, "def match($re; $flags): _match($re; $flags) | .[];"},
    {"test", 1, "def test($val): _test($val);"},
    {"test", 2, "def test($re; $flags): _test($re; $flags);"},
    {"capture", 1, "def capture($val): _match($val) | .[] | _captured;"},
    {"capture", 2, "def capture($re; $flags): _match($re; $flags) | .[] | _captured;"},
    {"scan", 1, "def scan($re): scan($re; null);"},
    {"scan", 2,
     "def scan($re; $flags): _match($re; \"g\" + $flags) | .[]"
     " | if (.captures | length) > 0 then [.captures[].string] else .string end;"},
    {"split", 2, "def split($re; $flags): _split_by($re; $flags + \"g\");"},
    {"splits", 1, "def splits($re): splits($re; null);"},
    {"splits", 2, "def splits($re; $flags): _split_by($re; $flags + \"g\") | .[];"},
    {"sub", 2, "def sub(re; text): sub(re; text; \"\");"},
    {"sub", 3,
     "def sub($re; text; $flags): _match($re; $flags) as $matches"
     " | _substituted($matches; [$matches[] | [_captured | text]]) | .[];"},
    {"gsub", 2, "def gsub(re; text): sub(re; text; \"g\");"},
    {"gsub", 3, "def gsub($re; text; $flags): sub($re; text; $flags + \"g\");"},
};

template <class Table>
auto find_in(const Table& table, std::string_view name, std::size_t arity) {
  return std::ranges::find_if(table, [&](const auto& entry) { return entry.name == name && entry.arity == arity; });
}

}  // namespace

Value call_native(const Native& native, Execution& execution, Value input, std::span<Value> arguments) {
  bool is_paid = execution.charge_digits(input);
  for (const Value& argument : arguments) is_paid = is_paid && execution.charge_digits(argument);
  return is_paid ? native.function(execution, std::move(input), arguments) : Value();
}

const Native* find_native(std::string_view name, std::size_t arity) {
  for (const auto& table :
       {array_natives(), date_natives(), math_natives(), object_natives(), regex_natives(), string_natives()}) {
    const auto found = find_in(table, name, arity);
    if (found != table.end()) return &*found;
  }
  return nullptr;
}

std::string_view find_prelude(std::string_view name, std::size_t arity) {
  const auto* found = find_in(kPrelude, name, arity);
  return found == std::end(kPrelude) ? std::string_view() : found->text;
}

std::string_view refusal(std::string_view name) {
  const auto* found = std::ranges::find(kRefused, name, &Refused::name);
  return found == std::end(kRefused) ? std::string_view() : found->reason;
}

}  // namespace baton::jq
