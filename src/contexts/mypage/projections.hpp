// Which event changes which page. The inbox lets each event through once, so a replay from the
// beginning of the log gives the same pages.
#pragma once

#include "contexts/mypage/store.hpp"
#include "contracts/identity_events.hpp"
#include "eventing/consumer.hpp"
#include "eventing/unit_of_work.hpp"

namespace boxoffice::mypage {

/// The work that becomes due here.
inline constexpr eventing::DueKind forget_again_due{1};
/// By then whatever another replica wrote of an erased person, because it could not see the erasure
/// of the same moment, is committed.
inline constexpr base::Duration forget_again_after = std::chrono::minutes{1};

struct ForgetAgain {
    contracts::UserId user_id;
};

class Projections {
  public:
    explicit Projections(Store& store) : store_(store) {}

    /// Every event that my page listens to.
    void listen(eventing::EventHandlers& handlers);

    template <class Event>
    void declare(const Event& event) {
        store_.want(event.reservation_id);
    }
    void declare(const contracts::AccountErased&) {}
    void declare(const ForgetAgain&) {}

    void decide(const contracts::ReservationCompleted& event, eventing::UnitOfWork& work);
    void decide(const contracts::AccountErased& event, eventing::UnitOfWork& work);
    void decide(const ForgetAgain& command, eventing::UnitOfWork& work);
    /// A reservation that was never completed has no page, and gets none.
    template <class Event>
    void decide(const Event& event, eventing::UnitOfWork&) {
        if (const auto* page = store_.find(event.reservation_id)) store_.put(evolve(*page, event));
    }

  private:
    Store& store_;
};

}  // namespace boxoffice::mypage
