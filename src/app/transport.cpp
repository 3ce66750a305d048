#include "app/transport.hpp"

#include "app/kafka_settings.hpp"
#include "app/log_check.hpp"
#include "platform/bus/embedded_log.hpp"
#include "platform/bus/kafka_bus.hpp"

namespace boxoffice::app {
namespace {

class EmbeddedTransport final : public Transport {
  public:
    explicit EmbeddedTransport(std::filesystem::path directory)
        : log_({.directory = std::move(directory)}) {}

    ports::EventBus& bus() override { return log_; }
    bool is_open(int) override { return log_.is_healthy(); }
    bool answers() override { return log_.is_healthy(); }
    void check(const std::map<std::string, ports::SqlDatabase*>& databases) override {
        refuse_log_ahead(log_, databases);
    }

  private:
    platform::EmbeddedLog log_;
};

class KafkaTransport final : public Transport {
  public:
    KafkaTransport(platform::KafkaOptions options, const base::Clock& clock, ports::Log& log,
                   ports::Metrics& metrics)
        : bus_(std::move(options), clock, log, metrics) {}

    ports::EventBus& bus() override { return bus_; }
    bool is_open(int contexts) override {
        return bus_.can_read() && bus_.members_so_far() >= contexts;
    }
    bool answers() override { return bus_.answers(); }
    /// A consumer whose stored position the topic does not have is found out when it begins to
    /// read. Whether a publisher is behind the topic cannot be told without reading all of it: both
    /// come from the same backup (docs/operations.md).
    void check(const std::map<std::string, ports::SqlDatabase*>&) override {}

  private:
    platform::KafkaBus bus_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(const platform::ServeOptions& options,
                                          const std::filesystem::path& data,
                                          const base::Clock& clock, ports::Log& log,
                                          ports::Metrics& metrics) {
    if (!options.kafka.empty()) {
        return std::make_unique<KafkaTransport>(kafka_settings(options), clock, log, metrics);
    }
    return std::make_unique<EmbeddedTransport>(data / "events");
}

}  // namespace boxoffice::app
