#include "contexts/payment/policies.hpp"

namespace boxoffice::payment {

using contracts::PaymentRequested;
using contracts::RefundRequested;
using ports::EventEnvelope;

void register_policies(eventing::EventHandlers& events, ProviderDesk& desk) {
    events.on<PaymentRequested>([&desk](const PaymentRequested& event, const EventEnvelope&) {
        return desk.job({event.payment_id, ChargeWanted{.request = event}});
    });
    events.on<RefundRequested>([&desk](const RefundRequested& event, const EventEnvelope&) {
        return desk.job({event.payment_id, RefundWanted{.request = event}});
    });
}

}  // namespace boxoffice::payment
