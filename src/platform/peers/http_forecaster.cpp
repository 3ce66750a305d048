#include "platform/peers/http_forecaster.hpp"

#include "contracts/internal_questions.hpp"
#include "platform/peers/question.hpp"

#include <utility>

namespace boxoffice::platform {

void HttpCancellationForecaster::forecast(std::int64_t performance_id,
                                          std::function<void(Answer)> done) {
    ask_for<contracts::ForecastFound>(
        reservation_,
        {.path =
             std::string{contracts::internal_paths::forecasts} + std::to_string(performance_id)},
        [done = std::move(done)](std::optional<contracts::ForecastFound> found, std::string fault) {
            if (!found) return done({.forecast = {}, .fault = std::move(fault)});
            done({.forecast = std::move(found->forecast), .fault = {}});
        });
}

}  // namespace boxoffice::platform
