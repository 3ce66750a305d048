#include "sandbox_provider/ledger.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace boxoffice::sandbox {
namespace {

constexpr std::string_view hosted_page = "checkout";

/// Methods that decide by themselves, and how. An empty failure is a yes.
struct CardMethod {
    std::string_view method;
    std::string_view failure;
};
constexpr std::array card_methods{CardMethod{"card", ""},
                                  CardMethod{"card_declined", "card_declined"},
                                  CardMethod{"card_no_funds", "insufficient_funds"}};

const CardMethod* find_card(std::string_view method) {
    const auto* found =
        std::find_if(card_methods.begin(), card_methods.end(),
                     [&](const CardMethod& candidate) { return candidate.method == method; });
    return found == card_methods.end() ? nullptr : found;
}

Outcome refuse(int status, std::string_view code) {
    return {.refusal = Refusal{status, std::string{code}}};
}

Payment make_payment(const NewNames& names, base::Instant now) {
    Payment payment;
    payment.id = names.id;
    payment.payment_key = "pay_" + std::to_string(names.id) + '_' + names.token;
    payment.requested_at = now;
    return payment;
}

void decide(Payment& payment, std::string failure, base::Instant now) {
    payment.status = failure.empty() ? Status::done : Status::aborted;
    payment.failure = std::move(failure);
    payment.decided_at = now;
    ++payment.version;
}

/// The charge without a page: the order is made and decided in one step.
Outcome charge_card(std::optional<Payment>& payment, const ConfirmAsk& ask, const NewNames& names,
                    base::Instant now) {
    const auto& wanted = ask.payment;
    if (wanted.method == hosted_page) return refuse(404, "order_not_found");
    const auto* card = find_card(wanted.method);
    if (!card) return refuse(400, "method_unknown");
    auto& made = payment.emplace(make_payment(names, now));
    made.order_id = wanted.order_id;
    made.order_name = wanted.order_name.value_or("");
    made.method = wanted.method;
    made.amount = wanted.amount;
    made.confirm_key = ask.idempotency_key;
    made.webhook_url = ask.default_webhook_url;
    decide(made, ask.must_decline ? "declined_on_order" : std::string{card->failure}, now);
    if (made.status == Status::aborted) return refuse(400, made.failure);
    return {};
}

/// Somebody confirms again what was decided before.
Outcome confirm_again(const Payment& payment, const ConfirmAsk& ask) {
    if (payment.status == Status::aborted) return refuse(400, payment.failure);
    const bool is_repeat =
        !ask.idempotency_key.empty() && ask.idempotency_key == payment.confirm_key;
    if (!is_repeat) return refuse(400, "already_processed");
    return {.cancels_shown = 0};
}

bool is_captured(const Payment& payment) {
    return payment.status == Status::done || payment.status == Status::partially_canceled ||
           payment.status == Status::canceled;
}

}  // namespace

Outcome prepare(std::optional<Payment>& payment, const PrepareAsk& ask, const NewNames& names,
                base::Instant now) {
    const auto& order = ask.order;
    if (payment) {
        const bool is_same = payment->amount == order.amount && payment->method == hosted_page;
        return is_same ? Outcome{} : refuse(409, "order_id_in_use");
    }
    auto& made = payment.emplace(make_payment(names, now));
    made.order_id = order.order_id;
    made.order_name = order.order_name.value_or("");
    made.method = hosted_page;
    made.amount = order.amount;
    made.success_url = order.success_url;
    made.webhook_url = order.webhook_url.value_or(ask.default_webhook_url);
    made.expires_at = now + ask.session;
    return {};
}

Outcome confirm(std::optional<Payment>& payment, const ConfirmAsk& ask, const NewNames& names,
                base::Instant now) {
    if (!payment) return charge_card(payment, ask, names, now);
    if (payment->decided_at) return confirm_again(*payment, ask);
    const auto status = status_at(*payment, now);
    if (status == Status::expired) return refuse(400, "session_expired");
    if (ask.payment.amount != payment->amount) return refuse(400, "amount_mismatch");
    if (status == Status::ready) return refuse(409, "buyer_not_ready");
    if (ask.payment.payment_key != payment->payment_key) {
        return refuse(400, "payment_key_invalid");
    }
    payment->confirm_key = ask.idempotency_key;
    decide(*payment, ask.must_decline ? "declined_on_order" : "", now);
    if (payment->status == Status::aborted) return refuse(400, payment->failure);
    return {};
}

Outcome cancel(std::optional<Payment>& payment, const CancelAsk& ask, base::Instant now) {
    if (!payment) return refuse(404, "payment_not_found");
    auto& cancels = payment->cancels;
    const auto repeated = std::find_if(cancels.begin(), cancels.end(), [&](const Cancel& earlier) {
        return !ask.idempotency_key.empty() && earlier.idempotency_key == ask.idempotency_key;
    });
    if (repeated != cancels.end()) {
        return {.cancels_shown = static_cast<std::size_t>(repeated - cancels.begin()) + 1};
    }
    if (payment->status == Status::canceled) return refuse(400, "already_canceled");
    if (!is_captured(*payment)) return refuse(400, "not_cancelable");
    const auto balance = balance_of(*payment);
    const auto amount = ask.amount.value_or(balance);
    if (amount.currency != balance.currency || amount.amount <= 0) {
        return refuse(400, "cancel_amount_invalid");
    }
    if (amount.amount > balance.amount) return refuse(400, "exceeds_balance");
    cancels.push_back({.amount = amount,
                       .balance = balance - amount,
                       .reason = ask.reason,
                       .idempotency_key = ask.idempotency_key,
                       .canceled_at = now});
    payment->status = amount == balance ? Status::canceled : Status::partially_canceled;
    ++payment->version;
    return {};
}

Outcome press(std::optional<Payment>& payment, Button button, base::Instant now) {
    if (!payment || payment->method != hosted_page) return refuse(404, "order_not_found");
    const auto status = status_at(*payment, now);
    if (status == Status::expired) return refuse(400, "session_expired");
    if (status != Status::ready) return {};  // pressed twice: the first press counts
    if (button == Button::decline) decide(*payment, "buyer_declined", now);
    if (button == Button::pay) {
        payment->status = Status::in_progress;
        ++payment->version;
    }
    return {};
}

Outcome deposit_late(std::optional<Payment>& payment, base::Instant now) {
    if (!payment) return refuse(404, "order_not_found");
    if (status_at(*payment, now) != Status::expired) return refuse(409, "not_expired");
    decide(*payment, "", now);
    return {};
}

Status status_at(const Payment& payment, base::Instant now) {
    const bool is_open = payment.status == Status::ready || payment.status == Status::in_progress;
    return is_open && payment.expires_at && *payment.expires_at <= now ? Status::expired
                                                                       : payment.status;
}

base::Money balance_of(const Payment& payment) {
    if (!is_captured(payment)) return {0, payment.amount.currency};
    return payment.cancels.empty() ? payment.amount : payment.cancels.back().balance;
}

PaymentView make_view(const Payment& payment, base::Instant now, const std::string& public_url,
                      std::size_t cancels_shown) {
    const auto shown = std::min(cancels_shown, payment.cancels.size());
    PaymentView view{.order_id = payment.order_id,
                     .order_name = payment.order_name,
                     .status = status_at(payment, now),
                     .method = payment.method,
                     .amount = payment.amount,
                     .balance = balance_of(payment),
                     .requested_at = payment.requested_at,
                     .expires_at = payment.expires_at};
    view.cancels.assign(payment.cancels.begin(),
                        payment.cancels.begin() + static_cast<std::ptrdiff_t>(shown));
    if (shown < payment.cancels.size()) {
        view.balance = shown == 0 ? payment.amount : view.cancels.back().balance;
        view.status = shown == 0 ? Status::done : Status::partially_canceled;
    }
    if (payment.status != Status::ready) view.payment_key = payment.payment_key;
    if (is_captured(payment)) view.approved_at = payment.decided_at;
    if (!payment.failure.empty()) view.failure_code = payment.failure;
    if (payment.method == hosted_page)
        view.checkout_url = public_url + "/checkout/" + payment.order_id;
    return view;
}

std::optional<std::int64_t> id_in(std::string_view payment_key) {
    constexpr std::string_view prefix = "pay_";
    if (!payment_key.starts_with(prefix)) return std::nullopt;
    payment_key.remove_prefix(prefix.size());
    std::int64_t id = 0;
    const auto [end, error] =
        std::from_chars(payment_key.data(), payment_key.data() + payment_key.size(), id);
    if (error != std::errc{} || id < 1) return std::nullopt;
    return id;
}

}  // namespace boxoffice::sandbox
