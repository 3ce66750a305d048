// The sales figures of a settled house against those whose events they were made from.
#pragma once

#include "simulation/house/checks.hpp"

namespace boxoffice::simulation {

/// I10: seats as musical has them, tickets as reservation has them, money as payment's ledger has
/// it in every minute; and all of it as one who never crashed folds it from the log.
void check_sales(House& house, Breaches& breaches);

}  // namespace boxoffice::simulation
