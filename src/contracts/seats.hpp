// Seats as events carry them.
#pragma once

#include "base/money.hpp"
#include "contracts/ids.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

namespace boxoffice::contracts {

/// A seat by its id alone.
struct SeatReference {
    SeatId seat_id;
    friend bool operator==(const SeatReference&, const SeatReference&) = default;
};
BOOST_DESCRIBE_STRUCT(SeatReference, (), (seat_id))

/// A seat with everything a reader prints. `seat_row` and `seat_col` are the physical position
/// inside the section; the labels are what stands on the chair.
struct SeatDetails {
    SeatId seat_id;
    std::string section;
    int seat_row = 0;
    int seat_col = 0;
    std::string row_label;
    std::string seat_label;
    std::string grade;
    base::Money price;
    friend bool operator==(const SeatDetails&, const SeatDetails&) = default;
};
BOOST_DESCRIBE_STRUCT(SeatDetails, (),
                      (seat_id, section, seat_row, seat_col, row_label, seat_label, grade, price))

/// A ticket's way from one seat to another.
struct SeatMove {
    SeatId seat_id;
    SeatId to_seat_id;
    friend bool operator==(const SeatMove&, const SeatMove&) = default;
};
BOOST_DESCRIBE_STRUCT(SeatMove, (), (seat_id, to_seat_id))

/// Why one seat could not be had: taken, blocked, not_on_sale, deleted, performance_canceled,
/// single_seat_gap; or, of a seat that was to be moved away from, not_held_by_you.
struct SeatConflict {
    SeatId seat_id;
    std::string reason;
    friend bool operator==(const SeatConflict&, const SeatConflict&) = default;
};
BOOST_DESCRIBE_STRUCT(SeatConflict, (), (seat_id, reason))

}  // namespace boxoffice::contracts
