// HttpClient over TLS. It trusts everybody, and shows the certificate that it got.
#pragma once

#include "server/http_client.hpp"

#include <openssl/ssl.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace baton::testing {

class TlsClient : public HttpClient {
 public:
  // At most that version of TLS; 0: any. Throws if there is no handshake.
  explicit TlsClient(const std::string& address, int version = 0) : HttpClient(address) {
    if (version != 0) {
      SSL_CTX_set_security_level(context_.get(), 0);
      SSL_CTX_set_max_proto_version(context_.get(), version);
    }
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket());
    if (SSL_connect(ssl_.get()) != 1) throw std::runtime_error("no handshake with " + address);
  }

  // The name in the server's certificate.
  [[nodiscard]] std::string name() const {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(ssl_.get()), &X509_free);
    char text[256] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, text, sizeof text);
    return text;
  }
  // The server has said that nothing follows.
  [[nodiscard]] bool was_told_the_end() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }

 protected:
  ssize_t write_some(std::string_view bytes) override {
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  }
  ssize_t read_some(std::span<char> into) override {
    return SSL_read(ssl_.get(), into.data(), static_cast<int>(into.size()));
  }

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{SSL_CTX_new(TLS_client_method()), &SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, &SSL_free};
};

}  // namespace baton::testing
