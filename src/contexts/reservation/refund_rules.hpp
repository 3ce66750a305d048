// The refund rules of purchases as they are stored: once for all that were bought under the same,
// so that a reservation carries a number only.
#pragma once

#include "contexts/reservation/domain/refund_policy.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/sql.hpp"

#include <optional>

namespace boxoffice::reservation {

/// The id under which exactly these rules are stored; they are stored now if they were not. A row
/// never changes, so later edits of a musical do not touch what was bought before them.
[[nodiscard]] RefundRulesId keep_rules(eventing::UnitOfWork& work, const RefundRules& rules);

/// What a cancellation of `reservation` is reckoned by; nothing when it was bought without rules.
[[nodiscard]] std::optional<RefundBasis> find_basis(ports::SqlSession& sql,
                                                    const Reservation& reservation);

}  // namespace boxoffice::reservation
