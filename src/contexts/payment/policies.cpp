#include "contexts/payment/policies.hpp"

namespace boxoffice::payment {

using contracts::PaymentRequested;
using contracts::RefundRecorded;
using contracts::RefundRequested;
using contracts::ReservationCancelCompleted;
using contracts::ReservationCompleted;
using ports::EventEnvelope;

void register_policies(eventing::EventHandlers& events, ProviderDesk& desk) {
    events.on<PaymentRequested>([&desk](const PaymentRequested& event, const EventEnvelope&) {
        return desk.job({event.payment_id, ChargeWanted{.request = event}});
    });
    events.on<RefundRequested>([&desk](const RefundRequested& event, const EventEnvelope&) {
        return desk.job({event.payment_id, RefundWanted{.request = event}});
    });
    events.on<RefundRecorded>([&desk](const RefundRecorded& event, const EventEnvelope&) {
        return desk.job({event.payment_id, RecordRefund{event.refund_id}});
    });
    events.on<ReservationCompleted>(
        [&desk](const ReservationCompleted& event, const EventEnvelope&) {
            return desk.job({event.payment_id, TicketsIssued{event.total}});
        });
    events.on<ReservationCancelCompleted>(
        [&desk](const ReservationCancelCompleted& event, const EventEnvelope&) {
            const bool had_tickets = event.payment_id && event.remaining_total;
            if (!had_tickets) return eventing::JobPointer{};
            return desk.job({*event.payment_id, TicketsLeft{*event.remaining_total}});
        });
}

}  // namespace boxoffice::payment
