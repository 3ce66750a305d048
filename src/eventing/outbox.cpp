#include "eventing/outbox.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace boxoffice::eventing {
namespace {

constexpr ports::SqlText select_left_behind =
    "SELECT position, key, type, generation, sequence, time, payload FROM outbox ORDER BY position";
constexpr ports::SqlText select_relayed = "SELECT position FROM outbox_relayed WHERE id = 1";
constexpr ports::SqlText select_generation = "SELECT generation FROM event_source WHERE id = 1";
constexpr ports::SqlText select_sequence =
    "SELECT key, generation, sequence FROM event_sequence WHERE key = $1";
constexpr ports::SqlText upsert_sequence =
    "INSERT INTO event_sequence (key, generation, sequence) VALUES ($1, $2, $3) "
    "ON CONFLICT (key) DO UPDATE SET generation = excluded.generation, sequence = "
    "excluded.sequence";
constexpr ports::SqlText insert_row =
    "INSERT INTO outbox (position, key, type, generation, sequence, time, payload) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr ports::SqlText delete_relayed = "DELETE FROM outbox WHERE position <= $1";
constexpr ports::SqlText update_relayed =
    "INSERT INTO outbox_relayed (id, position) VALUES (1, $1) "
    "ON CONFLICT (id) DO UPDATE SET position = excluded.position";

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

}  // namespace

std::vector<OutboxRow> Outbox::open(ports::SqlSession& sql) {
    std::vector<OutboxRow> left_behind;
    sql.query(select_relayed, {},
              [&](const ports::SqlRow& row) { next_position_ = row.integer(0) + 1; });
    sql.query(select_left_behind, {}, [&](const ports::SqlRow& row) {
        auto event = std::make_shared<ports::EventEnvelope>();
        event->source = source_;
        event->key = row.text(1);
        event->type = row.text(2);
        event->generation = row.integer(3);
        event->sequence = row.integer(4);
        event->time = row.instant(5);
        event->payload = row.text(6);
        next_position_ = row.integer(0) + 1;
        left_behind.push_back({row.integer(0), std::move(event)});
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

    ports::SqlRows rows{7};
    for (auto& added : added_) {
        auto& sequence = sequences[added.key];
        ++sequence.sequence;
        auto event = std::make_shared<ports::EventEnvelope>();
        event->source = source_;
        event->type = added.type;
        event->key = added.key;
        event->generation = sequence.generation;
        event->sequence = sequence.sequence;
        event->time = added.time;
        event->payload = std::move(added.payload);
        const auto position = next_position_ + static_cast<std::int64_t>(written_.size());
        rows.add({position, event->key, event->type, event->generation, event->sequence,
                  event->time, event->payload});
        written_.push_back({position, std::move(event)});
    }
    if (bug_ != base::SeededBug::event_outside_the_outbox) sql.execute_batch(insert_row, rows);

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
