// A TLS server for one connection with a certificate made for the test.
#pragma once

#include <cstdint>
#include <string>
#include <thread>

namespace boxoffice::platform::http::test {

class TlsServer {
  public:
    enum class Version { newest, tls_1_1 };
    enum class Validity { present, over };

    /// `subject` is the certificate's alternative name: "IP:127.0.0.1" or "DNS:other.example".
    explicit TlsServer(const std::string& subject, Version version = Version::newest,
                       Validity validity = Validity::present);
    /// Waits until the one connection is over.
    ~TlsServer();
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// The certificate as a PEM file, which trusts it.
    [[nodiscard]] const std::string& certificate_file() const { return certificate_file_; }

  private:
    void serve_one(void* tls_context) const;

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::string certificate_file_;
    std::thread thread_;
};

}  // namespace boxoffice::platform::http::test
