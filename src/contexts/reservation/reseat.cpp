#include "contexts/reservation/reseat.hpp"

#include "contexts/reservation/handlers.hpp"
#include "contexts/reservation/placing_refusals.hpp"
#include "contexts/reservation/refund_rules.hpp"
#include "contexts/reservation/requests.hpp"
#include "contexts/reservation/stored_ids.hpp"
#include "contracts/problem.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace boxoffice::reservation {
namespace {

using contracts::FieldError;
using eventing::UnitOfWork;
using ports::HttpResponse;

std::string field_of(std::size_t move, std::string_view name) {
    return "moves[" + std::to_string(move) + "]." + std::string{name};
}

bool has(const std::vector<SeatId>& seats, SeatId seat) {
    return std::ranges::count(seats, seat) > 0;
}

/// Whether the reservation has every seat that is to be left; what is said otherwise, decide()
/// says.
bool are_left(const std::vector<SeatMove>& moves, const Reservation& reservation) {
    return std::ranges::all_of(
        moves, [&](const SeatMove& move) { return has(reservation.live, move.seat_id); });
}

/// Seats that the reservation has, or had and gave back.
std::vector<FieldError> known_seats(const std::vector<SeatMove>& moves,
                                    const Reservation& reservation) {
    std::vector<FieldError> errors;
    for (std::size_t i = 0; i < moves.size(); ++i) {
        const auto seat = moves[i].to_seat_id;
        const auto& seats = reservation.seats;
        if (std::ranges::count(seats, seat, &SeatDetails::seat_id) == 0) continue;
        const auto* reason = has(reservation.live, seat) ? "own_seat" : "given_back";
        errors.push_back({field_of(i, "toSeatId"), reason});
    }
    return errors;
}

}  // namespace

std::vector<FieldError> check(const ReseatBody& body, std::size_t seats_max) {
    std::vector<FieldError> errors;
    if (body.moves.empty()) errors.push_back({"moves", "missing"});
    // The length first: what follows looks at each.
    if (body.moves.size() > seats_max) return {{"moves", "too_many"}};
    std::set<SeatId> seen;
    const auto look = [&](std::size_t move, std::string_view name, SeatId seat) {
        if (!seat) {
            errors.push_back({field_of(move, name), "out_of_range"});
        } else if (!seen.insert(seat).second) {
            errors.push_back({field_of(move, name), "repeated"});
        }
    };
    for (std::size_t i = 0; i < body.moves.size(); ++i) {
        look(i, "seatId", body.moves[i].seat_id);
        look(i, "toSeatId", body.moves[i].to_seat_id);
    }
    const auto fault = fault_of(body.reason, reseat_reason_bytes_max);
    if (!fault.empty()) errors.push_back({"reason", std::string{fault}});
    return errors;
}

std::optional<HttpResponse> Handlers::refuse_moving(const ReseatRequest& request,
                                                    const Reservation& reservation,
                                                    UnitOfWork& work) const {
    const auto& asker = request.asker;
    const auto& moves = request.body.moves;
    if (auto errors = known_seats(moves, reservation); !errors.empty()) {
        return contracts::to_response(contracts::validation_problem(
            contracts::DecodeError{std::move(errors)}, asker.language));
    }
    const auto* performance = directory_.find(reservation.performance_id);
    if (performance && performance->is_canceled) return problem(asker, 409, "performance_canceled");
    const auto basis = find_basis(work.sql(), reservation);
    if (basis && work.now() >= basis->starts_at) {
        return problem(asker, 409, "performance_started");
    }
    std::vector<SeatId> left;
    for (const auto& move : moves) left.push_back(move.seat_id);
    if (is_any_used(store_.tickets_of(reservation), left))
        return problem(asker, 409, "ticket_used");
    if (request.body.accept_price_difference.value_or(false)) return std::nullopt;

    // Today's prices of both seats: what was paid may have been another day's, or nothing at all.
    PriceDifferences differences;
    for (const auto& move : moves) {
        const auto* from = directory_.find(move.seat_id);
        const auto& to = directory_.find(move.to_seat_id)->details;
        if (!from || from->details.price == to.price) continue;
        differences.seats.push_back({move.seat_id, move.to_seat_id, from->details.price, to.price});
    }
    if (differences.seats.empty()) return std::nullopt;
    auto refusal = contracts::make_problem(409, "price_differs", asker.language);
    refusal.details = contracts::RawJson{contracts::encode(differences)};
    return contracts::to_response(refusal);
}

HttpResponse Handlers::decide(const ReseatRequest& request, UnitOfWork& work) {
    const auto& asker = request.asker;
    const auto* found = store_.find(request.id);
    if (!found) return problem(asker, 404, "not_found");
    MoveSeats command{.reservation_id = request.id,
                      .moves = {},
                      .reason = request.body.reason,
                      .keep_off_sale = request.body.keep_off_sale.value_or(false),
                      .moved_by = UserId{asker.principal.user_id}};
    for (const auto& move : request.body.moves) {
        const auto* seat = directory_.find(move.to_seat_id);
        if (!seat) return problem(asker, 404, "seat_not_found");
        if (seat->performance_id != found->performance_id) {
            return refuse_strangers(asker, {move.to_seat_id}, found->seats.front().seat_id,
                                    found->performance_id);
        }
        command.moves.push_back({move.seat_id, seat->details});
    }
    const bool may_begin = found->state == State::Completed && are_left(request.body.moves, *found);
    if (may_begin) {
        if (auto refusal = refuse_moving(request, *found, work)) return std::move(*refusal);
    }
    StoredIds ids{work};
    auto response =
        answer(asker, *found,
               reservation::decide(*found, command, work.now(), settings_.terms, ids), 202, work);
    // Nothing new was begun: these very moves were made before.
    const bool is_done =
        response.status == 202 && store_.find(request.id)->state == State::Completed;
    if (is_done) response.status = 200;
    return response;
}

}  // namespace boxoffice::reservation
