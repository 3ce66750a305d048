#include "eventing/inbox.hpp"

#include "base/invariant.hpp"

#include <algorithm>

namespace boxoffice::eventing {
namespace {

constexpr ports::SqlText select_row =
    "SELECT source, key, generation, sequence, is_parked FROM inbox WHERE source = $1 AND key = $2";
constexpr ports::SqlText upsert_row =
    "INSERT INTO inbox (source, key, generation, sequence, is_parked) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (source, key) DO UPDATE SET generation = excluded.generation, "
    "sequence = excluded.sequence, is_parked = excluded.is_parked";
constexpr ports::SqlText upsert_position =
    "INSERT INTO log_position (id, position) VALUES (1, $1) "
    "ON CONFLICT (id) DO UPDATE SET position = excluded.position";
constexpr ports::SqlText select_log_position = "SELECT position FROM log_position WHERE id = 1";
constexpr ports::SqlText insert_parked =
    "INSERT INTO parked_event (source, key, generation, sequence, type, time, payload, reason, "
    "parked_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (source, key, generation, sequence) "
    "DO NOTHING";

constexpr char separator = '\x1f';

}  // namespace

std::string Inbox::row_key(const ports::EventEnvelope& event) {
    return event.source + separator + event.key;
}

void Inbox::begin_batch() {
    states_.clear();
    wanted_.clear();
    parked_.clear();
    position_ = 0;
    is_dirty_ = false;
}

void Inbox::want(const ports::EventEnvelope& event) {
    if (states_.try_emplace(row_key(event)).second) wanted_.emplace_back(event.source, event.key);
}

void Inbox::load(ports::SqlSession& sql) {
    if (wanted_.empty()) return;
    std::sort(wanted_.begin(), wanted_.end());
    ports::SqlRows keys{2};
    for (const auto& [source, key] : wanted_) keys.add({source, key});
    sql.query_batch(select_row, keys, [this](const ports::SqlRow& row) {
        auto& state = states_[std::string{row.text(0)} + separator + std::string{row.text(1)}];
        state.generation = row.integer(2);
        state.sequence = row.integer(3);
        state.is_parked = row.integer(4) != 0;
    });
}

InboxVerdict Inbox::judge(const ports::EventEnvelope& event) const {
    const auto found = states_.find(row_key(event));
    BOXOFFICE_INVARIANT(found != states_.end());
    const auto& state = found->second;
    if (event.generation < state.generation) return InboxVerdict::drop;
    const bool is_new_generation = event.generation > state.generation;
    if (!is_new_generation && event.sequence <= state.sequence) return InboxVerdict::drop;
    if (state.is_parked) return InboxVerdict::park;
    const auto expected = is_new_generation ? 1 : state.sequence + 1;
    return event.sequence == expected ? InboxVerdict::apply : InboxVerdict::park;
}

void Inbox::advance(const ports::EventEnvelope& event) {
    auto& state = states_[row_key(event)];
    state.generation = event.generation;
    state.sequence = event.sequence;
    state.is_dirty = true;
    is_dirty_ = true;
}

void Inbox::park(const ports::Delivery& delivery, const std::string& reason, base::Instant now) {
    auto& state = states_[row_key(*delivery.event)];
    state.is_parked = true;
    state.is_dirty = true;
    is_dirty_ = true;
    parked_.push_back({delivery, reason, now});
}

void Inbox::reached(std::int64_t position) {
    position_ = std::max(position_, position);
    is_dirty_ = true;
}

void Inbox::save(ports::SqlSession& sql) {
    if (!is_dirty_) return;
    ports::SqlRows rows{5};
    for (const auto& [source, key] : wanted_) {
        const auto& state = states_[source + separator + key];
        if (!state.is_dirty) continue;
        rows.add({source, key, state.generation, state.sequence, state.is_parked ? 1 : 0});
    }
    if (!rows.empty()) sql.execute_batch(upsert_row, rows);
    for (const auto& parked : parked_) {
        const auto& event = *parked.delivery.event;
        sql.execute(insert_parked,
                    {event.source, event.key, event.generation, event.sequence, event.type,
                     event.time, event.payload, parked.reason, parked.at});
    }
    if (position_ > 0) sql.execute(upsert_position, {position_});
}

std::int64_t Inbox::select_position(ports::SqlSession& sql) {
    std::int64_t position = 0;
    sql.query(select_log_position, {},
              [&](const ports::SqlRow& row) { position = row.integer(0); });
    return position;
}

}  // namespace boxoffice::eventing
