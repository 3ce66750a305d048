#include "simulation/house/network.hpp"

#include "simulation/world/path_pattern.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace boxoffice::simulation {
namespace {

void read_query(ports::HttpRequest& request) {
    request.target = request.path;
    const auto question = request.path.find('?');
    if (question == std::string::npos) return;
    std::string_view rest = std::string_view{request.target}.substr(question + 1);
    request.path.resize(question);
    while (!rest.empty()) {
        const auto pair = rest.substr(0, rest.find('&'));
        const auto equals = std::min(pair.find('='), pair.size());
        request.query.emplace_back(pair.substr(0, equals),
                                   pair.substr(std::min(equals + 1, pair.size())));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    }
}

}  // namespace

/// One call on its way. The first answer counts.
struct Network::Exchange {
    std::string name;
    NetworkFaults faults;
    Done done;
    bool loses_reply = false;
};

class Network::Sink final : public ports::ResponseSink {
  public:
    Sink(Network& network, std::shared_ptr<Exchange> exchange)
        : network_(network), exchange_(std::move(exchange)) {}
    ~Sink() override {
        if (is_sent_) return;
        network_.reply(exchange_, {.response = {}, .fault = "connection reset"});
    }
    void send(ports::HttpResponse response) override {
        if (std::exchange(is_sent_, true)) return;
        network_.reply(exchange_, {.response = std::move(response), .fault = {}});
    }
    std::shared_ptr<ports::HttpStream> open_stream(ports::HttpResponse) override { return nullptr; }

    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

  private:
    Network& network_;
    std::shared_ptr<Exchange> exchange_;
    bool is_sent_ = false;
};

Network::Network(SimulatedScheduler& scheduler, SimulatedRandomness randomness, Journal& journal)
    : scheduler_(scheduler),
      randomness_(randomness),
      journal_(journal),
      worker_(scheduler.make_worker("network")) {}

Network::~Network() {
    worker_->close();
}

void Network::serve(const std::string& host, const std::string& process,
                    std::vector<ports::Route> routes) {
    hosts_[host][process] = std::make_shared<const Routes>(std::move(routes));
}

void Network::close(const std::string& host, const std::string& process) {
    hosts_[host].erase(process);
}

/// Null when nobody listens there.
std::shared_ptr<const Network::Routes> Network::choose(const std::string& host) {
    const auto& processes = hosts_[host];
    if (processes.empty()) return nullptr;
    const auto place = processes.size() == 1 ? 0 : randomness_.below(processes.size());
    return std::next(processes.begin(), static_cast<std::ptrdiff_t>(place))->second;
}

base::Duration Network::delay_to(const NetworkFaults& faults) {
    const bool crawls = randomness_.happens(faults.crawls);
    const auto most = crawls ? faults.crawl_max : faults.delay_max;
    if (crawls) journal_.count("network: message crawled");
    return base::Duration{randomness_.between(0, most.count())};
}

void Network::send(const std::string& host, ports::HttpRequest request, base::Duration timeout,
                   Done done) {
    read_query(request);
    const auto exchange = std::make_shared<Exchange>();
    exchange->name = host + " " + std::string{ports::to_text(request.method)} + " " + request.path;
    exchange->faults = faults_[host];
    exchange->done = std::move(done);
    const auto& faults = exchange->faults;
    scheduler_.later(timeout, *worker_, [exchange] {
        const auto finish = std::exchange(exchange->done, nullptr);
        if (finish) finish({.response = {}, .fault = "timeout"});
    });
    if (randomness_.happens(faults.request_lost)) {
        journal_.count("network: request lost");
        return journal_.note("lost on its way: " + exchange->name);
    }
    exchange->loses_reply = randomness_.happens(faults.reply_lost);
    const int copies = randomness_.happens(faults.request_twice) ? 2 : 1;
    if (copies == 2) journal_.count("network: request twice");
    for (int copy = 0; copy < copies; ++copy) {
        scheduler_.later(delay_to(faults), *worker_,
                         [this, host, request, exchange] { arrive(host, request, exchange); });
    }
}

void Network::arrive(const std::string& host, const ports::HttpRequest& request,
                     const std::shared_ptr<Exchange>& exchange) {
    const auto routes = choose(host);
    if (!routes) {
        return reply(exchange,
                     {.response = {}, .fault = "connection refused", .may_have_arrived = false});
    }
    auto sink = std::make_shared<Sink>(*this, exchange);
    auto arrived = request;
    for (const auto& route : *routes) {
        if (route.method != arrived.method || !fits(route.pattern, arrived)) continue;
        if (!ports::may_call(route.access, arrived.principal)) return sink->send({.status = 403});
        return route.handler(std::move(arrived), std::move(sink));
    }
    sink->send({.status = 404});
}

void Network::reply(const std::shared_ptr<Exchange>& exchange, ports::HttpAnswer answer) {
    if (!exchange->done) return;
    if (exchange->loses_reply) {
        journal_.count("network: reply lost");
        return journal_.note("reply lost: " + exchange->name);
    }
    scheduler_.later(
        delay_to(exchange->faults), *worker_, [this, exchange, answer = std::move(answer)] {
            const auto finish = std::exchange(exchange->done, nullptr);
            if (!finish) return;
            const auto outcome =
                answer.response ? std::to_string(answer.response->status) : answer.fault;
            journal_.note(exchange->name + " -> " + outcome);
            finish(answer);
        });
}

void NetworkClient::call(ports::HttpCall call, std::function<void(ports::HttpAnswer)> done) {
    constexpr std::string_view scheme = "http://";
    const auto rest = std::string_view{call.url}.substr(scheme.size());
    const auto slash = std::min(rest.find('/'), rest.size());
    ports::HttpRequest request;
    request.method = call.method;
    request.path = rest.substr(slash);
    request.headers = std::move(call.headers);
    request.body = std::move(call.body);
    network_.send(
        std::string{rest.substr(0, slash)}, std::move(request), base::Duration{call.timeout_ms},
        [alive = std::weak_ptr{alive_}, done = std::move(done)](ports::HttpAnswer answer) {
            if (!alive.expired()) done(std::move(answer));
        });
}

}  // namespace boxoffice::simulation
