#include "platform/telemetry/prometheus_metrics.hpp"

#include "base/invariant.hpp"

#include <fmt/format.h>

#include <algorithm>
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

void append_process(std::string& out) {
    const auto append = [&](std::string_view name, std::string_view type, std::string_view help,
                            auto value) {
        append_head(out, name, type, help);
        out += fmt::format("{} {}\n", name, value);
    };
    append("process_cpu_seconds_total", "counter", "Processor time used.", processor_seconds());
    append("process_resident_memory_bytes", "gauge", "Memory in use.",
           process_status("VmRSS") * 1'024);
    append("process_open_fds", "gauge", "Open file descriptors.", open_descriptors());
    append("process_threads", "gauge", "Threads.", process_status("Threads"));
}

}  // namespace

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
    BOXOFFICE_INVARIANT(is_metric_name(name) && !gauges_.contains(name));
    return find_or_make(counters_, name, labels, help);
}

ports::Gauge& PrometheusMetrics::gauge(std::string_view name, std::string_view labels,
                                       std::string_view help) {
    const std::scoped_lock lock(mutex_);
    BOXOFFICE_INVARIANT(is_metric_name(name) && !counters_.contains(name));
    return find_or_make(gauges_, name, labels, help);
}

std::string PrometheusMetrics::render() const {
    std::string out;
    {
        const std::scoped_lock lock(mutex_);
        append_families(out, counters_, "counter");
        append_families(out, gauges_, "gauge");
    }
    append_process(out);
    return out;
}

}  // namespace boxoffice::platform
