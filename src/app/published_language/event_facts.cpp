#include "app/published_language/event_facts.hpp"

#include <algorithm>

namespace boxoffice::app {
namespace {

template <class Event>
struct Type {
    using type = Event;
};

}  // namespace

std::vector<EventFacts> all_events() {
    std::vector<EventFacts> events;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<Type, contracts::Events>>([&](auto each) {
        using Event = typename decltype(each)::type;
        events.push_back({.name = contracts::event_type<Event>,
                          .source = contracts::event_source<Event>,
                          .key = event_key<Event>()});
    });
    return events;
}

std::vector<std::string_view> listeners_of(std::string_view event) {
    std::vector<std::string_view> names;
    for (const auto& context : topology()) {
        const auto& events = context.listens_to;
        if (std::find(events.begin(), events.end(), event) != events.end()) {
            names.push_back(context.name);
        }
    }
    return names;
}

}  // namespace boxoffice::app
