#include "contexts/reservation/round_routes.hpp"

#include "contexts/reservation/cancellation_progress.hpp"
#include "contexts/reservation/requests.hpp"
#include "contracts/codec.hpp"
#include "contracts/resource.hpp"

#include <string>

namespace boxoffice::reservation {

using ports::Access;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::Responder;

std::vector<ports::Route> RoundRoutes::table() {
    const auto to = [this](void (RoundRoutes::*member)(const HttpRequest&, const Responder&)) {
        return [this, member](const HttpRequest& request, const Responder& responder) {
            (this->*member)(request, responder);
        };
    };
    return {
        {HttpMethod::get, "/reservations/cancellation-rounds", Access::staff,
         to(&RoundRoutes::list)},
        {HttpMethod::get, "/reservations/cancellation-rounds/{id}", Access::staff,
         to(&RoundRoutes::show)},
    };
}

void RoundRoutes::list(const HttpRequest& request, const Responder& responder) {
    const auto page = contracts::page_of(request, {});
    if (!page) return responder->send(page.error());
    const auto rate = settings_.cancellations_per_second_max;
    reads_.answer(request, responder, [request, rate, page = *page](ports::SqlSession& sql) {
        auto found = list_rounds(sql, page);
        std::vector<std::string> items;
        for (auto& round : found.rounds) {
            round.per_second_max = rate;
            items.push_back(contracts::encode(round));
        }
        return contracts::collection_response(request, "cancellationRounds", items, page,
                                              found.total);
    });
}

void RoundRoutes::show(const HttpRequest& request, const Responder& responder) {
    const PerformanceId id{request.id_parameter("id").value_or(0)};
    const auto rate = settings_.cancellations_per_second_max;
    reads_.answer(request, responder, [request, rate, id](ports::SqlSession& sql) {
        auto round = find_round(sql, id);
        if (!round) return not_found(request);
        round->per_second_max = rate;
        return contracts::json_response(200, contracts::encode(*round));
    });
}

}  // namespace boxoffice::reservation
