#include "contexts/musical/seat_desk.hpp"

#include "contexts/musical/domain/single_seat_gap.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace boxoffice::musical {
namespace {

using eventing::key_of;

std::vector<contracts::SeatReference> references(const std::vector<Seat>& seats) {
    std::vector<contracts::SeatReference> out;
    out.reserve(seats.size());
    for (const auto& seat : seats) out.push_back({seat.id});
    return out;
}

std::vector<contracts::SeatReference> references(const std::vector<SeatId>& seats) {
    std::vector<contracts::SeatReference> out;
    out.reserve(seats.size());
    for (const auto id : seats) out.push_back({id});
    return out;
}

SeatId first_of(const std::vector<SeatId>& seats) {
    return seats.empty() ? SeatId{} : seats.front();
}

/// Why a seat of a performance that is not on sale cannot be had, as SeatConflict says it.
std::string conflict_reason(const std::string& sale_reason) {
    return sale_reason == "performance_canceled" ? sale_reason : "not_on_sale";
}

}  // namespace

void SeatDesk::declare(const HoldSeats& command) {
    store_.want(command.performance);
    store_.want_house(command.performance);
    for (const auto id : command.seats) store_.want(id);
}

void SeatDesk::declare(const UnlockSeats& command) {
    store_.want(command.performance);
    store_.want_seats_of(command.reservation);
}

void SeatDesk::declare(const SellSeats& command) {
    for (const auto id : command.seats) store_.want(id);
}

void SeatDesk::declare(const TakeBackSeats& command) {
    for (const auto id : command.seats) store_.want(id);
}

void SeatDesk::declare(const SweepHolds& command) {
    store_.want(command.performance);
    store_.want_overdue(command.performance, command.now);
}

std::vector<Seat> SeatDesk::loaded(const std::vector<SeatId>& ids) const {
    std::vector<Seat> seats;
    for (const auto id : ids) {
        const auto* row = store_.find(id);
        if (row && !row->is_deleted) seats.push_back(row->seat);
    }
    return seats;
}

void SeatDesk::move_all(const std::vector<Seat>& seats, Instant now, const char* reason) {
    for (const auto& seat : seats) store_.move(seat, now, reason);
}

void SeatDesk::ensure_sweep(PerformanceId performance, Instant until, eventing::UnitOfWork& work) {
    const auto* row = store_.find(performance);
    if (!row || (row->sweep_at && *row->sweep_at <= until)) return;
    auto changed = *row;
    changed.sweep_at = until;
    store_.put(std::move(changed));
    work.set_due(sweep_due, performance.value, until);
}

/// Whatever speaks against these seats whoever has them: gone, or not on sale.
std::vector<contracts::SeatConflict> SeatDesk::conflicts_of_sale(const HoldSeats& command) const {
    std::vector<contracts::SeatConflict> conflicts;
    const auto* row = store_.find(command.performance);
    const bool is_there = row && !row->is_deleted;
    const auto on_sale = is_there ? is_on_sale(row->performance, command.asked_at)
                                  : base::Result<base::Done, std::string>{base::Done{}};
    for (const auto id : command.seats) {
        const auto* seat = store_.find(id);
        const bool seat_is_there =
            is_there && seat && !seat->is_deleted && seat->performance_id == command.performance;
        if (!seat_is_there) {
            conflicts.push_back({id, "deleted"});
        } else if (!on_sale) {
            conflicts.push_back({id, conflict_reason(on_sale.error())});
        }
    }
    return conflicts;
}

void SeatDesk::refuse(const HoldSeats& command, std::vector<contracts::SeatConflict> conflicts,
                      std::vector<std::vector<SeatId>> alternatives, eventing::UnitOfWork& work) {
    work.publish(key_of(command.performance),
                 contracts::SeatAlreadySold{.reservation_id = command.reservation,
                                            .performance_id = command.performance,
                                            .seat_id = first_of(command.seats),
                                            .conflicts = std::move(conflicts),
                                            .alternatives = std::move(alternatives)});
}

void SeatDesk::decide(const HoldSeats& command, eventing::UnitOfWork& work) {
    auto conflicts = conflicts_of_sale(command);
    if (!conflicts.empty() || command.seats.empty())
        return refuse(command, std::move(conflicts), {}, work);

    const auto& performance = store_.find(command.performance)->performance;
    const std::chrono::seconds hold_time{
        performance.terms.hold_seconds.value_or(store_.hold_default().seconds)};
    const auto seats = loaded(command.seats);
    const auto held = hold_all(seats, {command.reservation, work.now() + hold_time}, work.now());
    if (!held) return refuse(command, held.error(), {}, work);

    if (const auto* house = store_.house(command.performance)) {
        const auto violation = single_seat_gap(*house, command.seats, work.now());
        if (violation) {
            for (const auto id : command.seats) conflicts.push_back({id, "single_seat_gap"});
            return refuse(command, std::move(conflicts), violation->alternatives, work);
        }
    }
    move_all(*held, work.now(), "held");
    const auto& first = held->front();
    ensure_sweep(command.performance, first.until, work);
    work.publish(key_of(command.performance),
                 contracts::SeatHeld{.reservation_id = command.reservation,
                                     .performance_id = command.performance,
                                     .seat_id = first.id,
                                     .seats = references(*held),
                                     .epoch = first.epoch,
                                     .until = first.until});
}

void SeatDesk::decide(const LockSeats& command, eventing::UnitOfWork& work) {
    const auto seats = store_.seats_of(command.reservation, command.performance);
    const auto locked = lock_all(seats, command.reservation, command.epoch);
    if (!locked) {
        return work.publish(
            key_of(command.performance),
            contracts::SeatLockRefused{.reservation_id = command.reservation,
                                       .performance_id = command.performance,
                                       .payment_id = command.payment,
                                       .reason = std::string{reason_of(locked.error())}});
    }
    move_all(*locked, work.now(), "locked");
    work.publish(key_of(command.performance),
                 contracts::SeatLocked{.reservation_id = command.reservation,
                                       .performance_id = command.performance,
                                       .payment_id = command.payment,
                                       .epoch = command.epoch});
}

void SeatDesk::decide(const UnlockSeats& command, eventing::UnitOfWork& work) {
    const auto seats = store_.seats_of(command.reservation, command.performance);
    const auto unlocked = unlock_all(seats, command.reservation, command.epoch);
    if (!unlocked) return;
    move_all(*unlocked, work.now(), "unlocked");
    const auto until = unlocked->front().until;
    ensure_sweep(command.performance, until, work);
    work.publish(key_of(command.performance),
                 contracts::SeatUnlocked{.reservation_id = command.reservation,
                                         .performance_id = command.performance,
                                         .epoch = command.epoch,
                                         .until = until});
}

void SeatDesk::decide(const SellSeats& command, eventing::UnitOfWork& work) {
    const auto seats = loaded(command.seats);
    const bool all_there = !seats.empty() && seats.size() == command.seats.size();
    const auto sold =
        all_there ? sell_all(seats, command.sale, work.now(), bug_)
                  : SeatResult<std::vector<Seat>>{base::unexpected(SeatRejection::not_held_by_you)};
    if (!sold) {
        return work.publish(
            key_of(command.performance),
            contracts::SeatSaleRefused{.reservation_id = command.sale.reservation,
                                       .performance_id = command.performance,
                                       .payment_id = command.payment,
                                       .reason = std::string{reason_of(sold.error())}});
    }
    move_all(*sold, work.now(), "sold");
    work.publish(key_of(command.performance),
                 contracts::SeatSold{.reservation_id = command.sale.reservation,
                                     .performance_id = command.performance,
                                     .seat_id = first_of(command.seats),
                                     .seats = references(*sold),
                                     .epoch = sold->front().epoch});
}

void SeatDesk::decide(const ReleaseSeats& command, eventing::UnitOfWork& work) {
    const auto seats = store_.seats_of(command.reservation, command.performance);
    const auto freed = release_all(seats, command.reservation, command.epoch, bug_);
    if (freed.empty()) return;
    move_all(freed, work.now(), "released");
    work.publish(key_of(command.performance),
                 contracts::SeatReleased{.reservation_id = command.reservation,
                                         .performance_id = command.performance,
                                         .seats = references(freed),
                                         .epoch = freed.front().epoch,
                                         .reason = "released"});
}

void SeatDesk::decide(const TakeBackSeats& command, eventing::UnitOfWork& work) {
    move_all(refund_all(loaded(command.seats), command.reservation), work.now(), "refunded");
    work.publish(key_of(command.performance),
                 contracts::SeatRefunded{.reservation_id = command.reservation,
                                         .performance_id = command.performance,
                                         .seat_id = first_of(command.seats),
                                         .seats = references(command.seats)});
}

void SeatDesk::decide(const SweepHolds& command, eventing::UnitOfWork& work) {
    const auto overdue = store_.overdue(command.performance, command.now);
    std::map<ReservationId, std::vector<Seat>> by_owner;
    for (const auto& seat : overdue) by_owner[seat.owner].push_back(expire(seat, command.now));
    for (const auto& [owner, freed] : by_owner) {
        move_all(freed, work.now(), "hold_expired");
        work.publish(key_of(command.performance),
                     contracts::SeatReleased{.reservation_id = owner,
                                             .performance_id = command.performance,
                                             .seats = references(freed),
                                             .epoch = freed.front().epoch,
                                             .reason = "hold_expired"});
    }
    const auto* row = store_.find(command.performance);
    auto next = overdue.size() < sweep_seats_max
                    ? store_.next_overdue(work.sql(), command.performance, command.now)
                    : std::optional{command.now};
    if (next) next = std::max(*next, command.now + sweep_interval_min);
    if (next) {
        work.set_due(sweep_due, command.performance.value, *next);
    } else {
        work.clear_due(sweep_due, command.performance.value);
    }
    if (!row || row->sweep_at == next) return;
    auto changed = *row;
    changed.sweep_at = next;
    store_.put(std::move(changed));
}

}  // namespace boxoffice::musical
