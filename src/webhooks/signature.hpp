// Signatures by Standard Webhooks (https://www.standardwebhooks.com): the receiver knows who has sent a message and when, and that it is whole.
// PURE.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace baton::webhooks {

// HMAC-SHA256 (RFC 2104): 32 bytes.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view message);

// RFC 4648, section 4, with padding.
[[nodiscard]] std::string base64_of(std::string_view bytes);

// The key that a secret stands for: the bytes of "whsec_" and base64; else the text itself.
[[nodiscard]] std::string key_of_secret(std::string_view secret);

struct SignedMessage {
  std::string_view id;
  std::string_view timestamp;  // seconds since 1970
  std::string_view body;
};
// The header `webhook-signature`: one signature for each secret, "v1,…", with blanks between them.
[[nodiscard]] std::string signatures_of(const SignedMessage& message, const std::vector<std::string>& secrets);

}  // namespace baton::webhooks
