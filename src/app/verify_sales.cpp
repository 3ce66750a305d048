#include "app/verify_sales.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace boxoffice::app {
namespace {

constexpr ports::SqlText published = "SELECT key, sequence FROM event_sequence";
constexpr ports::SqlText heard = "SELECT source || ' ' || key, sequence FROM inbox";

// Each answers with a performance, what is counted, and how much of it.
constexpr ports::SqlText seats_of_musical =
    "SELECT performance_id, 'seats of ' || grade, COUNT(*) FROM seat WHERE is_deleted = 0 "
    "GROUP BY performance_id, grade UNION ALL "
    "SELECT performance_id, 'held of ' || grade, COUNT(*) FROM seat WHERE is_deleted = 0 AND "
    "status IN (1, 2) GROUP BY performance_id, grade UNION ALL "
    "SELECT performance_id, 'sold of ' || grade, COUNT(*) FROM seat WHERE is_deleted = 0 AND "
    "status = 3 GROUP BY performance_id, grade UNION ALL "
    "SELECT performance_id, 'blocked of ' || grade, COUNT(*) FROM seat WHERE is_deleted = 0 AND "
    "status = 4 GROUP BY performance_id, grade";
constexpr ports::SqlText seats_of_sales =
    "SELECT performance_id, 'seats of ' || grade, capacity FROM grade UNION ALL "
    "SELECT performance_id, 'held of ' || grade, held FROM grade UNION ALL "
    "SELECT performance_id, 'sold of ' || grade, sold FROM grade UNION ALL "
    "SELECT performance_id, 'blocked of ' || grade, blocked FROM grade";
constexpr ports::SqlText tickets_of_reservation =
    "SELECT performance_id, 'tickets', COUNT(*) FROM ticket WHERE is_live = 1 "
    "GROUP BY performance_id";
constexpr ports::SqlText tickets_of_sales =
    "SELECT performance_id, 'tickets', SUM(tickets) FROM sales_total GROUP BY performance_id";
/// What the house has is the other side of what it is for, whichever accounts hold it.
constexpr ports::SqlText money_of_payment =
    "SELECT CAST(json_extract(payment.body, '$.performanceId') AS INTEGER), "
    "'captured of minute ' || (at / 60000), -SUM(open_items) FROM ledger JOIN payment ON "
    "payment.id = ledger.payment_id WHERE occasion IN "
    "('captured', 'taken_in_cash', 'taken_by_terminal') GROUP BY 1, 2 UNION ALL "
    "SELECT CAST(json_extract(payment.body, '$.performanceId') AS INTEGER), "
    "'kept of minute ' || (at / 60000), "
    "-SUM(open_items + tickets + refunds_payable + retained_fees) FROM ledger JOIN payment ON "
    "payment.id = ledger.payment_id GROUP BY 1, 2";
constexpr ports::SqlText money_of_sales =
    "SELECT performance_id, 'captured of minute ' || minute, SUM(captured) FROM sales_minute "
    "GROUP BY performance_id, minute UNION ALL "
    "SELECT performance_id, 'kept of minute ' || minute, SUM(captured - refunded) "
    "FROM sales_minute GROUP BY performance_id, minute";
constexpr ports::SqlText fees_of_payment =
    "SELECT CAST(json_extract(payment.body, '$.performanceId') AS INTEGER), 'fees', "
    "-SUM(retained_fees) FROM ledger JOIN payment ON payment.id = ledger.payment_id GROUP BY 1";
constexpr ports::SqlText fees_of_sales =
    "SELECT performance_id, 'fees', SUM(fees) FROM sales_total GROUP BY performance_id";
constexpr ports::SqlText sums_beside_minutes =
    "SELECT 'performance ' || performance_id || ' ' || grade || ' ' || method FROM "
    "(SELECT performance_id, grade, method, currency, SUM(tickets) AS tickets, "
    "SUM(captured) AS captured, SUM(refunded) AS refunded, SUM(fees) AS fees FROM "
    "(SELECT performance_id, grade, method, currency, tickets, captured, refunded, fees "
    "FROM sales_total UNION ALL SELECT performance_id, grade, method, currency, cancelled - sold, "
    "-captured, -refunded, -fees FROM sales_minute WHERE method <> '') AS both_signs "
    "GROUP BY performance_id, grade, method, currency) AS sums "
    "WHERE tickets <> 0 OR captured <> 0 OR refunded <> 0 OR fees <> 0";

constexpr ports::SqlText deleted_performances = "SELECT id FROM performance WHERE status = 2";
/// Performances with a reservation between two steps, or waiting for staff.
constexpr ports::SqlText moving_performances =
    "SELECT DISTINCT performance_id FROM reservation WHERE state NOT IN "
    "('Placed', 'Held', 'Completed', 'Impossible', 'Expired', 'Canceled')";

using Performances = std::set<std::int64_t>;
using Sequences = std::map<std::string, std::int64_t>;
using Counted = std::map<std::pair<std::int64_t, std::string>, std::int64_t>;

Sequences sequences(Tables& tables, ports::SqlText statement) {
    Sequences found;
    tables.each(statement, [&](const ports::SqlRow& row) {
        found[std::string{row.text(0)}] = row.integer(1);
    });
    return found;
}

/// What is counted as nothing is left out.
Counted counted(Tables& tables, ports::SqlText statement) {
    Counted found;
    tables.each(statement, [&](const ports::SqlRow& row) {
        if (row.integer(2) != 0) found[{row.integer(0), std::string{row.text(1)}}] = row.integer(2);
    });
    return found;
}

Performances performances(Tables& tables, ports::SqlText statement) {
    Performances found;
    tables.each(statement, [&](const ports::SqlRow& row) { found.insert(row.integer(0)); });
    return found;
}

/// One context: what it published, what it has heard, and what is compared of it; at one moment.
struct Read {
    Sequences published;
    Sequences heard;
    Counted first;
    Counted second;
};

Read read(Tables& tables, ports::SqlText first, ports::SqlText second) {
    Read all;
    tables.at_once([&] {
        all = {sequences(tables, published), sequences(tables, heard), counted(tables, first),
               counted(tables, second)};
    });
    return all;
}

/// Whether a listener has dealt with all that a source has said of that key.
bool is_up_to_date(const Read& listener, const Read& source, const std::string& name,
                   const std::string& key) {
    const auto said = source.published.find(key);
    if (said == source.published.end()) return true;
    const auto known = listener.heard.find(name + ' ' + key);
    return known != listener.heard.end() && known->second == said->second;
}

std::vector<std::string> differences(const Counted& sales, const Counted& theirs,
                                     const Performances& left_out) {
    std::vector<std::string> breaches;
    Counted all = sales;
    for (const auto& [key, amount] : theirs) all.emplace(key, 0);
    for (const auto& entry : all) {
        const auto& key = entry.first;
        if (left_out.contains(key.first)) continue;
        const auto told = [&](const Counted& of) {
            const auto found = of.find(key);
            return found == of.end() ? 0 : found->second;
        };
        if (told(sales) == told(theirs)) continue;
        breaches.push_back("performance " + std::to_string(key.first) + ", " + key.second +
                           ": sales has " + std::to_string(told(sales)) + " instead of " +
                           std::to_string(told(theirs)));
    }
    return breaches;
}

}  // namespace

SalesChecked verify_sales(Storage& storage) {
    // First what follows, then what leads: then nothing that was only just written seems to be
    // missed.
    Tables sales{storage, "sales"};
    Tables reservation{storage, "reservation"};
    Tables payment{storage, "payment"};
    Tables musical{storage, "musical"};
    Read of_sales;
    Counted sold_tickets;
    Counted kept_fees;
    std::vector<std::string> beside_minutes;
    Performances deleted;
    sales.at_once([&] {
        of_sales = {{},
                    sequences(sales, heard),
                    counted(sales, seats_of_sales),
                    counted(sales, money_of_sales)};
        sold_tickets = counted(sales, tickets_of_sales);
        kept_fees = counted(sales, fees_of_sales);
        beside_minutes = sales.texts(sums_beside_minutes);
        deleted = performances(sales, deleted_performances);
    });
    auto moving = performances(reservation, moving_performances);
    const auto of_payment = read(payment, money_of_payment, fees_of_payment);
    const auto of_reservation = read(reservation, tickets_of_reservation, tickets_of_reservation);
    const auto of_musical = read(musical, seats_of_musical, seats_of_musical);

    Performances behind;
    const auto note = [&](const Sequences& keys) {
        for (const auto& [key, sequence] : keys) {
            const bool is_performance =
                !key.empty() &&
                std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
            const bool is_heard = is_up_to_date(of_sales, of_musical, "musical", key) &&
                                  is_up_to_date(of_sales, of_reservation, "reservation", key) &&
                                  is_up_to_date(of_sales, of_payment, "payment", key) &&
                                  is_up_to_date(of_payment, of_reservation, "reservation", key) &&
                                  is_up_to_date(of_reservation, of_musical, "musical", key) &&
                                  is_up_to_date(of_reservation, of_payment, "payment", key) &&
                                  is_up_to_date(of_musical, of_reservation, "reservation", key);
            if (is_performance && !is_heard) behind.insert(std::stoll(key));
        }
    };
    note(of_musical.published);
    note(of_reservation.published);
    note(of_payment.published);

    auto seats_left_out = behind;
    seats_left_out.insert(deleted.begin(), deleted.end());
    moving.insert(behind.begin(), behind.end());
    return {{{"I10 sales counts the seats that musical has",
              differences(of_sales.first, of_musical.first, seats_left_out)},
             {"I10 sales counts the tickets that reservation has",
              differences(sold_tickets, of_reservation.first, moving)},
             {"I10 sales has the money of payment's ledger, minute by minute",
              differences(of_sales.second, of_payment.first, behind)},
             {"I10 sales has the fees of payment's ledger",
              differences(kept_fees, of_payment.second, moving)},
             {"I10 the sums of sales are those of its minutes", std::move(beside_minutes)}},
            behind.size()};
}

}  // namespace boxoffice::app
