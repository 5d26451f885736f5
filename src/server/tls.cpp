#include "server/tls.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace baton::server {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::use_awaitable;
using Failure = boost::system::error_code;

Error unusable(const std::string& what, const std::string& file, const std::string& why) {
  return {.kind = Error::Kind::InvalidArgument, .message = what + " '" + file + "' cannot be used: " + why};
}

Result<std::string> text_of(const std::string& what, const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) return std::unexpected(unusable(what, file, "the file cannot be read"));
  return text;
}

}  // namespace

class Tls::Certificate {
 public:
  Certificate() : context(ssl::context::tls_server) {}

  ssl::context context;
};

class TlsStream::Implementation {
 public:
  Implementation(asio::ip::tcp::socket& socket, std::shared_ptr<void> its_certificate, ssl::context& context)
      : certificate(std::move(its_certificate)), stream(socket, context) {}

  std::shared_ptr<void> certificate;
  ssl::stream<asio::ip::tcp::socket&> stream;
};

TlsStream::TlsStream(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}
TlsStream::~TlsStream() = default;

asio::awaitable<bool> TlsStream::handshake() {
  Failure failure;
  co_await implementation_->stream.async_handshake(ssl::stream_base::server,
                                                   asio::redirect_error(use_awaitable, failure));
  co_return !failure;
}

asio::awaitable<std::size_t> TlsStream::read_some(asio::mutable_buffer into, Failure& failure) {
  return implementation_->stream.async_read_some(into, asio::redirect_error(use_awaitable, failure));
}

asio::awaitable<void> TlsStream::write(const std::array<asio::const_buffer, 2>& all, Failure& failure) {
  co_await asio::async_write(implementation_->stream, all, asio::redirect_error(use_awaitable, failure));
}

asio::awaitable<void> TlsStream::end() {
  // As if the client had said so already: nobody waits for it.
  SSL_set_shutdown(implementation_->stream.native_handle(), SSL_RECEIVED_SHUTDOWN);
  Failure ignored;
  co_await implementation_->stream.async_shutdown(asio::redirect_error(use_awaitable, ignored));
}

Tls::Tls(Files files, std::shared_ptr<Certificate> certificate, const Times& changed_at)
    : files_(std::move(files)), certificate_(std::move(certificate)), changed_at_(changed_at) {}
Tls::~Tls() = default;

Result<std::shared_ptr<Tls::Certificate>> Tls::read(const Files& files) {
  const auto certificate = text_of("the certificate", files.certificate);
  if (!certificate) return std::unexpected(certificate.error());
  const auto key = text_of("the key", files.key);
  if (!key) return std::unexpected(key.error());
  std::shared_ptr<Certificate> made;
  try {
    made = std::make_shared<Certificate>();
  } catch (const boost::system::system_error& error) {
    return std::unexpected(
        Error{.kind = Error::Kind::Unavailable, .message = std::string("there is no TLS: ") + error.what()});
  }
  SSL_CTX* const context = made->context.native_handle();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  Failure failure;
  // Without it OpenSSL asks on the terminal.
  made->context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); },
                                      failure);
  made->context.use_certificate_chain(asio::buffer(*certificate), failure);
  if (failure) return std::unexpected(unusable("the certificate", files.certificate, failure.message()));
  made->context.use_private_key(asio::buffer(*key), ssl::context::pem, failure);
  if (failure) return std::unexpected(unusable("the key", files.key, failure.message()));
  return made;
}

// Of a file that is not there: the beginning of time.
Tls::Times Tls::times_of(const Files& files) {
  std::error_code ignored;
  return {std::filesystem::last_write_time(files.certificate, ignored),
          std::filesystem::last_write_time(files.key, ignored)};
}

Result<std::unique_ptr<Tls>> Tls::open(Files files) {
  const Times changed_at = times_of(files);
  auto certificate = read(files);
  if (!certificate) return std::unexpected(certificate.error());
  return std::unique_ptr<Tls>(new Tls(std::move(files), *std::move(certificate), changed_at));
}

std::unique_ptr<TlsStream> Tls::stream(asio::ip::tcp::socket& socket) const {
  const std::scoped_lock lock(mutex_);
  return std::make_unique<TlsStream>(
      std::make_unique<TlsStream::Implementation>(socket, certificate_, certificate_->context));
}

std::optional<Error> Tls::reload() {
  auto certificate = read(files_);
  if (!certificate) return certificate.error();
  const std::scoped_lock lock(mutex_);
  certificate_ = *std::move(certificate);
  return std::nullopt;
}

std::optional<Error> Tls::reload_if_changed() {
  const Times changed_at = times_of(files_);
  if (changed_at == changed_at_) return std::nullopt;
  changed_at_ = changed_at;
  return reload();
}

}  // namespace baton::server
