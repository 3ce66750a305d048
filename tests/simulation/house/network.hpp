// HTTP between the parts of a simulated world: routes are called directly, messages get lost.
#pragma once

#include "ports/http.hpp"
#include "simulation/house/journal.hpp"
#include "simulation/world/simulated_randomness.hpp"
#include "simulation/world/simulated_scheduler.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::simulation {

/// What happens on the way to one host and back, per mille of calls.
struct NetworkFaults {
    int request_lost = 0;   ///< it never arrives; the caller waits until its own time limit
    int reply_lost = 0;     ///< it arrives and takes effect; the caller waits as well
    int request_twice = 0;  ///< it arrives twice
    int crawls = 0;         ///< it takes up to `crawl_max`, longer than the caller may wait
    base::Duration delay_max{0};
    base::Duration crawl_max{0};
};

class Network {
  public:
    using Done = std::function<void(ports::HttpAnswer)>;

    Network(SimulatedScheduler& scheduler, SimulatedRandomness randomness, Journal& journal);
    ~Network();

    /// From now on `process` answers with these routes for `host`: a request that arrives goes to
    /// one of those that do.
    void serve(const std::string& host, const std::string& process,
               std::vector<ports::Route> routes);
    /// It listens no more. Open requests of it are reset when their responders go.
    void close(const std::string& host, const std::string& process);
    void set_faults(const std::string& host, const NetworkFaults& faults) {
        faults_[host] = faults;
    }
    void heal() { faults_.clear(); }

    /// `request.path` may carry a query. `done` comes once, in a task of the network.
    void send(const std::string& host, ports::HttpRequest request, base::Duration timeout,
              Done done);

    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

  private:
    struct Exchange;
    class Sink;
    using Routes = std::vector<ports::Route>;
    using Processes = std::map<std::string, std::shared_ptr<const Routes>>;

    [[nodiscard]] std::shared_ptr<const Routes> choose(const std::string& host);
    void arrive(const std::string& host, const ports::HttpRequest& request,
                const std::shared_ptr<Exchange>& exchange);
    void reply(const std::shared_ptr<Exchange>& exchange, ports::HttpAnswer answer);
    [[nodiscard]] base::Duration delay_to(const NetworkFaults& faults);

    SimulatedScheduler& scheduler_;
    SimulatedRandomness randomness_;
    Journal& journal_;
    std::unique_ptr<ports::Executor> worker_;
    std::map<std::string, Processes> hosts_;
    std::map<std::string, NetworkFaults> faults_;
};

/// One process's HTTP client: "http://<host>/<path>". What is under way when it is destroyed is
/// never answered, as when a process dies.
class NetworkClient final : public ports::HttpClient {
  public:
    explicit NetworkClient(Network& network) : network_(network) {}
    void call(ports::HttpCall call, std::function<void(ports::HttpAnswer)> done) override;

  private:
    Network& network_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace boxoffice::simulation
