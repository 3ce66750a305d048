#include "contexts/mypage/projections.hpp"

namespace boxoffice::mypage {

using namespace contracts;

void Projections::listen(eventing::EventHandlers& handlers) {
    const auto project = [this](const auto& event, const ports::EventEnvelope&) {
        return eventing::make_job(*this, event);
    };
    handlers.on<ReservationCompleted>(project);
    handlers.on<ReservationReseated>(project);
    handlers.on<ReservationCancelPlaced>(project);
    handlers.on<ReservationCancelCompleted>(project);
    handlers.on<TicketUsed>(project);
    handlers.on<PaymentRefunded>(project);
    handlers.on<AccountErased>(project);
}

void Projections::decide(const ReservationCompleted& event, eventing::UnitOfWork&) {
    if (!store_.find(event.reservation_id)) store_.put(begin(event));
}

void Projections::decide(const AccountErased& event, eventing::UnitOfWork& work) {
    store_.erase(event.user_id);
    work.set_due(forget_again_due, event.user_id.value, work.now() + forget_again_after);
}

void Projections::decide(const ForgetAgain& command, eventing::UnitOfWork& work) {
    store_.erase(command.user_id);
    work.clear_due(forget_again_due, command.user_id.value);
}

}  // namespace boxoffice::mypage
