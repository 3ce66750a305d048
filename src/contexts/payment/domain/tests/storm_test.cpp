// Goal: against a provider whose network loses, delays and repeats, every charge ends in what the
// provider's own books say, and every refund is paid once; with a bug built in, the same check
// turns red.
#include "base/seeded_bug.hpp"
#include "contexts/payment/domain/tests/dialogue.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace boxoffice::payment {
namespace {

using namespace testing;

/// splitmix64: the whole storm from one number.
class Chance {
  public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}
    std::int64_t below(std::int64_t end) {
        state_ += 0x9e3779b97f4a7c15U;
        auto bits = state_;
        bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9U;
        bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
        return static_cast<std::int64_t>((bits ^ (bits >> 31)) % static_cast<std::uint64_t>(end));
    }
    bool one_in(std::int64_t n) { return below(n) == 0; }

  private:
    std::uint64_t state_;
};

/// One payment, a model of the provider's books, and a network between them.
class Storm {
  public:
    Storm(std::uint64_t seed, base::SeededBug bug) : chance_(seed) { terms_.bug = bug; }

    /// Plays a purchase and its refunds. @return what is wrong at the end; empty when all is well.
    std::string play() {
        contracts::PaymentRequested request{.reservation_id = {1},
                                            .performance_id = {3},
                                            .payment_id = payment_id,
                                            .amount = won(90'000),
                                            .method = "card",
                                            .confirm_until = confirm_until};
        will_decline_ = chance_.one_in(6);
        hear(ChargeWanted{request, "sandbox", "order", "key"});
        plan_hint(chance_.below(400) * 1s);
        run_until(start + 4h);
        if (approvals_ > 0) {
            for (std::int64_t id = 31; id <= 33; ++id) ask_for_refund({id});
            ask_for_refund({31});
        }
        run_until(start + 8h);
        return verdict();
    }

  private:
    void hear(const Input& input) {
        auto decision = decide(std::move(payment_), input, now_, terms_);
        payment_ = std::move(decision.payment);
        for (const auto& booking : decision.bookings) add(booked_, entries_of(booking));
        is_booked_right_ = is_booked_right_ && booked_ == books_of(payment_);
        for (const auto& event : decision.events) {
            if (std::holds_alternative<contracts::PaymentApproved>(event)) ++approvals_;
            if (std::holds_alternative<contracts::PaymentDeclined>(event)) ++refusals_;
            if (std::holds_alternative<contracts::PaymentAbandoned>(event)) ++refusals_;
            const auto* refunded = std::get_if<contracts::PaymentRefunded>(&event);
            if (refunded && refunded->refund_id) refunded_.insert(refunded->refund_id->value);
        }
        // A crash between commit and send: nothing leaves, next_wake must help, or the next life.
        if (is_stormy() && chance_.one_in(10)) {
            if (chance_.one_in(2)) plan(1s, [this] { hear(QuestionsLost{.before = now_}); });
            return;
        }
        for (const auto& effect : decision.effects) send(effect);
    }

    [[nodiscard]] bool is_stormy() const { return now_ < start + 1h || now_ >= start + 4h; }
    [[nodiscard]] bool is_calm_at_last() const { return now_ > start + 5h; }

    void plan(base::Duration delay, std::function<void()> what) {
        plans_.emplace(now_ + delay, std::move(what));
    }
    void plan_hint(base::Duration delay) {
        // Forged: it claims a capture whatever happened.
        plan(delay, [this] { hear(WebhookHint{.claims_capture = true}); });
    }

    /// A request takes its time, or is lost; so does its answer.
    void send(const Effect& effect) {
        const bool is_lossy = is_stormy() && !is_calm_at_last();
        const bool is_lost = is_lossy && chance_.one_in(4);
        const bool is_late = is_lossy && chance_.one_in(4);
        const auto travel = is_late ? chance_.below(25 * 60) * 1s : chance_.below(900) * 1ms;
        const auto* refund = find_refund(payment_, effect.refund_id);
        const auto key = refund ? refund->idempotency_key : payment_.idempotency_key;
        const auto amount = refund ? refund->amount.amount : payment_.amount.amount;
        const bool is_unanswered = is_lost || is_late || (is_lossy && chance_.one_in(4));
        if (!is_lost) {
            plan(travel, [=, this] { arrive(effect, key, amount, !is_unanswered); });
        }
        if (is_unanswered) plan(10s, [=, this] { answer(effect, true, key); });
    }

    /// The provider's side.
    void arrive(const Effect& effect, const std::string& key, std::int64_t amount, bool answers) {
        if (effect.ask == Asked::confirm && books_ == ChargeOutcome::absent) {
            books_ = will_decline_ ? ChargeOutcome::declined : ChargeOutcome::captured;
        }
        if (effect.ask == Asked::refund) cancels_.emplace(key, amount);
        if (answers) plan(50ms, [=, this, known = books_] { answer(effect, false, key, known); });
    }

    void answer(const Effect& effect, bool is_timeout, const std::string& key,
                ChargeOutcome known = ChargeOutcome::unknown) {
        if (effect.refund_id) {
            const bool is_paid = !is_timeout && cancels_.contains(key);
            return hear(RefundAnswered{effect.refund_id, effect.ask,
                                       is_paid ? RefundOutcome::refunded : RefundOutcome::unknown,
                                       ""});
        }
        hear(ChargeAnswered{.asked = effect.ask,
                            .outcome = is_timeout ? ChargeOutcome::unknown : known,
                            .payment_key = known == ChargeOutcome::captured ? "pay" : ""});
    }

    void ask_for_refund(contracts::RefundId id) {
        contracts::RefundRequested request{
            .payment_id = payment_id, .refund_id = id, .amount = won(20'000)};
        hear(RefundWanted{request, "refund-" + std::to_string(id.value)});
    }

    void run_until(base::Instant end) {
        for (;;) {
            const auto wake = next_wake(payment_);
            const bool has_plan = !plans_.empty() && plans_.begin()->first <= end;
            const bool has_wake = wake && *wake <= end;
            if (!has_plan && !has_wake) break;
            if (has_plan && (!has_wake || plans_.begin()->first <= *wake)) {
                auto plan = plans_.extract(plans_.begin());
                now_ = std::max(now_, plan.key());
                plan.mapped()();
            } else {
                now_ = std::max(now_, *wake);
                hear(TryDue{});
            }
        }
        now_ = end;
    }

    [[nodiscard]] std::string verdict() const {
        const bool is_captured = books_ == ChargeOutcome::captured;
        if (is_captured && approvals_ != 1) return "captured, but not approved once";
        if (!is_captured && approvals_ != 0) return "approved, but not captured";
        if (!is_booked_right_) return "the ledger differs from the payment";
        if (booked_.provider != approvals_ * 30'000 || booked_.sum() != 0) return "wrong balance";
        if (approvals_ + refusals_ != 1) return "not exactly one verdict";
        std::int64_t paid_out = 0;
        for (const auto& [key, amount] : cancels_) paid_out += amount;
        if (paid_out != approvals_ * 60'000) return "refunds paid out: " + std::to_string(paid_out);
        if (std::ssize(refunded_) != approvals_ * 3) return "a refund was not told";
        return "";
    }

    Chance chance_;
    Terms terms_;
    Payment payment_;
    base::Instant now_ = start;
    std::multimap<base::Instant, std::function<void()>> plans_;

    bool will_decline_ = false;
    Books booked_;
    bool is_booked_right_ = true;
    ChargeOutcome books_ = ChargeOutcome::absent;
    std::map<std::string, std::int64_t> cancels_;

    std::int64_t approvals_ = 0;
    std::int64_t refusals_ = 0;
    std::set<std::int64_t> refunded_;
};

constexpr std::uint64_t seeds = 2'000;

int breaches(base::SeededBug bug) {
    int found = 0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        if (!Storm{seed, bug}.play().empty()) ++found;
    }
    return found;
}

TEST(Storm, EndsInWhatTheProvidersBooksSay) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const auto wrong = Storm{seed, base::SeededBug::none}.play();
        ASSERT_EQ(wrong, "") << "seed " << seed;
    }
}

TEST(Storm, TurnsRedForEverySeededBug) {
    EXPECT_GT(breaches(base::SeededBug::not_found_treated_as_failed), 0);
    EXPECT_GT(breaches(base::SeededBug::refund_without_idempotency_key), 0);
    EXPECT_GT(breaches(base::SeededBug::webhook_payload_trusted), 0);
    EXPECT_GT(breaches(base::SeededBug::refund_not_booked), 0);
}

}  // namespace
}  // namespace boxoffice::payment
