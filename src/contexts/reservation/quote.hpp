// The cancellation quote as people read it: every seat, every table, which one counts and how long.
#pragma once

#include "contexts/reservation/domain/refund_policy.hpp"
#include "contexts/reservation/resource.hpp"

#include <span>
#include <string>

namespace boxoffice::reservation {

/// The quote as JSON text, with sentences in Korean or English.
[[nodiscard]] std::string quote_json(const Reservation& reservation, std::span<const SeatId> seats,
                                     const RefundBasis* basis, Instant now, bool korean);

}  // namespace boxoffice::reservation
