// The day's sales and refunds by performance and method of payment, as the house closes its books.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "contexts/sales/domain/position.hpp"
#include "contexts/sales/performance.hpp"
#include "ports/http.hpp"
#include "ports/sql.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::sales {

/// What moved under one method of payment, in one currency. Tickets in `money` are those sold less
/// those given back.
struct CloseLine {
    std::string method;
    base::Currency currency;
    std::int64_t tickets_sold = 0;
    std::int64_t tickets_cancelled = 0;
    Amounts money;
};

struct PerformanceClose {
    Performance performance;
    std::vector<CloseLine> methods;
};

/// A day of the house: from `from` (inclusive) to `to` (exclusive). Final once it is over.
struct DailyClose {
    std::chrono::local_days date;
    base::Instant from{};
    base::Instant to{};
    bool is_final = false;
    std::vector<PerformanceClose> performances;  ///< by time; those in which something moved
};

[[nodiscard]] DailyClose select_daily_close(ports::SqlSession& sql, std::chrono::local_days date,
                                            base::Instant now);

/// The same lines summed up by method, or (method left empty) by currency alone.
[[nodiscard]] std::vector<CloseLine> by_method(const DailyClose& close);
[[nodiscard]] std::vector<CloseLine> by_currency(const DailyClose& close);

[[nodiscard]] std::string to_json(const DailyClose& close, const std::string& self);
/// One row per performance, method and currency; amounts in minor units; no sums, which a
/// spreadsheet would add to the rest.
[[nodiscard]] std::string to_csv(const DailyClose& close);

/// Whether an Accept header would rather have text/csv than application/json.
[[nodiscard]] bool prefers_csv(std::string_view accept);

}  // namespace boxoffice::sales
