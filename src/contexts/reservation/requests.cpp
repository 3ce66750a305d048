#include "contexts/reservation/requests.hpp"

#include "contracts/problem_texts.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>

namespace boxoffice::reservation {
namespace {

using ports::HttpRequest;
using ports::HttpResponse;

/// Numbers between commas. @return false when there is anything else.
bool append_ids(std::string_view text, std::vector<SeatId>& ids) {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        SeatId id;
        const auto [read_to, error] = std::from_chars(at, end, id.value);
        const bool is_id = error == std::errc{} && id.value >= 0 && id.value <= base::id_max;
        if (!is_id || (read_to != end && *read_to != ',')) return false;
        ids.push_back(id);
        if (read_to == end) return true;
        at = read_to + 1;
    }
}

}  // namespace

Asker asker_of(const HttpRequest& request) {
    const auto header = request.header("Accept-Language");
    return {request.principal, header && contracts::prefers_korean(*header) ? "ko" : "en"};
}

HttpResponse invalid_field(const HttpRequest& request, std::string_view field,
                           std::string_view reason) {
    const contracts::DecodeError error{{{std::string{field}, std::string{reason}}}};
    return contracts::to_response(contracts::validation_problem(error, asker_of(request).language));
}

std::string_view fault_of(const std::string& line, std::size_t bytes_max) {
    if (line.find_first_not_of(' ') == std::string::npos) return "empty";
    if (line.size() > bytes_max) return "too_long";
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    };
    return std::any_of(line.begin(), line.end(), is_control) ? "has_control_characters" : "";
}

HttpResponse not_found(const HttpRequest& request) {
    return contracts::problem_response(request, 404, "not_found");
}

HttpResponse seats_required(const HttpRequest& request) {
    auto refusal = contracts::make_problem(422, "seats_required", asker_of(request).language);
    refusal.errors.push_back({"seatIds", "missing"});
    return contracts::to_response(refusal);
}

base::Result<std::vector<SeatId>, HttpResponse> read_seats(const HttpRequest& request,
                                                           const std::vector<SeatId>& named,
                                                           std::size_t count_max) {
    // The length first: what follows takes the square of it.
    if (named.size() > count_max) {
        return base::unexpected(contracts::problem_response(request, 422, "too_many_seats"));
    }
    std::vector<SeatId> seats;
    seats.reserve(named.size());
    for (const auto seat : named) {
        if (!seat) return base::unexpected(invalid_field(request, "seatIds", "out_of_range"));
        if (std::find(seats.begin(), seats.end(), seat) == seats.end()) seats.push_back(seat);
    }
    return seats;
}

base::Result<std::vector<SeatId>, HttpResponse> seats_of_body(
    const HttpRequest& request, const std::optional<SeatId>& seat,
    const std::optional<std::vector<SeatId>>& seats, std::size_t count_max) {
    auto named = seats.value_or(std::vector<SeatId>{});
    if (seat) named.insert(named.begin(), *seat);
    if (named.empty()) {
        return base::unexpected(seats_required(request));
    }
    return read_seats(request, named, count_max);
}

base::Result<std::vector<SeatId>, HttpResponse> seats_of_query(const HttpRequest& request,
                                                               std::size_t count_max) {
    std::vector<SeatId> named;
    for (const auto& [name, value] : request.query) {
        if (name == "seatIds" && !append_ids(value, named)) {
            return base::unexpected(invalid_field(request, "seatIds", "not_an_integer"));
        }
    }
    return read_seats(request, named, count_max);
}

}  // namespace boxoffice::reservation
