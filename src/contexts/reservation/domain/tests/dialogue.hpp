// A saga test reads as a dialogue: what is said to the reservation, and what it answers.
#pragma once

#include "contexts/reservation/domain/saga.hpp"
#include "contexts/reservation/domain/saga_table.hpp"
#include "contexts/reservation/domain/status.hpp"

#include <gtest/gtest.h>

#include <set>
#include <source_location>
#include <string>
#include <vector>

namespace boxoffice::reservation {

using namespace std::chrono_literals;

/// Ids in the order in which they are asked for: payments from 501, refunds from 701, tickets from
/// 901.
class CountingIds : public Ids {
  public:
    PaymentId next_payment_id() override { return {++payment_}; }
    RefundId next_refund_id() override { return {++refund_}; }
    TicketId next_ticket_id() override { return {++ticket_}; }

  private:
    std::int64_t payment_ = 500;
    std::int64_t refund_ = 700;
    std::int64_t ticket_ = 900;
};

/// One reservation of seats 11 and 12 (50,000 and 30,000 won) of performance 3 by user 5.
class Dialogue {
  public:
    using Where = std::source_location;

    Terms terms{};
    Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 10h};

    /// Says `input`; it must be accepted. Every step is checked against the row it took.
    Dialogue& say(const Input& input, Where where = Where::current());
    /// The state it is in now, and all that the last accepted input sent, by name and in order.
    Dialogue& expect(State state, std::vector<std::string> sent = {},
                     Where where = Where::current());

    /// Says `input`; it must be answered so, and nothing may change.
    Dialogue& refuses(const Input& input, Rejection rejection, Where where = Where::current());
    Dialogue& has_done(const Input& input, Where where = Where::current());
    Dialogue& ignores(const Input& input, Where where = Where::current());

    Dialogue& pass(Duration time) {
        now += time;
        return *this;
    }

    [[nodiscard]] const Reservation& reservation() const { return reservation_; }
    [[nodiscard]] const std::vector<Transition>& history() const { return history_; }
    [[nodiscard]] const std::set<std::size_t>& rows() const { return rows_; }

    /// The event of this type among those sent last.
    template <class T>
    [[nodiscard]] T sent() const {
        for (const Event& event : sent_) {
            if (const T* found = std::get_if<T>(&event)) return *found;
        }
        ADD_FAILURE() << "not sent";
        return {};
    }

    // ---- ready-made ways to a state

    Dialogue& placed(std::optional<std::string> method = std::nullopt);
    Dialogue& held() { return placed().say(seat_held()); }
    Dialogue& locking() { return held().say(pay()); }
    Dialogue& paying() { return locking().say(seat_locked()); }
    Dialogue& selling() { return paying().say(approved()); }
    Dialogue& completed() { return selling().say(seat_sold()); }
    Dialogue& abandoned() { return paying().pass(3min).say(deadline_passed()); }
    Dialogue& cancel_requested() { return paying().say(cancel()); }
    Dialogue& expired() { return held().pass(10min).say(deadline_passed()); }
    Dialogue& canceled() { return held().say(cancel()); }
    Dialogue& impossible() { return placed().say(seat_taken()); }
    Dialogue& refunding() { return cancel_requested().say(approved()); }
    Dialogue& refunding_lost_seat() { return selling().say(sale_refused()); }
    Dialogue& canceling() { return completed().say(cancel()); }
    Dialogue& canceling_one() { return completed().say(cancel({{11}})); }

    // ---- what can be said

    [[nodiscard]] static PlaceReservation place(std::optional<std::string> method = std::nullopt);
    [[nodiscard]] static PayReservation pay() { return {.reservation_id = {1}, .method = "card"}; }
    [[nodiscard]] static PayReservation pay_by_key(std::string key, std::int64_t won) {
        return {.reservation_id = {1}, .payment_key = std::move(key), .amount = Money{won}};
    }
    [[nodiscard]] static CancelReservation cancel(std::vector<SeatId> seats = {},
                                                  Cause by = Cause::Buyer) {
        return {.reservation_id = {1}, .by = by, .seat_ids = std::move(seats)};
    }
    [[nodiscard]] static DeadlinePassed deadline_passed() { return {{1}}; }
    [[nodiscard]] static RetryRefund retry() { return {{1}}; }
    [[nodiscard]] static RecordRefund record() { return {{1}}; }

    [[nodiscard]] SeatHeld seat_held() const;
    [[nodiscard]] static SeatAlreadySold seat_taken();
    [[nodiscard]] static SeatLocked seat_locked(PaymentId payment = {501}) {
        return {{1}, {3}, payment, 7};
    }
    [[nodiscard]] static SeatLockRefused lock_refused(PaymentId payment = {501}) {
        return {{1}, {3}, payment, "not_held"};
    }
    [[nodiscard]] static SeatSold seat_sold(std::int64_t epoch = 7) {
        return {{1}, {3}, {11}, {{{11}}, {{12}}}, epoch};
    }
    [[nodiscard]] static SeatSaleRefused sale_refused() { return {{1}, {3}, {501}, "taken"}; }
    [[nodiscard]] static SeatReleased seat_released(std::int64_t epoch = 7) {
        return {{1}, {3}, {{{11}}, {{12}}}, epoch, "hold_expired"};
    }
    [[nodiscard]] static SeatRefunded seat_refunded(std::vector<SeatReference> seats = {{{11}},
                                                                                        {{12}}}) {
        return {{1}, {3}, seats.front().seat_id, seats};
    }
    [[nodiscard]] static PerformanceCanceled performance_canceled() { return {{3}, {2}, "fire"}; }
    [[nodiscard]] static PaymentApproved approved(PaymentId payment = {501},
                                                  std::int64_t won = 80'000) {
        return {payment, {1}, {3}, Money{won}, "sandbox"};
    }
    [[nodiscard]] static PaymentDeclined declined(PaymentId payment = {501}) {
        return {payment, {1}, {3}, "card_declined"};
    }
    [[nodiscard]] static PaymentAbandoned payment_abandoned(PaymentId payment = {501}) {
        return {payment, {1}, {3}, "no_charge"};
    }
    [[nodiscard]] static PaymentRefunded refunded(RefundId refund = {701},
                                                  std::int64_t won = 80'000,
                                                  PaymentId payment = {501}) {
        return {payment, {1}, {3}, refund, Money{won}};
    }
    [[nodiscard]] static PaymentRefunded refunded_unasked(std::int64_t won = 80'000,
                                                          PaymentId payment = {501}) {
        return {payment, {1}, {3}, std::nullopt, Money{won}};
    }
    [[nodiscard]] static RefundFailed refund_failed(RefundId refund = {701}) {
        return {{501}, {1}, {3}, refund, "not_cancelable"};
    }

    /// A seat that costs 60,000 won today.
    [[nodiscard]] static SeatDetails seat_to(std::int64_t id) {
        return {.seat_id = {id}, .seat_row = 5, .seat_col = 1, .price = {60'000}};
    }
    [[nodiscard]] static MoveSeats move(std::int64_t from, std::int64_t to) {
        return {.reservation_id = {1},
                .moves = {{{from}, seat_to(to)}},
                .reason = "the seat is broken",
                .moved_by = {2}};
    }
    /// What musical answers to the last move.
    [[nodiscard]] SeatMoved seat_moved(std::int64_t epoch = 8) const {
        const auto& reseat = *reservation_.reseat;
        SeatMoved event{.reservation_id = {1},
                        .performance_id = {3},
                        .move_number = reseat.number,
                        .seat_id = reseat.moves.front().to.seat_id,
                        .epoch = epoch};
        for (const auto& move : reseat.moves) {
            event.moves.push_back({move.from.seat_id, move.to.seat_id});
        }
        return event;
    }
    [[nodiscard]] SeatMoveRefused move_refused(std::int64_t epoch = 8) const {
        const auto& reseat = *reservation_.reseat;
        return {{1}, {3}, reseat.number, {{reseat.moves.front().to.seat_id, "taken"}}, epoch};
    }

  private:
    [[nodiscard]] Decision decided(const Input& input) {
        return decide(reservation_, input, now, terms, ids_);
    }
    void check_steps(const Accepted& accepted, const Input& input);

    CountingIds ids_;
    Reservation reservation_;
    std::vector<Transition> history_;
    std::vector<Event> sent_;
    std::set<std::size_t> rows_;
};

/// One dialogue of the suite, told by a function so that the coverage test can run all of them
/// again.
struct Story {
    std::string name;
    void (*tell)(Dialogue&);
};

[[nodiscard]] std::vector<Story> purchase_stories();
[[nodiscard]] std::vector<Story> cancellation_stories();
[[nodiscard]] std::vector<Story> refund_stories();
[[nodiscard]] std::vector<Story> desk_stories();
[[nodiscard]] std::vector<Story> reseat_stories();
[[nodiscard]] std::vector<Story> all_stories();

/// The name under which an event is published.
[[nodiscard]] std::string name_of(const Event& event);
/// How many rows of the table fit: never more than one, or the order of the rows would matter.
[[nodiscard]] std::size_t fitting_rows(const Reservation& reservation, const Input& input,
                                       Instant now, const Terms& terms, Ids& ids);

}  // namespace boxoffice::reservation
