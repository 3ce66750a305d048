// Commands on payments: load, ask the domain, keep what it decided, then talk to the provider.
#pragma once

#include "contexts/payment/domain/decide.hpp"
#include "contexts/payment/domain/reconciliation.hpp"
#include "contexts/payment/provider_watch.hpp"
#include "contexts/payment/store.hpp"
#include "eventing/due.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/telemetry.hpp"
#include "ports/trace_context.hpp"

#include <functional>
#include <string>
#include <vector>

namespace boxoffice::payment {

/// This context's kind of due work: a payment that must be looked at again.
inline constexpr eventing::DueKind payment_wake{1};

/// What happened to one payment. Filled by decide(): what to ask the provider once that is stored.
struct PaymentInput {
    contracts::PaymentId id;
    Input input;
};

/// A question for the provider, with the payment as it was stored.
struct ProviderQuestion {
    Payment payment;
    Effect effect;
    /// From then on it must not be sent: a confirm would come after `confirm_until`, or the
    /// question's lease has run out and the payment asks in another way.
    base::Instant send_before{};
    ports::TraceContext trace{};  ///< on whose behalf it is asked
};

class Handlers {
  public:
    Handlers(Store& store, const Terms& terms, ProviderWatch& watch, std::string provider,
             ports::Metrics& metrics, ports::Log& log);

    /// Who keeps what the provider contradicts, in the same transaction.
    using Contradicted =
        std::function<void(const Payment&, Divergence, eventing::UnitOfWork& work)>;
    void on_contradiction(Contradicted contradicted) { contradicted_ = std::move(contradicted); }

    void declare(const PaymentInput& input) { store_.want(input.id); }
    /// @return what to ask the provider after the commit.
    [[nodiscard]] std::vector<ProviderQuestion> decide(const PaymentInput& input,
                                                       eventing::UnitOfWork& work);

  private:
    void report(const Payment& payment, const std::vector<Alarm>& alarms,
                eventing::UnitOfWork& work);

    Store& store_;
    const Terms& terms_;
    ProviderWatch& watch_;
    std::string provider_;
    ports::Metrics& metrics_;
    ports::Log& log_;
    Contradicted contradicted_;
};

}  // namespace boxoffice::payment
