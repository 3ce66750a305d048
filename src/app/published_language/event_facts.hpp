// What is known of an event besides its members: name, publisher, key, listeners.
#pragma once

#include "app/topology.hpp"
#include "contracts/events.hpp"

#include <string_view>
#include <vector>

namespace boxoffice::app {

/// How the key of an event on the bus looks. Source: the published contract; what happens to one
/// house stays in order because its performance is the key.
enum class EventKey { performance, item, account };

struct EventFacts {
    std::string_view name;
    std::string_view source;
    EventKey key = EventKey::performance;
};

template <class Event>
[[nodiscard]] constexpr EventKey event_key() {
    if constexpr (requires { &Event::performance_id; }) {
        return EventKey::performance;
    } else if constexpr (requires { &Event::user_id; }) {
        return EventKey::account;
    } else {
        static_assert(
            requires { &Event::musical_id; }, "an event without a key");
        return EventKey::item;
    }
}

/// All events, in the order of contracts/events.hpp.
[[nodiscard]] std::vector<EventFacts> all_events();

/// The contexts that listen to `event`, in the order of the topology.
[[nodiscard]] std::vector<std::string_view> listeners_of(std::string_view event);

}  // namespace boxoffice::app
