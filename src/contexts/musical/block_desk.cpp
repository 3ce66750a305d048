#include "contexts/musical/block_desk.hpp"

#include "contexts/musical/answers.hpp"
#include "contexts/musical/due_kinds.hpp"
#include "contexts/musical/performance_desk.hpp"
#include "contexts/musical/performance_events.hpp"
#include "contracts/resource.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::musical {
namespace {

constexpr ports::SqlText set_block =
    "UPDATE seat SET block_kind = $2, block_reason = $3, block_release_at = $4, blocked_at = $5, "
    "blocked_by = $6 WHERE id = $1";
constexpr ports::SqlText select_next_release =
    "SELECT MIN(block_release_at) FROM seat WHERE performance_id = $1 "
    "AND block_release_at IS NOT NULL";
constexpr ports::SqlText select_released =
    "SELECT id FROM seat WHERE performance_id = $1 AND block_release_at IS NOT NULL "
    "AND block_release_at <= $2 ORDER BY id LIMIT $3";

void write_block(eventing::UnitOfWork& work, const std::vector<SeatId>& seats,
                 const std::optional<SeatBlock>& block) {
    ports::SqlRows rows{6};
    for (const auto id : seats) {
        if (block) {
            rows.add({id, text_of(block->kind), block->reason, block->release_at, block->blocked_at,
                      block->blocked_by});
        } else {
            rows.add({id, "", "", nullptr, nullptr, nullptr});
        }
    }
    work.sql().execute_batch(set_block, rows);
    work.wrote();
}

/// The next release of the performance, and not before `earliest`, becomes due; none, and nothing
/// is.
void set_release_due(eventing::UnitOfWork& work, PerformanceId performance, Instant earliest) {
    std::optional<Instant> next;
    work.sql().query(select_next_release, {performance},
                     [&](const ports::SqlRow& row) { next = row.optional_instant(0); });
    if (!next) return work.clear_due(release_blocks_due, performance.value);
    work.set_due(release_blocks_due, performance.value, std::max(*next, earliest));
}

}  // namespace

void keep_block(eventing::UnitOfWork& work, PerformanceId performance,
                const std::vector<SeatId>& seats, const std::optional<SeatBlock>& block) {
    write_block(work, seats, block);
    set_release_due(work, performance, work.now());
}

void BlockDesk::declare(const BlockSeats& command) {
    store_.want(command.performance);
    for (const auto id : command.seats) store_.want(id);
}

void BlockDesk::declare(const ReleaseBlocks& command) {
    store_.want(command.performance);
    store_.want_releasable(command.performance, command.now);
}

ports::HttpResponse BlockDesk::decide(const BlockSeats& command, eventing::UnitOfWork& work) {
    if (command.seats.empty()) return invalid(command.language, {{"seatIds", "missing"}});
    if (command.seats.size() > block_seats_max) {
        return invalid(command.language, {{"seatIds", "too_many"}});
    }
    const auto performance = find_performance(store_, work.sql(), command.performance);
    if (!performance) return refusal(command.language, 404, "not_found");
    auto block_now = command.block;
    if (block_now) {
        block_now->blocked_at = work.now();
        auto errors = validate(*block_now, performance->performance);
        if (!errors.empty()) return invalid(command.language, std::move(errors));
    }
    std::vector<Seat> moved;
    Conflicts conflicts;
    for (const auto id : command.seats) {
        const auto* row = store_.find(id);
        if (!row || row->is_deleted || row->performance_id != command.performance) {
            conflicts.push_back({id, "deleted"});
            continue;
        }
        const auto seat = block_now ? block(row->seat, work.now()) : unblock(row->seat);
        if (seat) {
            moved.push_back(*seat);
        } else {
            conflicts.push_back({id, std::string{reason_of(seat.error())}});
        }
    }
    if (!conflicts.empty()) return conflicting(command.language, "seat_taken", conflicts);

    const char* change = block_now ? "blocked" : "unblocked";
    for (const auto& seat : moved) store_.move(seat, work.now(), change);
    keep_block(work, command.performance, command.seats, block_now);
    std::vector<contracts::SeatDetails> details;
    for (auto& each : select_descriptions(work.sql(), command.seats)) {
        details.push_back(std::move(each.details));
    }
    const auto& any = *store_.find(command.seats.front());
    publish_all_changed(work, any, change, block_now ? block_now->reason : std::string{}, details);
    return contracts::json_response(200,
                                    "{\"seats\":" + std::to_string(command.seats.size()) + "}");
}

void BlockDesk::decide(const ReleaseBlocks& command, eventing::UnitOfWork& work) {
    // As it is now: an earlier command of this batch may have blocked them anew.
    std::vector<SeatId> seats;
    work.sql().query(select_released, {command.performance, command.now, release_seats_max},
                     [&](const ports::SqlRow& row) { seats.push_back(row.id<SeatId>(0)); });
    std::erase_if(seats, [&](SeatId id) { return store_.find(id) == nullptr; });
    std::vector<SeatId> opened;
    for (const auto id : seats) {
        const auto& row = *store_.find(id);
        if (row.is_deleted || row.seat.status != SeatStatus::blocked) continue;
        opened.push_back(id);
        store_.move(*unblock(row.seat), work.now(), "released");
    }
    write_block(work, seats, std::nullopt);
    set_release_due(work, command.performance, work.now());
    if (opened.empty()) return;
    std::vector<contracts::SeatDetails> details;
    for (auto& each : select_descriptions(work.sql(), opened)) {
        details.push_back(std::move(each.details));
    }
    publish_all_changed(work, *store_.find(opened.front()), "unblocked", "released", details);
}

}  // namespace boxoffice::musical
