#include "contexts/musical/cancellation_preview.hpp"

#include "contexts/musical/queries.hpp"
#include "contexts/musical/resources.hpp"
#include "contexts/musical/route_table.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::musical {
namespace {

CancellationPreview preview_of(const PerformanceState& state, Instant now,
                               const ports::CancellationForecast& forecast) {
    const auto& performance = state.row.performance;
    const auto address = "/performances/" + std::to_string(performance.id.value);
    const auto all = forecast.paid + forecast.unpaid + forecast.under_way;
    const auto rate = std::max<std::int64_t>(forecast.per_second_max, 1);
    CancellationPreview preview{
        .performance_id = performance.id,
        .musical_id = performance.musical_id,
        .musical_name = state.musical_name,
        .starts_at = performance.starts_at,
        .status = text_of(performance.status),
        .as_of = now,
        .seats = state.seats,
        .reservations = {all, forecast.paid, forecast.unpaid, forecast.under_way},
        .refunds = {.totals = forecast.total},
        .fees_kept = forecast.fees_kept,
        .holds_dropped = {forecast.unpaid, forecast.seats_dropped},
        .notices = {forecast.people, forecast.notices},
        .per_second_max = rate,
        .seconds_at_least = (all + rate - 1) / rate,
        ._links = {{address + "/cancellation"}, {address}},
    };
    for (const auto& share : forecast.refunds) {
        auto& line = preview.refunds.by_method.emplace_back(RefundLine{
            .method = share.method, .count = share.reservations, .amount = share.amount});
        if (!share.provider.empty()) line.provider = share.provider;
        preview.refunds.count += share.reservations;
    }
    if (const auto& round = forecast.round) {
        preview.round =
            RoundProgress{round->told, round->to_tell, round->open, round->needs_attention};
    }
    return preview;
}

}  // namespace

void preview_cancellation(const Rooms& rooms, const HttpRequest& request,
                          const Responder& responder) {
    const auto id = id_of<PerformanceId>(request, responder);
    if (!id) return;
    auto* forecaster = rooms.forecaster;
    if (!forecaster)
        return responder->send(contracts::problem_response(request, 503, "overloaded"));
    const auto now = rooms.kernel.environment().clock.now();
    rooms.queries.run(
        request, responder,
        [request, responder, id = *id, now, forecaster](ports::SqlSession& sql) {
            const auto state = select_performance_state(sql, id, now);
            if (!state) return send_not_found(request, responder);
            forecaster->forecast(
                id.value, [request, responder, now,
                           state = *state](const ports::CancellationForecaster::Answer& answer) {
                    if (!answer.forecast) {
                        return responder->send(
                            contracts::problem_response(request, 503, "overloaded"));
                    }
                    responder->send(contracts::json_response(
                        200, contracts::encode(preview_of(state, now, *answer.forecast))));
                });
        });
}

}  // namespace boxoffice::musical
