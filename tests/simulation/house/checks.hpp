// The invariants of docs/reliability.md, from outside: the provider's ledger, the databases,
// the log, and what clients were told. Each breach begins with the number of its invariant.
#pragma once

#include "simulation/house/crowd.hpp"
#include "simulation/house/facts.hpp"
#include "simulation/house/house.hpp"

#include <string>
#include <vector>

namespace boxoffice::simulation {

using Breaches = std::vector<std::string>;

/// What must hold at every moment: I1, I4, I7, I11, I12, I13, I16.
[[nodiscard]] Breaches check_any_time(House& house);
[[nodiscard]] Breaches check_any_time(House& house, const Facts& facts);

/// Everything that was begun is over: sagas, seats, payments, refunds, events.
/// @return what is still open, empty when all is quiet.
[[nodiscard]] Breaches open_business(House& house);

/// What must hold once everything has settled: I2, I3, I5, I6, I8, I9, I10 and those above.
[[nodiscard]] Breaches check_settled(House& house, const Crowd& crowd);

/// Q1, for runs in which nothing went wrong: money went back only to those who asked for it, or
/// whose performance was canceled.
[[nodiscard]] Breaches check_nobody_was_refunded_unasked(House& house);

}  // namespace boxoffice::simulation
