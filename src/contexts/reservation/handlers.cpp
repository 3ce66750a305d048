#include "contexts/reservation/handlers.hpp"

#include "base/match.hpp"
#include "contracts/problem.hpp"

#include <algorithm>

namespace boxoffice::reservation {
namespace {

using eventing::UnitOfWork;
using ports::HttpResponse;

/// Ids of what a decision needs, from stored blocks.
class StoredIds final : public Ids {
  public:
    explicit StoredIds(UnitOfWork& work) : work_(work) {}
    PaymentId next_payment_id() override { return work_.next_id<PaymentId>({"payment"}); }
    RefundId next_refund_id() override { return work_.next_id<RefundId>({"refund"}); }
    TicketId next_ticket_id() override { return work_.next_id<TicketId>({"ticket"}); }

  private:
    UnitOfWork& work_;
};

/// The seats asked for, each once, in the order asked.
std::vector<SeatId> wanted_seats(const PlaceBody& body) {
    std::vector<SeatId> seats;
    if (body.seat_id) seats.push_back(*body.seat_id);
    for (const auto seat : body.seat_ids.value_or(std::vector<SeatId>{})) {
        if (std::find(seats.begin(), seats.end(), seat) == seats.end()) seats.push_back(seat);
    }
    return seats;
}

/// The tickets that open the door. Those of seats on their way back do not: musical may sell such a
/// seat again while its money is still being given back.
std::vector<TicketReference> valid_tickets(const Reservation& reservation) {
    auto tickets = reservation.tickets;
    if (!reservation.cancellation) return tickets;
    const auto& back = reservation.cancellation->seats;
    std::erase_if(tickets, [&back](const TicketReference& ticket) {
        return std::find(back.begin(), back.end(), ticket.seat_id) != back.end();
    });
    return tickets;
}

int status_of(Rejection rejection) {
    if (rejection == Rejection::not_found) return 404;
    const bool is_wrong_input = rejection == Rejection::amount_mismatch ||
                                rejection == Rejection::payment_method_unknown ||
                                rejection == Rejection::seats_not_in_reservation;
    return is_wrong_input ? 422 : 409;
}

}  // namespace

Handlers::Handlers(Store& store, SeatDirectory& directory, const Settings& settings,
                   ports::Metrics& metrics)
    : store_(store), directory_(directory), settings_(settings), metrics_(metrics) {}

HttpResponse Handlers::problem(const Asker& asker, int status, std::string_view code) const {
    return contracts::to_response(contracts::make_problem(status, code, asker.accept_language));
}

HttpResponse Handlers::rejected(const Asker& asker, Rejection rejection) const {
    return problem(asker, status_of(rejection), to_code(rejection));
}

void Handlers::declare(const PlaceRequest& request) {
    const auto seats = wanted_seats(request.body);
    const auto* seat = seats.empty() ? nullptr : directory_.find(seats.front());
    const auto* performance = seat ? directory_.find(seat->performance_id) : nullptr;
    if (performance && performance->seat_limit > 0) {
        store_.want_seat_count(request.user, performance->id);
    }
}

/// Everything that can be said without asking musical. What only musical knows (taken or not) is
/// not here.
std::optional<HttpResponse> Handlers::refuse_placing(const PlaceRequest& request,
                                                     const std::vector<SeatId>& seats,
                                                     Instant now) const {
    const auto& asker = request.asker;
    if (store_.placed_count() >= settings_.placed_max) return problem(asker, 503, "backlog_full");
    if (seats.empty()) return problem(asker, 422, "seats_required");
    if (seats.size() > settings_.seats_per_reservation_max) {
        return problem(asker, 422, "too_many_seats");
    }
    const auto* first = directory_.find(seats.front());
    for (const auto id : seats) {
        const auto* seat = directory_.find(id);
        if (!seat) return problem(asker, 404, "seat_not_found");
        if (seat->performance_id != first->performance_id) {
            return problem(asker, 422, "seats_of_one_performance");
        }
    }
    const auto* performance = directory_.find(first->performance_id);
    if (!performance) return problem(asker, 404, "seat_not_found");
    const auto& body = request.body;
    if ((body.performance_id && *body.performance_id != performance->id) ||
        (body.musical_id && *body.musical_id != performance->musical_id)) {
        return problem(asker, 422, "seats_of_one_performance");
    }
    if (performance->is_canceled) return problem(asker, 409, "performance_canceled");
    if (performance->sales_open_at && now < *performance->sales_open_at) {
        return problem(asker, 409, "sales_not_open");
    }
    if (performance->sales_close_at && now >= *performance->sales_close_at) {
        return problem(asker, 409, "sales_closed");
    }
    const auto wanted = static_cast<std::int64_t>(seats.size());
    if (performance->seat_limit > 0 &&
        store_.seat_count(request.user, performance->id) + wanted > performance->seat_limit) {
        return problem(asker, 409, "limit_per_person");
    }
    if (body.payment && std::find(settings_.methods.begin(), settings_.methods.end(),
                                  body.payment->method) == settings_.methods.end()) {
        return problem(asker, 422, "payment_method_unknown");
    }
    return std::nullopt;
}

HttpResponse Handlers::decide(const PlaceRequest& request, UnitOfWork& work) {
    const auto seats = wanted_seats(request.body);
    if (auto refusal = refuse_placing(request, seats, work.now())) return std::move(*refusal);

    const auto& performance = *directory_.find(directory_.find(seats.front())->performance_id);
    PlaceReservation command{.reservation_id = work.next_id<ReservationId>({"reservation"}),
                             .user_id = request.user,
                             .musical_id = performance.musical_id,
                             .musical_name = performance.musical_name,
                             .performance_id = performance.id,
                             .venue_name = performance.venue_name,
                             .starts_at = performance.starts_at};
    for (const auto id : seats) command.seats.push_back(directory_.find(id)->details);
    if (request.body.payment) {
        command.payment_method = request.body.payment->method;
    } else if (!settings_.default_method.empty()) {
        command.payment_method = settings_.default_method;
    }

    StoredIds ids{work};
    const auto decision = reservation::decide({}, command, work.now(), settings_.terms, ids);
    auto response = answer(request.asker, {}, decision, 201, work);
    if (response.status == 201) {
        response.headers.push_back({"Location", location_of(command.reservation_id)});
    }
    return response;
}

const Reservation* Handlers::find_own(const Asker& asker, ReservationId id) const {
    const auto* reservation = store_.find(id);
    if (!reservation) return nullptr;
    const auto& who = asker.principal;
    const bool may_see = who.is_staff() || who.user_id == reservation->user_id.value;
    return may_see ? reservation : nullptr;
}

HttpResponse Handlers::decide(const PayRequest& request, UnitOfWork& work) {
    const auto* found = find_own(request.asker, request.id);
    if (!found) return problem(request.asker, 404, "not_found");
    const auto& body = request.body;
    if (body.method && std::find(settings_.methods.begin(), settings_.methods.end(),
                                 *body.method) == settings_.methods.end()) {
        return problem(request.asker, 422, "payment_method_unknown");
    }
    PayReservation command{request.id, body.method, body.payment_key, body.amount};
    if (!command.method && !command.payment_key && !found->payment_method &&
        !settings_.default_method.empty()) {
        command.method = settings_.default_method;
    }
    StoredIds ids{work};
    const Reservation before = *found;
    return answer(request.asker, before,
                  reservation::decide(before, command, work.now(), settings_.terms, ids), 200,
                  work);
}

HttpResponse Handlers::decide(const CancelRequest& request, UnitOfWork& work) {
    const auto* found = find_own(request.asker, request.id);
    if (!found) return problem(request.asker, 404, "not_found");
    const bool is_own = request.asker.principal.user_id == found->user_id.value;
    const CancelReservation command{request.id, is_own ? Cause::Buyer : Cause::Staff,
                                    request.body.seat_ids.value_or(std::vector<SeatId>{})};
    StoredIds ids{work};
    const Reservation before = *found;
    return answer(request.asker, before,
                  reservation::decide(before, command, work.now(), settings_.terms, ids), 202,
                  work);
}

void Handlers::decide(const SagaInput& input, UnitOfWork& work) {
    const auto* found = store_.find(input.id);
    if (!found) return count_ignored({State::New, trigger_of(input.input)});
    StoredIds ids{work};
    const Reservation before = *found;
    const auto decision =
        reservation::decide(before, input.input, work.now(), settings_.terms, ids);
    if (const auto* accepted = std::get_if<Accepted>(&decision)) {
        static_cast<void>(keep(before, *accepted, work));
    } else if (const auto* ignored = std::get_if<Ignored>(&decision)) {
        count_ignored(*ignored);
        // A deadline that no longer fits is not asked again.
        if (ignored->trigger == Trigger::DeadlinePassed && !before.deadline_at) {
            work.clear_due(saga_deadline, input.id.value);
        }
    }
}

void Handlers::decide(const DirectoryChange& change, UnitOfWork& work) {
    auto& sql = work.sql();
    if (change.performance) SeatDirectory::save(sql, *change.performance);
    if (!change.upserted.empty()) SeatDirectory::save(sql, change.performance_id, change.upserted);
    if (!change.removed.empty()) SeatDirectory::remove(sql, change.removed);
    if (change.canceled) {
        if (const auto* known = directory_.find(change.performance_id)) {
            auto performance = *known;
            performance.is_canceled = true;
            SeatDirectory::save(sql, performance);
        }
        work.set_due(performance_cancellation, change.performance_id.value, work.now(), "0");
    }
    work.wrote();
}

HttpResponse Handlers::answer(const Asker& asker, const Reservation& before,
                              const Decision& decision, int status, UnitOfWork& work) {
    return std::visit(
        base::match{
            [&](const Accepted& accepted) {
                return contracts::json_response(status, to_json(keep(before, accepted, work)));
            },
            [&](const Unchanged&) { return contracts::json_response(status, to_json(before)); },
            [&](const Rejection& rejection) { return rejected(asker, rejection); },
            [&](const Ignored& ignored) {
                count_ignored(ignored);
                return problem(asker, 409, "conflict");
            }},
        decision);
}

/// The one place where a decision becomes rows, events and deadlines.
Reservation Handlers::keep(const Reservation& before, const Accepted& accepted, UnitOfWork& work) {
    auto after = evolve(before, accepted.transitions);
    store_.put(after, accepted.transitions);
    keep_tickets(before, after, work);
    const auto key = eventing::key_of(after.performance_id);
    for (const auto& event : accepted.events) {
        std::visit([&](const auto& concrete) { work.publish(key, concrete); }, event);
    }
    if (after.deadline_at == before.deadline_at) return after;
    if (after.deadline_at) {
        work.set_due(saga_deadline, after.id.value, *after.deadline_at);
    } else {
        work.clear_due(saga_deadline, after.id.value);
    }
    return after;
}

void Handlers::keep_tickets(const Reservation& before, const Reservation& after, UnitOfWork& work) {
    const auto had = valid_tickets(before);
    const auto has = valid_tickets(after);
    if (had == has) return;
    const auto is_among = [](const std::vector<TicketReference>& tickets, TicketId id) {
        return std::any_of(tickets.begin(), tickets.end(),
                           [id](const TicketReference& ticket) { return ticket.ticket_id == id; });
    };
    std::vector<TicketId> ended;
    for (const auto& ticket : had) {
        if (!is_among(has, ticket.ticket_id)) ended.push_back(ticket.ticket_id);
    }
    if (!ended.empty()) store_.end_tickets(ended);
    for (const auto& ticket : has) {
        if (is_among(had, ticket.ticket_id)) continue;
        store_.add_ticket({ticket.ticket_id, after.id, after.performance_id, ticket.seat_id,
                           work.randomness().token()});
    }
}

void Handlers::count_ignored(const Ignored& ignored) {
    std::string labels = "state=\"";
    labels.append(to_text(ignored.state)).append("\",trigger=\"").append(to_text(ignored.trigger));
    labels += '"';
    metrics_
        .counter("boxoffice_saga_ignored_total", labels,
                 "Events and deadlines that did not fit the state of their reservation.")
        .add();
}

}  // namespace boxoffice::reservation
