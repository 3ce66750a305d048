// "Where is my money": every step of one purchase, in words.
#pragma once

#include "contexts/reservation/resource.hpp"

#include <span>
#include <string_view>

namespace boxoffice::reservation {

/// The sentence for what happened, and for what happens next, in English or Korean.
[[nodiscard]] std::string_view text_of(Trigger what, bool korean);
[[nodiscard]] std::string_view text_of_next(State state, bool korean);

[[nodiscard]] Timeline timeline_of(ReservationId id, std::span<const Transition> history,
                                   bool korean);

}  // namespace boxoffice::reservation
