#include "contexts/payment/provider_desk.hpp"

#include "base/invariant.hpp"
#include "ports/tracing.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace boxoffice::payment {
namespace {

/// Payments that are taken up at a start; the leases of more end by themselves.
constexpr std::size_t taken_up_max = 10'000;

ports::ChargeRequest charge_request(const Payment& payment) {
    return {.order_id = payment.order_id,
            .idempotency_key = payment.idempotency_key,
            .amount = payment.amount,
            .method = payment.method,
            .payment_key = payment.payment_key,
            .order_name = payment.order_name};
}

ports::RefundRequest refund_request(const Payment& payment, contracts::RefundId refund_id) {
    const auto found =
        std::find_if(payment.refunds.begin(), payment.refunds.end(),
                     [refund_id](const Refund& refund) { return refund.refund_id == refund_id; });
    BOXOFFICE_INVARIANT(found != payment.refunds.end());
    return {.order_id = payment.order_id,
            .payment_key = payment.payment_key,
            .idempotency_key = found->idempotency_key,
            .amount = found->amount,
            .reason = found->reason};
}

ChargeOutcome outcome_of(ports::ChargeOutcome outcome) {
    switch (outcome) {
        case ports::ChargeOutcome::captured:
            return ChargeOutcome::captured;
        case ports::ChargeOutcome::declined:
            return ChargeOutcome::declined;
        case ports::ChargeOutcome::absent:
            return ChargeOutcome::absent;
        case ports::ChargeOutcome::expired:
            return ChargeOutcome::expired;
        case ports::ChargeOutcome::pending:
            return ChargeOutcome::pending;
        case ports::ChargeOutcome::authorized:
            return ChargeOutcome::authorized;
        case ports::ChargeOutcome::unknown:
            return ChargeOutcome::unknown;
        case ports::ChargeOutcome::mismatch:
            return ChargeOutcome::mismatch;
    }
    return ChargeOutcome::unknown;
}

RefundOutcome outcome_of(ports::RefundOutcome outcome) {
    switch (outcome) {
        case ports::RefundOutcome::refunded:
            return RefundOutcome::refunded;
        case ports::RefundOutcome::refused:
            return RefundOutcome::refused;
        case ports::RefundOutcome::unknown:
            return RefundOutcome::unknown;
    }
    return RefundOutcome::unknown;
}

}  // namespace

class ProviderDesk::InputJob final : public eventing::Job {
  public:
    InputJob(ProviderDesk& desk, PaymentInput input, std::function<void()> done)
        : desk_(desk), input_(std::move(input)), done_(std::move(done)) {}

    void declare() override { desk_.handlers_.declare(input_); }
    void decide(eventing::UnitOfWork& work) override {
        questions_ = desk_.handlers_.decide(input_, work);
    }
    void settle() override {
        desk_.ask(std::move(questions_));
        if (done_) done_();
    }
    void fail(const eventing::Failure&) override {
        if (done_) done_();
    }
    void describe(ports::Span& span) const override {
        std::visit([&span]<class T>(const T&) { eventing::describe_command<T>(span); },
                   input_.input);
    }

  private:
    ProviderDesk& desk_;
    PaymentInput input_;
    std::function<void()> done_;
    std::vector<ProviderQuestion> questions_;
};

/// The first command of a life that is alone. A question that is out wakes its payment when its
/// lease ends.
class ProviderDesk::TakeUpJob final : public eventing::Job {
  public:
    TakeUpJob(ProviderDesk& desk, base::Instant since, base::Duration answer_lease)
        : desk_(desk), since_(since), answer_lease_(answer_lease) {}

    void declare() override {}
    void decide(eventing::UnitOfWork& work) override {
        waiting_ = eventing::DueRows::select_due(work.sql(), payment_wake, since_ + answer_lease_,
                                                 taken_up_max);
    }
    void settle() override {
        for (const auto& row : waiting_) {
            desk_.submit({contracts::PaymentId{row.subject}, QuestionsLost{.before = since_}});
        }
    }
    void fail(const eventing::Failure&) override {}  // the leases end by themselves

  private:
    ProviderDesk& desk_;
    base::Instant since_;
    base::Duration answer_lease_;
    std::vector<eventing::DueRow> waiting_;
};

ProviderDesk::ProviderDesk(eventing::ContextKernel& kernel, Handlers& handlers,
                           ports::PaymentGateway& gateway, ProviderWatch& watch)
    : kernel_(kernel),
      handlers_(handlers),
      gateway_(gateway),
      watch_(watch),
      late_(kernel.environment().metrics.counter(
          "boxoffice_payment_questions_late_total", "",
          "Questions to the provider that waited for too long and were not sent.")),
      meter_(kernel.environment().metrics) {}

eventing::JobPointer ProviderDesk::job(PaymentInput input, std::function<void()> done) {
    return std::make_unique<InputJob>(*this, std::move(input), std::move(done));
}

void ProviderDesk::submit(PaymentInput input, std::function<void()> done) {
    kernel_.submit_internal(job(std::move(input), std::move(done)));
}

void ProviderDesk::take_up(base::Instant since, base::Duration answer_lease) {
    kernel_.submit_internal(std::make_unique<TakeUpJob>(*this, since, answer_lease));
}

void ProviderDesk::stop() {
    const std::lock_guard lock{mutex_};
    is_stopped_ = true;
    waiting_.clear();
}

void ProviderDesk::ask(std::vector<ProviderQuestion> questions) {
    if (questions.empty()) return;
    {
        const std::lock_guard lock{mutex_};
        for (auto& question : questions) {
            question.trace = ports::current_trace();
            waiting_.push_back(std::move(question));
        }
    }
    send_next();
}

/// One caller at a time takes from the queue, so that a provider that answers at once does not lead
/// ever deeper.
void ProviderDesk::send_next() {
    {
        const std::lock_guard lock{mutex_};
        if (is_sending_) return;
        is_sending_ = true;
    }
    while (const auto question = take_next()) {
        const ports::TraceScope scope{question->trace};
        send(*question);
    }
}

std::optional<ProviderQuestion> ProviderDesk::take_next() {
    const auto now = kernel_.environment().clock.now();
    const std::lock_guard lock{mutex_};
    while (!is_stopped_ && !waiting_.empty() && in_flight_ < in_flight_max) {
        auto question = std::move(waiting_.front());
        waiting_.pop_front();
        if (now >= question.send_before) {
            late_.add();
            continue;
        }
        ++in_flight_;
        return question;
    }
    is_sending_ = false;
    return std::nullopt;
}

void ProviderDesk::send(const ProviderQuestion& question) {
    const auto& payment = question.payment;
    if (payment.provider != gateway_.name()) return refuse_other_provider(question);
    const auto& clock = kernel_.environment().clock;
    const auto sent_at = clock.now();
    const auto charged = [this, question, &clock, sent_at](const ports::ChargeAnswer& answer) {
        meter_.answered(question.effect.ask, answer.outcome, clock.now() - sent_at);
        watch(answer.outcome != ports::ChargeOutcome::unknown, answer.reason);
        charge_answered(question, answer);
    };
    const auto refunded = [this, question, &clock, sent_at](const ports::RefundAnswer& answer) {
        meter_.answered(question.effect.ask, answer.outcome, clock.now() - sent_at);
        watch(answer.outcome != ports::RefundOutcome::unknown, answer.reason);
        refund_answered(question, answer);
    };
    switch (question.effect.ask) {
        case Asked::prepare:
            return gateway_.prepare(charge_request(payment), charged);
        case Asked::confirm:
            return gateway_.confirm(charge_request(payment), charged);
        case Asked::query:
            return gateway_.query(charge_request(payment), charged);
        case Asked::refund:
            return gateway_.refund(refund_request(payment, question.effect.refund_id), refunded);
        case Asked::query_refund:
            return gateway_.query_refund(refund_request(payment, question.effect.refund_id),
                                         refunded);
        case Asked::nothing:
            break;
    }
    BOXOFFICE_INVARIANT(question.effect.ask != Asked::nothing);
}

void ProviderDesk::watch(bool is_answered, const std::string& reason) {
    if (is_answered) return watch_.answered();
    watch_.missed(kernel_.environment().clock.now(), reason);
}

/// The operator has changed to another provider since. Its account knows nothing of this payment,
/// so it is never asked: a refund goes to a human, and a charge stays open until he looks.
void ProviderDesk::refuse_other_provider(const ProviderQuestion& question) {
    constexpr auto reason = "paid_at_another_provider";
    const auto ask = question.effect.ask;
    if (ask == Asked::refund || ask == Asked::query_refund) {
        return refund_answered(question, {ports::RefundOutcome::refused, reason});
    }
    ports::ChargeAnswer answer;
    answer.reason = reason;
    charge_answered(question, answer);
}

void ProviderDesk::charge_answered(const ProviderQuestion& question,
                                   const ports::ChargeAnswer& answer) {
    answered({question.payment.payment_id,
              ChargeAnswered{.asked = question.effect.ask,
                             .outcome = outcome_of(answer.outcome),
                             .payment_key = answer.payment_key,
                             .reason = answer.reason,
                             .checkout_url = answer.checkout_url,
                             .client_key = answer.hand_over.client_key,
                             .client_secret = answer.hand_over.client_secret,
                             .refunded = answer.refunded}});
}

void ProviderDesk::refund_answered(const ProviderQuestion& question,
                                   const ports::RefundAnswer& answer) {
    answered({question.payment.payment_id, RefundAnswered{.refund_id = question.effect.refund_id,
                                                          .asked = question.effect.ask,
                                                          .outcome = outcome_of(answer.outcome),
                                                          .reason = answer.reason}});
}

void ProviderDesk::answered(PaymentInput input) {
    {
        const std::lock_guard lock{mutex_};
        --in_flight_;
    }
    submit(std::move(input));
    send_next();
}

}  // namespace boxoffice::payment
