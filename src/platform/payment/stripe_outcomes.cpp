#include "platform/payment/stripe_outcomes.hpp"

#include "platform/payment/outcome_table.hpp"

#include <array>

namespace boxoffice::platform::payment {
namespace {

using ports::ChargeOutcome;
using ports::RefundOutcome;
using Charge = OutcomeRow<ChargeOutcome>;
using Refund = OutcomeRow<RefundOutcome>;

constexpr std::array charge_codes{
    // Codes of errors.
    Charge{"card_declined", ChargeOutcome::declined},
    Charge{"expired_card", ChargeOutcome::declined},
    Charge{"incorrect_cvc", ChargeOutcome::declined},
    Charge{"incorrect_number", ChargeOutcome::declined},
    Charge{"incorrect_zip", ChargeOutcome::declined},
    Charge{"invalid_cvc", ChargeOutcome::declined},
    Charge{"invalid_expiry_month", ChargeOutcome::declined},
    Charge{"invalid_expiry_year", ChargeOutcome::declined},
    Charge{"invalid_number", ChargeOutcome::declined},
    Charge{"authentication_required", ChargeOutcome::declined},
    Charge{"payment_intent_authentication_failure", ChargeOutcome::declined},
    Charge{"payment_intent_payment_attempt_failed", ChargeOutcome::declined},
    Charge{"payment_intent_incompatible_payment_method", ChargeOutcome::declined},
    Charge{"amount_too_small", ChargeOutcome::declined},
    Charge{"amount_too_large", ChargeOutcome::declined},
    Charge{"resource_missing payment_method", ChargeOutcome::declined},
    // Codes of declines by the card's issuer.
    Charge{"approve_with_id", ChargeOutcome::declined},
    Charge{"call_issuer", ChargeOutcome::declined},
    Charge{"card_not_supported", ChargeOutcome::declined},
    Charge{"card_velocity_exceeded", ChargeOutcome::declined},
    Charge{"currency_not_supported", ChargeOutcome::declined},
    Charge{"do_not_honor", ChargeOutcome::declined},
    Charge{"do_not_try_again", ChargeOutcome::declined},
    Charge{"fraudulent", ChargeOutcome::declined},
    Charge{"generic_decline", ChargeOutcome::declined},
    Charge{"incorrect_pin", ChargeOutcome::declined},
    Charge{"insufficient_funds", ChargeOutcome::declined},
    Charge{"invalid_account", ChargeOutcome::declined},
    Charge{"invalid_amount", ChargeOutcome::declined},
    Charge{"invalid_pin", ChargeOutcome::declined},
    Charge{"lost_card", ChargeOutcome::declined},
    Charge{"merchant_blacklist", ChargeOutcome::declined},
    Charge{"new_account_information_available", ChargeOutcome::declined},
    Charge{"no_action_taken", ChargeOutcome::declined},
    Charge{"not_permitted", ChargeOutcome::declined},
    Charge{"offline_pin_required", ChargeOutcome::declined},
    Charge{"online_or_offline_pin_required", ChargeOutcome::declined},
    Charge{"pickup_card", ChargeOutcome::declined},
    Charge{"pin_try_exceeded", ChargeOutcome::declined},
    Charge{"restricted_card", ChargeOutcome::declined},
    Charge{"revocation_of_all_authorizations", ChargeOutcome::declined},
    Charge{"revocation_of_authorization", ChargeOutcome::declined},
    Charge{"security_violation", ChargeOutcome::declined},
    Charge{"service_not_allowed", ChargeOutcome::declined},
    Charge{"stolen_card", ChargeOutcome::declined},
    Charge{"stop_payment_order", ChargeOutcome::declined},
    Charge{"testmode_decline", ChargeOutcome::declined},
    Charge{"transaction_not_allowed", ChargeOutcome::declined},
    Charge{"withdrawal_count_limit_exceeded", ChargeOutcome::declined},
    // No such intent.
    Charge{"resource_missing", ChargeOutcome::absent},
    Charge{"resource_missing intent", ChargeOutcome::absent},
    // It may have worked, or the next try may: the query tells.
    Charge{"duplicate_transaction", ChargeOutcome::unknown},
    Charge{"issuer_not_available", ChargeOutcome::unknown},
    Charge{"processing_error", ChargeOutcome::unknown},
    Charge{"reenter_transaction", ChargeOutcome::unknown},
    Charge{"try_again_later", ChargeOutcome::unknown},
    Charge{"payment_intent_unexpected_state", ChargeOutcome::unknown},
    Charge{"idempotency_key_in_use", ChargeOutcome::unknown},
    Charge{"lock_timeout", ChargeOutcome::unknown},
    Charge{"rate_limit", ChargeOutcome::unknown},
    Charge{"api_key_expired", ChargeOutcome::unknown},
    Charge{"parameter_unknown", ChargeOutcome::unknown},
};

constexpr std::array page_statuses{
    Charge{"requires_payment_method", ChargeOutcome::pending},
    Charge{"requires_confirmation", ChargeOutcome::pending},
    Charge{"requires_action", ChargeOutcome::pending},
    Charge{"processing", ChargeOutcome::pending},
    Charge{"requires_capture", ChargeOutcome::authorized},
    Charge{"succeeded", ChargeOutcome::captured},
    Charge{"canceled", ChargeOutcome::expired},
};

constexpr std::array server_statuses{
    Charge{"requires_payment_method", ChargeOutcome::absent},
    Charge{"requires_payment_method after a failure", ChargeOutcome::declined},
    Charge{"requires_confirmation", ChargeOutcome::absent},
    Charge{"requires_action", ChargeOutcome::pending},
    Charge{"processing", ChargeOutcome::pending},
    Charge{"requires_capture", ChargeOutcome::authorized},
    Charge{"succeeded", ChargeOutcome::captured},
    Charge{"canceled", ChargeOutcome::expired},
};

constexpr std::array refund_codes{
    Refund{"charge_disputed", RefundOutcome::refused},
    Refund{"charge_not_refundable", RefundOutcome::refused},
    Refund{"refund_disputed_payment", RefundOutcome::refused},
    // It may have been this very refund that worked: the query tells.
    Refund{"charge_already_refunded", RefundOutcome::unknown},
    Refund{"idempotency_key_in_use", RefundOutcome::unknown},
    Refund{"lock_timeout", RefundOutcome::unknown},
    Refund{"rate_limit", RefundOutcome::unknown},
};

constexpr std::array refund_statuses{
    Refund{"succeeded", RefundOutcome::refunded},      Refund{"failed", RefundOutcome::refused},
    Refund{"canceled", RefundOutcome::refused},        Refund{"pending", RefundOutcome::unknown},
    Refund{"requires_action", RefundOutcome::unknown},
};

}  // namespace

ChargeOutcome stripe_charge_outcome_of_code(std::string_view code) {
    return outcome_in(charge_codes, code);
}

ChargeOutcome stripe_page_outcome_of_status(std::string_view status) {
    return outcome_in(page_statuses, status);
}

ChargeOutcome stripe_server_outcome_of_status(std::string_view status, bool has_failed) {
    const bool is_failure = has_failed && status == "requires_payment_method";
    return outcome_in(server_statuses,
                      is_failure ? "requires_payment_method after a failure" : status);
}

RefundOutcome stripe_refund_outcome_of_code(std::string_view code) {
    return outcome_in(refund_codes, code);
}

RefundOutcome stripe_refund_outcome_of_status(std::string_view status) {
    return outcome_in(refund_statuses, status);
}

}  // namespace boxoffice::platform::payment
