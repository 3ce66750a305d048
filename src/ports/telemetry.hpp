// Logs and metrics as the house sees them.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
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

/// How long something took, counted by its upper bound. Safe from any thread.
class Histogram {
  public:
    using Took = std::chrono::microseconds;
    /// The same for all, so that they can be laid beside each other. Source: docs/adr/0025; each
    /// limit of an objective is one of them.
    static constexpr std::array<Took, 13> bounds{
        std::chrono::milliseconds{5},    std::chrono::milliseconds{10},
        std::chrono::milliseconds{25},   std::chrono::milliseconds{50},
        std::chrono::milliseconds{100},  std::chrono::milliseconds{250},
        std::chrono::milliseconds{500},  std::chrono::seconds{1},
        std::chrono::milliseconds{2500}, std::chrono::seconds{5},
        std::chrono::seconds{10},        std::chrono::seconds{30},
        std::chrono::seconds{60}};

    /// What ends before it began, as clocks that are set may say, took no time.
    void observe(Took took) {
        if (took < Took{0}) took = Took{0};
        std::size_t place = 0;
        while (place < bounds.size() && took > bounds[place]) ++place;
        counts_[place].fetch_add(1, std::memory_order_relaxed);
        sum_.fetch_add(took.count(), std::memory_order_relaxed);
    }
    /// How many took longer than the bound before `place` and at most bounds[place]; the last
    /// place, bounds.size(), has all that took longer.
    [[nodiscard]] std::int64_t count_at(std::size_t place) const {
        return counts_[place].load(std::memory_order_relaxed);
    }
    [[nodiscard]] Took sum() const { return Took{sum_.load(std::memory_order_relaxed)}; }

  private:
    std::array<std::atomic<std::int64_t>, bounds.size() + 1> counts_{};
    std::atomic<std::int64_t> sum_{0};
};

/// Hands out metrics that live as long as it does. `name` follows Prometheus' rules; `labels` is
/// the part between braces, such as `context="musical"`, or empty. Asking again gives the same one.
class Metrics {
  public:
    virtual ~Metrics() = default;
    virtual Counter& counter(std::string_view name, std::string_view labels,
                             std::string_view help) = 0;
    virtual Gauge& gauge(std::string_view name, std::string_view labels, std::string_view help) = 0;
    /// `name` ends in `_seconds`: that is what is shown.
    virtual Histogram& histogram(std::string_view name, std::string_view labels,
                                 std::string_view help) = 0;
};

}  // namespace boxoffice::ports
