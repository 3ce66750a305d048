// Asks the management port of a house that runs on this machine.
#pragma once

#include "platform/config/command_line.hpp"
#include "platform/http/client.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace boxoffice::app {

class ManagementClient {
  public:
    /// `address` is what the house listens on; every interface means loopback here.
    ManagementClient(std::string address, std::int64_t port, std::chrono::milliseconds patience);

    /// @throws base::InfrastructureFault (retryable) when nothing answers in time.
    [[nodiscard]] ports::HttpResponse get(const std::string& path);

  private:
    platform::http::BeastHttpClient client_;
    std::string url_;
    std::int64_t patience_ms_;
};

/// `boxoffice ready`: for images without a shell, whose health check it is.
[[nodiscard]] platform::Command ready_command();
/// @return 0 and silence when /readyz says yes within two seconds, else 1 and the reason.
int ask_readiness(const platform::OptionValues& values);

}  // namespace boxoffice::app
