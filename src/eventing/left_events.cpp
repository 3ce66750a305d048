#include "eventing/left_events.hpp"

#include "eventing/outbox_table.hpp"

#include <utility>

namespace boxoffice::eventing {
namespace {

constexpr ports::SqlText select_left =
    "SELECT key, generation, sequence, type, time, payload, trace FROM outbox_event "
    "ORDER BY key, generation, sequence";

StoredEvent to_event(const ports::SqlRow& row) {
    return {.key = std::string{row.text(0)},
            .type = std::string{row.text(3)},
            .generation = row.integer(1),
            .sequence = row.integer(2),
            .time = row.instant(4),
            .payload = {std::string{row.text(5)}},
            .trace = std::string{row.text(6)}};
}

}  // namespace

std::vector<ports::EventPointer> left_events(ports::SqlSession& sql, const std::string& source) {
    std::vector<ports::EventPointer> events;
    for (auto& row : make_outbox_of_transactions()->open(sql, source)) {
        events.push_back(std::move(row.event));
    }
    sql.query(select_left, {}, [&](const ports::SqlRow& row) {
        events.push_back(to_envelope(to_event(row), source));
    });
    return events;
}

}  // namespace boxoffice::eventing
