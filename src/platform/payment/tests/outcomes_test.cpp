// Goal: every code and status of the providers means what it was agreed to mean, and whatever is
// not agreed is unknown.
#include "platform/payment/stripe_outcomes.hpp"
#include "platform/payment/toss_outcomes.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string_view>
#include <vector>

namespace boxoffice::platform::payment {
namespace {

using ports::ChargeOutcome;
using ports::RefundOutcome;
using Texts = std::vector<std::string_view>;

template <class Function, class Outcome>
void all_are(const Function& outcome_of, Outcome wanted, const Texts& texts) {
    for (const auto text : texts) EXPECT_EQ(outcome_of(text), wanted) << text;
}

/// What nobody agreed on, among it a known code in other letters.
const Texts strangers{"", "SOMETHING_NEW", "reject_card_payment", "Card_Declined", " DONE", "0"};

TEST(TossOutcomes, OfChargeCodes) {
    const auto of = toss_charge_outcome_of_code;
    all_are(of, ChargeOutcome::declined,
            {"REJECT_CARD_PAYMENT",
             "REJECT_CARD_COMPANY",
             "REJECT_ACCOUNT_PAYMENT",
             "REJECT_TOSSPAY_INVALID_ACCOUNT",
             "INVALID_REJECT_CARD",
             "INVALID_STOPPED_CARD",
             "INVALID_CARD_LOST_OR_STOLEN",
             "INVALID_CARD_NUMBER",
             "INVALID_CARD_EXPIRATION",
             "INVALID_CARD_INSTALLMENT_PLAN",
             "NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT",
             "NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN",
             "EXCEED_MAX_CARD_INSTALLMENT_PLAN",
             "NOT_ALLOWED_POINT_USE",
             "INVALID_PASSWORD",
             "INVALID_ACCOUNT_INFO_RE_REGISTER",
             "RESTRICTED_TRANSFER_ACCOUNT",
             "FDS_ERROR",
             "BELOW_MINIMUM_AMOUNT",
             "EXCEED_MAX_AMOUNT",
             "EXCEED_MAX_AUTH_COUNT",
             "EXCEED_MAX_DAILY_PAYMENT_COUNT",
             "EXCEED_MAX_PAYMENT_AMOUNT",
             "EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT",
             "EXCEED_MAX_ONE_DAY_AMOUNT",
             "EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT",
             "EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT",
             "payment_key_missing"});
    all_are(of, ChargeOutcome::expired, {"NOT_FOUND_PAYMENT_SESSION"});
    all_are(of, ChargeOutcome::absent, {"NOT_FOUND_PAYMENT", "NOT_FOUND"});
    all_are(of, ChargeOutcome::unknown,
            {"ALREADY_PROCESSED_PAYMENT", "PROVIDER_ERROR", "DUPLICATED_ORDER_ID",
             "CARD_PROCESSING_ERROR", "IDEMPOTENT_REQUEST_PROCESSING",
             "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING", "FAILED_INTERNAL_SYSTEM_PROCESSING",
             "UNKNOWN_PAYMENT_ERROR", "COMMON_ERROR", "INVALID_REQUEST", "INVALID_API_KEY",
             "UNAUTHORIZED_KEY", "INCORRECT_BASIC_AUTH_FORMAT", "FORBIDDEN_REQUEST"});
    all_are(of, ChargeOutcome::unknown, strangers);
}

TEST(TossOutcomes, OfStatuses) {
    const auto of = toss_charge_outcome_of_status;
    all_are(of, ChargeOutcome::pending, {"READY", "WAITING_FOR_DEPOSIT"});
    all_are(of, ChargeOutcome::authorized, {"IN_PROGRESS"});
    all_are(of, ChargeOutcome::captured, {"DONE", "PARTIAL_CANCELED", "CANCELED"});
    all_are(of, ChargeOutcome::declined, {"ABORTED"});
    all_are(of, ChargeOutcome::expired, {"EXPIRED"});
    all_are(of, ChargeOutcome::unknown, strangers);
}

TEST(TossOutcomes, OfRefundCodes) {
    const auto of = toss_refund_outcome_of_code;
    all_are(of, RefundOutcome::refused,
            {"NOT_CANCELABLE_AMOUNT", "NOT_CANCELABLE_PAYMENT",
             "NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER", "NOT_CANCELABLE_WHATEVER_COMES",
             "EXCEED_MAX_REFUND_DUE", "EXCEED_CANCEL_LIMIT", "EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT",
             "NOT_ALLOWED_PARTIAL_REFUND", "NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT",
             "REFUND_REJECTED", "INVALID_REFUND_ACCOUNT_INFO", "INVALID_REFUND_ACCOUNT_NUMBER",
             "INVALID_BANK", "FORBIDDEN_BANK_REFUND_REQUEST"});
    all_are(of, RefundOutcome::unknown,
            {"ALREADY_CANCELED_PAYMENT", "ALREADY_REFUND_PAYMENT", "NOT_MATCHES_REFUNDABLE_AMOUNT",
             "PROVIDER_ERROR", "IDEMPOTENT_REQUEST_PROCESSING", "FORBIDDEN_CONSECUTIVE_REQUEST",
             "NOT_AVAILABLE_BANK", "FAILED_REFUND_PROCESS", "FAILED_PARTIAL_REFUND",
             "FAILED_METHOD_HANDLING_CANCEL", "FAILED_INTERNAL_SYSTEM_PROCESSING",
             "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING", "COMMON_ERROR", "NOT_FOUND_PAYMENT"});
    all_are(of, RefundOutcome::unknown, strangers);
}

TEST(StripeOutcomes, OfChargeCodes) {
    const auto of = stripe_charge_outcome_of_code;
    all_are(of, ChargeOutcome::declined,
            {"card_declined", "expired_card", "incorrect_cvc", "incorrect_number", "incorrect_zip",
             "invalid_cvc", "invalid_expiry_month", "invalid_expiry_year", "invalid_number",
             "authentication_required", "payment_intent_authentication_failure",
             "payment_intent_payment_attempt_failed", "payment_intent_incompatible_payment_method",
             "amount_too_small", "amount_too_large", "resource_missing payment_method"});
    all_are(of, ChargeOutcome::declined,
            {"approve_with_id",
             "call_issuer",
             "card_not_supported",
             "card_velocity_exceeded",
             "currency_not_supported",
             "do_not_honor",
             "do_not_try_again",
             "fraudulent",
             "generic_decline",
             "incorrect_pin",
             "insufficient_funds",
             "invalid_account",
             "invalid_amount",
             "invalid_pin",
             "lost_card",
             "merchant_blacklist",
             "new_account_information_available",
             "no_action_taken",
             "not_permitted",
             "offline_pin_required",
             "online_or_offline_pin_required",
             "pickup_card",
             "pin_try_exceeded",
             "restricted_card",
             "revocation_of_all_authorizations",
             "revocation_of_authorization",
             "security_violation",
             "service_not_allowed",
             "stolen_card",
             "stop_payment_order",
             "testmode_decline",
             "transaction_not_allowed",
             "withdrawal_count_limit_exceeded"});
    all_are(of, ChargeOutcome::absent, {"resource_missing", "resource_missing intent"});
    all_are(
        of, ChargeOutcome::unknown,
        {"duplicate_transaction", "issuer_not_available", "processing_error", "reenter_transaction",
         "try_again_later", "payment_intent_unexpected_state", "idempotency_key_in_use",
         "lock_timeout", "rate_limit", "api_key_expired", "parameter_unknown"});
    all_are(of, ChargeOutcome::unknown, strangers);
}

TEST(StripeOutcomes, OfStatusesOnTheBuyersPage) {
    const auto of = stripe_page_outcome_of_status;
    all_are(of, ChargeOutcome::pending,
            {"requires_payment_method", "requires_confirmation", "requires_action", "processing"});
    all_are(of, ChargeOutcome::authorized, {"requires_capture"});
    all_are(of, ChargeOutcome::captured, {"succeeded"});
    all_are(of, ChargeOutcome::expired, {"canceled"});
    all_are(of, ChargeOutcome::unknown, strangers);
}

TEST(StripeOutcomes, OfStatusesWithoutAPage) {
    const auto fresh = [](std::string_view s) { return stripe_server_outcome_of_status(s, false); };
    const auto failed = [](std::string_view s) { return stripe_server_outcome_of_status(s, true); };
    all_are(fresh, ChargeOutcome::absent, {"requires_payment_method", "requires_confirmation"});
    all_are(failed, ChargeOutcome::declined, {"requires_payment_method"});
    all_are(failed, ChargeOutcome::absent, {"requires_confirmation"});
    for (const auto& of :
         std::vector<std::function<ChargeOutcome(std::string_view)>>{fresh, failed}) {
        all_are(of, ChargeOutcome::pending, {"requires_action", "processing"});
        all_are(of, ChargeOutcome::authorized, {"requires_capture"});
        all_are(of, ChargeOutcome::captured, {"succeeded"});
        all_are(of, ChargeOutcome::expired, {"canceled"});
        all_are(of, ChargeOutcome::unknown, strangers);
    }
}

TEST(StripeOutcomes, OfRefunds) {
    all_are(stripe_refund_outcome_of_code, RefundOutcome::refused,
            {"charge_disputed", "charge_not_refundable", "refund_disputed_payment"});
    all_are(stripe_refund_outcome_of_code, RefundOutcome::unknown,
            {"charge_already_refunded", "idempotency_key_in_use", "lock_timeout", "rate_limit"});
    all_are(stripe_refund_outcome_of_code, RefundOutcome::unknown, strangers);
    all_are(stripe_refund_outcome_of_status, RefundOutcome::refunded, {"succeeded"});
    all_are(stripe_refund_outcome_of_status, RefundOutcome::refused, {"failed", "canceled"});
    all_are(stripe_refund_outcome_of_status, RefundOutcome::unknown,
            {"pending", "requires_action"});
    all_are(stripe_refund_outcome_of_status, RefundOutcome::unknown, strangers);
}

}  // namespace
}  // namespace boxoffice::platform::payment
