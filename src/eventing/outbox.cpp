#include "eventing/outbox.hpp"

#include "base/fault.hpp"
#include "contracts/codec.hpp"
#include "eventing/stored_event.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace boxoffice::eventing {
namespace {

constexpr ports::SqlText select_left_behind =
    "SELECT position, events FROM outbox ORDER BY position";
constexpr ports::SqlText select_relayed = "SELECT position FROM outbox_relayed WHERE id = 1";
constexpr ports::SqlText select_generation = "SELECT generation FROM event_source WHERE id = 1";
constexpr ports::SqlText select_sequence =
    "SELECT key, generation, sequence FROM event_sequence WHERE key = $1";
constexpr ports::SqlText upsert_sequence =
    "INSERT INTO event_sequence (key, generation, sequence) VALUES ($1, $2, $3) "
    "ON CONFLICT (key) DO UPDATE SET generation = excluded.generation, sequence = "
    "excluded.sequence";
constexpr ports::SqlText insert_batch =
    "INSERT INTO outbox (position, last_position, events) VALUES ($1, $2, $3)";
constexpr ports::SqlText delete_relayed = "DELETE FROM outbox WHERE last_position <= $1";
constexpr ports::SqlText update_relayed =
    "INSERT INTO outbox_relayed (id, position) VALUES (1, $1) "
    "ON CONFLICT (id) DO UPDATE SET position = excluded.position";

/// Room for one event beside its payload.
constexpr std::size_t stored_event_bytes = 192;

struct Sequence {
    std::int64_t generation = 1;
    std::int64_t sequence = 0;
};

std::map<std::string, Sequence> load_sequences(ports::SqlSession& sql,
                                               const std::vector<std::string>& keys) {
    std::int64_t generation = 1;
    sql.query(select_generation, {},
              [&](const ports::SqlRow& row) { generation = row.integer(0); });
    std::map<std::string, Sequence> sequences;
    ports::SqlRows wanted{1};
    for (const auto& key : keys) {
        sequences[key].generation = generation;
        wanted.add({key});
    }
    sql.query_batch(select_sequence, wanted, [&](const ports::SqlRow& row) {
        // A restored source starts a new generation, whose sequences begin again at 1.
        if (row.integer(1) == generation)
            sequences[std::string{row.text(0)}].sequence = row.integer(2);
    });
    return sequences;
}

ports::EventPointer to_envelope(StoredEvent event, const std::string& source) {
    auto envelope = std::make_shared<ports::EventEnvelope>();
    envelope->source = source;
    envelope->type = std::move(event.type);
    envelope->key = std::move(event.key);
    envelope->generation = event.generation;
    envelope->sequence = event.sequence;
    envelope->time = event.time;
    envelope->payload = std::move(event.payload.text);
    return envelope;
}

}  // namespace

std::vector<OutboxRow> Outbox::open(ports::SqlSession& sql) {
    std::vector<OutboxRow> left_behind;
    std::int64_t relayed = 0;
    sql.query(select_relayed, {}, [&](const ports::SqlRow& row) { relayed = row.integer(0); });
    next_position_ = relayed + 1;
    sql.query(select_left_behind, {}, [&](const ports::SqlRow& row) {
        auto stored = contracts::decode<std::vector<StoredEvent>>(row.text(1));
        if (!stored) {
            throw base::InfrastructureFault(
                "a row of the outbox cannot be read: " + stored.error().to_text(), base::Retry::no);
        }
        next_position_ = row.integer(0);
        for (auto& event : stored.value()) {
            const auto position = next_position_++;
            // The relay takes what it likes of a row; the row goes when all of it is on the bus.
            if (position <= relayed) continue;
            left_behind.push_back({position, to_envelope(std::move(event), source_)});
        }
    });
    return left_behind;
}

void Outbox::add(const std::string& key, std::string_view type, std::string payload,
                 base::Instant now) {
    added_.push_back({key, type, std::move(payload), now});
}

void Outbox::save(ports::SqlSession& sql) {
    written_.clear();
    if (added_.empty()) return;

    std::vector<std::string> keys;
    for (const auto& added : added_) keys.push_back(added.key);
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    auto sequences = load_sequences(sql, keys);

    std::string stored;
    std::size_t bytes = 2;
    for (const auto& added : added_) bytes += added.payload.size() + stored_event_bytes;
    stored.reserve(bytes);
    for (auto& added : added_) {
        auto& sequence = sequences[added.key];
        ++sequence.sequence;
        StoredEvent event{.key = std::move(added.key),
                          .type = std::string{added.type},
                          .generation = sequence.generation,
                          .sequence = sequence.sequence,
                          .time = added.time,
                          .payload = {std::move(added.payload)}};
        stored += stored.empty() ? '[' : ',';
        contracts::encode_to(stored, event);
        const auto position = next_position_ + static_cast<std::int64_t>(written_.size());
        written_.push_back({position, to_envelope(std::move(event), source_)});
    }
    stored += ']';
    if (bug_ != base::SeededBug::event_outside_the_outbox) {
        sql.execute(insert_batch, {next_position_, written_.back().position, stored});
    }

    ports::SqlRows sequence_rows{3};
    for (const auto& key : keys) {
        sequence_rows.add({key, sequences[key].generation, sequences[key].sequence});
    }
    sql.execute_batch(upsert_sequence, sequence_rows);
}

void Outbox::purge(ports::SqlSession& sql, std::int64_t up_to_position) {
    sql.execute(delete_relayed, {up_to_position});
    sql.execute(update_relayed, {up_to_position});
}

std::vector<OutboxRow> Outbox::take_committed() {
    next_position_ += static_cast<std::int64_t>(written_.size());
    return std::exchange(written_, {});
}

void Outbox::rolled_back() {
    written_.clear();
    added_.clear();
}

}  // namespace boxoffice::eventing
