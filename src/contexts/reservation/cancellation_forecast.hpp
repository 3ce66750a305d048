// Reservation's answer to "what would calling this performance off do?".
#pragma once

#include "contexts/reservation/handlers.hpp"
#include "eventing/environment.hpp"
#include "ports/cancellation_forecast.hpp"

#include <memory>

namespace boxoffice::reservation {

/// As the committed rows say it now.
[[nodiscard]] ports::CancellationForecast forecast_cancellation(ports::SqlSession& sql,
                                                                PerformanceId performance);

/// Reads every booking of a performance, on a thread of its own. The database must be migrated
/// before the first question, and what `environment` refers to must outlive the answer.
[[nodiscard]] std::unique_ptr<ports::CancellationForecaster> make_forecaster(
    const eventing::Environment& environment, const Settings& settings);

}  // namespace boxoffice::reservation
