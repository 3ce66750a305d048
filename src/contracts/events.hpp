// Every event there is. Codec, schemas, golden tests and topology are generated from this list.
#pragma once

#include "base/type_name.hpp"
#include "contracts/identity_events.hpp"
#include "contracts/musical_events.hpp"
#include "contracts/notification_events.hpp"
#include "contracts/payment_events.hpp"
#include "contracts/reservation_events.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <string_view>

namespace boxoffice::contracts {

using MusicalEvents =
    boost::mp11::mp_list<ItemCreated, ItemEdited, ItemDeleted, PerformanceScheduled,
                         PerformanceCanceled, SeatsOpened, SeatsChanged, SeatHeld, SeatAlreadySold,
                         SeatLocked, SeatLockRefused, SeatUnlocked, SeatSold, SeatSaleRefused,
                         SeatReleased, SeatRefunded, SeatMoved, SeatMoveRefused>;
using ReservationEvents =
    boost::mp11::mp_list<ReservationPlaced, ReservationHeld, SeatLockRequested, SeatUnlockRequested,
                         PaymentRequested, SeatSaleRequested, SeatReleaseRequested,
                         ReservationCompleted, ReservationImpossible, ReservationExpired,
                         ReservationCancelPlaced, RefundRequested, RefundRecorded,
                         ReservationCancelCompleted, SeatMoveRequested, ReservationReseated,
                         ReservationReseatRefused, TicketUsed>;
using PaymentEvents = boost::mp11::mp_list<PaymentApproved, PaymentDeclined, PaymentAbandoned,
                                           PaymentRefunded, RefundFailed>;
using NotificationEvents = boost::mp11::mp_list<NotificationSent, NotificationFailed>;
using IdentityEvents = boost::mp11::mp_list<AccountRegistered, AccountErased>;

using Events = boost::mp11::mp_append<MusicalEvents, ReservationEvents, PaymentEvents,
                                      NotificationEvents, IdentityEvents>;

/// The name an event travels under: its struct's.
template <class Event>
inline constexpr std::string_view event_type = base::type_name<Event>();

/// The context that publishes an event: the one in whose list it stands.
template <class Event>
inline constexpr std::string_view event_source =
    boost::mp11::mp_contains<MusicalEvents, Event>::value        ? "musical"
    : boost::mp11::mp_contains<ReservationEvents, Event>::value  ? "reservation"
    : boost::mp11::mp_contains<PaymentEvents, Event>::value      ? "payment"
    : boost::mp11::mp_contains<NotificationEvents, Event>::value ? "notification"
    : boost::mp11::mp_contains<IdentityEvents, Event>::value     ? "identity"
                                                                 : "";

}  // namespace boxoffice::contracts
