// The third side of the money: which tickets the reservation has issued for it, and which are left.
#pragma once

#include "contexts/payment/domain/step.hpp"

namespace boxoffice::payment {

/// Told again, it changes nothing.
void tickets_issued(const Step& step, const TicketsIssued& issued);
/// What the tickets given back had cost beyond the refund is the fee, unless it had gone back
/// unasked.
void tickets_left(const Step& step, const TicketsLeft& left);

}  // namespace boxoffice::payment
