// What seats cost, and how a new price reaches them.
#pragma once

#include "contexts/musical/rows.hpp"
#include "eventing/unit_of_work.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace boxoffice::musical {

/// What a seat costs when neither it, nor the performance, nor the musical says so.
inline constexpr base::Money price_default{100'000};

/// The price of a seat of that grade that has none of its own.
[[nodiscard]] base::Money price_or_default(const std::string& grade, const PerformanceTerms& terms,
                                           const MusicalDetails& musical);

/// How many seats there are of each grade, also of those that are sold or blocked.
[[nodiscard]] std::map<std::string, std::int64_t> seats_by_grade(ports::SqlSession& sql,
                                                                 PerformanceId performance);

/// Gives every seat without a price of its own the present price of its grade, and tells of those
/// that changed (SeatsChanged). Seats that somebody has get it too: a purchase keeps the price at
/// which it was made, and a seat that comes back is sold at that of the day.
/// @return how many changed.
std::size_t reprice(eventing::UnitOfWork& work, const PerformanceRow& row,
                    const MusicalDetails& musical);

/// Brings the lowest price of each grade up to date, after seats were added, changed or removed.
void refresh_lowest_prices(ports::SqlSession& sql, PerformanceId performance);

}  // namespace boxoffice::musical
