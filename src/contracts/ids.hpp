// The ids that contexts share. Each is an integer from 1 to 2^53-1.
#pragma once

#include "base/id.hpp"

namespace boxoffice::contracts {

using MusicalId = base::Id<struct MusicalTag>;
using VenueId = base::Id<struct VenueTag>;
using PerformanceId = base::Id<struct PerformanceTag>;
using SeatId = base::Id<struct SeatTag>;
using ReservationId = base::Id<struct ReservationTag>;
using TicketId = base::Id<struct TicketTag>;
using PaymentId = base::Id<struct PaymentTag>;
using RefundId = base::Id<struct RefundTag>;
using UserId = base::Id<struct UserTag>;
using NotificationId = base::Id<struct NotificationTag>;

}  // namespace boxoffice::contracts
