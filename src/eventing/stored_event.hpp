// An event as it waits in the outbox.
#pragma once

#include "base/clock.hpp"
#include "contracts/json_types.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::eventing {

/// The envelope without its source, which is the context that owns the table.
struct StoredEvent {
    std::string key;
    std::string type;
    std::int64_t generation = 1;
    std::int64_t sequence = 0;
    base::Instant time{};
    contracts::RawJson payload;
    std::optional<std::string> trace{};  ///< left out when nobody traces
};
BOOST_DESCRIBE_STRUCT(StoredEvent, (), (key, type, generation, sequence, time, payload, trace))

}  // namespace boxoffice::eventing
