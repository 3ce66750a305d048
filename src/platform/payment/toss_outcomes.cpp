#include "platform/payment/toss_outcomes.hpp"

#include "platform/payment/outcome_table.hpp"

#include <array>

namespace boxoffice::platform::payment {
namespace {

using ports::ChargeOutcome;
using ports::RefundOutcome;
using Charge = OutcomeRow<ChargeOutcome>;
using Refund = OutcomeRow<RefundOutcome>;

constexpr std::array charge_codes{
    // The card, the account or their owner's bank says no.
    Charge{"REJECT_CARD_PAYMENT", ChargeOutcome::declined},
    Charge{"REJECT_CARD_COMPANY", ChargeOutcome::declined},
    Charge{"REJECT_ACCOUNT_PAYMENT", ChargeOutcome::declined},
    Charge{"REJECT_TOSSPAY_INVALID_ACCOUNT", ChargeOutcome::declined},
    Charge{"INVALID_REJECT_CARD", ChargeOutcome::declined},
    Charge{"INVALID_STOPPED_CARD", ChargeOutcome::declined},
    Charge{"INVALID_CARD_LOST_OR_STOLEN", ChargeOutcome::declined},
    Charge{"INVALID_CARD_NUMBER", ChargeOutcome::declined},
    Charge{"INVALID_CARD_EXPIRATION", ChargeOutcome::declined},
    Charge{"INVALID_CARD_INSTALLMENT_PLAN", ChargeOutcome::declined},
    Charge{"NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT", ChargeOutcome::declined},
    Charge{"NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN", ChargeOutcome::declined},
    Charge{"EXCEED_MAX_CARD_INSTALLMENT_PLAN", ChargeOutcome::declined},
    Charge{"NOT_ALLOWED_POINT_USE", ChargeOutcome::declined},
    Charge{"INVALID_PASSWORD", ChargeOutcome::declined},
    Charge{"INVALID_ACCOUNT_INFO_RE_REGISTER", ChargeOutcome::declined},
    Charge{"RESTRICTED_TRANSFER_ACCOUNT", ChargeOutcome::declined},
    Charge{"FDS_ERROR", ChargeOutcome::declined},
    // Limits of the buyer or of the means of payment.
    Charge{"BELOW_MINIMUM_AMOUNT", ChargeOutcome::declined},
    Charge{"EXCEED_MAX_AMOUNT", ChargeOutcome::declined},
    Charge{"EXCEED_MAX_AUTH_COUNT", ChargeOutcome::declined},
    Charge{"EXCEED_MAX_DAILY_PAYMENT_COUNT", ChargeOutcome::declined},
    Charge{"EXCEED_MAX_PAYMENT_AMOUNT", ChargeOutcome::declined},
    Charge{"EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT", ChargeOutcome::declined},
    Charge{"EXCEED_MAX_ONE_DAY_AMOUNT", ChargeOutcome::declined},
    Charge{"EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT", ChargeOutcome::declined},
    Charge{"EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT", ChargeOutcome::declined},
    // Ours: sent by nobody but the adapter itself, before anything was asked of the provider.
    Charge{"payment_key_missing", ChargeOutcome::declined},
    // What the buyer began on the page is over; a confirm cannot charge any more.
    Charge{"NOT_FOUND_PAYMENT_SESSION", ChargeOutcome::expired},
    Charge{"NOT_FOUND_PAYMENT", ChargeOutcome::absent},
    Charge{"NOT_FOUND", ChargeOutcome::absent},
    // It may be this very charge that was processed: the query tells.
    Charge{"ALREADY_PROCESSED_PAYMENT", ChargeOutcome::unknown},
    Charge{"DUPLICATED_ORDER_ID", ChargeOutcome::unknown},
    // "Temporary", and seen together with a charge; a 400 for all that.
    Charge{"PROVIDER_ERROR", ChargeOutcome::unknown},
    Charge{"CARD_PROCESSING_ERROR", ChargeOutcome::unknown},
    Charge{"IDEMPOTENT_REQUEST_PROCESSING", ChargeOutcome::unknown},
    Charge{"FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING", ChargeOutcome::unknown},
    Charge{"FAILED_INTERNAL_SYSTEM_PROCESSING", ChargeOutcome::unknown},
    Charge{"UNKNOWN_PAYMENT_ERROR", ChargeOutcome::unknown},
    Charge{"COMMON_ERROR", ChargeOutcome::unknown},
    // Our mistake or the operator's: nothing is said about a charge that an earlier try made.
    Charge{"INVALID_REQUEST", ChargeOutcome::unknown},
    Charge{"INVALID_API_KEY", ChargeOutcome::unknown},
    Charge{"UNAUTHORIZED_KEY", ChargeOutcome::unknown},
    Charge{"INCORRECT_BASIC_AUTH_FORMAT", ChargeOutcome::unknown},
    Charge{"FORBIDDEN_REQUEST", ChargeOutcome::unknown},
};

constexpr std::array charge_statuses{
    Charge{"READY", ChargeOutcome::pending},
    Charge{"IN_PROGRESS", ChargeOutcome::authorized},
    Charge{"WAITING_FOR_DEPOSIT", ChargeOutcome::pending},
    Charge{"DONE", ChargeOutcome::captured},
    Charge{"PARTIAL_CANCELED", ChargeOutcome::captured},
    Charge{"CANCELED", ChargeOutcome::captured},
    Charge{"ABORTED", ChargeOutcome::declined},
    Charge{"EXPIRED", ChargeOutcome::expired},
};

constexpr std::array refund_codes{
    Refund{"EXCEED_MAX_REFUND_DUE", RefundOutcome::refused},
    Refund{"EXCEED_CANCEL_LIMIT", RefundOutcome::refused},
    Refund{"EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT", RefundOutcome::refused},
    Refund{"NOT_ALLOWED_PARTIAL_REFUND", RefundOutcome::refused},
    Refund{"NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT", RefundOutcome::refused},
    Refund{"REFUND_REJECTED", RefundOutcome::refused},
    Refund{"INVALID_REFUND_ACCOUNT_INFO", RefundOutcome::refused},
    Refund{"INVALID_REFUND_ACCOUNT_NUMBER", RefundOutcome::refused},
    Refund{"INVALID_BANK", RefundOutcome::refused},
    Refund{"FORBIDDEN_BANK_REFUND_REQUEST", RefundOutcome::refused},
    // It may have been this very refund that worked: the query tells.
    Refund{"ALREADY_CANCELED_PAYMENT", RefundOutcome::unknown},
    Refund{"ALREADY_REFUND_PAYMENT", RefundOutcome::unknown},
    Refund{"NOT_MATCHES_REFUNDABLE_AMOUNT", RefundOutcome::unknown},
    // Later, or on the next try, it may work.
    Refund{"PROVIDER_ERROR", RefundOutcome::unknown},
    Refund{"IDEMPOTENT_REQUEST_PROCESSING", RefundOutcome::unknown},
    Refund{"FORBIDDEN_CONSECUTIVE_REQUEST", RefundOutcome::unknown},
    Refund{"NOT_AVAILABLE_BANK", RefundOutcome::unknown},
    Refund{"FAILED_REFUND_PROCESS", RefundOutcome::unknown},
    Refund{"FAILED_PARTIAL_REFUND", RefundOutcome::unknown},
    Refund{"FAILED_METHOD_HANDLING_CANCEL", RefundOutcome::unknown},
    Refund{"FAILED_INTERNAL_SYSTEM_PROCESSING", RefundOutcome::unknown},
    Refund{"FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING", RefundOutcome::unknown},
    Refund{"COMMON_ERROR", RefundOutcome::unknown},
};

}  // namespace

ChargeOutcome toss_charge_outcome_of_code(std::string_view code) {
    return outcome_in(charge_codes, code);
}

ChargeOutcome toss_charge_outcome_of_status(std::string_view status) {
    return outcome_in(charge_statuses, status);
}

RefundOutcome toss_refund_outcome_of_code(std::string_view code) {
    if (code.starts_with("NOT_CANCELABLE_")) return RefundOutcome::refused;
    return outcome_in(refund_codes, code);
}

}  // namespace boxoffice::platform::payment
