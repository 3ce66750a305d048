#include "platform/telemetry/prometheus_metrics.hpp"

#include "base/invariant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

namespace boxoffice::platform {
namespace {

/// Source: Prometheus data model, metric names.
bool is_metric_name(std::string_view name) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
    };
    const auto is_allowed = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
    return !name.empty() && is_letter(name.front()) &&
           std::all_of(name.begin(), name.end(), is_allowed);
}

void append_head(std::string& out, std::string_view name, std::string_view type,
                 std::string_view help) {
    out += fmt::format("# HELP {} ", name);
    for (const char c : help) {
        if (c == '\\') {
            out += "\\\\";
        } else if (c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
    out += fmt::format("\n# TYPE {} {}\n", name, type);
}

template <class Families>
void append_families(std::string& out, const Families& families, std::string_view type) {
    for (const auto& [name, family] : families) {
        append_head(out, name, type, family.help);
        for (const auto& [labels, metric] : family.by_labels) {
            out += labels.empty() ? fmt::format("{} {}\n", name, metric->value())
                                  : fmt::format("{}{{{}}} {}\n", name, labels, metric->value());
        }
    }
}

double in_seconds(ports::Histogram::Took took) {
    return std::chrono::duration<double>(took).count();
}

void append_histogram(std::string& out, std::string_view name, std::string_view labels,
                      const ports::Histogram& histogram) {
    const auto comma = labels.empty() ? "" : ",";
    std::int64_t up_to_here = 0;
    for (std::size_t place = 0; place <= ports::Histogram::bounds.size(); ++place) {
        up_to_here += histogram.count_at(place);
        const auto bound = place < ports::Histogram::bounds.size()
                               ? fmt::format("{}", in_seconds(ports::Histogram::bounds[place]))
                               : "+Inf";
        out +=
            fmt::format("{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, bound, up_to_here);
    }
    const auto braced = labels.empty() ? "" : fmt::format("{{{}}}", labels);
    out += fmt::format("{}_sum{} {}\n", name, braced, in_seconds(histogram.sum()));
    out += fmt::format("{}_count{} {}\n", name, braced, up_to_here);
}

template <class Families>
void append_histograms(std::string& out, const Families& families) {
    for (const auto& [name, family] : families) {
        append_head(out, name, "histogram", family.help);
        for (const auto& [labels, metric] : family.by_labels) {
            append_histogram(out, name, labels, *metric);
        }
    }
}

/// The number behind "name:" in /proc/self/status; 0 when it is not there.
std::int64_t process_status(std::string_view name) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ':')
            continue;
        return std::strtoll(line.c_str() + name.size() + 1, nullptr, 10);
    }
    return 0;
}

double processor_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::int64_t open_descriptors() {
    std::error_code failed;
    const std::filesystem::directory_iterator entries("/proc/self/fd", failed);
    if (failed) return 0;
    return std::distance(entries, {}) - 1;  // one of them is this look
}

/// 0 when there is no limit.
std::int64_t descriptors_max() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return 0;
    return static_cast<std::int64_t>(limit.rlim_cur);
}

void append_process(std::string& out, std::int64_t started_at) {
    const auto append = [&](std::string_view name, std::string_view type, std::string_view help,
                            auto value) {
        append_head(out, name, type, help);
        out += fmt::format("{} {}\n", name, value);
    };
    append("process_cpu_seconds_total", "counter", "Processor time used.", processor_seconds());
    append("process_resident_memory_bytes", "gauge", "Memory in use.",
           process_status("VmRSS") * 1'024);
    append("process_open_fds", "gauge", "Open file descriptors.", open_descriptors());
    append("process_max_fds", "gauge", "File descriptors that may be open; 0: any number.",
           descriptors_max());
    append("process_start_time_seconds", "gauge", "When it started, in seconds since 1970.",
           started_at);
    append("process_threads", "gauge", "Threads.", process_status("Threads"));
}

}  // namespace

PrometheusMetrics::PrometheusMetrics()
    : started_at_(std::chrono::duration_cast<std::chrono::seconds>(
                      std::chrono::system_clock::now().time_since_epoch())
                      .count()) {}

template <class Metric>
Metric& PrometheusMetrics::find_or_make(Families<Metric>& families, std::string_view name,
                                        std::string_view labels, std::string_view help) {
    auto family = families.find(name);
    if (family == families.end()) {
        family = families.emplace(std::string(name), Family<Metric>{std::string(help), {}}).first;
    }
    auto metric = family->second.by_labels.find(labels);
    if (metric == family->second.by_labels.end()) {
        metric =
            family->second.by_labels.emplace(std::string(labels), std::make_unique<Metric>()).first;
    }
    return *metric->second;
}

ports::Counter& PrometheusMetrics::counter(std::string_view name, std::string_view labels,
                                           std::string_view help) {
    const std::scoped_lock lock(mutex_);
    BOXOFFICE_INVARIANT(is_metric_name(name) && !gauges_.contains(name) &&
                        !histograms_.contains(name));
    return find_or_make(counters_, name, labels, help);
}

ports::Gauge& PrometheusMetrics::gauge(std::string_view name, std::string_view labels,
                                       std::string_view help) {
    const std::scoped_lock lock(mutex_);
    BOXOFFICE_INVARIANT(is_metric_name(name) && !counters_.contains(name) &&
                        !histograms_.contains(name));
    return find_or_make(gauges_, name, labels, help);
}

ports::Histogram& PrometheusMetrics::histogram(std::string_view name, std::string_view labels,
                                               std::string_view help) {
    const std::scoped_lock lock(mutex_);
    BOXOFFICE_INVARIANT(is_metric_name(name) && name.ends_with("_seconds") &&
                        !counters_.contains(name) && !gauges_.contains(name));
    return find_or_make(histograms_, name, labels, help);
}

std::string PrometheusMetrics::render() const {
    std::string out;
    {
        const std::scoped_lock lock(mutex_);
        append_families(out, counters_, "counter");
        append_families(out, gauges_, "gauge");
        append_histograms(out, histograms_);
    }
    append_process(out, started_at_);
    return out;
}

}  // namespace boxoffice::platform
