// What the notification context publishes: whether people were told.
#pragma once

#include "contracts/ids.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace boxoffice::contracts {

/// `kind` is the event that was told of, `channel` the way: mail, maildir, in_app.
struct NotificationSent {
    NotificationId notification_id;
    UserId user_id;
    std::optional<ReservationId> reservation_id;
    std::string kind;
    std::string channel;
};
BOOST_DESCRIBE_STRUCT(NotificationSent, (),
                      (notification_id, user_id, reservation_id, kind, channel))

/// That notice could not be delivered and will not be tried again.
struct NotificationFailed {
    NotificationId notification_id;
    UserId user_id;
    std::optional<ReservationId> reservation_id;
    std::string kind;
    std::string channel;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(NotificationFailed, (),
                      (notification_id, user_id, reservation_id, kind, channel, reason))

}  // namespace boxoffice::contracts
