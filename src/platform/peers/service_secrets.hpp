// What processes of the house show each other on the internal port.
#pragma once

#include "base/clock.hpp"
#include "ports/http.hpp"
#include "ports/telemetry.hpp"

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::platform {

/// Shorter ones could be guessed.
inline constexpr std::size_t service_secret_length_min = 32;
/// How often the file is looked at.
inline constexpr base::Duration service_secret_look_interval = std::chrono::seconds{1};

/// One secret a line in a file that not everybody may read. The first is shown, the first two are
/// taken: a new one is written behind the old one everywhere, then before it, then alone, and no
/// process starts again. A file that has become unusable is reported and the last good one stays.
/// Safe from any thread.
class ServiceSecrets {
  public:
    /// @throws base::InfrastructureFault when the file cannot be used now.
    ServiceSecrets(std::filesystem::path path, const base::Clock& clock, ports::Log& log);

    /// What to show others.
    [[nodiscard]] std::string shown();
    /// In constant time.
    [[nodiscard]] bool takes(std::string_view secret);

  private:
    void look_again();
    [[nodiscard]] std::vector<std::string> read() const;

    std::filesystem::path path_;
    const base::Clock& clock_;
    ports::Log& log_;
    std::mutex mutex_;
    std::vector<std::string> secrets_;
    base::Instant next_look_{};
    bool is_usable_ = true;
};

/// Lets in whoever shows the secret as a bearer token; everybody else gets 401.
class ServiceAuthenticator final : public ports::Authenticator {
  public:
    /// `secrets` outlives this.
    explicit ServiceAuthenticator(ServiceSecrets& secrets) : secrets_(secrets) {}

    [[nodiscard]] Verdict authenticate(const ports::HttpRequest& request) override;

  private:
    ServiceSecrets& secrets_;
};

}  // namespace boxoffice::platform
