// THE ONE FILE: who serves what, who publishes what, who listens to what. The program holds its
// modules against it before it starts, and the context map and the routing are generated from it.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace boxoffice::app {

/// One event that a context listens to. The publisher follows from the event
/// (contracts/events.hpp).
using EventName = std::string_view;

struct ContextEntry {
    std::string_view name;
    std::string_view owns;
    std::span<const std::string_view> serves;  ///< first segments of paths
    std::span<const EventName> publishes;
    std::span<const EventName> listens_to;
    /// Contexts that it asks while it runs, through ports: identity who people are, reservation
    /// what calling a performance off would do. In a process of its own it needs their addresses.
    std::span<const std::string_view> asks;
};

namespace topology_detail {

inline constexpr std::array<std::string_view, 5> musical_serves{
    "/items", "/performances", "/refund-tables", "/seats", "/venues"};
inline constexpr std::array<EventName, 18> musical_publishes{"ItemCreated",
                                                             "ItemEdited",
                                                             "ItemDeleted",
                                                             "PerformanceScheduled",
                                                             "PerformanceCanceled",
                                                             "SeatsOpened",
                                                             "SeatsChanged",
                                                             "SeatHeld",
                                                             "SeatAlreadySold",
                                                             "SeatLocked",
                                                             "SeatLockRefused",
                                                             "SeatUnlocked",
                                                             "SeatSold",
                                                             "SeatSaleRefused",
                                                             "SeatReleased",
                                                             "SeatRefunded",
                                                             "SeatMoved",
                                                             "SeatMoveRefused"};
inline constexpr std::array<EventName, 7> musical_listens{
    "ReservationPlaced",    "SeatLockRequested",       "SeatUnlockRequested", "SeatSaleRequested",
    "SeatReleaseRequested", "ReservationCancelPlaced", "SeatMoveRequested"};

inline constexpr std::array<std::string_view, 2> reservation_serves{"/reservations", "/tickets"};
inline constexpr std::array<EventName, 18> reservation_publishes{
    "ReservationPlaced",        "ReservationHeld",
    "SeatLockRequested",        "SeatUnlockRequested",
    "PaymentRequested",         "SeatSaleRequested",
    "SeatReleaseRequested",     "ReservationCompleted",
    "ReservationImpossible",    "ReservationExpired",
    "ReservationCancelPlaced",  "RefundRequested",
    "RefundRecorded",           "ReservationCancelCompleted",
    "SeatMoveRequested",        "ReservationReseated",
    "ReservationReseatRefused", "TicketUsed"};
inline constexpr std::array<EventName, 21> reservation_listens{"PerformanceScheduled",
                                                               "PerformanceCanceled",
                                                               "SeatsOpened",
                                                               "SeatsChanged",
                                                               "SeatHeld",
                                                               "SeatAlreadySold",
                                                               "SeatLocked",
                                                               "SeatLockRefused",
                                                               "SeatUnlocked",
                                                               "SeatSold",
                                                               "SeatSaleRefused",
                                                               "SeatReleased",
                                                               "SeatRefunded",
                                                               "SeatMoved",
                                                               "SeatMoveRefused",
                                                               "PaymentApproved",
                                                               "PaymentDeclined",
                                                               "PaymentAbandoned",
                                                               "PaymentRefunded",
                                                               "RefundFailed",
                                                               "AccountErased"};

inline constexpr std::array<std::string_view, 1> payment_serves{"/payments"};
inline constexpr std::array<EventName, 5> payment_publishes{
    "PaymentApproved", "PaymentDeclined", "PaymentAbandoned", "PaymentRefunded", "RefundFailed"};
inline constexpr std::array<EventName, 5> payment_listens{"PaymentRequested", "RefundRequested",
                                                          "RefundRecorded", "ReservationCompleted",
                                                          "ReservationCancelCompleted"};

inline constexpr std::array<std::string_view, 1> notification_serves{"/notifications"};
inline constexpr std::array<EventName, 2> notification_publishes{"NotificationSent",
                                                                 "NotificationFailed"};
inline constexpr std::array<EventName, 10> notification_listens{
    "ReservationCompleted",  "ReservationReseated", "ReservationCancelCompleted",
    "ReservationImpossible", "ReservationExpired",  "PerformanceScheduled",
    "PerformanceCanceled",   "PaymentRefunded",     "RefundFailed",
    "AccountErased"};

inline constexpr std::array<std::string_view, 1> mypage_serves{"/myPages"};
inline constexpr std::array<EventName, 7> mypage_listens{"ReservationCompleted",
                                                         "ReservationReseated",
                                                         "ReservationCancelPlaced",
                                                         "ReservationCancelCompleted",
                                                         "PaymentRefunded",
                                                         "TicketUsed",
                                                         "AccountErased"};

inline constexpr std::array<std::string_view, 1> sales_serves{"/sales"};
inline constexpr std::array<EventName, 17> sales_listens{"ItemCreated",
                                                         "ItemEdited",
                                                         "PerformanceScheduled",
                                                         "PerformanceCanceled",
                                                         "SeatsOpened",
                                                         "SeatsChanged",
                                                         "SeatHeld",
                                                         "SeatSold",
                                                         "SeatReleased",
                                                         "SeatRefunded",
                                                         "SeatMoved",
                                                         "PaymentRequested",
                                                         "ReservationCancelPlaced",
                                                         "RefundRequested",
                                                         "ReservationCancelCompleted",
                                                         "PaymentApproved",
                                                         "PaymentRefunded"};

inline constexpr std::array<std::string_view, 4> identity_serves{"/accounts", "/auth", "/me",
                                                                 "/.well-known"};
inline constexpr std::array<EventName, 2> identity_publishes{"AccountRegistered", "AccountErased"};

inline constexpr std::array<std::string_view, 2> gateway_serves{"/", "/clock"};

/// Everybody asks identity for the keys that tokens are verified with.
inline constexpr std::array<std::string_view, 1> asks_identity{"identity"};
inline constexpr std::array<std::string_view, 2> musical_asks{"identity", "reservation"};

inline constexpr std::array<ContextEntry, 8> contexts{{
    {"musical", "catalogue, seat inventory, the seat map", musical_serves, musical_publishes,
     musical_listens, musical_asks},
    {"reservation", "reservations, the purchase saga, tickets", reservation_serves,
     reservation_publishes, reservation_listens, asks_identity},
    {"payment", "payments and refunds at the provider, the ledger", payment_serves,
     payment_publishes, payment_listens, asks_identity},
    {"notification", "messages to people", notification_serves, notification_publishes,
     notification_listens, asks_identity},
    {"mypage",
     "the read model of my reservations",
     mypage_serves,
     {},
     mypage_listens,
     asks_identity},
    {"sales",
     "the read model of what is sold and earned",
     sales_serves,
     {},
     sales_listens,
     asks_identity},
    {"identity",
     "accounts, guests, sessions, addresses",
     identity_serves,
     identity_publishes,
     {},
     {}},
    {"gateway", "the front door", gateway_serves, {}, {}, asks_identity},
}};

}  // namespace topology_detail

[[nodiscard]] constexpr std::span<const ContextEntry> topology() {
    return topology_detail::contexts;
}

}  // namespace boxoffice::app
