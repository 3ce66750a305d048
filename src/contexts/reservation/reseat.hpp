// Staff move tickets to other seats: what is asked of the request itself.
#pragma once

#include "contexts/reservation/resource.hpp"
#include "contracts/codec.hpp"

#include <cstddef>
#include <vector>

namespace boxoffice::reservation {

/// As long as the reason of a gift at the desk, in bytes.
inline constexpr std::size_t reseat_reason_bytes_max = 200;

/// What is wrong with the body, by field: `moves` missing or too_many, an id out_of_range, a seat
/// that is named twice (repeated), the reason; nothing = it can be decided.
[[nodiscard]] std::vector<contracts::FieldError> check(const ReseatBody& body,
                                                       std::size_t seats_max);

}  // namespace boxoffice::reservation
