// Ids of what a decision needs, from stored blocks.
#pragma once

#include "contexts/reservation/domain/saga.hpp"
#include "eventing/unit_of_work.hpp"

namespace boxoffice::reservation {

class StoredIds final : public Ids {
  public:
    explicit StoredIds(eventing::UnitOfWork& work) : work_(work) {}
    PaymentId next_payment_id() override { return work_.next_id<PaymentId>({"payment"}); }
    RefundId next_refund_id() override { return work_.next_id<RefundId>({"refund"}); }
    TicketId next_ticket_id() override { return work_.next_id<TicketId>({"ticket"}); }

  private:
    eventing::UnitOfWork& work_;
};

}  // namespace boxoffice::reservation
