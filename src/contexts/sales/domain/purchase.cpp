#include "contexts/sales/domain/purchase.hpp"

#include "contexts/sales/domain/allocation.hpp"

#include <algorithm>

namespace boxoffice::sales {
namespace {

using namespace contracts;

bool has(const std::vector<SeatId>& seats, SeatId seat) {
    return std::find(seats.begin(), seats.end(), seat) != seats.end();
}

std::vector<SeatId> ids_of(const std::vector<SeatReference>& seats) {
    std::vector<SeatId> ids;
    ids.reserve(seats.size());
    for (const auto& seat : seats) ids.push_back(seat.seat_id);
    return ids;
}

Attempt* find_attempt(Purchase& purchase, PaymentId payment) {
    const auto found =
        std::find_if(purchase.attempts.begin(), purchase.attempts.end(),
                     [&](const Attempt& attempt) { return attempt.payment_id == payment; });
    return found == purchase.attempts.end() ? nullptr : &*found;
}

/// An attempt may be heard of by what became of it before its request is.
Attempt& attempt_of(Purchase& purchase, PaymentId payment) {
    if (auto* known = find_attempt(purchase, payment)) return *known;
    purchase.attempts.push_back({.payment_id = payment});
    return purchase.attempts.back();
}

RefundOfSeats& refund_of(Attempt& attempt, RefundId refund) {
    auto& refunds = attempt.refunds;
    const auto found = std::find_if(refunds.begin(), refunds.end(), [&](const RefundOfSeats& each) {
        return each.refund_id == refund;
    });
    if (found != refunds.end()) return *found;
    refunds.push_back({.refund_id = refund});
    return refunds.back();
}

std::int64_t back_by_provider(const Attempt& attempt) {
    auto sum = attempt.unasked;
    for (const auto& refund : attempt.refunds) {
        if (!refund.is_by_hand) sum += refund.amount;
    }
    return sum;
}

std::int64_t back_in_all(const Attempt& attempt) {
    auto sum = attempt.unasked;
    for (const auto& refund : attempt.refunds) sum += refund.amount;
    return sum;
}

/// Money goes back once: when more seems to be back than came, what had been taken for unasked was
/// the refund that is told now. The same rule as payment's own.
void explain_unasked(Attempt& attempt) {
    if (!attempt.is_captured) return;
    const auto excess = back_by_provider(attempt) - attempt.captured.amount;
    attempt.unasked -= std::clamp(excess, std::int64_t{0}, attempt.unasked);
}

Purchase without_tickets(Purchase purchase, const std::vector<SeatReference>& seats) {
    std::erase_if(purchase.sold, [&](SeatId seat) {
        return std::find(seats.begin(), seats.end(), SeatReference{seat}) != seats.end();
    });
    return purchase;
}

// ---- where it stands

/// Adds `amount` to the cells of `seats` (none = all), in proportion to their list prices. Seats
/// that nobody knows yet stand under a grade without a name.
template <class Add>
void spread(const Purchase& purchase, const std::vector<SeatId>& seats, std::int64_t amount,
            Add add) {
    if (amount == 0) return;
    std::vector<const BoughtSeat*> known;
    for (const auto& seat : purchase.seats) {
        if (seats.empty() || has(seats, seat.seat_id)) known.push_back(&seat);
    }
    if (known.empty()) return add(std::string{}, amount);
    std::vector<std::int64_t> weights;
    weights.reserve(known.size());
    for (const auto* seat : known) weights.push_back(seat->price.amount);
    const auto parts = allocate(amount, weights);
    for (std::size_t i = 0; i < known.size(); ++i) add(known[i]->grade, parts[i]);
}

std::string method_of(const Attempt& attempt) {
    return attempt.method.empty() ? method_unknown : attempt.method;
}

/// What is kept in truth: no more than was said, and no more than is there beside the tickets.
std::int64_t fees_of(const Attempt& attempt) {
    std::int64_t said = 0;
    for (const auto& kept : attempt.kept) said += kept.amount;
    if (said == 0 || !attempt.is_captured) return 0;
    const auto beside_tickets = attempt.captured.amount - back_in_all(attempt) - attempt.remaining;
    return std::clamp(beside_tickets, std::int64_t{0}, said);
}

void add_fees(const Purchase& purchase, const Attempt& attempt, Position& position) {
    const auto fees = fees_of(attempt);
    if (fees == 0) return;
    std::map<std::string, std::int64_t> said;
    for (const auto& kept : attempt.kept) {
        spread(purchase, kept.seats, kept.amount,
               [&](const std::string& grade, std::int64_t part) { said[grade] += part; });
    }
    std::vector<std::int64_t> weights;
    weights.reserve(said.size());
    for (const auto& [grade, part] : said) weights.push_back(part);
    const auto parts = allocate(fees, weights);
    std::size_t i = 0;
    for (const auto& [grade, part] : said) {
        position[{grade, method_of(attempt), attempt.captured.currency}].fees += parts[i++];
    }
}

void add_money(const Purchase& purchase, const Attempt& attempt, Position& position) {
    const auto currency = attempt.captured.currency;
    const auto method = method_of(attempt);
    if (attempt.is_captured) {
        spread(purchase, {}, attempt.captured.amount,
               [&](const std::string& grade, std::int64_t part) {
                   position[{grade, method, currency}].captured += part;
               });
    }
    const auto give_back = [&](const std::vector<SeatId>& seats, std::int64_t amount,
                               const std::string& by) {
        spread(purchase, seats, amount, [&](const std::string& grade, std::int64_t part) {
            position[{grade, by, currency}].refunded += part;
        });
    };
    for (const auto& refund : attempt.refunds) {
        give_back(refund.seats, refund.amount, refund.is_by_hand ? method_by_hand : method);
    }
    give_back({}, attempt.unasked, method);
    add_fees(purchase, attempt, position);
}

}  // namespace

Purchase with_seats(Purchase purchase, const std::vector<BoughtSeat>& seats) {
    for (const auto& seat : seats) {
        const bool is_known =
            std::any_of(purchase.seats.begin(), purchase.seats.end(),
                        [&](const BoughtSeat& known) { return known.seat_id == seat.seat_id; });
        if (!is_known) purchase.seats.push_back(seat);
    }
    return purchase;
}

Purchase with_moves(Purchase purchase, const std::vector<MovedTo>& moves) {
    for (const auto& [move, grade] : moves) {
        const auto sold = std::find(purchase.sold.begin(), purchase.sold.end(), move.seat_id);
        if (sold == purchase.sold.end()) continue;
        *sold = move.to_seat_id;
        for (auto& seat : purchase.seats) {
            if (seat.seat_id != move.seat_id) continue;
            seat.seat_id = move.to_seat_id;
            seat.moved_to_grade = grade == seat.grade ? std::nullopt : std::optional{grade};
        }
    }
    return purchase;
}

Purchase evolve(Purchase purchase, const SeatSold& event) {
    for (const auto& seat : event.seats) {
        if (!has(purchase.sold, seat.seat_id)) purchase.sold.push_back(seat.seat_id);
    }
    return purchase;
}

Purchase evolve(Purchase purchase, const SeatReleased& event) {
    return without_tickets(std::move(purchase), event.seats);
}

Purchase evolve(Purchase purchase, const SeatRefunded& event) {
    return without_tickets(std::move(purchase), event.seats);
}

Purchase evolve(Purchase purchase, const PaymentRequested& event) {
    auto& attempts = purchase.attempts;
    auto& attempt = attempt_of(purchase, event.payment_id);
    const bool is_new = attempt.method.empty();
    attempt.method = event.method.empty() ? method_unknown : event.method;
    if (!attempt.is_captured) attempt.captured = {0, event.amount.currency};
    if (!is_new) return purchase;
    const auto place = attempts.begin() + (&attempt - attempts.data());
    std::rotate(place, place + 1, attempts.end());
    return purchase;
}

Purchase evolve(Purchase purchase, const RefundRequested& event) {
    auto& refund = refund_of(attempt_of(purchase, event.payment_id), event.refund_id);
    if (refund.seats.empty()) refund.seats = purchase.canceling;
    return purchase;
}

Purchase evolve(Purchase purchase, const ReservationCancelPlaced& event) {
    purchase.canceling = ids_of(event.seats);
    return purchase;
}

Purchase evolve(Purchase purchase, const ReservationCancelCompleted& event) {
    purchase.canceling.clear();
    if (!event.payment_id) return purchase;  // there had been no tickets
    auto& attempt = attempt_of(purchase, *event.payment_id);
    attempt.remaining = event.remaining_total ? event.remaining_total->amount : 0;
    if (event.fee && event.fee->amount > 0) {
        attempt.kept.push_back({ids_of(event.seats), event.fee->amount});
    }
    return purchase;
}

Purchase evolve(Purchase purchase, const PaymentApproved& event) {
    auto& attempt = attempt_of(purchase, event.payment_id);
    attempt.is_captured = true;
    attempt.captured = event.amount;
    return purchase;
}

Purchase evolve(Purchase purchase, const PaymentRefunded& event) {
    auto& attempt = attempt_of(purchase, event.payment_id);
    if (!event.refund_id) {
        attempt.unasked += event.amount.amount;
        return purchase;
    }
    auto& refund = refund_of(attempt, *event.refund_id);
    const bool is_by_hand = event.by_hand.value_or(false);
    const bool is_paid_out = refund.amount > 0 && !refund.is_by_hand;
    // Told again; or recorded as paid by hand after the provider had made it: it went back once.
    if (is_paid_out) return purchase;
    refund.amount = event.amount.amount;
    refund.is_by_hand = is_by_hand;
    if (!is_by_hand) explain_unasked(attempt);
    return purchase;
}

Position position_of(const Purchase& purchase) {
    Position position;
    // What a seat is sold for is what was requested last.
    const auto method =
        purchase.attempts.empty() ? method_unknown : method_of(purchase.attempts.back());
    for (const auto& seat : purchase.seats) {
        if (!has(purchase.sold, seat.seat_id)) continue;
        ++position[{seat.moved_to_grade.value_or(seat.grade), method, seat.price.currency}].tickets;
    }
    for (const auto& attempt : purchase.attempts) add_money(purchase, attempt, position);
    return position;
}

}  // namespace boxoffice::sales
