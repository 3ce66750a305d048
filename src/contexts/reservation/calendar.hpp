// A ticket as an entry for people's calendars: iCalendar, RFC 5545.
#pragma once

#include "contexts/reservation/resource.hpp"
#include "contracts/english_names.hpp"

#include <string>

namespace boxoffice::reservation {

/// The ticket with the names that the house has in English.
[[nodiscard]] TicketResource in_english(TicketResource ticket,
                                        const contracts::EnglishNames& names);

/// @pre the ticket's performance has a time. Printed in Korean or English, but for the names.
[[nodiscard]] std::string to_calendar(const TicketResource& ticket, Instant now, bool korean);

}  // namespace boxoffice::reservation
