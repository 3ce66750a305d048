// A storm reckoned up from outside: ledger, databases, acknowledgements.
#include "contexts/mypage/module.hpp"
#include "simulation/house/checks.hpp"
#include "simulation/house/facts.hpp"
#include "simulation/house/sales_checks.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace boxoffice::simulation {
namespace {

constexpr std::int64_t available = 0;
constexpr std::int64_t sold = 3;
constexpr std::int64_t blocked = 4;

std::string text(std::int64_t number) {
    return std::to_string(number);
}

const StoredPayment* payment_of(const Facts& facts, std::int64_t id) {
    const auto found = facts.payments.find(id);
    return found == facts.payments.end() ? nullptr : &found->second;
}

/// I2: a completed reservation has the money, the tickets and the seats.
void completed_are_paid(const Facts& facts, Breaches& breaches) {
    for (const auto& [id, reservation] : facts.reservations) {
        if (reservation.state != "Completed") continue;
        const auto* payment = payment_of(facts, reservation.current_payment);
        const auto* fact = payment ? ledger_of(facts, *payment) : nullptr;
        if (!fact || !fact->is_captured) {
            breaches.push_back("I2: completed without a capture, reservation " + text(id));
        }
        if (reservation.tickets.size() != reservation.live.size())
            breaches.push_back("I2: completed without its tickets, reservation " + text(id));
        for (const auto seat : reservation.live) {
            const auto found = facts.seats.find(seat);
            const bool is_its = found != facts.seats.end() && found->second.status == sold &&
                                found->second.owner == id;
            if (!is_its)
                breaches.push_back("I2: seat " + text(seat) + " is not sold to reservation " +
                                   text(id));
        }
    }
}

bool is_live(const StoredReservation& reservation, std::int64_t seat) {
    const auto& live = reservation.live;
    return std::find(live.begin(), live.end(), seat) != live.end();
}

/// The price of the seats that are still the buyer's.
std::int64_t price_of_tickets(const StoredReservation& reservation, std::int64_t payment) {
    if (reservation.state != "Completed" || reservation.current_payment != payment) return 0;
    std::int64_t price = 0;
    for (const auto& seat : reservation.seats) {
        if (is_live(reservation, seat.seat_id)) price += seat.price.amount;
    }
    return price;
}

std::int64_t fees_kept(const StoredReservation& reservation, std::int64_t payment) {
    for (const auto& attempt : reservation.attempts) {
        if (attempt.payment_id == payment && attempt.fees) return attempt.fees->amount;
    }
    return 0;
}

/// What staff paid back by hand of what the provider had refused.
std::int64_t paid_by_hand(const StoredPayment& payment) {
    std::int64_t amount = 0;
    for (const auto& refund : payment.refunds) {
        if (refund.state == "recorded") amount += refund.amount.amount;
    }
    return amount;
}

/// Of one attempt: what the provider has kept of it, and for what. What staff have paid by hand is
/// still there.
struct Kept {
    std::int64_t money = 0;
    std::int64_t tickets = 0;
    std::int64_t fees = 0;
    std::int64_t by_hand = 0;
    [[nodiscard]] bool is_right() const { return money == tickets + fees + by_hand; }
};

/// The provider's people may give back of a fee what they like: then the fee is what is left, and
/// no less than they left.
Kept kept_of(const LedgerFact* fact, const StoredReservation* reservation, std::int64_t id,
             const StoredPayment& payment) {
    Kept kept{.by_hand = paid_by_hand(payment)};
    if (fact && fact->is_captured) kept.money = fact->amount - fact->given_back;
    if (!reservation) return kept;
    kept.tickets = price_of_tickets(*reservation, id);
    kept.fees = fees_kept(*reservation, id);
    const auto at_console = fact ? fact->given_back_at_console : 0;
    const auto fees_least = std::max(kept.fees - at_console, std::int64_t{0});
    const auto beside_tickets = kept.money - kept.tickets - kept.by_hand;
    if (at_console > 0) kept.fees = std::clamp(beside_tickets, fees_least, kept.fees);
    return kept;
}

/// What the provider's people gave back of one attempt, of their own accord.
std::int64_t at_console(const Facts& facts, std::int64_t payment) {
    const auto found = facts.payments.find(payment);
    const auto* fact = found == facts.payments.end() ? nullptr : ledger_of(facts, found->second);
    return fact ? fact->given_back_at_console : 0;
}

/// I4: a fee is that of seats that were given back, each by the percent of its performance, and of
/// nothing else. The provider's people may have given back of it what they like.
void fees_are_those_of_seats(const Facts& facts, const Crowd& crowd, Breaches& breaches) {
    for (const auto& [id, reservation] : facts.reservations) {
        std::int64_t percent = 0;
        for (const auto& showing : crowd.season()) {
            if (showing.performance == reservation.performance_id) percent = showing.fee_percent;
        }
        std::set<std::int64_t> possible{0};
        for (const auto& seat : reservation.seats) {
            if (is_live(reservation, seat.seat_id)) continue;
            for (const auto sum : std::set<std::int64_t>{possible}) {
                possible.insert(sum + seat.price.amount * percent / 100);
            }
        }
        for (const auto& attempt : reservation.attempts) {
            const auto fees = fees_kept(reservation, attempt.payment_id);
            const auto whole = possible.lower_bound(fees);
            const auto given = at_console(facts, attempt.payment_id);
            if (whole != possible.end() && *whole <= fees + given) continue;
            breaches.push_back("I4: a fee of " + text(fees) + " is no sum of " + text(percent) +
                               " % of seats, reservation " + text(id));
        }
    }
}

/// What the house decided to give back of one attempt.
std::int64_t decided_back(const StoredReservation& reservation, std::int64_t payment) {
    std::int64_t amount = 0;
    for (const auto& attempt : reservation.attempts) {
        if (attempt.payment_id != payment) continue;
        for (const auto& refund : attempt.refunds) amount += refund.amount.amount;
    }
    return amount;
}

/// I3: every captured payment is tickets or given back, by the provider's own ledger.
void money_is_accounted_for(const Facts& facts, Breaches& breaches) {
    for (const auto& [id, payment] : facts.payments) {
        const auto* fact = ledger_of(facts, payment);
        if (!fact || !fact->is_captured) continue;
        const auto found = facts.reservations.find(payment.reservation_id);
        if (found == facts.reservations.end()) {
            breaches.push_back("I3: captured for no reservation, payment " + text(id));
            continue;
        }
        const auto& reservation = found->second;
        const auto kept = kept_of(fact, &reservation, id, payment);
        if (!kept.is_right()) {
            breaches.push_back("I3: payment " + text(id) + " of reservation " +
                               text(reservation.id) + " (" + reservation.state + ") keeps " +
                               text(kept.money) + " for tickets worth " + text(kept.tickets) +
                               " and fees " + text(kept.fees));
        }
        const auto by_us = fact->given_back - fact->given_back_at_console + kept.by_hand;
        // What was decided here may have been done at the console meanwhile.
        const auto decided = decided_back(reservation, id);
        const bool is_right = fact->given_back_at_console > 0 ? by_us <= decided : by_us == decided;
        if (!is_right) {
            breaches.push_back("I4: payment " + text(id) + " gave back " + text(by_us) +
                               " although " + text(decided) + " was decided");
        }
    }
}

/// I3, I13: captured = tickets + fees + given back, in the house's ledger as in the provider's;
/// with all settled, no item is open.
void books_are_right(const Facts& facts, Breaches& breaches) {
    for (const auto& [id, payment] : facts.payments) {
        const auto reservation = facts.reservations.find(payment.reservation_id);
        const bool is_known = reservation != facts.reservations.end();
        const auto kept = kept_of(ledger_of(facts, payment),
                                  is_known ? &reservation->second : nullptr, id, payment);
        const auto found = facts.books.find(id);
        const auto books = found == facts.books.end() ? BookFact{} : found->second;
        const auto elsewhere = is_at_desk(payment) ? books.provider : books.in_tills();
        const bool is_right = books.provider + books.in_tills() == kept.money && elsewhere == 0 &&
                              books.tickets == -kept.tickets && books.open_items == 0 &&
                              books.refunds_payable == 0 && books.retained_fees == -kept.fees &&
                              books.paid_by_hand == -kept.by_hand && kept.is_right();
        if (is_right) continue;
        breaches.push_back("I13: payment " + text(id) + " keeps " + text(kept.money) +
                           " for tickets worth " + text(kept.tickets) + " and fees " +
                           text(kept.fees) + ", booked: provider " + text(books.provider) +
                           ", tills " + text(books.in_tills()) + ", open " +
                           text(books.open_items) + ", tickets " + text(books.tickets) +
                           ", refunds " + text(books.refunds_payable) + ", fees " +
                           text(books.retained_fees) + ", by hand " + text(books.paid_by_hand));
    }
}

/// I3: a charge that was called declined was never made. (Money that is found later goes back, but
/// the buyer had been told that nothing was charged.)
void no_means_no(House& house, const Facts& facts, Breaches& breaches) {
    for (const auto& event : house.bus.log()) {
        if (event->type != "PaymentDeclined") continue;
        const auto id = read_or_default<SeenAttempt>(event->payload).payment_id;
        const auto* payment = payment_of(facts, id);
        const auto* fact = payment ? ledger_of(facts, *payment) : nullptr;
        if (fact && fact->is_captured)
            breaches.push_back("I3: payment " + text(id) + " was called declined and was charged");
    }
}

/// I6: what is sold has its ticket; nothing else is withheld from sale.
void seats_do_not_leak(const Facts& facts, Breaches& breaches) {
    for (const auto& [id, seat] : facts.seats) {
        if (seat.status == available || seat.status == blocked) continue;
        const auto ticket = facts.tickets.find(id);
        const bool has_ticket = ticket != facts.tickets.end() &&
                                ticket->second == std::vector<std::int64_t>{seat.owner};
        if (seat.status != sold || !has_ticket)
            breaches.push_back("I6: seat " + text(id) + " is withheld by reservation " +
                               text(seat.owner) + ", status " + text(seat.status));
    }
    for (const auto& [id, owners] : facts.tickets) {
        const auto seat = facts.seats.find(id);
        if (seat == facts.seats.end() || seat->second.status != sold)
            breaches.push_back("I6: a live ticket for seat " + text(id) + " that is not sold");
    }
}

bool has_step(const Facts& facts, std::int64_t reservation, const std::string& trigger) {
    const auto found = facts.histories.find(reservation);
    return found != facts.histories.end() &&
           std::any_of(found->second.begin(), found->second.end(),
                       [&](const StoredStep& step) { return step.trigger == trigger; });
}

bool was_completed(const Facts& facts, std::int64_t reservation) {
    const auto found = facts.histories.find(reservation);
    return found != facts.histories.end() &&
           std::any_of(found->second.begin(), found->second.end(),
                       [](const StoredStep& step) { return step.to == "Completed"; });
}

/// The seats of a purchase after all that staff moved of it, in their order.
std::vector<std::int64_t> seats_after_moves(const Facts& facts, const Purchase& purchase) {
    auto seats = purchase.seats;
    const auto found = facts.histories.find(purchase.reservation);
    if (found == facts.histories.end()) return seats;
    StoredReseat last;
    for (const auto& step : found->second) {
        if (step.reseat_begun) last = *step.reseat_begun;
        if (step.trigger != "SeatMoved") continue;
        for (const auto& [from, to] : last.moves) {
            std::replace(seats.begin(), seats.end(), from.seat_id, to.seat_id);
        }
    }
    return seats;
}

/// I5, I8: what was acknowledged is there, once, as it was acknowledged.
void promises_are_kept(const Facts& facts, const Crowd& crowd, Breaches& breaches) {
    std::map<std::int64_t, int> reservations_of;
    for (const auto& [id, reservation] : facts.reservations) ++reservations_of[reservation.user_id];
    for (const auto& purchase : crowd.purchases()) {
        const auto who = "user " + text(purchase->user);
        if (reservations_of[purchase->user] > 1)
            breaches.push_back("I8: one key made two reservations, " + who);
        if (purchase->reservation == 0) continue;
        const auto found = facts.reservations.find(purchase->reservation);
        if (found == facts.reservations.end()) {
            breaches.push_back("I5: an acknowledged reservation is gone, " + who);
            continue;
        }
        std::vector<std::int64_t> seats;
        for (const auto& seat : found->second.seats) seats.push_back(seat.seat_id);
        if (found->second.user_id != purchase->user || seats != seats_after_moves(facts, *purchase))
            breaches.push_back("I5: an acknowledged reservation has changed hands, " + who);
        if (purchase->was_seen_completed && !was_completed(facts, purchase->reservation))
            breaches.push_back("I5: an acknowledged purchase is gone, " + who);
        if (purchase->is_pay_acknowledged &&
            !has_step(facts, purchase->reservation, "PayReservation"))
            breaches.push_back("I5: an acknowledged payment is gone, " + who);
        if (purchase->is_move_acknowledged && !has_step(facts, purchase->reservation, "MoveSeats"))
            breaches.push_back("I5: an acknowledged move is gone, " + who);
        if (purchase->is_cancel_acknowledged && found->second.state == "Completed")
            breaches.push_back("I5: an acknowledged cancellation is gone, " + who);
    }
    breaches.insert(breaches.end(), crowd.broken().begin(), crowd.broken().end());
}

/// I9: whoever was concerned was told, and nobody of what did not happen.
void people_are_told(House& house, Breaches& breaches) {
    std::set<std::string> news;
    for (const auto& event : house.bus.log()) {
        if (event->type == "ReservationReseated") {
            const auto moved = read_or_default<SeenMove>(event->payload);
            news.insert("reservation-" + text(moved.reservation_id) + "-" + event->type + "-move-" +
                        text(moved.move_number));
            continue;
        }
        const bool is_news = event->type == "ReservationCompleted" ||
                             event->type == "ReservationImpossible" ||
                             event->type == "ReservationExpired";
        if (!is_news || event->source != "reservation") continue;
        const auto id = read_or_default<SeenOutcome>(event->payload).reservation_id;
        news.insert("reservation-" + text(id) + "-" + event->type);
    }
    const auto& letters = house.post_office.received();
    for (const auto& key : news) {
        if (letters.count(key) == 0) breaches.push_back("I9: nobody was told: " + key);
    }
    for (const auto& [key, count] : letters) {
        const bool is_outcome = key.ends_with("Completed") && !key.ends_with("CancelCompleted");
        if (is_outcome && news.count(key) == 0)
            breaches.push_back("I9: somebody was told what did not happen: " + key);
    }
}

std::set<std::string> pages_in(ports::SqlSession& sql) {
    std::set<std::string> pages;
    sql.query("SELECT reservation_id, user_id, body FROM my_page", {},
              [&](const ports::SqlRow& row) {
                  pages.insert(text(row.integer(0)) + " " + text(row.integer(1)) + " " +
                               std::string{row.text(2)});
              });
    return pages;
}

/// I10: the projection equals a fold of the whole log by one that never crashed.
void pages_equal_a_rebuild(House& house, Breaches& breaches) {
    SimulatedClock clock{house.clock.now()};
    SimulatedScheduler scheduler{clock, SimulatedRandomness{1}};
    SimulatedBus bus{scheduler, SimulatedRandomness{2}};
    SimulatedRandomness randomness{3};
    SimulatedLog log;
    SimulatedMetrics metrics;
    const auto database = make_memory_database("mypage");
    for (const auto& event : house.bus.log()) bus.append(*event);
    mypage::Module rebuilt{{clock, scheduler, *database, bus, randomness, log, metrics}};
    rebuilt.start();
    scheduler.run_for(std::chrono::seconds{10});
    const auto expected = pages_in(*database->open_reader());
    const auto found = pages_in(house.stored("mypage"));
    for (const auto& page : expected) {
        if (found.count(page) == 0) breaches.push_back("I10: my page lacks " + page);
    }
    for (const auto& page : found) {
        if (expected.count(page) == 0) breaches.push_back("I10: my page has in excess " + page);
    }
}

}  // namespace

Breaches check_settled(House& house, const Crowd& crowd) {
    const auto facts = read_facts(house);
    auto breaches = check_any_time(house, facts);
    for (const auto& [id, reservation] : facts.reservations) {
        for (const auto& attempt : reservation.attempts) {
            if (attempt.fees) house.journal.count("fees kept");
        }
    }
    completed_are_paid(facts, breaches);
    money_is_accounted_for(facts, breaches);
    books_are_right(facts, breaches);
    fees_are_those_of_seats(facts, crowd, breaches);
    no_means_no(house, facts, breaches);
    seats_do_not_leak(facts, breaches);
    promises_are_kept(facts, crowd, breaches);
    people_are_told(house, breaches);
    pages_equal_a_rebuild(house, breaches);
    check_sales(house, breaches);
    return breaches;
}

Breaches check_nobody_was_refunded_unasked(House& house) {
    Breaches breaches;
    const auto facts = read_facts(house);
    for (const auto& [id, payment] : facts.payments) {
        const auto reservation = payment.reservation_id;
        const bool was_asked = has_step(facts, reservation, "CancelReservation") ||
                               has_step(facts, reservation, "PerformanceCanceled");
        if (!payment.refunds.empty() && !was_asked)
            breaches.push_back("Q1: payment " + text(id) + " was given back and nobody had asked");
    }
    return breaches;
}

}  // namespace boxoffice::simulation
