#include "simulation/house/staff.hpp"

#include "base/invariant.hpp"
#include "simulation/house/wire.hpp"

#include <cstdio>

namespace boxoffice::simulation {
namespace {

constexpr std::size_t seats_per_row = 4;
/// Different prices, so that a wrong sum shows.
constexpr std::int64_t price_first = 50'000;
constexpr std::int64_t price_step = 1'100;

std::int64_t make(House& house, const std::string& path, const std::string& body) {
    const auto answer = house.ask("musical", staff_request(ports::HttpMethod::post, path, body));
    if (!answer || answer->status != 201) {
        std::fprintf(stderr, "POST %s answered %d %s\n", path.c_str(), answer ? answer->status : 0,
                     answer ? answer->body.c_str() : "");
    }
    BOXOFFICE_INVARIANT(answer && answer->status == 201);
    return read_or_default<SeenId>(answer->body).id;
}

}  // namespace

ports::HttpRequest staff_request(ports::HttpMethod method, std::string path, std::string body) {
    ports::HttpRequest request;
    request.method = method;
    request.path = std::move(path);
    request.body = std::move(body);
    request.remote_address = "192.0.2.1";
    request.principal = {.user_id = 1, .role = ports::Principal::Role::boxoffice};
    return request;
}

std::vector<Showing> open_season(House& house, std::size_t performances, std::size_t seats,
                                 std::int64_t hold_seconds) {
    const auto item = std::to_string(
        make(house, "/items",
             R"({"name":"Simulated","startDate":"2026-11-01","endDate":"2027-03-31"})"));
    std::vector<Showing> season;
    for (std::size_t p = 0; p < performances; ++p) {
        const bool is_soon = p % 2 == 1;
        const auto starts_at =
            base::to_rfc3339(house.clock.now() + std::chrono::hours{24 * (is_soon ? 2 : 30)});
        Showing showing{.fee_percent = is_soon ? 30 : 0};
        showing.performance = make(house, "/items/" + item + "/performances",
                                   R"({"startsAt":")" + starts_at + R"(","holdSeconds":)" +
                                       std::to_string(hold_seconds) + "}");
        for (std::size_t s = 0; s < seats; ++s) {
            const auto price = price_first + price_step * static_cast<std::int64_t>(s);
            std::string body = R"({"musicalId":)" + item;
            body += R"(,"performanceId":)" + std::to_string(showing.performance);
            body += s < seats_per_row ? R"(,"grade":"R")" : R"(,"grade":"S")";
            body += R"(,"seatRow":)" + std::to_string(1 + s / seats_per_row);
            body += R"(,"seatCol":)" + std::to_string(1 + s % seats_per_row);
            body += R"(,"price":{"amount":)" + std::to_string(price) + R"(,"currency":"KRW"}})";
            showing.seats.push_back(make(house, "/seats", body));
        }
        season.push_back(std::move(showing));
    }
    house.scheduler.run_for(std::chrono::seconds{2});
    return season;
}

}  // namespace boxoffice::simulation
