#include "contexts/notification/notice.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace boxoffice::notification {

std::string_view to_text(Kind kind) {
    return boost::describe::enum_to_string(kind, "");
}

std::string_view to_text(Status status) {
    return boost::describe::enum_to_string(status, "");
}

std::string notice_key(contracts::ReservationId reservation, Kind kind, std::string_view occasion) {
    std::string key = "reservation-" + std::to_string(reservation.value);
    key.append("-").append(to_text(kind));
    if (!occasion.empty()) key.append("-").append(occasion);
    return key;
}

base::Duration retry_delay(int attempts) {
    constexpr base::Duration first = std::chrono::seconds{5};
    constexpr base::Duration longest = std::chrono::minutes{5};
    const auto doublings = std::clamp(attempts - 1, 0, 10);
    return std::min(longest, first * (1 << doublings));
}

}  // namespace boxoffice::notification
