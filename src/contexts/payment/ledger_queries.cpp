#include "contexts/payment/ledger_queries.hpp"

#include "base/fault.hpp"
#include "contexts/payment/codecs.hpp"
#include "contexts/payment/store.hpp"
#include "contracts/codec_definition.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::payment::LedgerLine)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::payment::BalancesResource)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::payment::OpenItemResource)

namespace boxoffice::payment {
namespace {

using ports::SqlRow;
using ports::SqlText;

constexpr SqlText select_lines =
    "SELECT payment_id, reservation_id, refund_id, occasion, at, currency, provider, open_items, "
    "tickets, refunds_payable, retained_fees, paid_by_hand, cash_drawer, card_terminal FROM ledger "
    "ORDER BY at DESC, payment_id DESC, version DESC, line DESC LIMIT $1 OFFSET $2";
constexpr SqlText select_lines_of_payment =
    "SELECT payment_id, reservation_id, refund_id, occasion, at, currency, provider, open_items, "
    "tickets, refunds_payable, retained_fees, paid_by_hand, cash_drawer, card_terminal "
    "FROM ledger WHERE payment_id = $3 "
    "ORDER BY version DESC, line DESC LIMIT $1 OFFSET $2";
constexpr SqlText count_lines = "SELECT COALESCE(SUM(movements), 0) FROM ledger_day";
constexpr SqlText count_lines_of_payment = "SELECT COUNT(*) FROM ledger WHERE payment_id = $1";
constexpr SqlText select_balances =
    "SELECT currency, SUM(provider), SUM(open_items), SUM(tickets), SUM(refunds_payable), "
    "SUM(retained_fees), SUM(paid_by_hand), SUM(cash_drawer), SUM(card_terminal) FROM ledger_day "
    "GROUP BY currency ORDER BY currency";
constexpr SqlText select_days =
    "SELECT currency, provider, open_items, tickets, refunds_payable, retained_fees, paid_by_hand, "
    "cash_drawer, card_terminal, day, movements, captured, refunded FROM ledger_day WHERE day >= "
    "$1 "
    "ORDER BY day DESC, currency";
constexpr SqlText select_open =
    "SELECT payment.body, (SELECT MAX(at) FROM ledger WHERE payment_id = payment.id) FROM payment "
    "WHERE is_open = 1 ORDER BY id LIMIT $1 OFFSET $2";
constexpr SqlText count_open = "SELECT COUNT(*) FROM payment WHERE is_open = 1";

base::Currency currency_of(std::string_view text) {
    base::Currency currency;
    if (text.size() != currency.code.size()) {
        throw base::InfrastructureFault("the ledger has an unreadable currency", base::Retry::no);
    }
    std::copy(text.begin(), text.end(), currency.code.begin());
    return currency;
}

/// The eight accounts from `column` on.
Books books_in(const SqlRow& row, int column) {
    return {.provider = row.integer(column),
            .open_items = row.integer(column + 1),
            .tickets = row.integer(column + 2),
            .refunds_payable = row.integer(column + 3),
            .retained_fees = row.integer(column + 4),
            .paid_by_hand = row.integer(column + 5),
            .cash_drawer = row.integer(column + 6),
            .card_terminal = row.integer(column + 7)};
}

/// @param is_whole with the accounts that stand at zero.
void append_entries(std::vector<EntryResource>& entries, Books books, base::Currency currency,
                    bool is_whole) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Account>>([&](auto account) {
        const auto amount = books.of(account.value);
        if (is_whole || amount != 0) entries.push_back({account.value, {amount, currency}});
    });
}

Occasion occasion_of(std::string_view text) {
    Occasion occasion{};
    const std::string name{text};
    if (boost::describe::enum_from_string(name.c_str(), occasion)) return occasion;
    throw base::InfrastructureFault("the ledger has an unknown occasion: " + name, base::Retry::no);
}

std::string line_json(const SqlRow& row) {
    LedgerLine line{.payment_id = row.id<contracts::PaymentId>(0),
                    .reservation_id = row.id<contracts::ReservationId>(1),
                    .occasion = occasion_of(row.text(3)),
                    .at = row.instant(4)};
    if (row.integer(2) != 0) line.refund_id = row.id<contracts::RefundId>(2);
    append_entries(line.entries, books_in(row, 6), currency_of(row.text(5)), false);
    return contracts::encode(line);
}

}  // namespace

std::vector<std::string> select_ledger(ports::SqlSession& sql, std::optional<std::int64_t> payment,
                                       const contracts::PageRequest& page) {
    std::vector<std::string> lines;
    const auto read = [&lines](const SqlRow& row) { lines.push_back(line_json(row)); };
    if (payment) {
        sql.query(select_lines_of_payment, {page.size, page.offset(), *payment}, read);
    } else {
        sql.query(select_lines, {page.size, page.offset()}, read);
    }
    return lines;
}

std::int64_t count_ledger(ports::SqlSession& sql, std::optional<std::int64_t> payment) {
    std::int64_t count = 0;
    const auto read = [&count](const SqlRow& row) { count = row.integer(0); };
    if (payment) {
        sql.query(count_lines_of_payment, {*payment}, read);
    } else {
        sql.query(count_lines, {}, read);
    }
    return count;
}

std::string balances_json(ports::SqlSession& sql, base::Instant now, std::int64_t days) {
    BalancesResource resource{._links = {{"/payments/ledger/balances"}}};
    sql.query(select_balances, {}, [&](const SqlRow& row) {
        append_entries(resource.balances, books_in(row, 1), currency_of(row.text(0)), true);
    });
    sql.query(select_days, {ledger_day_of(now) - days + 1}, [&](const SqlRow& row) {
        const auto currency = currency_of(row.text(0));
        const base::Instant midnight{std::chrono::days{row.integer(9)}};
        DayResource day{.day = base::to_rfc3339(midnight).substr(0, 10),
                        .movements = row.integer(10),
                        .captured = {row.integer(11), currency},
                        .refunded = {row.integer(12), currency}};
        append_entries(day.changes, books_in(row, 1), currency, false);
        resource.days.push_back(std::move(day));
    });
    return contracts::encode(resource);
}

std::vector<std::string> select_open_items(ports::SqlSession& sql,
                                           const contracts::PageRequest& page) {
    std::vector<std::string> items;
    sql.query(select_open, {page.size, page.offset()}, [&items](const SqlRow& row) {
        const auto payment = decode_payment(row.text(0));
        for (auto& item : open_items_of(payment)) {
            items.push_back(
                contracts::encode(OpenItemResource{.payment_id = payment.payment_id,
                                                   .reservation_id = payment.reservation_id,
                                                   .reason = std::move(item.reason),
                                                   .amount = item.amount,
                                                   .next_action = std::move(item.next_action),
                                                   .since = row.instant(1)}));
        }
    });
    return items;
}

std::int64_t count_open_payments(ports::SqlSession& sql) {
    std::int64_t count = 0;
    sql.query(count_open, {}, [&count](const SqlRow& row) { count = row.integer(0); });
    return count;
}

}  // namespace boxoffice::payment
