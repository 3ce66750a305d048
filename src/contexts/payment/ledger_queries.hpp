// What staff see of the ledger: its lines, the balance of each account, totals by day, open items.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "contexts/payment/domain/ledger.hpp"
#include "contracts/ids.hpp"
#include "contracts/resource.hpp"
#include "ports/sql.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::payment {

/// One account's side of a movement: positive is a debit, negative a credit.
struct EntryResource {
    Account account = Account::provider;
    base::Money amount;
};
BOOST_DESCRIBE_STRUCT(EntryResource, (), (account, amount))

struct LedgerLine {
    contracts::PaymentId payment_id;
    contracts::ReservationId reservation_id;
    std::optional<contracts::RefundId> refund_id;
    Occasion occasion = Occasion::captured;
    base::Instant at{};
    std::vector<EntryResource> entries;
};
BOOST_DESCRIBE_STRUCT(LedgerLine, (),
                      (payment_id, reservation_id, refund_id, occasion, at, entries))

/// One day in UTC: what was captured, what went back, and how each account changed.
struct DayResource {
    std::string day;  ///< 2026-11-22
    std::int64_t movements = 0;
    base::Money captured;
    base::Money refunded;
    std::vector<EntryResource> changes;
};
BOOST_DESCRIBE_STRUCT(DayResource, (), (day, movements, captured, refunded, changes))

struct BalancesResource {
    std::vector<EntryResource> balances;
    std::vector<DayResource> days;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(BalancesResource, (), (balances, days, _links))

struct OpenItemResource {
    contracts::PaymentId payment_id;
    contracts::ReservationId reservation_id;
    std::string reason;
    base::Money amount;
    std::string next_action;
    base::Instant since{};
};
BOOST_DESCRIBE_STRUCT(OpenItemResource, (),
                      (payment_id, reservation_id, reason, amount, next_action, since))

/// Days of totals that may be asked for at once.
inline constexpr std::int64_t ledger_days_max = 366;

/// Newest first; of one payment when `payment` is given.
[[nodiscard]] std::vector<std::string> select_ledger(ports::SqlSession& sql,
                                                     std::optional<std::int64_t> payment,
                                                     const contracts::PageRequest& page);
[[nodiscard]] std::int64_t count_ledger(ports::SqlSession& sql,
                                        std::optional<std::int64_t> payment);
/// Balances over everything, totals of the last `days` days up to `now`, newest first.
[[nodiscard]] std::string balances_json(ports::SqlSession& sql, base::Instant now,
                                        std::int64_t days);
/// Payments with open money, the oldest payment first; each item as JSON.
[[nodiscard]] std::vector<std::string> select_open_items(ports::SqlSession& sql,
                                                         const contracts::PageRequest& page);
/// How many payments have open money.
[[nodiscard]] std::int64_t count_open_payments(ports::SqlSession& sql);

}  // namespace boxoffice::payment
