// The world failed: the disk, a database, a broker. Never used for a business "no".
#pragma once

#include <stdexcept>
#include <string>

namespace boxoffice::base {

enum class Retry {
    no,
    yes,
    /// A unique key was taken. Most likely another replica was first: who looks again sees its row
    /// and decides otherwise. Who still meets it after a few looks has met a bug.
    conflict,
};

/// Thrown by adapters, caught only at four edges: HTTP session, consumer, relay, main.
class InfrastructureFault : public std::runtime_error {
  public:
    /// `what` says what failed and hints at what an operator can do about it.
    InfrastructureFault(const std::string& what, Retry retry)
        : std::runtime_error(what), retry_(retry) {}

    /// Whether the same call may succeed later without anybody's help.
    [[nodiscard]] bool is_retryable() const noexcept { return retry_ != Retry::no; }
    [[nodiscard]] bool is_conflict() const noexcept { return retry_ == Retry::conflict; }

  private:
    Retry retry_;
};

}  // namespace boxoffice::base
