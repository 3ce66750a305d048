// From rows of the tables to what they stand for.
#pragma once

#include "base/money.hpp"
#include "contexts/sales/domain/seat.hpp"
#include "contexts/sales/performance.hpp"
#include "ports/sql.hpp"

#include <string_view>

namespace boxoffice::sales {

/// A stored ISO 4217 code.
[[nodiscard]] base::Currency to_currency(std::string_view text);
/// Columns id, musical_id, musical_name, venue_name, starts_at, status.
[[nodiscard]] Performance read_performance(const ports::SqlRow& row);
/// Columns id, performance_id, grade, price, currency, state, owner, changed_at.
[[nodiscard]] Seat read_seat(const ports::SqlRow& row);

}  // namespace boxoffice::sales
