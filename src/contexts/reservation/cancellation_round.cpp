#include "contexts/reservation/cancellation_round.hpp"

#include "base/fault.hpp"
#include "contexts/reservation/cancellation_progress.hpp"
#include "contexts/reservation/queries.hpp"

#include <algorithm>
#include <charconv>

namespace boxoffice::reservation {
namespace {

ReservationId cursor_of(const eventing::DueRow& row) {
    ReservationId cursor;
    std::from_chars(row.body.data(), row.body.data() + row.body.size(), cursor.value);
    return cursor;
}

/// Four portions a second, so that a high rate comes evenly and a low one in single steps.
std::size_t portion_of(std::int64_t per_second) {
    const auto quarter = static_cast<std::size_t>(std::max<std::int64_t>(per_second / 4, 1));
    return std::min(quarter, CancellationRound::portion_max);
}

Duration time_of(std::size_t portion, std::int64_t per_second) {
    const auto rate = std::max<std::int64_t>(per_second, 1);
    return Duration{(static_cast<std::int64_t>(portion) * 1'000 + rate - 1) / rate};
}

}  // namespace

CancellationRound::CancellationRound(eventing::ContextKernel& kernel, Handlers& handlers,
                                     const Settings& settings)
    : kernel_(kernel),
      handlers_(handlers),
      portion_(portion_of(settings.cancellations_per_second_max)),
      portion_time_(time_of(portion_, settings.cancellations_per_second_max)) {}

Instant CancellationRound::turn_of(PerformanceId performance, Instant now) {
    const auto [turn, is_new] = turns_.try_emplace(performance, std::max(now, free_at_));
    if (is_new) free_at_ = turn->second + portion_time_;
    return turn->second;
}

void CancellationRound::next(const eventing::DueRow& row, eventing::DueTicker::Finished finished) {
    const PerformanceId performance{row.subject};
    const auto now = kernel_.environment().clock.now();
    if (turn_of(performance, now) > now) {
        const RoundProgress waiting{.performance = performance, .cursor = cursor_of(row)};
        kernel_.submit_internal(eventing::make_job(*this, waiting, std::move(finished)));
        return;
    }
    turns_.erase(performance);
    std::vector<ReservationId> ids;
    try {
        if (!session_) session_ = kernel_.environment().database.open_reader();
        ids = find_living_of(*session_, performance, cursor_of(row), portion_);
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
    const RoundProgress progress{performance, ids.empty() ? cursor_of(row) : ids.back(), ids.size(),
                                 ids.size() < portion_};
    kernel_.submit_internal(eventing::make_job(*this, progress, std::move(finished)));
}

void CancellationRound::decide(const RoundProgress& progress, eventing::UnitOfWork& work) {
    const auto subject = progress.performance.value;
    if (progress.told > 0 || progress.is_done) {
        const auto finished_at = progress.is_done ? std::optional{work.now()} : std::nullopt;
        advance_round(work.sql(), progress.performance, progress.cursor, progress.told,
                      finished_at);
        work.wrote();
    }
    if (progress.is_done) return work.clear_due(performance_cancellation, subject);
    work.set_due(performance_cancellation, subject, turn_of(progress.performance, work.now()),
                 std::to_string(progress.cursor.value));
}

}  // namespace boxoffice::reservation
