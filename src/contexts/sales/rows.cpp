#include "contexts/sales/rows.hpp"

#include <algorithm>

namespace boxoffice::sales {

base::Currency to_currency(std::string_view text) {
    base::Currency currency{};
    std::copy_n(text.begin(), std::min(text.size(), currency.code.size()), currency.code.begin());
    return currency;
}

Performance read_performance(const ports::SqlRow& row) {
    return {.id = row.id<contracts::PerformanceId>(0),
            .musical_id = row.id<contracts::MusicalId>(1),
            .musical_name = std::string{row.text(2)},
            .venue_name = std::string{row.text(3)},
            .starts_at = row.optional_instant(4),
            .status = static_cast<PerformanceStatus>(row.integer(5))};
}

Seat read_seat(const ports::SqlRow& row) {
    return {.id = row.id<contracts::SeatId>(0),
            .performance_id = row.id<contracts::PerformanceId>(1),
            .grade = std::string{row.text(2)},
            .price = {row.integer(3), to_currency(row.text(4))},
            .state = static_cast<SeatState>(row.integer(5)),
            .owner = row.id<contracts::ReservationId>(6),
            .changed_at = row.instant(7)};
}

}  // namespace boxoffice::sales
