#include "contracts/event_stream.hpp"

#include "base/integer.hpp"

namespace boxoffice::contracts {

ports::HttpResponse event_stream_head() {
    ports::HttpResponse head;
    head.headers = {{"Content-Type", "text/event-stream"},
                    {"Cache-Control", "no-store"},
                    {"X-Accel-Buffering", "no"}};
    head.body = "retry: 1000\n\n";
    return head;
}

std::string stream_event(std::optional<std::int64_t> id, std::string_view name,
                         std::string_view data) {
    std::string chunk;
    if (id) chunk.append("id: ").append(std::to_string(*id)).append("\n");
    return chunk.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
}

std::optional<std::int64_t> known_position(const ports::HttpRequest& request,
                                           std::string_view parameter) {
    auto text = request.header("Last-Event-ID");
    if (!text) text = request.query_value(parameter);
    if (!text) return std::nullopt;
    return base::to_integer(*text).value_or(-1);
}

}  // namespace boxoffice::contracts
