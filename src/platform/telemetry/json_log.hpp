// The log of production: one JSON object a line, on standard error.
#pragma once

#include "base/clock.hpp"
#include "ports/telemetry.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace spdlog {
class logger;
}

namespace boxoffice::platform {

/// "debug", "info", "warning", "error".
[[nodiscard]] std::string_view to_text(ports::LogLevel level);
/// Nothing when `text` is none of those.
[[nodiscard]] std::optional<ports::LogLevel> parse_log_level(std::string_view text);

/// {"time":"2026-11-22T19:30:00.000Z","level":"info","message":"...", fields in the given order}
///
/// A line that is written on behalf of a trace ends with its `trace_id` and `span_id`.
///
/// Whatever a value holds, a line stays one line of valid JSON, and nothing in it steers a
/// terminal: control characters are escaped, and bytes that are not UTF-8, DEL and C1 controls
/// become U+FFFD. Safe from any thread.
class JsonLog final : public ports::Log {
  public:
    /// Receives each line without its newline.
    using Output = std::function<void(std::string_view line)>;

    JsonLog(const base::Clock& clock, ports::LogLevel least);
    /// Writes to `output` instead of standard error. Calls of `output` do not overlap.
    JsonLog(const base::Clock& clock, ports::LogLevel least, Output output);
    ~JsonLog() override;

    void write(ports::LogLevel level, std::string_view message,
               std::initializer_list<Field> fields) override;
    /// Lines below it are dropped from now on.
    void set_level(ports::LogLevel least) { least_.store(least); }
    [[nodiscard]] ports::LogLevel level() const { return least_.load(); }

    JsonLog(const JsonLog&) = delete;
    JsonLog& operator=(const JsonLog&) = delete;

  private:
    const base::Clock& clock_;
    std::atomic<ports::LogLevel> least_;
    std::unique_ptr<spdlog::logger> logger_;
};

}  // namespace boxoffice::platform
