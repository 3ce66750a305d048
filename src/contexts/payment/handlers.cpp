#include "contexts/payment/handlers.hpp"

#include "base/match.hpp"
#include "base/type_name.hpp"
#include "contracts/desk_methods.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <optional>

namespace boxoffice::payment {
namespace {

std::string_view name_of(const Input& input) {
    return std::visit([]<class T>(const T&) -> std::string_view { return base::type_name<T>(); },
                      input);
}

std::string text_of(Alarm alarm) {
    return boost::describe::enum_to_string(alarm, "unknown");
}

ports::Counter& alarm_counter(ports::Metrics& metrics, Alarm alarm) {
    std::string label = "alarm=\"";
    label.append(text_of(alarm)).append(1, '"');
    return metrics.counter("boxoffice_payment_alarms_total", label,
                           "Payments that a human must look at.");
}

/// What the provider contradicts and no later look would show again.
std::optional<Divergence> divergence_of(Alarm alarm) {
    if (alarm == Alarm::mismatch) return Divergence::amount_mismatch;
    if (alarm == Alarm::capture_not_shown) return Divergence::capture_not_shown;
    if (alarm == Alarm::refund_not_shown) return Divergence::refund_not_shown;
    if (alarm == Alarm::maybe_paid_twice) return Divergence::maybe_paid_twice;
    return std::nullopt;
}

/// Names and keys for the provider are drawn here, once, and stored before anything is sent.
Input with_names(Input input, const std::string& provider, ports::Randomness& randomness) {
    std::visit(
        base::match{[&](ChargeWanted& wanted) {
                        const bool is_at_desk = contracts::is_desk_method(wanted.request.method);
                        wanted.provider = is_at_desk ? contracts::desk_provider : provider;
                        wanted.order_id = randomness.token();
                        wanted.idempotency_key = randomness.token();
                    },
                    [&](RefundWanted& wanted) { wanted.idempotency_key = randomness.token(); },
                    [](auto&) {}},
        input);
    return input;
}

/// The lease is what the decision has just noted for this question.
base::Instant send_before(const Payment& payment, const Effect& effect) {
    auto lease = payment.next_try_at;
    for (const auto& refund : payment.refunds) {
        if (refund.refund_id == effect.refund_id) lease = refund.next_try_at;
    }
    const auto until = lease.value_or(base::Instant::max());
    return effect.ask == Asked::confirm ? std::min(until, payment.confirm_until) : until;
}

}  // namespace

Handlers::Handlers(Store& store, const Terms& terms, ProviderWatch& watch, std::string provider,
                   ports::Metrics& metrics, ports::Log& log)
    : store_(store),
      terms_(terms),
      watch_(watch),
      provider_(std::move(provider)),
      metrics_(metrics),
      log_(log) {
    // Shown before the first one is raised: a number that appears does not rise.
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Alarm>>(
        [&](auto described) { alarm_counter(metrics_, described.value); });
}

std::vector<ProviderQuestion> Handlers::decide(const PaymentInput& command,
                                               eventing::UnitOfWork& work) {
    const auto* row = store_.find(command.id);
    const bool is_first = std::holds_alternative<ChargeWanted>(command.input);
    if (!row && !is_first) {
        metrics_
            .counter("boxoffice_payment_unknown_total", "", "Inputs for payments nobody asked for.")
            .add();
        return {};
    }
    const auto wake_before = row ? next_wake(row->payment) : std::nullopt;
    auto input = with_names(command.input, provider_, work.randomness());
    if (auto* wanted = std::get_if<ChargeWanted>(&input); wanted && !row) {
        wanted->provider_is_away = watch_.refuses(work.now());
    }
    auto decision = payment::decide(row ? row->payment : Payment{}, input, work.now(), terms_);
    if (decision.is_ignored) {
        metrics_
            .counter("boxoffice_payment_ignored_total", "",
                     "Inputs that did not fit the state of their payment.")
            .add();
        return {};
    }
    // A look that came too early, or a hint while a question is on its way: nothing to store.
    const bool is_same = row && decision.payment == row->payment && decision.events.empty();
    if (is_same && decision.effects.empty() && decision.alarms.empty()) return {};

    const auto key = eventing::key_of(decision.payment.performance_id);
    for (const auto& event : decision.events) {
        std::visit([&](const auto& concrete) { work.publish(key, concrete); }, event);
    }
    const auto wake = next_wake(decision.payment);
    if (wake && wake != wake_before) work.set_due(payment_wake, command.id.value, *wake);
    if (!wake && wake_before) work.clear_due(payment_wake, command.id.value);
    report(decision.payment, decision.alarms, work);

    std::vector<ProviderQuestion> questions;
    for (const auto& effect : decision.effects) {
        questions.push_back({decision.payment, effect, send_before(decision.payment, effect)});
    }
    store_.put(std::move(decision.payment), name_of(input), work.now(), decision.bookings);
    return questions;
}

void Handlers::report(const Payment& payment, const std::vector<Alarm>& alarms,
                      eventing::UnitOfWork& work) {
    for (const auto alarm : alarms) {
        const auto divergence = divergence_of(alarm);
        if (divergence && contradicted_) contradicted_(payment, *divergence, work);
        alarm_counter(metrics_, alarm).add();
        log_.write(ports::LogLevel::error, "a payment needs a human",
                   {{"alarm", text_of(alarm)},
                    {"payment", std::to_string(payment.payment_id.value)},
                    {"reservation", std::to_string(payment.reservation_id.value)},
                    {"reason", payment.reason}});
    }
}

}  // namespace boxoffice::payment
