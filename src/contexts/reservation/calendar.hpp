// A ticket as an entry for people's calendars: iCalendar, RFC 5545.
#pragma once

#include "contexts/reservation/resource.hpp"

#include <string>

namespace boxoffice::reservation {

/// @pre the ticket's performance has a time. Printed in Korean or English.
[[nodiscard]] std::string to_calendar(const TicketResource& ticket, Instant now, bool korean);

}  // namespace boxoffice::reservation
