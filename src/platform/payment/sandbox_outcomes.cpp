#include "platform/payment/sandbox_outcomes.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::platform::payment {
namespace {

using ports::ChargeOutcome;
using ports::RefundOutcome;

template <class Outcome>
struct Row {
    std::string_view text;
    Outcome outcome;
};

constexpr std::array charge_codes{
    Row<ChargeOutcome>{"card_declined", ChargeOutcome::declined},
    Row<ChargeOutcome>{"insufficient_funds", ChargeOutcome::declined},
    Row<ChargeOutcome>{"buyer_declined", ChargeOutcome::declined},
    Row<ChargeOutcome>{"declined_on_order", ChargeOutcome::declined},
    Row<ChargeOutcome>{"method_unknown", ChargeOutcome::declined},
    Row<ChargeOutcome>{"session_expired", ChargeOutcome::expired},
    Row<ChargeOutcome>{"order_not_found", ChargeOutcome::absent},
    Row<ChargeOutcome>{"buyer_not_ready", ChargeOutcome::pending},
    Row<ChargeOutcome>{"amount_mismatch", ChargeOutcome::mismatch},
    Row<ChargeOutcome>{"order_id_in_use", ChargeOutcome::mismatch},
    // Charged or declined before, under another key: the query tells which.
    Row<ChargeOutcome>{"already_processed", ChargeOutcome::unknown},
};

constexpr std::array charge_statuses{
    Row<ChargeOutcome>{"ready", ChargeOutcome::pending},
    Row<ChargeOutcome>{"in_progress", ChargeOutcome::pending},
    Row<ChargeOutcome>{"done", ChargeOutcome::captured},
    Row<ChargeOutcome>{"partially_canceled", ChargeOutcome::captured},
    Row<ChargeOutcome>{"canceled", ChargeOutcome::captured},
    Row<ChargeOutcome>{"aborted", ChargeOutcome::declined},
    Row<ChargeOutcome>{"expired", ChargeOutcome::expired},
};

constexpr std::array refund_codes{
    Row<RefundOutcome>{"not_cancelable", RefundOutcome::refused},
    Row<RefundOutcome>{"exceeds_balance", RefundOutcome::refused},
    Row<RefundOutcome>{"cancel_amount_invalid", RefundOutcome::refused},
    // It may have been this very refund that worked: the query tells.
    Row<RefundOutcome>{"already_canceled", RefundOutcome::unknown},
};

template <class Table>
auto look_up(const Table& table, std::string_view text) {
    using Outcome = decltype(table.front().outcome);
    const auto* row = std::find_if(table.begin(), table.end(),
                                   [&](const auto& candidate) { return candidate.text == text; });
    return row == table.end() ? Outcome::unknown : row->outcome;
}

}  // namespace

ChargeOutcome charge_outcome_of_code(std::string_view code) {
    return look_up(charge_codes, code);
}

ChargeOutcome charge_outcome_of_status(std::string_view status) {
    return look_up(charge_statuses, status);
}

RefundOutcome refund_outcome_of_code(std::string_view code) {
    return look_up(refund_codes, code);
}

}  // namespace boxoffice::platform::payment
