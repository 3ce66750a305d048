#include "contexts/reservation/cancellation_round.hpp"

#include "base/fault.hpp"
#include "contexts/reservation/queries.hpp"

#include <charconv>

namespace boxoffice::reservation {
namespace {

ReservationId cursor_of(const eventing::DueRow& row) {
    ReservationId cursor;
    std::from_chars(row.body.data(), row.body.data() + row.body.size(), cursor.value);
    return cursor;
}

}  // namespace

void CancellationRound::next(const eventing::DueRow& row, eventing::DueTicker::Finished finished) {
    const PerformanceId performance{row.subject};
    std::vector<ReservationId> ids;
    try {
        if (!session_) session_ = kernel_.environment().database.open_reader();
        ids = find_living_of(*session_, performance, cursor_of(row), portion);
    } catch (const base::InfrastructureFault& fault) {
        session_.reset();
        kernel_.environment().log.write(ports::LogLevel::warning,
                                        "a cancellation cannot go on, will try again",
                                        {{"fault", fault.what()}});
        return finished();
    }
    for (const auto id : ids) {
        const PerformanceCanceled canceled{.performance_id = performance};
        kernel_.submit_internal(eventing::make_job(handlers_, SagaInput{id, canceled}));
    }
    // Behind the portion in the same lane: the cursor moves with it or after it, never before.
    const RoundProgress progress{performance, ids.empty() ? cursor_of(row) : ids.back(),
                                 ids.size() < portion};
    kernel_.submit_internal(eventing::make_job(*this, progress, std::move(finished)));
}

void CancellationRound::decide(const RoundProgress& progress, eventing::UnitOfWork& work) {
    const auto subject = progress.performance.value;
    if (progress.is_done) return work.clear_due(performance_cancellation, subject);
    work.set_due(performance_cancellation, subject, work.now() + std::chrono::milliseconds{50},
                 std::to_string(progress.cursor.value));
}

}  // namespace boxoffice::reservation
