// Whenever something happens that a person should know, there is one notice of it.
#pragma once

#include "contexts/notification/store.hpp"
#include "contracts/events.hpp"
#include "eventing/consumer.hpp"
#include "eventing/unit_of_work.hpp"

#include <string>
#include <vector>

namespace boxoffice::notification {

/// The work that becomes due in notification.
inline constexpr eventing::DueKind deliver_due{1};
inline constexpr eventing::DueKind announce_due{2};
inline constexpr eventing::DueKind forget_again_due{3};

/// By then whatever another replica wrote of an erased person, because it could not see the erasure
/// of the same moment, is committed.
inline constexpr base::Duration forget_again_after = std::chrono::minutes{1};

/// An event with the time it was published at.
template <class Event>
struct Seen {
    Event event;
    base::Instant published_at{};
};

/// Tells the next page of people who hold seats of a canceled performance.
struct AnnounceCancellation {
    HoldersPage page;
};
[[nodiscard]] AnnounceCancellation to_announcement(const eventing::DueRow& row);

struct ForgetAgain {
    contracts::UserId user_id;
};

class Policies {
  public:
    explicit Policies(Store& store) : store_(store) {}

    /// Every event that notification listens to.
    void listen(eventing::EventHandlers& handlers);

    void declare(const Seen<contracts::ReservationCompleted>& seen);
    void declare(const Seen<contracts::ReservationReseated>& seen);
    void declare(const Seen<contracts::ReservationCancelCompleted>& seen);
    void declare(const Seen<contracts::ReservationImpossible>& seen);
    void declare(const Seen<contracts::ReservationExpired>& seen);
    void declare(const Seen<contracts::PerformanceScheduled>&) {}
    void declare(const Seen<contracts::PerformanceCanceled>& seen);
    void declare(const Seen<contracts::PaymentRefunded>& seen);
    void declare(const Seen<contracts::RefundFailed>& seen);
    void declare(const Seen<contracts::AccountErased>&) {}
    void declare(const AnnounceCancellation& command) { store_.want_holders(command.page); }
    void declare(const ForgetAgain&) {}

    void decide(const Seen<contracts::ReservationCompleted>& seen, eventing::UnitOfWork& work);
    void decide(const Seen<contracts::ReservationReseated>& seen, eventing::UnitOfWork& work);
    void decide(const Seen<contracts::ReservationCancelCompleted>& seen,
                eventing::UnitOfWork& work);
    void decide(const Seen<contracts::ReservationImpossible>& seen, eventing::UnitOfWork& work);
    void decide(const Seen<contracts::ReservationExpired>& seen, eventing::UnitOfWork& work);
    void decide(const Seen<contracts::PerformanceScheduled>& seen, eventing::UnitOfWork& work);
    void decide(const Seen<contracts::PerformanceCanceled>& seen, eventing::UnitOfWork& work);
    void decide(const Seen<contracts::PaymentRefunded>& seen, eventing::UnitOfWork& work);
    void decide(const Seen<contracts::RefundFailed>& seen, eventing::UnitOfWork& work);
    void decide(const Seen<contracts::AccountErased>& seen, eventing::UnitOfWork& work);
    void decide(const AnnounceCancellation& command, eventing::UnitOfWork& work);
    void decide(const ForgetAgain& command, eventing::UnitOfWork& work);

  private:
    struct News {
        contracts::UserId user_id;
        Kind kind = Kind::ReservationCompleted;
        std::string occasion;
        Facts facts;
        base::Instant published_at{};
    };
    /// One notice per key: what was told before is not told again.
    void tell(News news, eventing::UnitOfWork& work);
    /// Adds what the house calls these things in English.
    void translate(Facts& facts, contracts::PerformanceId performance) const;
    /// What an event says of its reservation; refunds that waited for that are told of.
    template <class Event>
    void learn(const Seen<Event>& seen, bool is_live, eventing::UnitOfWork& work);
    /// The reservation came to nothing.
    template <class Event>
    void tell_end(const Seen<Event>& seen, Kind kind, eventing::UnitOfWork& work);
    /// Of a refund: at once when it is known whose it is, else as soon as it is.
    void hear_refund(contracts::ReservationId reservation, const ReservationNote::Refund& refund,
                     base::Instant published_at, eventing::UnitOfWork& work);
    void tell_refund(const ReservationNote& note, const ReservationNote::Refund& refund,
                     base::Instant published_at, eventing::UnitOfWork& work);

    Store& store_;
};

}  // namespace boxoffice::notification
