// Logs and metrics of a simulated house: quiet, kept for the moment something breaks.
#pragma once

#include "ports/telemetry.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace boxoffice::simulation {

/// Keeps the last lines.
class SimulatedLog final : public ports::Log {
  public:
    explicit SimulatedLog(std::size_t lines_max = 400) : lines_max_(lines_max) {}

    void write(ports::LogLevel level, std::string_view message,
               std::initializer_list<Field> fields) override;

    /// Called with each line as well.
    void on_line(std::function<void(const std::string&)> watch) { watch_ = std::move(watch); }

    [[nodiscard]] const std::deque<std::string>& lines() const { return lines_; }
    /// How often a message was written, at any level.
    [[nodiscard]] std::int64_t count(const std::string& message) const;

  private:
    std::size_t lines_max_;
    std::deque<std::string> lines_;
    std::map<std::string, std::int64_t> counts_;
    std::function<void(const std::string&)> watch_;
};

/// Keeps counters by name and labels, over the crashes of those who count.
class SimulatedMetrics final : public ports::Metrics {
  public:
    ports::Counter& counter(std::string_view name, std::string_view labels,
                            std::string_view help) override;
    ports::Gauge& gauge(std::string_view name, std::string_view labels,
                        std::string_view help) override;
    ports::Histogram& histogram(std::string_view name, std::string_view labels,
                                std::string_view help) override;

    /// `name` and `labels` as they were asked for, joined: `name{labels}`. 0 when nobody did. Of a
    /// histogram how many it has counted.
    [[nodiscard]] std::int64_t value(const std::string& key) const;
    [[nodiscard]] std::map<std::string, std::int64_t> counters() const;

  private:
    std::map<std::string, std::unique_ptr<ports::Counter>> counters_;
    std::map<std::string, std::unique_ptr<ports::Gauge>> gauges_;
    std::map<std::string, std::unique_ptr<ports::Histogram>> histograms_;
};

}  // namespace boxoffice::simulation
