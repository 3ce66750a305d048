// Logs and metrics as the house sees them.
#pragma once

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace boxoffice::ports {

enum class LogLevel { debug, info, warning, error };

/// One structured line: an event name and its fields. Values are escaped, so a line stays a line.
class Log {
  public:
    using Field = std::pair<std::string_view, std::string>;
    virtual ~Log() = default;
    virtual void write(LogLevel level, std::string_view message,
                       std::initializer_list<Field> fields) = 0;
};

/// A number that only rises. Safe from any thread.
class Counter {
  public:
    void add(std::int64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::int64_t> value_{0};
};

/// A number that moves. Safe from any thread.
class Gauge {
  public:
    void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::int64_t> value_{0};
};

/// Hands out metrics that live as long as it does. `name` follows Prometheus' rules; `labels` is
/// the part between braces, such as `context="musical"`, or empty. Asking again gives the same one.
class Metrics {
  public:
    virtual ~Metrics() = default;
    virtual Counter& counter(std::string_view name, std::string_view labels,
                             std::string_view help) = 0;
    virtual Gauge& gauge(std::string_view name, std::string_view labels, std::string_view help) = 0;
};

}  // namespace boxoffice::ports
