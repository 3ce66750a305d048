#include "contexts/musical/reseat_desk.hpp"

#include "contexts/musical/block_desk.hpp"
#include "contexts/musical/performance_events.hpp"

#include <utility>

namespace boxoffice::musical {
namespace {

using eventing::key_of;

/// What the house keeps back for a case such as this one; what was blocked for another reason is
/// unblocked first by whoever knows that reason.
bool is_kept_for_people(const SeatBlock& block) {
    return block.kind == BlockKind::house || block.kind == BlockKind::wheelchair_companion;
}

bool is_kept_for_people(ports::SqlSession& sql, SeatId seat) {
    const auto described = select_descriptions(sql, {seat});
    return !described.empty() && described.front().block &&
           is_kept_for_people(*described.front().block);
}

std::string shortened(const std::string& reason) {
    auto size = std::min(reason.size(), block_reason_length_max);
    // Not in the middle of a character.
    while (size < reason.size() && size > 0 &&
           (static_cast<unsigned char>(reason[size]) & 0xC0) == 0x80)
        --size;
    return reason.substr(0, size);
}

}  // namespace

void ReseatDesk::declare(const MoveSoldSeats& command) {
    store_.want(command.performance);
    store_.want_house(command.performance);
    store_.want_seats_of(command.reservation);
    for (const auto& move : command.moves) {
        store_.want(move.seat_id);
        store_.want(move.to_seat_id);
    }
}

Conflicts ReseatDesk::conflicts_of_house(const MoveSoldSeats& command) const {
    const auto* row = store_.find(command.performance);
    const bool is_played =
        row && !row->is_deleted && row->performance.status == PerformanceStatus::scheduled;
    Conflicts conflicts;
    for (const auto& move : command.moves) {
        const auto* seat = store_.find(move.to_seat_id);
        const bool is_there =
            seat && !seat->is_deleted && seat->performance_id == command.performance;
        if (!is_played) {
            conflicts.push_back({move.to_seat_id, "performance_canceled"});
        } else if (!is_there) {
            conflicts.push_back({move.to_seat_id, "deleted"});
        }
    }
    return conflicts;
}

MoveRequest ReseatDesk::request_of(const MoveSoldSeats& command, eventing::UnitOfWork& work) const {
    MoveRequest ask{.reservation = command.reservation, .epoch = command.epoch, .exchanges = {}};
    for (const auto& move : command.moves) {
        const auto* row = store_.find(move.to_seat_id);
        const auto seat = row ? row->seat : Seat{.id = move.to_seat_id};
        const bool is_blocked = seat.status == SeatStatus::blocked;
        ask.exchanges.push_back(
            {move.seat_id, seat, is_blocked && is_kept_for_people(work.sql(), seat.id)});
    }
    return ask;
}

void ReseatDesk::decide(const MoveSoldSeats& command, eventing::UnitOfWork& work) {
    const auto own = store_.seats_of(command.reservation, command.performance);
    const auto moved =
        move_seats(own, request_of(command, work), conflicts_of_house(command), work.now(), bug_);
    const auto key = key_of(command.performance);
    if (!moved.conflicts.empty()) {
        for (const auto& seat : moved.fenced) store_.move(seat, work.now(), "move_refused");
        return work.publish(key, contracts::SeatMoveRefused{.reservation_id = command.reservation,
                                                            .performance_id = command.performance,
                                                            .move_number = command.number,
                                                            .conflicts = moved.conflicts,
                                                            .epoch = moved.epoch});
    }
    move(moved, command, work);
    work.publish(key, contracts::SeatMoved{.reservation_id = command.reservation,
                                           .performance_id = command.performance,
                                           .move_number = command.number,
                                           .seat_id = command.moves.front().to_seat_id,
                                           .moves = command.moves,
                                           .kept_off_sale = command.keep_off_sale,
                                           .epoch = moved.epoch});
}

void ReseatDesk::move(const Moved& moved, const MoveSoldSeats& command,
                      eventing::UnitOfWork& work) {
    const auto now = work.now();
    std::vector<SeatId> unblocked;
    std::vector<SeatId> left;
    for (const auto& seat : moved.freed) {
        store_.move(seat, now, "moved_away");
        left.push_back(seat.id);
        if (command.keep_off_sale) store_.move(*block(seat, now), now, "blocked");
    }
    for (const auto& seat : moved.taken) {
        const auto& before = store_.find(seat.id)->seat;
        if (before.status == SeatStatus::blocked) {
            store_.move(*unblock(before), now, "unblocked");
            unblocked.push_back(seat.id);
        }
        store_.move(seat, now, "moved");
    }
    for (const auto& seat : moved.fenced) store_.move(seat, now, "moved");
    if (!unblocked.empty()) keep_block(work, command.performance, unblocked, std::nullopt);
    if (!command.keep_off_sale || left.empty()) return;
    keep_block(work, command.performance, left,
               SeatBlock{.kind = BlockKind::technical,
                         .reason = shortened(command.reason),
                         .release_at = std::nullopt,
                         .blocked_at = now,
                         .blocked_by = command.moved_by});
}

}  // namespace boxoffice::musical
