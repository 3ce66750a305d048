#include "contexts/reservation/handlers.hpp"

#include "base/match.hpp"
#include "contexts/reservation/cancellation_progress.hpp"
#include "contexts/reservation/domain/ticket.hpp"
#include "contexts/reservation/placing_refusals.hpp"
#include "contexts/reservation/quote.hpp"
#include "contexts/reservation/refund_rules.hpp"
#include "contexts/reservation/stored_ids.hpp"
#include "contracts/desk_methods.hpp"
#include "contracts/problem.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace boxoffice::reservation {
namespace {

using eventing::UnitOfWork;
using ports::HttpResponse;

int status_of(Rejection rejection) {
    if (rejection == Rejection::not_found) return 404;
    const bool is_wrong_input = rejection == Rejection::amount_mismatch ||
                                rejection == Rejection::payment_method_unknown ||
                                rejection == Rejection::seats_not_in_reservation;
    return is_wrong_input ? 422 : 409;
}

std::string_view code_of(TicketRefusal refusal) {
    return boost::describe::enum_to_string(refusal, "ticket_not_valid");
}

/// What is given away costs nothing.
void give_away(std::vector<SeatDetails>& seats) {
    for (auto& seat : seats) seat.price.amount = 0;
}

/// What was begun at the desk staff finish, in the way it was begun.
bool may_pay(const Asker& asker, const Reservation& reservation, const PayBody& body) {
    if (!reservation.desk) return true;
    return asker.principal.is_staff() && !body.method && !body.payment_key;
}

/// Nothing goes on by itself any more.
bool is_at_rest(const Reservation& reservation) {
    return is_terminal(reservation.state) || reservation.state == State::Completed;
}

/// Which of the context's two deadlines a state has.
eventing::DueKind deadline_of(State state) {
    return state == State::Placed ? placement_deadline : saga_deadline;
}

}  // namespace

Handlers::Handlers(Store& store, SeatDirectory& directory, const Settings& settings,
                   ports::Metrics& metrics)
    : store_(store),
      directory_(directory),
      settings_(settings),
      metrics_(metrics),
      meter_(metrics, settings.terms) {}

HttpResponse Handlers::problem(const Asker& asker, int status, std::string_view code) {
    return contracts::to_response(contracts::make_problem(status, code, asker.language));
}

bool Handlers::offers(const std::string& method) const {
    const auto& methods = settings_.methods;
    return std::find(methods.begin(), methods.end(), method) != methods.end();
}

void Handlers::declare(const PlaceRequest& request) {
    if (request.desk) return;  // staff know whom they sell how much
    const auto* seat = directory_.find(request.seats.front());
    const auto* performance = seat ? directory_.find(seat->performance_id) : nullptr;
    if (performance && performance->seat_limit > 0) {
        store_.want_seat_count(request.user, performance->id);
    }
}

/// Everything that can be said without asking musical. What only musical knows (taken or not) is
/// not here.
std::optional<HttpResponse> Handlers::refuse_placing(const PlaceRequest& request,
                                                     Instant now) const {
    const auto& asker = request.asker;
    if (request.is_known_taken) return problem(asker, 409, "seat_taken");
    if (store_.placed_count() >= settings_.placed_max.get())
        return problem(asker, 503, "backlog_full");
    const auto* first = directory_.find(request.seats.front());
    std::vector<SeatId> strangers;
    for (const auto id : request.seats) {
        const auto* seat = directory_.find(id);
        if (!seat) return problem(asker, 404, "seat_not_found");
        if (seat->performance_id != first->performance_id) strangers.push_back(id);
    }
    if (!strangers.empty()) {
        return refuse_strangers(asker, strangers, first->details.seat_id, first->performance_id);
    }
    const auto* performance = directory_.find(first->performance_id);
    if (!performance) return problem(asker, 404, "seat_not_found");
    if (auto refusal = refuse_by_performance(request, *performance, now)) return refusal;
    if (request.payment_method && !request.desk && !offers(*request.payment_method)) {
        return problem(asker, 422, "payment_method_unknown");
    }
    return std::nullopt;
}

std::optional<HttpResponse> Handlers::refuse_by_performance(const PlaceRequest& request,
                                                            const DirectoryPerformance& performance,
                                                            Instant now) const {
    const auto& asker = request.asker;
    const auto seat = request.seats.front();
    if (request.performance_id.value_or(performance.id) != performance.id) {
        return refuse_performance(asker, seat, *request.performance_id, performance.id);
    }
    if (request.musical_id.value_or(performance.musical_id) != performance.musical_id) {
        return refuse_musical(asker, seat, *request.musical_id, performance.musical_id);
    }
    if (performance.is_canceled) return problem(asker, 409, "performance_canceled");
    if (performance.sales_open_at && now < *performance.sales_open_at) {
        return problem(asker, 409, "sales_not_open");
    }
    if (performance.sales_close_at && now >= *performance.sales_close_at) {
        return problem(asker, 409, "sales_closed");
    }
    if (performance.seat_limit == 0 || request.desk) return std::nullopt;
    const PersonalLimit limit{.seat_limit_per_person = performance.seat_limit,
                              .seats_held = store_.seat_count(request.user, performance.id),
                              .seats_wanted = static_cast<std::int64_t>(request.seats.size())};
    if (limit.seats_held + limit.seats_wanted <= limit.seat_limit_per_person) return std::nullopt;
    return refuse_by_limit(asker, limit);
}

HttpResponse Handlers::decide(const PlaceRequest& request, UnitOfWork& work) {
    if (auto refusal = refuse_placing(request, work.now())) return std::move(*refusal);

    const auto& performance =
        *directory_.find(directory_.find(request.seats.front())->performance_id);
    PlaceReservation command{.reservation_id = work.next_id<ReservationId>({"reservation"}),
                             .user_id = request.user,
                             .musical_id = performance.musical_id,
                             .musical_name = performance.musical_name,
                             .performance_id = performance.id,
                             .venue_name = performance.venue_name,
                             .starts_at = {},
                             .seats = {},
                             .payment_method = request.payment_method,
                             .refund_rules = performance.refund_rules,
                             .desk = request.desk};
    if (!performance.is_default) command.starts_at = performance.starts_at;
    command.seats.reserve(request.seats.size());
    for (const auto id : request.seats) command.seats.push_back(directory_.find(id)->details);
    if (request.desk && request.payment_method == contracts::desk_comp) give_away(command.seats);
    if (!command.payment_method && !settings_.default_method.empty()) {
        command.payment_method = settings_.default_method;
    }

    StoredIds ids{work};
    const auto id = command.reservation_id;
    auto decision = reservation::decide({}, std::move(command), work.now(), settings_.terms, ids);
    auto response = answer(request.asker, {}, std::move(decision), 201, work);
    if (response.status == 201) response.headers.push_back({"Location", location_of(id)});
    return response;
}

const Reservation* Handlers::find_own(const Asker& asker, ReservationId id) const {
    const auto* reservation = store_.find(id);
    return reservation && may_see(asker.principal, *reservation) ? reservation : nullptr;
}

HttpResponse Handlers::decide(const PayRequest& request, UnitOfWork& work) {
    const auto* found = find_own(request.asker, request.id);
    if (!found) return problem(request.asker, 404, "not_found");
    const auto& body = request.body;
    if (!may_pay(request.asker, *found, body)) return problem(request.asker, 409, "not_payable");
    if (body.method && !offers(*body.method)) {
        return problem(request.asker, 422, "payment_method_unknown");
    }
    PayReservation command{request.id, body.method, body.payment_key, body.amount};
    const bool names_nothing = !command.method && !command.payment_key && !found->payment_method;
    if (names_nothing && !settings_.default_method.empty()) {
        command.method = settings_.default_method;
    }
    StoredIds ids{work};
    return answer(request.asker, *found,
                  reservation::decide(*found, command, work.now(), settings_.terms, ids), 200,
                  work);
}

HttpResponse Handlers::decide(const CancelRequest& request, UnitOfWork& work) {
    const auto* found = find_own(request.asker, request.id);
    if (!found) return problem(request.asker, 404, "not_found");
    const auto& who = request.asker.principal;
    const bool is_buyer = who.is_open || who.user_id == found->user_id.value;
    if (is_buyer && is_any_used(store_.tickets_of(*found), request.seats)) {
        return problem(request.asker, 409, "ticket_used");
    }
    CancelReservation command{.reservation_id = request.id,
                              .by = is_buyer ? Cause::Buyer : Cause::Staff,
                              .seat_ids = request.seats,
                              .expected_fee = request.expected_fee};
    const bool may_cost = found->state == State::Completed && !request.is_fee_waived;
    if (may_cost) command.basis = find_basis(work.sql(), *found);
    if (auto refusal = refuse_canceling(request.asker, *found, command, work.now())) {
        return std::move(*refusal);
    }
    StoredIds ids{work};
    auto response =
        answer(request.asker, *found,
               reservation::decide(*found, command, work.now(), settings_.terms, ids), 202, work);
    if (response.status != 202 || !is_at_rest(*store_.find(request.id))) return response;
    response.status = request.is_delete ? 204 : 200;
    if (!request.is_delete) return response;
    response.headers.clear();
    response.body.clear();
    return response;
}

std::optional<HttpResponse> Handlers::refuse_canceling(const Asker& asker,
                                                       const Reservation& reservation,
                                                       const CancelReservation& command,
                                                       Instant now) {
    const auto refusal = refuse_by_rules(reservation, command, now);
    if (!refusal) return std::nullopt;
    auto told = contracts::make_problem(409, to_code(*refusal), asker.language);
    if (*refusal == Rejection::fee_changed) {
        const auto& seats = command.seat_ids.empty() ? reservation.live : command.seat_ids;
        told.details = contracts::RawJson{
            quote_json(reservation, seats, &*command.basis, now, asker.language == "ko")};
    }
    return contracts::to_response(told);
}

HttpResponse Handlers::decide(const RefundByStaff& request, UnitOfWork& work) {
    const auto* found = store_.find(request.id);
    if (!found) return problem(request.asker, 404, "not_found");
    StoredIds ids{work};
    return answer(request.asker, *found,
                  reservation::decide(*found, request.input, work.now(), settings_.terms, ids), 202,
                  work);
}

HttpResponse Handlers::decide(const UseRequest& request, UnitOfWork& work) {
    const auto* ticket = store_.find_ticket(request.id);
    const auto* reservation = ticket ? store_.find(ticket->reservation_id) : nullptr;
    const auto code = request.code ? read_code(*request.code) : std::nullopt;
    const bool is_code_wrong = request.code && !(ticket && code && is_code_of(*ticket, *code));
    if (!reservation || is_code_wrong) return problem(request.asker, 404, "not_found");

    const auto used = use_ticket(*ticket, *reservation, work.now());
    if (!used) {
        auto refusal = contracts::make_problem(409, code_of(used.error()), request.asker.language);
        if (ticket->used_at) {
            refusal.details = contracts::RawJson{contracts::encode(UsedDetails{*ticket->used_at})};
        } else if (const auto details = find_replacement(*ticket, *reservation)) {
            refusal.details = contracts::RawJson{contracts::encode(*details)};
        }
        return contracts::to_response(refusal);
    }
    work.publish(eventing::key_of(used->performance_id), *used);
    store_.use_ticket(request.id, used->used_at);
    return contracts::json_response(
        200, contracts::encode(to_resource(*store_.find_ticket(request.id), *reservation)));
}

void Handlers::decide(const SagaInput& input, UnitOfWork& work) {
    const auto trigger = trigger_of(input.input);
    if (trigger == Trigger::SeatHeld || trigger == Trigger::SeatAlreadySold) {
        answered_up_to_ = std::max(answered_up_to_, input.id);
    }
    const auto* found = store_.find(input.id);
    if (!found) return count_ignored({State::New, trigger});
    StoredIds ids{work};
    auto decision = reservation::decide(*found, input.input, work.now(), settings_.terms, ids);
    if (auto* accepted = std::get_if<Accepted>(&decision)) {
        keep(*found, std::move(*accepted), work);
    } else if (const auto* ignored = std::get_if<Ignored>(&decision)) {
        count_ignored(*ignored);
        // What does not fit now never will: it is not asked again.
        const bool is_stray = trigger == Trigger::DeadlinePassed && !found->deadline_at;
        if (is_stray) work.clear_due(saga_deadline, input.id.value);
        if (is_stray) work.clear_due(placement_deadline, input.id.value);
    }
}

void Handlers::decide(const DirectoryChange& change, UnitOfWork& work) {
    auto& sql = work.sql();
    if (change.rules) change.performance->refund_rules = keep_rules(work, *change.rules);
    if (change.performance) SeatDirectory::save(sql, *change.performance);
    if (!change.upserted.empty()) SeatDirectory::save(sql, change.performance_id, change.upserted);
    if (!change.removed.empty()) SeatDirectory::remove(sql, change.removed);
    if (change.canceled) {
        SeatDirectory::save_canceled(sql, change.performance_id);
        begin_round(sql, change.performance_id, change.canceled->reason, work.now());
        work.set_due(performance_cancellation, change.performance_id.value, work.now(), "0");
    }
    work.wrote();
}

HttpResponse Handlers::answer(const Asker& asker, const Reservation& before, Decision decision,
                              int status, UnitOfWork& work) {
    return std::visit(
        base::match{
            [&](Accepted& accepted) {
                auto body = to_json(accepted.after);
                keep(before, std::move(accepted), work);
                return contracts::json_response(status, std::move(body));
            },
            [&](const Unchanged&) { return contracts::json_response(status, to_json(before)); },
            [&](const Rejection& rejection) {
                return problem(asker, status_of(rejection), to_code(rejection));
            },
            [&](const Ignored& ignored) {
                count_ignored(ignored);
                return problem(asker, 409, "conflict");
            }},
        decision);
}

/// The one place where a decision becomes rows, events and deadlines. Afterwards `before` is gone:
/// it is the store's own row.
void Handlers::keep(const Reservation& before, Accepted accepted, UnitOfWork& work) {
    auto& after = accepted.after;
    meter_.count(before, accepted);
    keep_tickets(before, after, work);
    const auto key = eventing::key_of(after.performance_id);
    for (const auto& event : accepted.events) {
        std::visit([&](const auto& concrete) { work.publish(key, concrete); }, event);
    }
    const auto kind = deadline_of(after.state);
    const auto kind_before = deadline_of(before.state);
    const bool is_moved = after.deadline_at != before.deadline_at || kind != kind_before;
    if (before.deadline_at && (!after.deadline_at || kind != kind_before)) {
        work.clear_due(kind_before, after.id.value);
    }
    if (after.deadline_at && is_moved) work.set_due(kind, after.id.value, *after.deadline_at);
    store_.put(std::move(after), std::move(accepted.transitions));
}

void Handlers::keep_tickets(const Reservation& before, const Reservation& after, UnitOfWork& work) {
    const auto had = valid_tickets(before);
    const auto has = valid_tickets(after);
    if (had == has && before.tickets == after.tickets) return;
    for (const auto& ticket : had) {
        if (std::ranges::count(has, ticket) == 0) store_.end_ticket(ticket.ticket_id);
    }
    // A move that was refused: the same tickets open the door again.
    for (const auto& ticket : has) {
        const bool is_old = std::ranges::count(before.tickets, ticket) > 0;
        if (is_old && std::ranges::count(had, ticket) == 0) store_.revive_ticket(ticket.ticket_id);
    }
    // A step may sell and at once begin to cancel: that ticket was given out, but never of use.
    for (const auto& ticket : after.tickets) {
        if (std::ranges::count(before.tickets, ticket) > 0) continue;
        store_.add_ticket({.id = ticket.ticket_id,
                           .reservation_id = after.id,
                           .performance_id = after.performance_id,
                           .seat_id = ticket.seat_id,
                           .secret = work.randomness().token(),
                           .is_live = std::ranges::count(has, ticket) > 0,
                           .used_at = {}});
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
