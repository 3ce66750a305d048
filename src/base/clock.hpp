// Time as the house keeps it: UTC, in milliseconds, handed in from outside.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::base {

/// A point in UTC. Milliseconds are what events and HTTP carry (RFC 3339).
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

/// The only way to learn the time. The real one is made in main; a simulation turns its own.
class Clock {
  public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
};

/// "2026-11-22T19:30:00.000Z".
[[nodiscard]] std::string to_rfc3339(Instant instant);
/// Appends the same 24 characters to `out`.
void append_rfc3339(std::string& out, Instant instant);
/// Reads RFC 3339 with any offset and up to nine fractional digits (kept to milliseconds).
/// @return nothing when `text` is not a valid point in time.
[[nodiscard]] std::optional<Instant> parse_rfc3339(std::string_view text);

}  // namespace boxoffice::base
