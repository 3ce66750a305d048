#include "platform/payment/provider_answer.hpp"

#include <algorithm>

namespace boxoffice::platform::payment {
namespace {

using ports::ChargeAnswer;
using ports::ChargeOutcome;
using ports::ChargeRequest;
using ports::RefundAnswer;
using ports::RefundOutcome;
using ports::RefundRequest;

bool is_other_key(const std::string& shown, const std::string& asked) {
    return !shown.empty() && !asked.empty() && shown != asked;
}

bool concerns(const ShownPayment& payment, const ChargeRequest& request) {
    return payment.order_id == request.order_id && payment.amount == request.amount &&
           payment.given_back.currency == request.amount.currency &&
           !is_other_key(payment.payment_key, request.payment_key);
}

bool concerns(const ShownPayment& payment, const RefundRequest& request) {
    return payment.order_id == request.order_id &&
           !is_other_key(payment.payment_key, request.payment_key);
}

/// Our refund among those shown: by its key and its amount.
const ShownRefund* find(const ShownPayment& payment, const RefundRequest& request) {
    if (!concerns(payment, request)) return nullptr;
    const auto found = std::find_if(payment.refunds.begin(), payment.refunds.end(),
                                    [&](const ShownRefund& refund) {
                                        return refund.idempotency_key == request.idempotency_key &&
                                               refund.amount == request.amount;
                                    });
    return found == payment.refunds.end() ? nullptr : &*found;
}

RefundAnswer shown(const ShownRefund& refund) {
    if (refund.outcome == RefundOutcome::refunded) return {RefundOutcome::refunded, "refunded"};
    return {refund.outcome, refund.reason};
}

}  // namespace

ProviderReading no_answer(const ports::HttpAnswer& answer) {
    return {.payment = {}, .code = {}, .reason = answer.fault.empty() ? "no_answer" : answer.fault};
}

ChargeAnswer to_charge_answer(const ProviderReading& reading, const ChargeRequest& request,
                              ChargeOutcome of_code) {
    ChargeAnswer answer;
    answer.amount = request.amount;
    answer.refunded.currency = request.amount.currency;
    answer.reason = reading.reason;
    if (!reading.payment) {
        answer.outcome = of_code;
        return answer;
    }
    const auto& payment = *reading.payment;
    if (!concerns(payment, request)) {
        answer.outcome = ChargeOutcome::mismatch;
        answer.amount = payment.amount;
        answer.reason = "answer_for_another_order_or_amount";
        return answer;
    }
    answer.outcome = payment.outcome;
    answer.payment_key = payment.payment_key;
    answer.checkout_url = payment.checkout_url;
    answer.hand_over = payment.hand_over;
    answer.reason = payment.reason;
    if (answer.outcome == ChargeOutcome::captured) answer.refunded = payment.given_back;
    return answer;
}

RefundAnswer to_refund_answer(const ProviderReading& reading, const RefundRequest& request,
                              RefundOutcome of_code) {
    if (!reading.payment) return {of_code, reading.reason};
    if (const auto* refund = find(*reading.payment, request)) return shown(*refund);
    return {RefundOutcome::unknown, "refund_not_shown"};
}

RefundAnswer to_refund_status(const ProviderReading& reading, const RefundRequest& request) {
    if (!reading.payment) return {RefundOutcome::unknown, reading.reason};
    const auto& payment = *reading.payment;
    if (const auto* refund = find(payment, request)) return shown(*refund);
    if (concerns(payment, request) && payment.is_all_back) {
        return {RefundOutcome::refunded, "already_canceled"};
    }
    return {RefundOutcome::unknown, "refund_not_shown"};
}

}  // namespace boxoffice::platform::payment
