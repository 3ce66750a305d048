#include "app/transport.hpp"

#include "app/log_check.hpp"
#include "base/fault.hpp"
#include "platform/bus/embedded_log.hpp"

namespace boxoffice::app {
namespace {

class EmbeddedTransport final : public Transport {
  public:
    explicit EmbeddedTransport(std::filesystem::path directory)
        : log_({.directory = std::move(directory)}) {}

    ports::EventBus& bus() override { return log_; }
    bool is_healthy() override { return log_.is_healthy(); }
    void check(const std::map<std::string, ports::SqlDatabase*>& databases) override {
        refuse_log_ahead(log_, databases);
    }

  private:
    platform::EmbeddedLog log_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(const platform::ServeOptions& options,
                                          const std::filesystem::path& data, ports::Log&,
                                          ports::Metrics&) {
    if (!options.kafka.empty()) {
        throw base::InfrastructureFault(
            "this version carries events through a log of its own: leave out --kafka",
            base::Retry::no);
    }
    return std::make_unique<EmbeddedTransport>(data / "events");
}

}  // namespace boxoffice::app
