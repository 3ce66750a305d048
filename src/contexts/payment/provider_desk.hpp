// Talks to the provider outside any transaction: what was decided is stored first, and every answer
// comes back as a command.
#pragma once

#include "contexts/payment/handlers.hpp"
#include "contexts/payment/provider_meter.hpp"
#include "eventing/context_module.hpp"
#include "ports/payment_gateway.hpp"

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace boxoffice::payment {

/// At most `in_flight_max` calls at a time; the rest waits in order. What is lost in a crash, or
/// has waited beyond `ProviderQuestion::send_before`, is dropped: the payment's next_wake leads to
/// a query, and never to a first confirm that comes too late.
class ProviderDesk {
  public:
    static constexpr std::size_t in_flight_max = 64;

    ProviderDesk(eventing::ContextKernel& kernel, Handlers& handlers,
                 ports::PaymentGateway& gateway, ProviderWatch& watch);

    /// The command of an input: decided in a batch, its questions asked after the commit.
    [[nodiscard]] eventing::JobPointer job(PaymentInput input, std::function<void()> done = {});
    void submit(PaymentInput input, std::function<void()> done = {});
    /// Where no other process asks: what an earlier life asked before `since`, and has no answer,
    /// is asked for at once rather than when its lease ends. Once, after the kernel has started.
    void take_up(base::Instant since, base::Duration answer_lease);
    /// Asks nothing more; what waits is stored and asked again by the next life.
    void stop();

  private:
    class InputJob;
    class TakeUpJob;

    void ask(std::vector<ProviderQuestion> questions);
    void send_next();
    [[nodiscard]] std::optional<ProviderQuestion> take_next();
    void send(const ProviderQuestion& question);
    void refuse_other_provider(const ProviderQuestion& question);
    void charge_answered(const ProviderQuestion& question, const ports::ChargeAnswer& answer);
    void refund_answered(const ProviderQuestion& question, const ports::RefundAnswer& answer);
    void answered(PaymentInput input);
    void watch(bool is_answered, const std::string& reason);

    eventing::ContextKernel& kernel_;
    Handlers& handlers_;
    ports::PaymentGateway& gateway_;
    ProviderWatch& watch_;
    ports::Counter& late_;
    ProviderMeter meter_;
    std::mutex mutex_;
    std::deque<ProviderQuestion> waiting_;
    std::size_t in_flight_ = 0;
    bool is_sending_ = false;
    bool is_stopped_ = false;
};

}  // namespace boxoffice::payment
