// docs/context-map.md: who owns, serves, publishes and listens to what, for people.
#pragma once

#include <string>

namespace boxoffice::app {

/// Markdown from app/topology.hpp: a picture (Mermaid), a table of contexts, a table of events.
[[nodiscard]] std::string make_context_map();

}  // namespace boxoffice::app
