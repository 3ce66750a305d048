// The metrics of one process, shown as Prometheus reads them.
#pragma once

#include "ports/telemetry.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace boxoffice::platform {

/// Safe from any thread. Metrics are few and made once; each set of labels is one of them.
class PrometheusMetrics final : public ports::Metrics {
  public:
    PrometheusMetrics();

    ports::Counter& counter(std::string_view name, std::string_view labels,
                            std::string_view help) override;
    ports::Gauge& gauge(std::string_view name, std::string_view labels,
                        std::string_view help) override;
    ports::Histogram& histogram(std::string_view name, std::string_view labels,
                                std::string_view help) override;

    /// All of them and those of the process (start, memory, processor time, descriptors, threads),
    /// in Prometheus' text format 0.0.4.
    [[nodiscard]] std::string render() const;

    /// What the answer's Content-Type must be.
    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

  private:
    template <class Metric>
    struct Family {
        std::string help;
        std::map<std::string, std::unique_ptr<Metric>, std::less<>> by_labels;
    };
    template <class Metric>
    using Families = std::map<std::string, Family<Metric>, std::less<>>;

    template <class Metric>
    static Metric& find_or_make(Families<Metric>& families, std::string_view name,
                                std::string_view labels, std::string_view help);

    mutable std::mutex mutex_;
    Families<ports::Counter> counters_;
    Families<ports::Gauge> gauges_;
    Families<ports::Histogram> histograms_;
    const std::int64_t started_at_;  ///< seconds since 1970
};

}  // namespace boxoffice::platform
