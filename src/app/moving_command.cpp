#include "app/moving_command.hpp"

#include "app/kafka_settings.hpp"
#include "app/management.hpp"
#include "app/moving/moving.hpp"
#include "base/fault.hpp"
#include "platform/bus/embedded_log.hpp"
#include "platform/bus/kafka_bus.hpp"
#include "platform/runtime/clocks.hpp"
#include "platform/telemetry/json_log.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"

#include <chrono>
#include <cstdio>
#include <string>
#include <unistd.h>

namespace boxoffice::app {
namespace {

/// One line for each thing that is moved, which counts up on a terminal.
class Counter {
  public:
    ~Counter() { end(); }
    void add(const std::string& what, std::int64_t count) {
        if (what != what_) {
            end();
            what_ = what;
        }
        count_ += count;
        const auto now = std::chrono::steady_clock::now();
        if (!is_terminal_ || now < next_) return;
        next_ = now + std::chrono::milliseconds{200};
        std::printf("\r  %s: %lld", what_.c_str(), static_cast<long long>(count_));
        std::fflush(stdout);
    }
    void end() {
        if (!what_.empty()) {
            std::printf("%s  %s: %lld\n", is_terminal_ ? "\r" : "", what_.c_str(),
                        static_cast<long long>(count_));
        }
        what_.clear();
        count_ = 0;
    }

  private:
    bool is_terminal_ = ::isatty(STDOUT_FILENO) != 0;
    std::chrono::steady_clock::time_point next_{};
    std::string what_;
    std::int64_t count_ = 0;
};

/// The stored house that the options name. Holding the embedded log keeps others from running it.
class Opened {
  public:
    Opened(const StorageOptions& storage, const platform::OptionValues& values,
           const platform::KafkaOptions& kafka)
        : storage_(make_storage(storage)), keys_(values.text("keys")) {
        if (keys_.empty()) keys_ = storage.data / "keys";
        if (!kafka.brokers.empty()) {
            bus_ = std::make_unique<platform::KafkaBus>(kafka, clock_, log_, metrics_);
        } else {
            bus_ = std::make_unique<platform::EmbeddedLog>(
                platform::EmbeddedLogOptions{.directory = storage.data / "events"});
        }
    }

    [[nodiscard]] StoredHouse house() {
        return {
            .database = [this](const std::string& context) -> ports::SqlDatabase& {
                return storage_->database(context);
            },
            .archive = [this](const std::string& context) { return storage_->archive(context); },
            .bus = *bus_,
            .keys = keys_};
    }

  private:
    platform::SystemClock clock_;
    platform::JsonLog log_{clock_, ports::LogLevel::error};
    platform::PrometheusMetrics metrics_;
    std::unique_ptr<Storage> storage_;
    std::unique_ptr<ports::EventBus> bus_;
    std::filesystem::path keys_;
};

}  // namespace

int export_all(const StorageOptions& storage, const platform::OptionValues& values) {
    const std::filesystem::path folder = values.text("to");
    if (folder.empty()) {
        throw base::InfrastructureFault("name a new directory for the export: --to DIR",
                                        base::Retry::no);
    }
    if (storage.database_url.empty() && !std::filesystem::is_directory(storage.data / "events")) {
        throw base::InfrastructureFault(
            storage.data.string() +
                " is no data directory: write --data DIR, or --database-url URL",
            base::Retry::no);
    }
    Opened opened{storage, values, kafka_settings(values)};
    Counter counter;
    export_house(opened.house(), folder, std::string{program_version()},
                 platform::SystemClock{}.now(),
                 [&](const std::string& what, std::int64_t count) { counter.add(what, count); });
    counter.end();
    std::printf("Exported to %s. Its keys are secret: keep it as you keep a backup.\n",
                folder.c_str());
    return 0;
}

int import_all(const StorageOptions& storage, const platform::OptionValues& values) {
    const std::filesystem::path folder = values.text("from");
    if (folder.empty()) {
        throw base::InfrastructureFault("name the directory of the export: --from DIR",
                                        base::Retry::no);
    }
    require_export(folder);  // before a new data directory is made for it
    std::filesystem::create_directories(storage.data);
    Opened opened{storage, values, new_topic_settings(values)};
    Counter counter;
    import_house(opened.house(), folder,
                 [&](const std::string& what, std::int64_t count) { counter.add(what, count); });
    counter.end();
    std::printf("Imported, read back and found the same, row by row and event by event.\n");
    return 0;
}

}  // namespace boxoffice::app
