// contracts/events/asyncapi.yaml: the events as an outside consumer of the topic needs them.
#pragma once

#include "app/published_language/sources.hpp"

#include <string>

namespace boxoffice::app {

/// AsyncAPI 3.0: one channel, every event with its schema, headers, key, example, publisher and
/// listeners. From the structs (contracts/events.hpp) and the topology (app/topology.hpp).
[[nodiscard]] std::string make_asyncapi(const PublishedSources& sources);

}  // namespace boxoffice::app
