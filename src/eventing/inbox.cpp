#include "eventing/inbox.hpp"

#include "base/fault.hpp"
#include "base/invariant.hpp"

#include <algorithm>
#include <cstddef>

namespace boxoffice::eventing {
namespace {

constexpr ports::SqlText select_row =
    "SELECT source, key, generation, sequence, is_parked FROM inbox WHERE source = $1 AND key = $2 "
    "/* FOR UPDATE */";
/// Answers a row when the stored one was still as it was loaded, or is new.
constexpr ports::SqlText upsert_row =
    "INSERT INTO inbox (source, key, generation, sequence, is_parked) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (source, key) DO UPDATE SET generation = excluded.generation, "
    "sequence = excluded.sequence, is_parked = excluded.is_parked "
    "WHERE inbox.generation = $6 AND inbox.sequence = $7 RETURNING 1";
/// Never goes back: a replica that has lost the partition may still save a batch of it.
constexpr ports::SqlText upsert_position =
    "INSERT INTO log_progress (log_partition, log_offset) VALUES ($1, $2) "
    "ON CONFLICT (log_partition) DO UPDATE SET log_offset = excluded.log_offset "
    "WHERE log_progress.log_offset < excluded.log_offset";
constexpr ports::SqlText select_progress = "SELECT log_partition, log_offset FROM log_progress";
constexpr ports::SqlText insert_parked =
    "INSERT INTO parked_event (source, key, generation, sequence, type, time, payload, reason, "
    "parked_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (source, key, generation, sequence) "
    "DO NOTHING";

constexpr ports::SqlText count_parked_events = "SELECT COUNT(*) FROM parked_event";

constexpr char separator = '\x1f';

}  // namespace

std::string Inbox::row_key(const ports::EventEnvelope& event) {
    return event.source + separator + event.key;
}

void Inbox::begin_batch() {
    states_.clear();
    wanted_.clear();
    parked_.clear();
    reached_ = {};
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
        state.loaded_generation = state.generation;
        state.loaded_sequence = state.sequence;
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

void Inbox::reached(ports::Position position) {
    reached_.raise(position);
    is_dirty_ = true;
}

void Inbox::save(ports::SqlSession& sql) {
    if (!is_dirty_) return;
    save_rows(sql);
    for (const auto& parked : parked_) {
        const auto& event = *parked.delivery.event;
        sql.execute(insert_parked,
                    {event.source, event.key, event.generation, event.sequence, event.type,
                     event.time, event.payload, parked.reason, parked.at});
    }
    store_positions(sql, reached_);
}

void Inbox::save_rows(ports::SqlSession& sql) {
    ports::SqlRows rows{7};
    for (const auto& [source, key] : wanted_) {
        const auto& state = states_[source + separator + key];
        if (!state.is_dirty) continue;
        rows.add({source, key, state.generation, state.sequence, state.is_parked ? 1 : 0,
                  state.loaded_generation, state.loaded_sequence});
    }
    if (rows.empty()) return;
    std::size_t saved = 0;
    sql.query_batch(upsert_row, rows, [&saved](const ports::SqlRow&) { ++saved; });
    if (saved == rows.size()) return;
    throw base::InfrastructureFault("another replica applies the same events",
                                    base::Retry::conflict);
}

void Inbox::store_positions(ports::SqlSession& sql, const ports::Positions& positions) {
    for (std::int32_t partition = 0; partition < positions.partitions(); ++partition) {
        const auto offset = positions.of(partition);
        if (offset > 0) sql.execute(upsert_position, {std::int64_t{partition}, offset});
    }
}

std::int64_t Inbox::count_parked(ports::SqlSession& sql) {
    std::int64_t count = 0;
    sql.query(count_parked_events, {}, [&](const ports::SqlRow& row) { count = row.integer(0); });
    return count;
}

ports::Positions Inbox::select_positions(ports::SqlSession& sql) {
    ports::Positions positions;
    sql.query(select_progress, {}, [&](const ports::SqlRow& row) {
        positions.raise({static_cast<std::int32_t>(row.integer(0)), row.integer(1)});
    });
    return positions;
}

}  // namespace boxoffice::eventing
