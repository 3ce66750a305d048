// How much of the price comes back: the tables stored with the purchase, asked at one moment.
#pragma once

#include "contexts/reservation/domain/reservation.hpp"
#include "contracts/refund_tables.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace boxoffice::reservation {

/// The tables under which seats were sold, with the time zone in which their days are counted. Of
/// several tables the one that is best for the buyer counts; of none, nothing is kept.
struct RefundRules {
    std::string time_zone;
    std::vector<RefundTable> tables;
    friend bool operator==(const RefundRules&, const RefundRules&) = default;
};
BOOST_DESCRIBE_STRUCT(RefundRules, (), (time_zone, tables))

/// The rules of a purchase and the performance they count to: the later of the time that was bought
/// and the time it has been moved to, so that moving it never costs a buyer anything.
struct RefundBasis {
    RefundRules rules;
    Instant starts_at{};
    friend bool operator==(const RefundBasis&, const RefundBasis&) = default;
};

/// What one table says at one moment. Once the performance has started nothing comes back.
struct Verdict {
    int fee_percent = 0;
    std::optional<RefundTier> tier;   ///< absent during a free withdrawal and after the start
    bool is_free_withdrawal = false;  ///< its tier would have cost something
    Instant holds_until{};            ///< exclusive; the fee is higher from then on
    friend bool operator==(const Verdict&, const Verdict&) = default;
};
[[nodiscard]] Verdict ask(const RefundTable& table, const RefundBasis& basis, Instant booked_at,
                          Instant now);

/// `price` = `fee` + `refund`.
struct SeatRefund {
    SeatId seat_id;
    Money price;
    Money fee;
    Money refund;
    friend bool operator==(const SeatRefund&, const SeatRefund&) = default;
};
BOOST_DESCRIBE_STRUCT(SeatRefund, (), (seat_id, price, fee, refund))

/// `price` = `fee` + `refund`, for the seats asked about, and for each of them.
struct RefundQuote {
    Money price;
    Money fee;
    Money refund;
    int fee_percent = 0;
    std::vector<SeatRefund> seats;
    std::vector<Verdict> verdicts;       ///< one per table of the rules
    std::optional<std::size_t> applied;  ///< the table that counts: the first of the cheapest
    std::optional<Instant> holds_until;  ///< exclusive; absent where no rule sets an end
};

/// What canceling `seats` now would give back; nothing while nothing has been paid. The fee of a
/// seat is rounded down to whole minor units, so the buyer gets the rest and the seats add up to
/// the whole. Never more than is left of the captured payment. Seats that are not of this
/// reservation count nothing. No `basis`: nobody pays a fee, as for a performance that is canceled.
[[nodiscard]] RefundQuote refund_quote(const Reservation& reservation,
                                       std::span<const SeatId> seats, const RefundBasis* basis,
                                       Instant now);

}  // namespace boxoffice::reservation
