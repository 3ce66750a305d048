#include "contexts/reservation/placement_deadlines.hpp"

#include <utility>

namespace boxoffice::reservation {

void PlacementDeadlines::passed(const eventing::DueRow& row,
                                eventing::DueTicker::Finished finished) {
    const ReservationId id{row.subject};
    const auto& environment = kernel_.environment();
    const bool is_queued = handlers_.answered_up_to() < id;
    if (!is_queued || environment.clock.now() - row.at >= patience) {
        return kernel_.submit_internal(
            eventing::make_job(handlers_, SagaInput{id, DeadlinePassed{id}}, std::move(finished)));
    }
    postponed_.push_back(std::move(finished));
    if (timer_) return;
    timer_ = environment.scheduler.after(look_again, kernel_.worker(), [this] { let_go(); });
}

void PlacementDeadlines::let_go() {
    timer_.reset();
    for (const auto& finished : std::exchange(postponed_, {})) finished();
}

}  // namespace boxoffice::reservation
