#include "app/verify.hpp"

#include "app/verify_money.hpp"
#include "app/verify_provider.hpp"
#include "app/verify_sales.hpp"
#include "app/verify_tables.hpp"
#include "base/fault.hpp"
#include "ports/sql.hpp"

#include <cstdint>
#include <cstdio>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::app {
namespace {

// Each statement lists breaches; an empty answer is a pass.
constexpr ports::SqlText seats_with_two_tickets =
    "SELECT 'seat ' || seat_id FROM ticket WHERE is_live = 1 GROUP BY seat_id HAVING COUNT(*) > 1";
constexpr ports::SqlText histories_with_gaps =
    "SELECT 'reservation ' || reservation.id FROM reservation WHERE reservation.version <> "
    "(SELECT COUNT(*) FROM reservation_history WHERE reservation_id = reservation.id)";
constexpr ports::SqlText seat_histories_with_gaps =
    "SELECT 'seat ' || seat.id FROM seat WHERE seat.version <> "
    "(SELECT COUNT(*) FROM seat_history WHERE seat_id = seat.id)";
constexpr ports::SqlText epochs_that_fell =
    "SELECT 'seat ' || later.seat_id FROM seat_history AS later JOIN seat_history AS earlier ON "
    "earlier.seat_id = later.seat_id AND earlier.version = later.version - 1 "
    "WHERE later.epoch < earlier.epoch";
constexpr ports::SqlText parked_events =
    "SELECT source || ' ' || key || ' ' || type || ': ' || reason FROM parked_event";

constexpr ports::SqlText live_tickets =
    "SELECT ticket.seat_id, ticket.reservation_id FROM ticket WHERE is_live = 1";
constexpr ports::SqlText sold_seats =
    "SELECT id, owner FROM seat WHERE status = 3 AND is_deleted = 0";
constexpr ports::SqlText completed_reservations =
    "SELECT id, COALESCE(CAST(json_extract(body, '$.currentPayment') AS INTEGER), 0), "
    "COALESCE(CAST(json_extract(body, '$.total.amount') AS INTEGER), 0) FROM reservation "
    "WHERE state = 'Completed'";
constexpr ports::SqlText captured_payments =
    "SELECT id, CAST(json_extract(body, '$.amount.amount') AS INTEGER) FROM payment "
    "WHERE state = 'captured'";
constexpr ports::SqlText unsettled_reservations =
    "SELECT id FROM reservation WHERE state IN "
    "('Placed', 'Locking', 'Selling', 'Paying', 'Canceling', 'Refunding', 'Reseating')";

class Report {
  public:
    void check(std::string_view what, const std::vector<std::string>& breaches) {
        std::printf("%-6s %s\n", breaches.empty() ? "ok" : "BREACH", std::string{what}.c_str());
        constexpr std::size_t shown_max = 20;
        for (std::size_t i = 0; i < breaches.size() && i < shown_max; ++i) {
            std::printf("         %s\n", breaches[i].c_str());
        }
        if (breaches.size() > shown_max)
            std::printf("         and %zu more\n", breaches.size() - shown_max);
        is_clean_ = is_clean_ && breaches.empty();
    }
    [[nodiscard]] bool is_clean() const { return is_clean_; }

  private:
    bool is_clean_ = true;
};

/// I1, I2: a live ticket and a sold seat are the same thing seen from two contexts.
std::vector<std::string> tickets_against_seats(Tables& reservation, Tables& musical,
                                               const std::set<std::int64_t>& unsettled) {
    std::vector<std::string> breaches;
    const auto tickets = reservation.pairs(live_tickets);
    const auto seats = musical.pairs(sold_seats);
    for (const auto& [seat, owner] : tickets) {
        const auto sold = seats.find(seat);
        const bool fits = sold != seats.end() && sold->second == owner;
        if (fits || unsettled.contains(owner)) continue;
        breaches.push_back("seat " + std::to_string(seat) + " has a ticket of reservation " +
                           std::to_string(owner) + " but is not sold to it");
    }
    for (const auto& [seat, owner] : seats) {
        if (tickets.contains(seat) || unsettled.contains(owner)) continue;
        breaches.push_back("seat " + std::to_string(seat) + " is sold to reservation " +
                           std::to_string(owner) + ", which has no ticket for it");
    }
    return breaches;
}

/// I2, I16: completed means captured, and the right amount.
std::vector<std::string> completed_against_payments(Tables& reservation, Tables& payment) {
    std::vector<std::string> breaches;
    const auto captured = payment.pairs(captured_payments);
    reservation.each(completed_reservations, [&](const ports::SqlRow& row) {
        const auto paid = captured.find(row.integer(1));
        if (paid != captured.end() && paid->second == row.integer(2)) return;
        breaches.push_back("reservation " + std::to_string(row.integer(0)) +
                           " is completed but its payment is not captured with its total");
    });
    return breaches;
}

std::set<std::int64_t> ids(Tables& tables, ports::SqlText statement) {
    std::set<std::int64_t> found;
    tables.each(statement, [&](const ports::SqlRow& row) { found.insert(row.integer(0)); });
    return found;
}

}  // namespace

int verify(const VerifyOptions& options) {
    const auto storage = make_storage(options.storage);
    if (!storage->holds("reservation")) {
        throw base::InfrastructureFault(
            options.storage.data.string() +
                " holds no system: write --data DIR with the data directory, or --database-url URL",
            base::Retry::no);
    }
    Tables reservation{*storage, "reservation"};
    Tables musical{*storage, "musical"};
    Tables payment{*storage, "payment"};
    Report report;
    const auto unsettled = ids(reservation, unsettled_reservations);
    report.check("I1  no seat has two live tickets", reservation.texts(seats_with_two_tickets));
    report.check("I2  every live ticket's seat is sold to it, and every sold seat has a ticket",
                 tickets_against_seats(reservation, musical, unsettled));
    report.check("I2  completed means captured, with the reservation's total (I16)",
                 completed_against_payments(reservation, payment));
    for (const auto& [what, breaches] : verify_money(reservation, payment))
        report.check(what, breaches);
    if (options.provider) {
        for (const auto& [what, breaches] : verify_provider(*options.provider, payment))
            report.check(what, breaches);
    }
    std::size_t not_compared = 0;
    if (storage->holds("sales")) {
        auto sales = verify_sales(*storage);
        for (const auto& [what, breaches] : sales.checks) report.check(what, breaches);
        not_compared = sales.not_compared;
    }
    report.check("I7  no seat's epoch ever fell", musical.texts(epochs_that_fell));
    report.check("I12 every reservation's history is complete",
                 reservation.texts(histories_with_gaps));
    report.check("I12 every seat's history is complete", musical.texts(seat_histories_with_gaps));
    for (const auto* context :
         {"musical", "reservation", "payment", "notification", "mypage", "sales"}) {
        Tables tables{*storage, context};
        report.check("I11 no event is parked in " + std::string{context},
                     tables.texts(parked_events));
    }
    if (not_compared > 0) {
        std::printf("%zu performances are still heard of: their sales are not compared.\n",
                    not_compared);
    }
    std::printf("%zu reservations are still under way.\n", unsettled.size());
    for (const auto& line : open_money(payment)) std::printf("%s\n", line.c_str());
    return report.is_clean() ? 0 : 1;
}

}  // namespace boxoffice::app
