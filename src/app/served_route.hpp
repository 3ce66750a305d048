// One route as it is served: what the contract is held against and the front door is made from.
#pragma once

#include "ports/http.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace boxoffice::app {

/// Whether a front door may send a request again when no answer came.
enum class Repeat {
    safe,   ///< always: it changes nothing
    keyed,  ///< when it carries an Idempotency-Key
    no,
};
[[nodiscard]] std::string_view to_text(Repeat repeat);
[[nodiscard]] std::string_view to_text(ports::Access access);

struct ServedRoute {
    std::string context;  ///< "management" for the management port
    ports::HttpMethod method = ports::HttpMethod::get;
    std::string pattern;
    ports::Access access = ports::Access::everyone;
    Repeat repeat = Repeat::no;
    bool is_stream = false;
    std::size_t body_bytes_max = 0;  ///< 0 = the server's general limit
};

[[nodiscard]] ServedRoute served_route(std::string_view context, const ports::Route& route);

}  // namespace boxoffice::app
