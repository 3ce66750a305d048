// "Where is my money": every step of one purchase, in words.
#pragma once

#include "contexts/reservation/resource.hpp"

#include <boost/describe/enum.hpp>

#include <span>
#include <string_view>

namespace boxoffice::reservation {

/// Who sold, as far as it changes the words.
enum class SaleKind { online, at_desk, given_away };
BOOST_DESCRIBE_ENUM(SaleKind, online, at_desk, given_away)
[[nodiscard]] SaleKind kind_of(const Reservation& reservation);

/// The sentence for what happened, and for what happens next, in English or Korean.
[[nodiscard]] std::string_view text_of(Trigger what, SaleKind kind, bool korean);
[[nodiscard]] std::string_view text_of_next(State state, SaleKind kind, bool korean);

[[nodiscard]] Timeline timeline_of(ReservationId id, std::span<const Transition> history,
                                   SaleKind kind, bool korean);

}  // namespace boxoffice::reservation
