// Why some seats cannot be reserved as they were named: which seat, and which number of the
// request.
#pragma once

#include "contexts/reservation/handlers.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <vector>

namespace boxoffice::reservation {

/// 422 seats_of_one_performance: `strangers` are not of the performance to which `first` belongs.
[[nodiscard]] ports::HttpResponse refuse_strangers(const Asker& asker,
                                                   const std::vector<SeatId>& strangers,
                                                   SeatId first, PerformanceId performance);

/// 422 seats_of_one_performance: the request names a performance that is not the seat's.
[[nodiscard]] ports::HttpResponse refuse_performance(const Asker& asker, SeatId seat,
                                                     PerformanceId named, PerformanceId actual);

/// 422 seats_of_one_performance: the request names a musical that is not the seat's.
[[nodiscard]] ports::HttpResponse refuse_musical(const Asker& asker, SeatId seat, MusicalId named,
                                                 MusicalId actual);

/// 409 limit_per_person. `details` repeats limit and seats.
struct PersonalLimit {
    std::int64_t seat_limit_per_person = 0;
    std::int64_t seats_held = 0;    ///< of that performance, whatever the buyer has already
    std::int64_t seats_wanted = 0;  ///< beside those
};
BOOST_DESCRIBE_STRUCT(PersonalLimit, (), (seat_limit_per_person, seats_held, seats_wanted))
[[nodiscard]] ports::HttpResponse refuse_by_limit(const Asker& asker, const PersonalLimit& limit);

}  // namespace boxoffice::reservation
