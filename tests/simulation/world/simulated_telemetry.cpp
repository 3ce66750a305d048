#include "simulation/world/simulated_telemetry.hpp"

namespace boxoffice::simulation {
namespace {

std::string key_of(std::string_view name, std::string_view labels) {
    std::string key{name};
    if (!labels.empty()) key.append("{").append(labels).append("}");
    return key;
}

}  // namespace

void SimulatedLog::write(ports::LogLevel level, std::string_view message,
                         std::initializer_list<Field> fields) {
    ++counts_[std::string{message}];
    static constexpr std::string_view names[] = {"debug", "info", "warning", "error"};
    std::string line{names[static_cast<std::size_t>(level)]};
    line.append(": ").append(message);
    for (const auto& [name, value] : fields) {
        line.append(", ").append(name).append("=").append(value);
    }
    if (watch_) watch_(line);
    lines_.push_back(std::move(line));
    if (lines_.size() > lines_max_) lines_.pop_front();
}

std::int64_t SimulatedLog::count(const std::string& message) const {
    const auto found = counts_.find(message);
    return found == counts_.end() ? 0 : found->second;
}

ports::Counter& SimulatedMetrics::counter(std::string_view name, std::string_view labels,
                                          std::string_view) {
    auto& counter = counters_[key_of(name, labels)];
    if (!counter) counter = std::make_unique<ports::Counter>();
    return *counter;
}

ports::Gauge& SimulatedMetrics::gauge(std::string_view name, std::string_view labels,
                                      std::string_view) {
    auto& gauge = gauges_[key_of(name, labels)];
    if (!gauge) gauge = std::make_unique<ports::Gauge>();
    return *gauge;
}

ports::Histogram& SimulatedMetrics::histogram(std::string_view name, std::string_view labels,
                                              std::string_view) {
    auto& histogram = histograms_[key_of(name, labels)];
    if (!histogram) histogram = std::make_unique<ports::Histogram>();
    return *histogram;
}

std::int64_t SimulatedMetrics::value(const std::string& key) const {
    const auto counter = counters_.find(key);
    if (counter != counters_.end()) return counter->second->value();
    const auto gauge = gauges_.find(key);
    if (gauge != gauges_.end()) return gauge->second->value();
    const auto histogram = histograms_.find(key);
    if (histogram == histograms_.end()) return 0;
    std::int64_t all = 0;
    for (std::size_t place = 0; place <= ports::Histogram::bounds.size(); ++place) {
        all += histogram->second->count_at(place);
    }
    return all;
}

std::map<std::string, std::int64_t> SimulatedMetrics::counters() const {
    std::map<std::string, std::int64_t> values;
    for (const auto& [key, counter] : counters_) values[key] = counter->value();
    return values;
}

}  // namespace boxoffice::simulation
