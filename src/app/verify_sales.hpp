// The sales figures against those whose events they were made from, for `boxoffice verify`.
#pragma once

#include "app/verify_tables.hpp"

#include <vector>

namespace boxoffice::app {

struct SalesChecked {
    std::vector<Checked> checks;
    /// Performances of which somebody has not heard everything yet: they are not compared.
    std::size_t not_compared = 0;
};

/// I10: seats as musical has them, tickets as reservation has them, money as payment's ledger has
/// it, to the won.
[[nodiscard]] SalesChecked verify_sales(Storage& storage);

}  // namespace boxoffice::app
