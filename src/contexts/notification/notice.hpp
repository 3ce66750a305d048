// A notice to one person, what it tells of, and when to try again to deliver it. Pure.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "contracts/ids.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::notification {

/// The events that people are told of, by their names.
enum class Kind {
    ReservationCompleted,
    ReservationCancelCompleted,
    ReservationImpossible,
    ReservationExpired,
    PerformanceCanceled,
    PaymentRefunded,
    ReservationReseated,
    RefundFailed,  ///< only when the money waits at the desk; the rest is for staff
};
BOOST_DESCRIBE_ENUM(Kind, ReservationCompleted, ReservationCancelCompleted, ReservationImpossible,
                    ReservationExpired, PerformanceCanceled, PaymentRefunded, ReservationReseated,
                    RefundFailed)
[[nodiscard]] std::string_view to_text(Kind kind);

enum class Status {
    waiting,  ///< on its way, or to be tried again
    sent,     ///< handed to the mailer
    failed,   ///< given up
    in_app,   ///< shown on the page only: too old to write about, or the person has no address
};
BOOST_DESCRIBE_ENUM(Status, waiting, sent, failed, in_app)
[[nodiscard]] std::string_view to_text(Status status);

/// Where a seat is, in the house's own names; its section also in English, if it has such a name.
struct SeatPlace {
    std::string section;
    std::string row;
    std::string seat;
    std::optional<std::string> section_en;
};
BOOST_DESCRIBE_STRUCT(SeatPlace, (), (section, row, seat, section_en))

/// What the templates print, with the names in English that the house had then. Nothing about the
/// person.
struct Facts {
    contracts::ReservationId reservation_id;
    std::string musical_name;
    std::string venue_name;
    std::optional<base::Instant> starts_at;
    /// As printed, "1층 A열 12": of notices that were stored before `places` were.
    std::vector<std::string> seats;
    std::optional<base::Money> amount;  ///< the price paid, or the money given back
    std::string reason;                 ///< the event's, as a code
    std::optional<base::Money> fee;     ///< what was kept of the price
    std::optional<std::vector<SeatPlace>> places;
    /// Of tickets that were moved: the seats left, and why, as staff wrote it.
    std::optional<std::vector<SeatPlace>> former_places;
    std::optional<std::string> remark;
    std::optional<std::string> musical_name_en;
    std::optional<std::string> venue_name_en;
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (reservation_id, musical_name, venue_name, starts_at, seats, amount, reason,
                       fee, places, former_places, remark, musical_name_en, venue_name_en))

struct Notice {
    contracts::NotificationId notification_id;
    contracts::UserId user_id;
    Kind kind = Kind::ReservationCompleted;
    /// One notice per key, and the mail's Message-ID: what is sent twice is recognised as one.
    std::string key;
    Facts facts;
    base::Instant created_at{};
    Status status = Status::waiting;
    int attempts = 0;
    std::optional<base::Instant> read_at;
};

/// The key of a notice. `occasion` tells repeated notices of one kind apart (several refunds of one
/// reservation); empty when there can be one only.
[[nodiscard]] std::string notice_key(contracts::ReservationId reservation, Kind kind,
                                     std::string_view occasion = {});

/// Events older than this when they are seen are history, not news: a database that is built anew
/// from the log writes to nobody.
inline constexpr base::Duration news_age_max = std::chrono::hours{72};

/// How often a delivery is tried: for some 20 hours.
inline constexpr int attempts_max = 250;
/// When to try again after so many failures: 5 s, doubling, at most 5 minutes.
[[nodiscard]] base::Duration retry_delay(int attempts);

/// What is known of a reservation, for notices whose events do not say it.
struct ReservationNote {
    contracts::ReservationId reservation_id;
    contracts::UserId user_id;  ///< 0: only a refund was seen so far
    contracts::PerformanceId performance_id;
    std::string musical_name;
    bool is_live = false;  ///< completed, not canceled
    /// Refunds that came before anything said whose they are.
    struct Refund {
        contracts::RefundId refund_id;
        base::Money amount;              ///< 0 when it is not known
        std::optional<bool> is_at_desk;  ///< waits there to be handed over
    };
    std::vector<Refund> refunds;
    std::optional<std::string> musical_name_en;
};
BOOST_DESCRIBE_STRUCT(ReservationNote::Refund, (), (refund_id, amount, is_at_desk))
BOOST_DESCRIBE_STRUCT(ReservationNote, (),
                      (reservation_id, user_id, performance_id, musical_name, is_live, refunds,
                       musical_name_en))

}  // namespace boxoffice::notification
