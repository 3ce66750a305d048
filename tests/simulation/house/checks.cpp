#include "simulation/house/checks.hpp"

#include "simulation/house/facts.hpp"

#include <algorithm>
#include <map>

namespace boxoffice::simulation {
namespace {

constexpr std::int64_t available = 0;
constexpr std::int64_t held = 1;
constexpr std::int64_t locked = 2;
constexpr std::int64_t sold = 3;
constexpr std::int64_t blocked = 4;

std::string text(std::int64_t number) {
    return std::to_string(number);
}

bool is_terminal(const std::string& state) {
    return state == "Impossible" || state == "Expired" || state == "Canceled";
}

/// I1: no seat belongs to two, by tickets and by what the reservations say of themselves.
void no_seat_twice(const Facts& facts, Breaches& breaches) {
    for (const auto& [seat, owners] : facts.tickets) {
        if (owners.size() > 1) breaches.push_back("I1: two live tickets for seat " + text(seat));
    }
    std::map<std::int64_t, std::int64_t> buyers;
    for (const auto& [id, reservation] : facts.reservations) {
        if (reservation.state != "Completed") continue;
        for (const auto seat : reservation.live) {
            const auto [other, is_first] = buyers.emplace(seat, id);
            if (is_first) continue;
            breaches.push_back("I1: seat " + text(seat) + " was sold to reservations " +
                               text(other->second) + " and " + text(id));
        }
    }
}

/// I4: never more back than was taken, and one cancel per decision.
void no_refund_twice(const Facts& facts, Breaches& breaches) {
    for (const auto& [order, fact] : facts.ledger) {
        if (fact.given_back > fact.amount)
            breaches.push_back("I4: more was given back than captured, order " + order);
        for (const auto& [key, count] : fact.cancels_by_key) {
            if (count > 1) breaches.push_back("I4: one refund was paid twice, key " + key);
        }
    }
    for (const auto& [id, payment] : facts.payments) {
        const auto* fact = ledger_of(facts, payment);
        if (fact && fact->cancels > payment.refunds.size()) {
            breaches.push_back("I4: the provider paid more refunds than were decided, payment " +
                               text(id));
        }
    }
}

/// I12: no version is missing, a dead state is left only for a late capture, and no timer ends what
/// is being charged (I6).
void histories_are_sound(const Facts& facts, Breaches& breaches) {
    for (const auto& [id, steps] : facts.histories) {
        std::int64_t version = 0;
        std::string state = "New";
        for (const auto& step : steps) {
            const auto where = "reservation " + text(id) + " version " + text(step.version);
            if (step.version != ++version)
                breaches.push_back("I12: a version is missing, " + where);
            if (step.from != state) breaches.push_back("I12: a step from elsewhere, " + where);
            const bool is_late_capture =
                step.to == "Refunding" && step.trigger == "PaymentApproved";
            const bool is_moved = step.to != step.from;
            if (is_terminal(step.from) && is_moved && !is_late_capture)
                breaches.push_back("I12: a terminal state was left, " + where);
            const bool is_charging = step.from == "Paying" || step.from == "Selling";
            const bool is_freed_by_timer = step.to == "Expired" && step.trigger == "DeadlinePassed";
            if (is_charging && is_freed_by_timer)
                breaches.push_back("I6: a timer ended what is being charged, " + where);
            state = step.to;
        }
    }
}

struct Move {
    std::int64_t seat = 0;
    std::int64_t version = 0;
    std::int64_t reservation = 0;
    std::int64_t epoch = 0;
    std::int64_t status = 0;
};

/// I7: only the holder of the present (reservation, epoch) moves a seat on.
bool is_fenced(const SeatFact& before, const Move& move) {
    const bool is_same = move.reservation == before.owner && move.epoch == before.epoch;
    const bool is_new = move.epoch > before.epoch;
    switch (move.status) {
        case held:
            if (is_same) return before.status == locked || before.status == held;
            return is_new && (before.status == available || before.status == held);
        case locked:
            return is_same && before.status == held;
        case sold:
            if (is_same) return before.status == locked;
            // A seat that its owner keeps gets a new epoch when another of his tickets is moved.
            return is_new && (before.status == available || before.status == held ||
                              ((before.status == locked || before.status == sold) &&
                               before.owner == move.reservation));
        case available:
            return before.status == blocked || move.reservation == before.owner;
        case blocked:
            return before.status == available || before.status == held;
        default:
            return false;
    }
}

void seats_are_fenced(House& house, Breaches& breaches) {
    SeatFact before;
    Move last;
    house.stored("musical").query(
        "SELECT seat_id, version, reservation_id, epoch, status FROM seat_history "
        "ORDER BY seat_id, version",
        {}, [&](const ports::SqlRow& row) {
            const Move move{row.integer(0), row.integer(1), row.integer(2), row.integer(3),
                            row.integer(4)};
            if (move.seat != last.seat) before = {};
            if (!is_fenced(before, move)) {
                breaches.push_back("I7: seat " + text(move.seat) + " version " +
                                   text(move.version) + " was moved from status " +
                                   text(before.status) + " of reservation " + text(before.owner) +
                                   " epoch " + text(before.epoch) + " to status " +
                                   text(move.status) + " by reservation " + text(move.reservation) +
                                   " epoch " + text(move.epoch));
            }
            const bool has_owner = move.status != available && move.status != blocked;
            before = {move.status, has_owner ? move.reservation : 0, move.epoch};
            last = move;
        });
}

/// I16: what was captured is what the house computed, for an order that the house knows.
void amounts_are_ours(const Facts& facts, Breaches& breaches) {
    std::map<std::string, const StoredPayment*> by_order;
    for (const auto& [id, payment] : facts.payments) by_order[payment.order_id] = &payment;
    for (const auto& [order, fact] : facts.ledger) {
        if (!fact.is_captured) continue;
        const auto payment = by_order.find(order);
        if (payment == by_order.end()) {
            breaches.push_back("I16: the provider captured an order that nobody stored: " + order);
            continue;
        }
        const auto reservation = facts.reservations.find(payment->second->reservation_id);
        if (reservation == facts.reservations.end()) continue;
        std::int64_t price = 0;
        for (const auto& seat : reservation->second.seats) price += seat.price.amount;
        if (fact.amount != price || reservation->second.total.amount != price) {
            breaches.push_back("I16: " + text(fact.amount) + " was captured for seats that cost " +
                               text(price) + ", reservation " + text(reservation->first));
        }
    }
}

/// I13: the house's ledger sums up to zero, payment by payment, and holds a payment's money from
/// the moment at which the payment is captured.
void ledger_sums_to_zero(const Facts& facts, Breaches& breaches) {
    for (const auto& [id, books] : facts.books) {
        if (books.sum() != 0)
            breaches.push_back("I13: the ledger of payment " + text(id) + " sums up to " +
                               text(books.sum()));
    }
    for (const auto& [id, payment] : facts.payments) {
        const bool is_worth_booking = payment.state == "captured" && payment.amount.amount > 0;
        if (is_worth_booking && facts.books.count(id) == 0)
            breaches.push_back("I13: captured and not booked, payment " + text(id));
    }
}

/// I13: what is stored of each day is what that day moved.
void days_are_sums(House& house, Breaches& breaches) {
    const auto differing = house.number(
        "payment",
        "SELECT COUNT(*) FROM (SELECT day, currency, movements, provider, open_items, tickets, "
        "refunds_payable, retained_fees, paid_by_hand, cash_drawer, card_terminal FROM ledger_day "
        "EXCEPT SELECT at / 86400000, currency, COUNT(*), SUM(provider), SUM(open_items), "
        "SUM(tickets), SUM(refunds_payable), SUM(retained_fees), SUM(paid_by_hand), "
        "SUM(cash_drawer), SUM(card_terminal) FROM ledger GROUP BY at / 86400000, currency)");
    const auto days = house.number("payment", "SELECT COUNT(*) FROM ledger_day");
    const auto booked = house.number(
        "payment", "SELECT COUNT(*) FROM (SELECT DISTINCT at / 86400000, currency FROM ledger)");
    if (differing != 0 || days != booked)
        breaches.push_back("I13: the stored totals of " + text(differing) + " of " + text(days) +
                           " days are not what " + text(booked) + " days moved");
}

/// I11: no event is missing in the log, nobody parked one.
void events_are_in_order(House& house, Breaches& breaches) {
    std::map<std::string, std::int64_t> last;
    for (const auto& event : house.bus.log()) {
        auto& sequence = last[event->source + ' ' + event->key];
        if (event->sequence > sequence + 1) {
            breaches.push_back("I11: " + event->source + " " + event->key + " jumps from " +
                               text(sequence) + " to " + text(event->sequence));
        }
        sequence = std::max(sequence, event->sequence);
    }
    for (const auto& name : House::contexts()) {
        if (house.number(name, "SELECT COUNT(*) FROM parked_event") > 0)
            breaches.push_back("I11: an event is parked at " + name);
    }
}

/// What moved at the provider must come to be booked here, though nobody tells.
void known_at_provider(const Facts& facts, const std::string& order, const LedgerFact& fact,
                       Breaches& open) {
    for (const auto& [id, payment] : facts.payments) {
        if (payment.order_id != order || is_at_desk(payment)) continue;
        const auto booked = facts.books.find(id);
        const auto here = booked == facts.books.end() ? 0 : booked->second.provider;
        const auto there = fact.is_captured ? fact.amount - fact.given_back : 0;
        if (here != there)
            open.push_back("payment " + text(id) + " has " + text(there) +
                           " at the provider, booked are " + text(here));
    }
}

}  // namespace

Breaches check_any_time(House& house, const Facts& facts) {
    Breaches breaches;
    no_seat_twice(facts, breaches);
    no_refund_twice(facts, breaches);
    histories_are_sound(facts, breaches);
    seats_are_fenced(house, breaches);
    amounts_are_ours(facts, breaches);
    ledger_sums_to_zero(facts, breaches);
    days_are_sums(house, breaches);
    events_are_in_order(house, breaches);
    return breaches;
}

Breaches check_any_time(House& house) {
    return check_any_time(house, read_facts(house));
}

Breaches open_business(House& house) {
    Breaches open;
    const auto facts = read_facts(house);
    for (const auto& [id, reservation] : facts.reservations) {
        if (!is_terminal(reservation.state) && reservation.state != "Completed")
            open.push_back("reservation " + text(id) + " is " + reservation.state);
    }
    for (const auto& [id, seat] : facts.seats) {
        if (seat.status == held || seat.status == locked)
            open.push_back("seat " + text(id) + " is withheld by " + text(seat.owner));
    }
    for (const auto& [id, payment] : facts.payments) {
        const bool is_settled = payment.state == "captured" || payment.state == "declined" ||
                                payment.state == "abandoned";
        if (!is_settled) open.push_back("payment " + text(id) + " is " + payment.state);
        for (const auto& refund : payment.refunds) {
            if (refund.state != "done" && refund.state != "recorded")
                open.push_back("refund " + text(refund.refund_id) + " is " + refund.state);
        }
    }
    for (const auto& [order, fact] : facts.ledger) known_at_provider(facts, order, fact, open);
    for (const auto& name : House::contexts()) {
        if (house.number(name,
                         "SELECT (SELECT COUNT(*) FROM outbox) + "
                         "(SELECT COUNT(*) FROM outbox_event)") > 0)
            open.push_back("events of " + name + " are not on the bus");
    }
    return open;
}

}  // namespace boxoffice::simulation
