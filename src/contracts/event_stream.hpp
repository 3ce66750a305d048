// Server-sent events, as every stream of the house writes them. Source: the HTML standard, 9.2.
#pragma once

#include "ports/http.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::contracts {

/// What a stream begins with: its headers, and that a reader who lost it comes back after a second.
[[nodiscard]] ports::HttpResponse event_stream_head();

/// One event. `data` is one line; with an `id` the reader repeats it when he comes back.
[[nodiscard]] std::string stream_event(std::optional<std::int64_t> id, std::string_view name,
                                       std::string_view data);

/// Where the reader has come: what the browser repeats (Last-Event-ID), or else what the page asks
/// for in the query `parameter`. Nothing when neither is there; -1 when it is no number.
[[nodiscard]] std::optional<std::int64_t> known_position(const ports::HttpRequest& request,
                                                         std::string_view parameter);

}  // namespace boxoffice::contracts
