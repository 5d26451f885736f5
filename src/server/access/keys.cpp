#include "server/access/keys.hpp"

#include "base/sha256.hpp"

#include <baton/value.hpp>

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

namespace baton::server {
namespace {

constexpr std::string_view kPrefix = "baton_";
constexpr std::int64_t kFormat = 1;
constexpr std::size_t kMaxKeyFile = std::size_t{4} << 20;

Error bad_keys(const std::string& path, const std::string& why) {
  return {.kind = Error::Kind::InvalidArgument, .message = "the file of keys '" + path + "' " + why};
}

std::string random_hex(std::size_t bytes) {
  std::array<unsigned char, 32> drawn{};
  std::size_t got = 0;
  while (got < bytes) {
    const ssize_t more = getrandom(drawn.data() + got, bytes - got, 0);
    if (more > 0) got += static_cast<std::size_t>(more);
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < bytes; ++i) {
    hex.push_back(digits[drawn[i] >> 4U]);
    hex.push_back(digits[drawn[i] & 15U]);
  }
  return hex;
}

Value value_of_time(const std::optional<Timestamp>& time) {
  return time ? Value::number(time->time_since_epoch().count()) : Value();
}

Value value_of_key(const Key& key) {
  std::vector<Value> grants;
  for (const Grant& grant : key.grants) {
    grants.push_back({{"role", name_of(grant.role)}, {"namespace", grant.space}});
  }
  return {{"id", key.id},
          {"name", key.name},
          {"sha256", key.sha256},
          {"grants", Value::array(std::move(grants))},
          {"createdAt", value_of_time(key.created_at)},
          {"expiresAt", value_of_time(key.expires_at)},
          {"revokedAt", value_of_time(key.revoked_at)}};
}

std::optional<std::string> text_in(const Value& object, std::string_view name) {
  const Value* const found = object.find(name);
  return found != nullptr && found->is_string() ? std::optional(std::string(found->as_string())) : std::nullopt;
}

std::optional<Timestamp> time_in(const Value& object, std::string_view name) {
  const Value* const found = object.find(name);
  const auto number = found == nullptr ? std::nullopt : found->as_integer();
  return number ? std::optional(Timestamp{} + Duration{*number}) : std::nullopt;
}

std::optional<Key> key_from(const Value& value) {
  const auto id = text_in(value, "id");
  const auto name = text_in(value, "name");
  const auto sha256 = text_in(value, "sha256");
  const Value* const grants = value.find("grants");
  if (!id || !name || !sha256 || grants == nullptr || !grants->is_array()) return std::nullopt;
  Key key{.id = *id,
          .name = *name,
          .sha256 = *sha256,
          .grants = {},
          .created_at = time_in(value, "createdAt").value_or(Timestamp{}),
          .expires_at = time_in(value, "expiresAt"),
          .revoked_at = time_in(value, "revokedAt")};
  for (const Value& grant : grants->items()) {
    const auto role = role_from_name(text_in(grant, "role").value_or(""));
    const auto space = text_in(grant, "namespace");
    if (!role || !space) return std::nullopt;
    key.grants.push_back({.role = *role, .space = *space});
  }
  return key;
}

// It takes as long for every pair of texts of one length.
bool same_secret(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    difference |= static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]);
  }
  return difference == 0;
}

std::optional<std::string> text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(file), {}};
  return file.bad() || text.size() > kMaxKeyFile ? std::nullopt : std::optional(std::move(text));
}

std::string system_says() {
  return std::strerror(errno);  // NOLINT(concurrency-mt-unsafe): its texts are constants here
}

Result<void> write_privately(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return std::unexpected(bad_keys(path, "cannot be written: " + system_says()));
  bool is_written = true;
  while (!text.empty() && is_written) {
    const ssize_t some = ::write(file, text.data(), text.size());
    is_written = some > 0;
    if (is_written) text.remove_prefix(static_cast<std::size_t>(some));
  }
  is_written = is_written && ::fsync(file) == 0;
  const std::string why = system_says();
  ::close(file);
  if (!is_written) return std::unexpected(bad_keys(path, "cannot be written: " + why));
  return {};
}

}  // namespace

Result<std::vector<Key>> read_keys(const std::string& path) {
  const auto text = text_of_file(path);
  if (!text) return std::unexpected(bad_keys(path, "cannot be read; make it with `baton keys add`"));
  const auto value = parse_json(*text);
  const Value* const keys = value ? value->find("keys") : nullptr;
  const Value* const format = value ? value->find("format") : nullptr;
  if (keys == nullptr || !keys->is_array() || format == nullptr) {
    return std::unexpected(bad_keys(path, "is not one: it has no keys"));
  }
  if (format->as_integer() != kFormat) {
    return std::unexpected(bad_keys(path, "has a format that this version does not know"));
  }
  std::vector<Key> all;
  for (const Value& each : keys->items()) {
    auto key = key_from(each);
    if (!key) return std::unexpected(bad_keys(path, "is damaged: key " + std::to_string(all.size() + 1)));
    all.push_back(*std::move(key));
  }
  return all;
}

Result<void> write_keys(const std::string& path, const std::vector<Key>& keys) {
  std::vector<Value> values;
  for (const Key& key : keys) values.push_back(value_of_key(key));
  const Value all{{"format", kFormat}, {"keys", Value::array(std::move(values))}};
  const std::string beside = path + ".new";
  if (auto written = write_privately(beside, to_pretty_json(all) + "\n"); !written) return written;
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    return std::unexpected(bad_keys(path, "cannot be replaced: " + system_says()));
  }
  return {};
}

NewKey make_key(std::string name, std::vector<Grant> grants, Timestamp now, std::optional<Timestamp> expires_at) {
  constexpr std::size_t secret_bytes = 32;
  constexpr std::size_t id_bytes = 4;
  std::string secret = std::string(kPrefix) + random_hex(secret_bytes);
  return {.key = {.id = random_hex(id_bytes),
                  .name = std::move(name),
                  .sha256 = sha256_hex(secret),
                  .grants = std::move(grants),
                  .created_at = now,
                  .expires_at = expires_at},
          .secret = std::move(secret)};
}

std::optional<Principal> holder_of(const std::vector<Key>& keys, std::string_view secret, Timestamp now) {
  const std::string digest = sha256_hex(secret);
  const Key* found = nullptr;
  for (const Key& key : keys) {
    if (same_secret(key.sha256, digest)) found = &key;
  }
  if (found == nullptr || found->revoked_at || (found->expires_at && *found->expires_at <= now)) return std::nullopt;
  return Principal{.name = found->name, .grants = found->grants};
}

KeyRing::KeyRing(KeyRing&& other) noexcept
    : files_(std::move(other.files_)), keys_(std::move(other.keys_)), changed_at_(other.changed_at_) {}

Result<std::vector<Key>> KeyRing::read() const {
  std::vector<Key> all;
  if (!files_.keys.empty()) {
    auto keys = read_keys(files_.keys);
    if (!keys) return keys;
    all = *std::move(keys);
  }
  if (!files_.admin_key.empty()) {
    auto text = text_of_file(files_.admin_key);
    while (text && !text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
    constexpr std::size_t least = 16;
    if (!text || text->size() < least) {
      return std::unexpected(Error{.kind = Error::Kind::InvalidArgument,
                                   .message = "the file of the admin's key, '" + files_.admin_key +
                                              "', cannot be read, or its key has fewer than 16 characters"});
    }
    all.push_back(
        {.id = "admin", .name = "admin", .sha256 = sha256_hex(*text), .grants = anybody().grants, .created_at = {}});
  }
  return all;
}

Result<KeyRing> KeyRing::open(Files files) {
  KeyRing ring(std::move(files));
  std::error_code none;
  if (!ring.files_.keys.empty()) ring.changed_at_ = std::filesystem::last_write_time(ring.files_.keys, none);
  auto keys = ring.read();
  if (!keys) return std::unexpected(keys.error());
  ring.keys_ = *std::move(keys);
  return ring;
}

std::optional<Principal> KeyRing::holder(std::string_view secret, Timestamp now) const {
  const std::lock_guard lock(mutex_);
  return holder_of(keys_, secret, now);
}

std::optional<Error> KeyRing::reload_if_changed() {
  if (files_.keys.empty()) return std::nullopt;
  std::error_code failed;
  const auto changed_at = std::filesystem::last_write_time(files_.keys, failed);
  if (!failed && changed_at == changed_at_) return std::nullopt;
  changed_at_ = changed_at;
  return reload();
}

std::optional<Error> KeyRing::reload() {
  auto keys = read();
  if (!keys) return keys.error();
  const std::lock_guard lock(mutex_);
  keys_ = *std::move(keys);
  return std::nullopt;
}

}  // namespace baton::server
