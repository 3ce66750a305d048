#include "platform/payment/sandbox_outcomes.hpp"

#include "platform/payment/outcome_table.hpp"

#include <array>

namespace boxoffice::platform::payment {
namespace {

using ports::ChargeOutcome;
using ports::RefundOutcome;
using Charge = OutcomeRow<ChargeOutcome>;
using Refund = OutcomeRow<RefundOutcome>;

constexpr std::array charge_codes{
    Charge{"card_declined", ChargeOutcome::declined},
    Charge{"insufficient_funds", ChargeOutcome::declined},
    Charge{"buyer_declined", ChargeOutcome::declined},
    Charge{"declined_on_order", ChargeOutcome::declined},
    Charge{"method_unknown", ChargeOutcome::declined},
    Charge{"session_expired", ChargeOutcome::expired},
    Charge{"order_not_found", ChargeOutcome::absent},
    Charge{"buyer_not_ready", ChargeOutcome::pending},
    Charge{"amount_mismatch", ChargeOutcome::mismatch},
    Charge{"order_id_in_use", ChargeOutcome::mismatch},
    // Charged or declined before, under another key: the query tells which.
    Charge{"already_processed", ChargeOutcome::unknown},
};

constexpr std::array charge_statuses{
    Charge{"ready", ChargeOutcome::pending},
    Charge{"in_progress", ChargeOutcome::authorized},
    Charge{"done", ChargeOutcome::captured},
    Charge{"partially_canceled", ChargeOutcome::captured},
    Charge{"canceled", ChargeOutcome::captured},
    Charge{"aborted", ChargeOutcome::declined},
    Charge{"expired", ChargeOutcome::expired},
};

constexpr std::array refund_codes{
    Refund{"not_cancelable", RefundOutcome::refused},
    Refund{"exceeds_balance", RefundOutcome::refused},
    Refund{"cancel_amount_invalid", RefundOutcome::refused},
    // It may have been this very refund that worked: the query tells.
    Refund{"already_canceled", RefundOutcome::unknown},
};

}  // namespace

ChargeOutcome charge_outcome_of_code(std::string_view code) {
    return outcome_in(charge_codes, code);
}

ChargeOutcome charge_outcome_of_status(std::string_view status) {
    return outcome_in(charge_statuses, status);
}

RefundOutcome refund_outcome_of_code(std::string_view code) {
    return outcome_in(refund_codes, code);
}

}  // namespace boxoffice::platform::payment
