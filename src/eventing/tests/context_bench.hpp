// A bench for one context: its real module on a simulated world, fed with events and asked over its
// routes. Everything happens in one thread, in simulated time.
#pragma once

#include "contracts/codec.hpp"
#include "contracts/events.hpp"
#include "eventing/context_module.hpp"
#include "ports/http.hpp"
#include "simulation/world/faulty_database.hpp"
#include "simulation/world/simulated_bus.hpp"
#include "simulation/world/simulated_telemetry.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::eventing {

/// Whether the body of `response` has `text` in it.
[[nodiscard]] inline bool has(const ports::HttpResponse& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
}

class ContextBench {
  public:
    using Query = std::vector<std::pair<std::string, std::string>>;

    struct Call {
        ports::HttpMethod method = ports::HttpMethod::get;
        std::string path;
        ports::Principal principal{};
        std::string body{};
        Query query{};
        std::vector<ports::HttpHeader> headers{};
    };

    explicit ContextBench(const std::string& context)
        : database_(simulation::make_memory_database(context)),
          environment_{.clock = clock_,
                       .scheduler = scheduler_,
                       .database = *database_,
                       .bus = bus_,
                       .randomness = randomness_,
                       .log = log_,
                       .metrics = metrics_} {}

    [[nodiscard]] const Environment& environment() const { return environment_; }
    [[nodiscard]] simulation::SimulatedClock& clock() { return clock_; }
    [[nodiscard]] simulation::SimulatedScheduler& scheduler() { return scheduler_; }
    [[nodiscard]] simulation::SimulatedBus& bus() { return bus_; }
    [[nodiscard]] simulation::SimulatedMetrics& metrics() { return metrics_; }
    [[nodiscard]] ports::SqlDatabase& database() { return *database_; }

    void run_for(base::Duration duration) { scheduler_.run_for(duration); }

    /// An event as its context publishes it, and everything that follows within a second.
    template <class Event>
    void publish(const std::string& key, const Event& event) {
        const std::string source{contracts::event_source<Event>};
        bus_.append({.source = source,
                     .type = std::string{contracts::event_type<Event>},
                     .key = key,
                     .sequence = ++sequences_[source + ' ' + key],
                     .time = clock_.now(),
                     .payload = contracts::encode(event)});
        run_for(std::chrono::seconds{1});
    }

    /// All events of that type on the bus.
    template <class Event>
    [[nodiscard]] std::vector<Event> published() const {
        std::vector<Event> all;
        for (const auto& envelope : bus_.log()) {
            if (envelope->type != contracts::event_type<Event>) continue;
            all.push_back(*contracts::decode<Event>(envelope->payload));
        }
        return all;
    }

    /// Keeps the first answer of one request.
    class Sink final : public ports::ResponseSink {
      public:
        void send(ports::HttpResponse response) override {
            if (!answer) answer = std::move(response);
        }
        std::shared_ptr<ports::HttpStream> open_stream(ports::HttpResponse) override {
            return nullptr;
        }
        std::optional<ports::HttpResponse> answer;
    };

    /// Hands the call over and lets no time pass: the answer comes into the sink. 404 without a
    /// route. Access is held against the principal as the server does.
    std::shared_ptr<Sink> ask(ContextModule& module, Call call) {
        auto request = to_request(std::move(call));
        auto sink = std::make_shared<Sink>();
        for (auto& route : module.routes()) {
            if (route.method != request.method || !fits(route.pattern, request)) continue;
            if (!ports::may_call(route.access, request.principal)) {
                sink->send(with_status(403));
            } else {
                route.handler(std::move(request), sink);
            }
            return sink;
        }
        sink->send(with_status(404));
        return sink;
    }

    /// What the module answers within a second; status 0 when nothing comes.
    ports::HttpResponse call(ContextModule& module, Call call) {
        const auto sink = ask(module, std::move(call));
        run_for(std::chrono::seconds{1});
        return sink->answer.value_or(with_status(0));
    }

  private:
    static ports::HttpResponse with_status(int status) {
        ports::HttpResponse response;
        response.status = status;
        return response;
    }

    static ports::HttpRequest to_request(Call call) {
        ports::HttpRequest request;
        request.method = call.method;
        request.target = call.path;
        request.path = std::move(call.path);
        request.query = std::move(call.query);
        request.headers = std::move(call.headers);
        request.body = std::move(call.body);
        request.remote_address = "192.0.2.7";
        request.principal = call.principal;
        return request;
    }

    /// Notes the path's parameters in `request` when it fits.
    static bool fits(std::string_view pattern, ports::HttpRequest& request) {
        request.parameters.clear();
        std::string_view path = request.path;
        while (!pattern.empty() && !path.empty()) {
            const auto part = take_segment(pattern);
            const auto segment = take_segment(path);
            const auto end = part.find('}');
            if (end != std::string_view::npos) {
                const auto ending = part.substr(end + 1);  // "/tickets/{id}.ics"
                if (!segment.ends_with(ending)) return false;
                request.parameters.emplace_back(part.substr(1, end - 1),
                                                segment.substr(0, segment.size() - ending.size()));
            } else if (part != segment) {
                return false;
            }
        }
        return pattern.empty() && path.empty();
    }

    static std::string_view take_segment(std::string_view& path) {
        path.remove_prefix(1);
        const auto segment = path.substr(0, path.find('/'));
        path.remove_prefix(segment.size());
        return segment;
    }

    simulation::SimulatedClock clock_;
    simulation::SimulatedScheduler scheduler_{clock_, simulation::SimulatedRandomness{1}};
    simulation::SimulatedBus bus_{scheduler_, simulation::SimulatedRandomness{2}};
    simulation::SimulatedRandomness randomness_{3};
    simulation::SimulatedLog log_;
    simulation::SimulatedMetrics metrics_;
    std::unique_ptr<ports::SqlDatabase> database_;
    Environment environment_;
    std::map<std::string, std::int64_t> sequences_;
};

}  // namespace boxoffice::eventing
