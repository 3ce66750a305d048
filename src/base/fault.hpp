// The world failed: the disk, a database, a broker. Never used for a business "no".
#pragma once

#include <stdexcept>
#include <string>

namespace boxoffice::base {

enum class Retry { no, yes };

/// Thrown by adapters, caught only at four edges: HTTP session, consumer, relay, main.
class InfrastructureFault : public std::runtime_error {
  public:
    /// `what` says what failed and hints at what an operator can do about it.
    InfrastructureFault(const std::string& what, Retry retry)
        : std::runtime_error(what), retry_(retry) {}

    /// Whether the same call may succeed later without anybody's help.
    [[nodiscard]] bool is_retryable() const noexcept { return retry_ == Retry::yes; }

  private:
    Retry retry_;
};

}  // namespace boxoffice::base
