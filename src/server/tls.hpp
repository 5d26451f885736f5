// TLS for a server's connections: the certificate that it shows, and the stream that a connection then reads and writes by. Only tls.cpp includes
// OpenSSL's headers and Asio's for them.
#pragma once

#include <baton/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace baton::server {

// The encryption of one connection, on its socket and executor. The socket outlives it.
class TlsStream {
 public:
  class Implementation;

  explicit TlsStream(std::unique_ptr<Implementation> implementation);
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;
  ~TlsStream();

  // False: the client speaks no TLS, or not one that the server accepts.
  boost::asio::awaitable<bool> handshake();
  boost::asio::awaitable<std::size_t> read_some(boost::asio::mutable_buffer into, boost::system::error_code& failure);
  boost::asio::awaitable<void> write(const std::array<boost::asio::const_buffer, 2>& all,
                                     boost::system::error_code& failure);
  // Tells the client that nothing follows, and waits for no answer.
  boost::asio::awaitable<void> end();

 private:
  std::unique_ptr<Implementation> implementation_;
};

// The certificate and its key: new connections get those that were read last, open ones keep theirs. Thread-safe, but for reload_if_changed(),
// which one thread at a time may call.
class Tls {
 public:
  struct Files {
    std::string certificate;  // PEM, with the certificates of its issuers after it
    std::string key;          // PEM, without a password
  };
  // InvalidArgument says which of them cannot be used, and why.
  [[nodiscard]] static Result<std::unique_ptr<Tls>> open(Files files);
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;
  ~Tls();

  // Throws boost::system::system_error where OpenSSL has no memory for it.
  [[nodiscard]] std::unique_ptr<TlsStream> stream(boost::asio::ip::tcp::socket& socket) const;
  // Reads the files again. With an error everything stays as it was.
  std::optional<Error> reload();
  std::optional<Error> reload_if_changed();

 private:
  class Certificate;
  using Times = std::array<std::filesystem::file_time_type, 2>;

  Tls(Files files, std::shared_ptr<Certificate> certificate, const Times& changed_at);
  [[nodiscard]] static Result<std::shared_ptr<Certificate>> read(const Files& files);
  [[nodiscard]] static Times times_of(const Files& files);

  const Files files_;
  mutable std::mutex mutex_;
  std::shared_ptr<Certificate> certificate_;
  Times changed_at_;
};

}  // namespace baton::server
