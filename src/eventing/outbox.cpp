#include "eventing/outbox.hpp"

#include "ports/trace_context.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace boxoffice::eventing {
namespace {

/// Takes $2 sequences of a key, and answers the last of them. Also the first use of a key waits for
/// whoever is taking some at the same time: sequence order is commit order. A restored source has a
/// new generation, whose sequences begin again at 1.
constexpr ports::SqlText take_sequences =
    "INSERT INTO event_sequence (key, generation, sequence) "
    "VALUES ($1, (SELECT generation FROM event_source WHERE id = 1), $2) "
    "ON CONFLICT (key) DO UPDATE SET generation = excluded.generation, sequence = "
    "CASE WHEN event_sequence.generation = excluded.generation "
    "THEN event_sequence.sequence + excluded.sequence ELSE excluded.sequence END "
    "RETURNING key, generation, sequence";

struct Sequence {
    std::int64_t generation = 1;
    std::int64_t next = 1;
};

}  // namespace

ports::EventPointer to_envelope(StoredEvent event, const std::string& source) {
    auto envelope = std::make_shared<ports::EventEnvelope>();
    envelope->source = source;
    envelope->type = std::move(event.type);
    envelope->key = std::move(event.key);
    envelope->generation = event.generation;
    envelope->sequence = event.sequence;
    envelope->time = event.time;
    envelope->payload = std::move(event.payload.text);
    if (event.trace) envelope->trace = std::move(*event.trace);
    return envelope;
}

std::vector<OutboxRow> Outbox::open(ports::SqlSession& sql) {
    return table_->open(sql, source_);
}

void Outbox::add(const std::string& key, std::string_view type, std::string payload,
                 base::Instant now) {
    added_.push_back({key, type, std::move(payload), now, ports::to_text(ports::current_trace())});
}

void Outbox::save(ports::SqlSession& sql) {
    written_.clear();
    if (added_.empty()) return;

    std::map<std::string, std::int64_t> counts;
    for (const auto& added : added_) ++counts[added.key];
    ports::SqlRows wanted{2};
    for (const auto& [key, count] : counts) wanted.add({key, count});
    std::map<std::string, Sequence, std::less<>> sequences;
    sql.query_batch(take_sequences, wanted, [&](const ports::SqlRow& row) {
        const std::string key{row.text(0)};
        sequences[key] = {row.integer(1), row.integer(2) - counts[key] + 1};
    });

    std::vector<StoredEvent> events;
    events.reserve(added_.size());
    for (auto& added : added_) {
        auto& sequence = sequences[added.key];
        events.push_back({.key = std::move(added.key),
                          .type = std::string{added.type},
                          .generation = sequence.generation,
                          .sequence = sequence.next++,
                          .time = added.time,
                          .payload = {std::move(added.payload)}});
        if (!added.trace.empty()) events.back().trace = std::move(added.trace);
    }
    std::int64_t position = 0;
    if (bug_ != base::SeededBug::event_outside_the_outbox) position = table_->insert(sql, events);
    for (auto& event : events) {
        written_.push_back({position++, to_envelope(std::move(event), source_)});
    }
}

void Outbox::purge(ports::SqlSession& sql, std::int64_t up_to_position) {
    table_->purge(sql, up_to_position);
}

std::vector<OutboxRow> Outbox::take_committed() {
    table_->committed(written_.size());
    return std::exchange(written_, {});
}

void Outbox::rolled_back() {
    written_.clear();
    added_.clear();
}

}  // namespace boxoffice::eventing
