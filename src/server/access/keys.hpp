// Keys of the API: 256 random bits each. The file holds their SHA-256 only, so that whoever reads it cannot use them.
//
// Format 1 of the file, JSON, mode 0600: {"format": 1, "keys": [{"id", "name", "sha256", "grants": [{"role", "namespace"}],
// "createdAt", "expiresAt"|null, "revokedAt"|null}]}; times in milliseconds since 1970. It is replaced as a whole.
#pragma once

#include "server/access/principal.hpp"

#include <baton/error.hpp>
#include <baton/time.hpp>

#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::server {

struct Key {
  std::string id;
  std::string name;  // of whoever uses it
  std::string sha256;
  std::vector<Grant> grants;
  Timestamp created_at;
  std::optional<Timestamp> expires_at = {};
  std::optional<Timestamp> revoked_at = {};

  friend bool operator==(const Key&, const Key&) = default;
};

// A file that is not there is an empty one only where it is to be written.
[[nodiscard]] Result<std::vector<Key>> read_keys(const std::string& path);
[[nodiscard]] Result<void> write_keys(const std::string& path, const std::vector<Key>& keys);

struct NewKey {
  Key key;
  std::string secret;  // "baton_" and 64 hexadecimal digits; shown once
};
[[nodiscard]] NewKey make_key(std::string name, std::vector<Grant> grants, Timestamp now,
                              std::optional<Timestamp> expires_at);

// Who presents that secret now, by these keys.
[[nodiscard]] std::optional<Principal> holder_of(const std::vector<Key>& keys, std::string_view secret, Timestamp now);

// The keys of a running server: it reads the file again when that has changed, so that a revoked key ends at once. A file that cannot be
// read any more leaves the keys as they were. Thread-safe.
class KeyRing {
 public:
  struct Files {
    std::string keys;       // empty: none
    std::string admin_key;  // empty: none
  };
  [[nodiscard]] static Result<KeyRing> open(Files files);
  KeyRing(KeyRing&& other) noexcept;

  // False: no keys are wanted, anybody may do everything.
  [[nodiscard]] bool is_locked() const { return !files_.keys.empty() || !files_.admin_key.empty(); }
  [[nodiscard]] std::optional<Principal> holder(std::string_view secret, Timestamp now) const;
  // Why the files could not be read again.
  std::optional<Error> reload();
  std::optional<Error> reload_if_changed();  // by one thread at a time

 private:
  explicit KeyRing(Files files) : files_(std::move(files)) {}
  [[nodiscard]] Result<std::vector<Key>> read() const;

  Files files_;
  mutable std::mutex mutex_;
  std::vector<Key> keys_;
  std::filesystem::file_time_type changed_at_{};
};

}  // namespace baton::server
