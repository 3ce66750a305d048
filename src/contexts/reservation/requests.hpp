// What requests of this context have in common when they are read.
#pragma once

#include "contexts/reservation/handlers.hpp"
#include "contracts/codec.hpp"
#include "contracts/problem.hpp"
#include "ports/http.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::reservation {

[[nodiscard]] Asker asker_of(const ports::HttpRequest& request);

/// 422 validation_failed for one field.
[[nodiscard]] ports::HttpResponse invalid_field(const ports::HttpRequest& request,
                                                std::string_view field, std::string_view reason);

/// What is wrong with a line that somebody typed: empty, too_long (in bytes),
/// has_control_characters; nothing when it is good.
[[nodiscard]] std::string_view fault_of(const std::string& line, std::size_t bytes_max);

[[nodiscard]] ports::HttpResponse not_found(const ports::HttpRequest& request);

/// 422 seats_required, which names the member that is missing.
[[nodiscard]] ports::HttpResponse seats_required(const ports::HttpRequest& request);

/// The seats named, each once, in the order named; or a ready 422: an id of 0, or more than
/// `count_max`. Ids below or above the range were refused by the codec.
[[nodiscard]] base::Result<std::vector<SeatId>, ports::HttpResponse> read_seats(
    const ports::HttpRequest& request, const std::vector<SeatId>& named, std::size_t count_max);

/// The seats of a body that names one, several or both; or a ready 422, also for none.
[[nodiscard]] base::Result<std::vector<SeatId>, ports::HttpResponse> seats_of_body(
    const ports::HttpRequest& request, const std::optional<SeatId>& seat,
    const std::optional<std::vector<SeatId>>& seats, std::size_t count_max);

/// `?seatIds=1,2` or repeated; or a ready 422.
[[nodiscard]] base::Result<std::vector<SeatId>, ports::HttpResponse> seats_of_query(
    const ports::HttpRequest& request, std::size_t count_max);

/// The body as T, `{}` when it is empty; otherwise the problem has been sent.
template <class T>
[[nodiscard]] std::optional<T> read_body(const ports::HttpRequest& request,
                                         const ports::Responder& responder) {
    const std::string_view text = request.body.empty() ? "{}" : std::string_view{request.body};
    auto body = contracts::decode<T>(text);
    if (body) return std::move(body).value();
    responder->send(contracts::to_response(
        contracts::validation_problem(body.error(), asker_of(request).language)));
    return std::nullopt;
}

}  // namespace boxoffice::reservation
