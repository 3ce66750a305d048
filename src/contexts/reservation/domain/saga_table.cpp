#include "contexts/reservation/domain/saga_table.hpp"

#include "contexts/reservation/domain/saga_changes.hpp"
#include "contexts/reservation/domain/saga_conditions.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace boxoffice::reservation {
namespace {

using enum State;
using enum Trigger;
using enum Message;

using States = Few<State, 15>;

constexpr States before_paying{Placed, Held, Locking};
constexpr States dead{Impossible, Expired, Canceled};
constexpr States living{Placed,    Held,      Locking,        Paying,
                        Selling,   Completed, Abandoned,      CancelRequested,
                        Refunding, Canceling, NeedsAttention, Reseating};
constexpr States all{Placed,    Held,       Locking,   Paying,         Selling,
                     Completed, Impossible, Expired,   Canceled,       CancelRequested,
                     Abandoned, Refunding,  Canceling, NeedsAttention, Reseating};
constexpr States settling{CancelRequested, Abandoned, Refunding, Canceling, NeedsAttention};

constexpr Next to(State state) {
    return {Next::Kind::to, state};
}
constexpr Next same{Next::Kind::same};
constexpr Next where_it_came_from{Next::Kind::where_it_came_from};

// from, triggers, conditions, next state, what is noted, what the same transaction sends.
// clang-format off
constexpr Row rows[] = {
    {{New}, {PlaceReservation}, {}, to(Placed), {note::placement}, {ReservationPlaced}},

    {{Placed}, {SeatHeld}, {when::waits}, to(Held), {note::hold}, {ReservationHeld}},
    // decide() goes on at once as if the buyer had paid.
    {{Placed}, {SeatHeld}, {when::goes_on}, to(Held), {note::hold}, {}},
    {{Placed}, {SeatAlreadySold}, {}, to(Impossible), {note::conflicts}, {ReservationImpossible}},
    {{Placed}, {DeadlinePassed}, {when::due}, to(Expired), {},
     {SeatReleaseRequested, ReservationExpired}},
    {before_paying, {CancelReservation, PerformanceCanceled}, {when::all_seats}, to(Canceled),
     {note::canceled_by}, {SeatReleaseRequested, ReservationCancelCompleted}},

    {{Held}, {PayReservation},
     {when::method_known, when::pays_right, when::time_left, when::first_time},
     to(Locking), {note::attempt}, {SeatLockRequested}},
    {{Held}, {DeadlinePassed}, {when::due}, to(Expired), {},
     {SeatReleaseRequested, ReservationExpired}},
    {{Held}, {SeatReleased}, {when::this_hold}, to(Expired), {},
     {SeatReleaseRequested, ReservationExpired}},

    {{Locking}, {SeatLocked}, {when::this_payment}, to(Paying), {note::lock_deadline},
     {PaymentRequested}},
    {{Locking}, {SeatLockRefused}, {when::this_payment}, to(Expired), {note::attempt_over},
     {ReservationExpired}},
    {{Locking}, {DeadlinePassed}, {when::due}, same, {}, {SeatLockRequested}},
    {{Selling}, {DeadlinePassed}, {when::due}, same, {}, {SeatSaleRequested}},

    {{Paying}, {PaymentApproved}, {when::this_payment, when::captured_right}, to(Selling),
     {note::captured},
     {SeatSaleRequested}},
    // Payment never says so; if it did, no ticket and the money back.
    {{Paying, Abandoned}, {PaymentApproved}, {when::this_payment, when::captured_wrong},
     to(Refunding),
     {note::captured, note::refund_of_capture, note::alert},
     {SeatReleaseRequested, RefundRequested}},
    {{Paying}, {PaymentDeclined, PaymentAbandoned}, {when::this_payment, when::time_left}, to(Held),
     {note::attempt_over}, {SeatUnlockRequested}},
    {{Paying}, {PaymentDeclined, PaymentAbandoned}, {when::this_payment, when::no_time_left},
     to(Expired),
     {note::attempt_over}, {SeatReleaseRequested, ReservationExpired}},
    {{Paying}, {CancelReservation, PerformanceCanceled}, {when::all_seats}, to(CancelRequested),
     {note::canceled_by}, {SeatReleaseRequested}},
    // The buyer pays on a page of ours with the provider's script: its key comes once the order is
    // open.
    {{Paying}, {PayReservation}, {when::first_key, when::pays_right}, same, {note::payment_key},
     {PaymentRequested}},
    {{Paying}, {DeadlinePassed}, {when::due}, to(Abandoned), {}, {SeatReleaseRequested}},

    {{Abandoned}, {PaymentApproved}, {when::this_payment, when::captured_right}, to(Selling),
     {note::captured, note::reacquire}, {SeatSaleRequested}},
    {{Abandoned}, {PaymentDeclined, PaymentAbandoned}, {when::this_payment}, to(Expired),
     {note::attempt_over}, {ReservationExpired}},
    {{Abandoned}, {CancelReservation, PerformanceCanceled}, {when::all_seats}, to(CancelRequested),
     {note::canceled_by}, {}},

    {{CancelRequested}, {PaymentDeclined, PaymentAbandoned}, {when::this_payment}, to(Canceled),
     {note::attempt_over}, {ReservationCancelCompleted}},
    {{CancelRequested}, {PaymentApproved}, {when::this_payment, when::no_refund_yet}, to(Refunding),
     {note::captured, note::refund_of_capture}, {SeatReleaseRequested, RefundRequested}},
    {dead, {PaymentApproved}, {when::no_refund_yet}, to(Refunding),
     {note::captured, note::refund_of_capture}, {SeatReleaseRequested, RefundRequested}},
    {living, {PaymentApproved}, {when::attempt_over, when::no_refund_yet}, same,
     {note::captured, note::refund_of_stray}, {RefundRequested}},

    {{Selling}, {SeatSold}, {}, to(Completed), {note::tickets}, {ReservationCompleted}},
    {{Selling}, {SeatSaleRefused}, {}, to(Refunding), {note::seat_lost, note::refund_of_sale},
     {SeatReleaseRequested, RefundRequested}},
    {{Selling}, {CancelReservation, PerformanceCanceled}, {when::all_seats, when::not_noted}, same,
     {note::noted}, {}},
    {{Selling, Reseating}, {PaymentRefunded}, {when::unasked}, same,
     {note::given_back, note::noted}, {}},
    // decide() carries out at once what was noted.
    {{Completed}, {CarryOutNote}, {when::money_left}, to(Canceling),
     {note::cancellation, note::refund_of_seats}, {ReservationCancelPlaced, RefundRequested}},
    {{Completed}, {CarryOutNote}, {when::money_gone}, to(Canceling), {note::cancellation},
     {ReservationCancelPlaced}},

    {{Refunding}, {PaymentRefunded}, {when::awaited_refund, when::seat_not_lost}, to(Canceled),
     {note::refund_done}, {ReservationCancelCompleted}},
    {{Refunding}, {PaymentRefunded}, {when::awaited_refund, when::seat_lost}, to(Impossible),
     {note::refund_done}, {ReservationImpossible}},

    {{Completed}, {CancelReservation, PerformanceCanceled}, {when::live_seats}, to(Canceling),
     {note::cancellation, note::refund_of_seats}, {ReservationCancelPlaced, RefundRequested}},
    {{Completed}, {PaymentRefunded}, {when::unasked, when::money_gone}, to(Canceling),
     {note::given_back, note::cancellation}, {ReservationCancelPlaced}},
    {{Completed}, {PaymentRefunded}, {when::unasked, when::money_left}, to(Canceling),
     {note::given_back, note::cancellation, note::refund_of_seats},
     {ReservationCancelPlaced, RefundRequested}},

    {{Completed}, {MoveSeats}, {when::its_seats, when::new_seats}, to(Reseating), {note::reseat},
     {SeatMoveRequested}},
    {{Reseating}, {SeatMoved}, {when::this_move}, to(Completed), {note::seats_exchanged},
     {ReservationReseated}},
    {{Reseating}, {SeatMoveRefused}, {when::this_move}, to(Completed), {note::exchange_refused},
     {ReservationReseatRefused}},
    {{Reseating}, {DeadlinePassed}, {when::due}, same, {}, {SeatMoveRequested}},
    // A person's cancellation is refused meanwhile: it has a fee, which is quoted for seats that are
    // known.
    {{Reseating}, {PerformanceCanceled}, {when::not_noted}, same, {note::noted}, {}},

    {{Canceling}, {SeatRefunded}, {when::these_seats, when::money_not_back}, same,
     {note::seats_back}, {}},
    {{Canceling}, {SeatRefunded}, {when::these_seats, when::money_back, when::none_remain},
     to(Canceled),
     {note::seats_back, note::done}, {ReservationCancelCompleted}},
    {{Canceling}, {SeatRefunded}, {when::these_seats, when::money_back, when::seats_remain},
     to(Completed),
     {note::seats_back, note::done}, {ReservationCancelCompleted}},
    {{Canceling}, {PaymentRefunded}, {when::awaited_refund, when::seats_not_back}, same,
     {note::refund_done, note::money_back}, {}},
    {{Canceling}, {PaymentRefunded}, {when::awaited_refund, when::seats_back, when::none_remain},
     to(Canceled), {note::refund_done, note::money_back, note::done}, {ReservationCancelCompleted}},
    {{Canceling}, {PaymentRefunded}, {when::awaited_refund, when::seats_back, when::seats_remain},
     to(Completed), {note::refund_done, note::money_back, note::done},
     {ReservationCancelCompleted}},
    {{Canceling, NeedsAttention}, {PerformanceCanceled}, {when::canceling, when::not_noted}, same,
     {note::noted}, {}},
    {{Canceling}, {PaymentRefunded}, {when::unasked}, same, {note::given_back, note::noted}, {}},

    {{Refunding, Canceling}, {RefundFailed}, {when::awaited_refund}, to(NeedsAttention),
     {note::refund_failed, note::alert}, {}},
    {{NeedsAttention}, {SeatRefunded}, {when::canceling, when::these_seats}, same,
     {note::seats_back}, {}},
    {{NeedsAttention}, {PaymentRefunded}, {when::canceling, when::unasked, when::covers_not}, same,
     {note::given_back, note::noted}, {}},
    {{NeedsAttention}, {RetryRefund}, {}, where_it_came_from, {note::refund_retried},
     {RefundRequested}},
    // Payment has the books: it answers with PaymentRefunded.
    {{NeedsAttention}, {RecordRefund}, {}, same, {}, {RefundRecorded}},
    {{NeedsAttention}, {PaymentRefunded},
     {when::money_came_back, when::from_refunding, when::seat_not_lost}, to(Canceled),
     {note::refund_done, note::given_back}, {ReservationCancelCompleted}},
    {{NeedsAttention}, {PaymentRefunded},
     {when::money_came_back, when::from_refunding, when::seat_lost}, to(Impossible),
     {note::refund_done, note::given_back}, {ReservationImpossible}},
    {{NeedsAttention}, {PaymentRefunded},
     {when::money_came_back, when::canceling, when::seats_not_back}, to(Canceling),
     {note::refund_done, note::given_back, note::noted_unasked, note::money_back}, {}},
    {{NeedsAttention}, {PaymentRefunded},
     {when::money_came_back, when::canceling, when::seats_back, when::none_remain}, to(Canceled),
     {note::refund_done, note::given_back, note::money_back, note::done},
     {ReservationCancelCompleted}},
    {{NeedsAttention}, {PaymentRefunded},
     {when::money_came_back, when::canceling, when::seats_back, when::seats_remain}, to(Completed),
     {note::refund_done, note::given_back, note::noted_unasked, note::money_back, note::done},
     {ReservationCancelCompleted}},

    {settling, {DeadlinePassed}, {when::due}, same, {note::alert}, {}},
    {all, {PaymentRefunded}, {when::other_refund}, same, {note::refund_done}, {}},
    {all, {RefundFailed}, {when::other_refund}, same, {note::refund_failed, note::alert}, {}},
};
// clang-format on

/// The state by which rows are looked up.
State state_seen(const Situation& s) {
    const State state = s.reservation.state;
    const bool is_charging = state == Locking || state == Paying;
    const bool is_expiry = s.trigger == DeadlinePassed && is_charging;
    if (s.terms.bug == base::SeededBug::expiry_ignores_the_lock && is_expiry) return Held;
    return state;
}

template <class Items, class Name>
void append(std::string& out, const Items& items, Name name) {
    if (!out.empty()) out += " | ";
    if (items.size() == 0) out += '-';
    std::string_view separator;
    for (const auto& item : items) {
        out += separator;
        out += name(item);
        separator = ", ";
    }
}

std::string_view name_of(const Next& next) {
    switch (next.kind) {
        case Next::Kind::to:
            return to_text(next.state);
        case Next::Kind::same:
            return "same";
        case Next::Kind::where_it_came_from:
            return "where it came from";
    }
    return "?";
}

}  // namespace

std::span<const Row> saga_table() {
    return rows;
}

std::string to_text(const Row& row) {
    std::string out;
    append(out, row.from, [](State state) { return to_text(state); });
    append(out, row.triggers, [](Trigger trigger) { return to_text(trigger); });
    append(out, row.conditions, [](const Condition& condition) { return condition.text; });
    out += " | ";
    out += name_of(row.next);
    append(out, row.changes, [](const Change& change) { return change.text; });
    append(out, row.sends,
           [](Message message) { return boost::describe::enum_to_string(message, "?"); });
    return out;
}

bool fits(const Row& row, const Situation& situation) {
    if (!row.triggers.contains(situation.trigger)) return false;
    if (!row.from.contains(state_seen(situation))) return false;
    for (const Condition& condition : row.conditions) {
        if (!condition.holds(situation)) return false;
    }
    return true;
}

}  // namespace boxoffice::reservation
