// Calls other HTTP services over kept-alive connections, on a thread of its own.
#pragma once

#include "ports/http.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace boxoffice::platform::http {

struct HttpClientOptions {
    std::size_t connections_per_host_max = 64;
    /// Calls beyond that wait; beyond this many they are refused.
    std::size_t waiting_per_host_max = 1024;
    std::size_t answer_bytes_max = std::size_t{4} * 1024 * 1024;
    std::chrono::milliseconds connect_timeout{2'000};  ///< name, connection and TLS handshake
    /// Shorter than servers keep idle connections, so that a call seldom meets a closing one.
    std::chrono::milliseconds idle_timeout{20'000};
    /// PEM; empty = what the system trusts.
    std::string trusted_certificates_file;
};

/// HTTP/1.1. https:// means TLS 1.2 or later with the chain and the host's name verified. Redirects
/// are not followed. Nothing is ever sent twice: whether a lost call may be repeated is for the
/// caller to know.
class BeastHttpClient final : public ports::HttpClient {
  public:
    /// @throws base::InfrastructureFault when the trusted certificates cannot be read.
    explicit BeastHttpClient(HttpClientOptions options = {});
    /// Ends every call with the fault "the client was stopped" first. Not from within a `done`.
    /// Waits for the system's name service if it is being asked: that cannot be interrupted.
    ~BeastHttpClient() override;
    BeastHttpClient(const BeastHttpClient&) = delete;
    BeastHttpClient& operator=(const BeastHttpClient&) = delete;

    /// Safe from any thread. `done` runs on this client's thread and must not block. The time limit
    /// of the call counts from now, waiting for a connection included.
    void call(ports::HttpCall call, std::function<void(ports::HttpAnswer)> done) override;

  private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace boxoffice::platform::http
