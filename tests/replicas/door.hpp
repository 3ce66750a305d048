// The front door of one replica, and the other contexts, whose place the test takes.
#pragma once

#include "contracts/codec.hpp"
#include "contracts/events.hpp"
#include "eventing/context_module.hpp"
#include "replicas/shared_world.hpp"

#include <array>
#include <barrier>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace boxoffice::testing {

struct Call {
    ports::HttpMethod method = ports::HttpMethod::post;
    std::string path;
    ports::Principal principal{};
    std::string body{};
    std::string idempotency_key{};
};

/// Hands the call to the module's route, from any thread. 404 without one.
[[nodiscard]] std::shared_ptr<Answer> ask(eventing::ContextModule& module, const Call& call);

/// One call to each of two replicas, as nearly at once as two threads can.
[[nodiscard]] std::array<ports::HttpResponse, 2> ask_both(eventing::ContextModule& one,
                                                          const Call& first,
                                                          eventing::ContextModule& two,
                                                          const Call& second);

/// Publishes what other contexts would, each key of each source in an unbroken sequence.
class Others {
  public:
    explicit Others(SharedWorld& world) : world_(world) {}

    template <class Event>
    void publish(const std::string& key, const Event& event) {
        ports::EventEnvelope envelope{.source = std::string{contracts::event_source<Event>},
                                      .type = std::string{contracts::event_type<Event>},
                                      .key = key,
                                      .time = world_.clock.now(),
                                      .payload = contracts::encode(event)};
        envelope.sequence = ++sequences_[envelope.source + ' ' + key];
        world_.bus.publish({std::make_shared<ports::EventEnvelope>(std::move(envelope))},
                           [](std::optional<std::string>) {});
    }

  private:
    SharedWorld& world_;
    std::map<std::string, std::int64_t> sequences_;
};

/// All events of that type in a log.
template <class Event>
[[nodiscard]] std::vector<Event> events_of(const SharedBus::Log& log) {
    std::vector<Event> found;
    for (const auto& event : log) {
        if (event->type != contracts::event_type<Event>) continue;
        found.push_back(*contracts::decode<Event>(event->payload));
    }
    return found;
}

}  // namespace boxoffice::testing
