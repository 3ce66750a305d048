// Lets a test read as a dialogue: what was heard, then what was done about it.
#pragma once

#include "base/match.hpp"
#include "base/seeded_bug.hpp"
#include "contexts/payment/domain/decide.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::payment::testing {

using namespace std::chrono_literals;

inline constexpr contracts::PaymentId payment_id{21};
inline constexpr contracts::RefundId first_refund{31};
inline constexpr contracts::RefundId second_refund{32};
inline constexpr base::Instant start{1'800'000'000'000ms};
/// Three minutes to send a first confirm in.
inline constexpr base::Instant confirm_until = start + 180s;

inline base::Money won(std::int64_t amount) {
    return {amount, {}};
}

/// An event as a line: its name, and what tells it from others of its kind.
inline std::string to_line(const Event& event) {
    return std::visit(
        base::match{
            [](const contracts::PaymentApproved& it) {
                return "PaymentApproved " + std::to_string(it.amount.amount);
            },
            [](const contracts::PaymentDeclined& it) { return "PaymentDeclined " + it.reason; },
            [](const contracts::PaymentAbandoned& it) { return "PaymentAbandoned " + it.reason; },
            [](const contracts::PaymentRefunded& it) {
                const auto whose = it.refund_id ? std::to_string(it.refund_id->value) : "unasked";
                return "PaymentRefunded " + whose + ' ' + std::to_string(it.amount.amount) +
                       (it.by_hand.value_or(false) ? " by hand" : "");
            },
            [](const contracts::RefundFailed& it) {
                return "RefundFailed " + std::to_string(it.refund_id.value) + ' ' + it.reason;
            }},
        event);
}

inline std::string to_line(const Effect& effect) {
    const auto name = boost::describe::enum_to_string(effect.ask, "?");
    if (!effect.refund_id) return name;
    return std::string{name} + ' ' + std::to_string(effect.refund_id.value);
}

inline std::string to_line(Alarm alarm) {
    switch (alarm) {
        case Alarm::mismatch:
            return "alarm mismatch";
        case Alarm::open_too_long:
            return "alarm open_too_long";
        case Alarm::refund_refused:
            return "alarm refund_refused";
        case Alarm::refunded_unasked:
            return "alarm refunded_unasked";
        case Alarm::capture_not_shown:
            return "alarm capture_not_shown";
        case Alarm::refund_not_shown:
            return "alarm refund_not_shown";
        case Alarm::maybe_paid_twice:
            return "alarm maybe_paid_twice";
    }
    return "?";
}

/// One payment through its life. Each `hears` returns what the decision did, as lines.
class Dialogue {
  public:
    using Lines = std::vector<std::string>;

    explicit Dialogue(base::SeededBug bug = base::SeededBug::none) { terms.bug = bug; }

    Lines hears(const Input& input) {
        auto decision = decide(payment, input, now, terms);
        Lines lines;
        for (const auto& event : decision.events) lines.push_back(to_line(event));
        for (const auto& effect : decision.effects) lines.push_back(to_line(effect));
        for (const auto alarm : decision.alarms) lines.push_back(to_line(alarm));
        if (decision.is_ignored) lines.push_back("ignored");
        payment = std::move(decision.payment);
        for (const auto& booking : decision.bookings) add(books, entries_of(booking));
        EXPECT_EQ(books, books_of(payment)) << "the ledger differs from the payment";
        return lines;
    }

    Lines is_asked_to_charge(std::string method = "card") {
        contracts::PaymentRequested request{.reservation_id = {1},
                                            .user_id = {2},
                                            .performance_id = {3},
                                            .payment_id = payment_id,
                                            .amount = won(90'000),
                                            .method = std::move(method),
                                            .order_name = "Paper Kingdom",
                                            .confirm_until = confirm_until};
        return hears(ChargeWanted{std::move(request), "sandbox", "order-a", "key-a"});
    }
    /// Staff have sold, and say how.
    Lines is_told_of_a_sale(std::string_view method, std::int64_t amount = 90'000) {
        contracts::PaymentRequested request{.reservation_id = {1},
                                            .user_id = {2},
                                            .performance_id = {3},
                                            .payment_id = payment_id,
                                            .amount = won(amount),
                                            .method = std::string{method},
                                            .order_name = "Paper Kingdom",
                                            .confirm_until = confirm_until};
        return hears(ChargeWanted{std::move(request), "desk", "order-a", "key-a"});
    }
    Lines is_asked_to_refund(std::int64_t amount, contracts::RefundId id = first_refund) {
        contracts::RefundRequested request{.reservation_id = {1},
                                           .performance_id = {3},
                                           .payment_id = payment_id,
                                           .refund_id = id,
                                           .amount = won(amount),
                                           .reason = "canceled"};
        return hears(RefundWanted{std::move(request), "refund-key-" + std::to_string(id.value)});
    }
    Lines is_answered(Asked asked, ChargeOutcome outcome, std::int64_t refunded = 0) {
        const auto key = outcome == ChargeOutcome::captured ? "pay-1" : "";
        return hears(ChargeAnswered{.asked = asked,
                                    .outcome = outcome,
                                    .payment_key = key,
                                    .reason = "said_so",
                                    .refunded = won(refunded)});
    }
    Lines is_answered_about_refund(Asked asked, RefundOutcome outcome,
                                   contracts::RefundId id = first_refund) {
        return hears(RefundAnswered{id, asked, outcome, "said_so"});
    }
    /// Time goes on until the payment wants something.
    Lines wakes() {
        const auto at = next_wake(payment);
        if (!at) return {"rests"};
        now = std::max(now, *at);
        return hears(TryDue{});
    }
    /// Brings a new payment to captured.
    void captured_already() {
        is_asked_to_charge();
        is_answered(Asked::confirm, ChargeOutcome::captured);
    }

    Payment payment;
    Books books;  ///< the sum of what was booked
    Terms terms;
    base::Instant now = start;
};

using Lines = Dialogue::Lines;

}  // namespace boxoffice::payment::testing
