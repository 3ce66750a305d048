#include "contexts/reservation/routes.hpp"

#include "contexts/reservation/domain/refund_policy.hpp"
#include "contexts/reservation/domain/status.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace boxoffice::reservation {
namespace {

using ports::Access;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::HttpResponse;
using ports::Responder;

/// How long an unknown seat may stay unknown while the seat directory catches up with the bus.
constexpr base::Duration directory_wait_max{1'000};
constexpr base::Duration directory_retry_delay{20};
/// How long a seat that musical has just acknowledged may take to reach the bus.
constexpr base::Duration relay_delay_max{250};

std::string language_of(const HttpRequest& request) {
    return std::string{request.header("Accept-Language").value_or(std::string_view{})};
}

Asker asker_of(const HttpRequest& request) {
    return {request.principal, language_of(request)};
}

/// The body as T, `{}` when it is empty; otherwise the problem has been sent.
template <class T>
std::optional<T> body_of(const HttpRequest& request, const Responder& responder) {
    auto body = contracts::decode<T>(request.body.empty() ? std::string_view{"{}"} : request.body);
    if (body) return std::move(body).value();
    responder->send(
        contracts::to_response(contracts::validation_problem(body.error(), language_of(request))));
    return std::nullopt;
}

std::optional<ReservationId> id_in(const HttpResponse& response) {
    for (const auto& header : response.headers) {
        if (header.name != "Location") continue;
        const auto slash = header.value.rfind('/');
        ReservationId id;
        std::from_chars(header.value.data() + slash + 1, header.value.data() + header.value.size(),
                        id.value);
        return id;
    }
    return std::nullopt;
}

bool is_accepted(const HttpResponse& response) {
    return response.status >= 200 && response.status < 300;
}

}  // namespace

struct Routes::Placement {
    HttpRequest request;
    Responder responder;
    PlaceRequest command;
    std::int64_t bus_head = 0;  ///< when the request came: what the directory must have passed
    base::Instant deadline{};
    base::Instant relayed_by{};
    std::unique_ptr<ports::Timer> timer;
};

std::vector<ports::Route> Routes::table() {
    const auto to = [this](void (Routes::*member)(HttpRequest, Responder)) {
        return [this, member](HttpRequest request, Responder responder) {
            (this->*member)(std::move(request), std::move(responder));
        };
    };
    return {
        {HttpMethod::post, "/reservations", Access::signed_in, to(&Routes::place)},
        {HttpMethod::get, "/reservations", Access::signed_in, to(&Routes::list)},
        {HttpMethod::get, "/reservations/{id}", Access::signed_in, to(&Routes::show)},
        {HttpMethod::del, "/reservations/{id}", Access::signed_in, to(&Routes::cancel)},
        {HttpMethod::post, "/reservations/{id}/payment", Access::signed_in, to(&Routes::pay)},
        {HttpMethod::post, "/reservations/{id}/cancellation", Access::signed_in,
         to(&Routes::cancel)},
        {HttpMethod::get, "/reservations/{id}/cancellation-quote", Access::signed_in,
         to(&Routes::quote)},
        {HttpMethod::get, "/reservations/{id}/timeline", Access::signed_in, to(&Routes::timeline)},
        {HttpMethod::get, "/tickets/{id}", Access::signed_in, to(&Routes::ticket)},
    };
}

void Routes::place(HttpRequest request, Responder responder) {
    auto body = body_of<PlaceBody>(request, responder);
    if (!body) return;
    auto placement = std::make_shared<Placement>();
    placement->command.asker = asker_of(request);
    placement->command.user = UserId{request.principal.user_id};
    if (request.principal.is_open && body->user_id) placement->command.user = *body->user_id;

    const auto& environment = kernel_.environment();
    const auto now = environment.clock.now();
    if (contracts::preferences_of(request).is_strict) {
        auto seats = body->seat_ids.value_or(std::vector<SeatId>{});
        if (body->seat_id) seats.push_back(*body->seat_id);
        if (!view_.taken(seats, now).empty()) {
            return responder->send(contracts::problem_response(request, 409, "seat_taken"));
        }
    }
    if (kernel_.is_overloaded()) {
        return responder->send(contracts::problem_response(request, 503, "overloaded"));
    }
    placement->command.body = std::move(*body);
    placement->bus_head = environment.bus.head();
    placement->deadline = now + directory_wait_max;
    placement->relayed_by = now + relay_delay_max;
    placement->request = std::move(request);
    placement->responder = std::move(responder);
    submit(std::move(placement));
}

void Routes::submit(std::shared_ptr<Placement> placement) {
    auto& request = placement->request;
    auto& responder = placement->responder;
    const auto& command = placement->command;
    eventing::submit_http(
        kernel_.runner(), handlers_, command, request, responder,
        [this, placement](HttpResponse response, bool) { placed(placement, std::move(response)); });
}

/// On the worker, after the commit.
void Routes::placed(std::shared_ptr<Placement> placement, HttpResponse response) {
    const auto& environment = kernel_.environment();
    const bool may_be_new = response.status == 404 &&
                            environment.clock.now() < placement->deadline &&
                            (kernel_.consumer_position() < placement->bus_head ||
                             environment.clock.now() < placement->relayed_by);
    if (may_be_new) {
        auto& timer = placement->timer;
        timer = environment.scheduler.after(directory_retry_delay, kernel_.worker(),
                                            [this, placement] { submit(placement); });
        return;
    }
    const auto wait = contracts::preferences_of(placement->request).wait_seconds;
    const auto id = id_in(response);
    if (!is_accepted(response) || !wait || !id)
        return placement->responder->send(std::move(response));
    waiters_.wait(*id, std::chrono::seconds{*wait}, std::move(response), placement->responder);
}

eventing::HttpSettled Routes::answer_or_wait(const HttpRequest& request, ReservationId id,
                                             Responder responder) {
    const auto wait = contracts::preferences_of(request).wait_seconds;
    return [this, wait, id, responder = std::move(responder)](HttpResponse response, bool) {
        if (!wait || !is_accepted(response)) return responder->send(std::move(response));
        waiters_.wait(id, std::chrono::seconds{*wait}, std::move(response), responder);
    };
}

void Routes::pay(HttpRequest request, Responder responder) {
    const auto id = request.id_parameter("id");
    if (!id) return responder->send(contracts::problem_response(request, 404, "not_found"));
    auto body = body_of<PayBody>(request, responder);
    if (!body) return;
    eventing::submit_http(kernel_.runner(), handlers_,
                          PayRequest{asker_of(request), ReservationId{*id}, std::move(*body)},
                          request, responder,
                          answer_or_wait(request, ReservationId{*id}, responder));
}

void Routes::cancel(HttpRequest request, Responder responder) {
    const auto id = request.id_parameter("id");
    if (!id) return responder->send(contracts::problem_response(request, 404, "not_found"));
    auto body = body_of<CancelBody>(request, responder);
    if (!body) return;
    eventing::submit_http(kernel_.runner(), handlers_,
                          CancelRequest{asker_of(request), ReservationId{*id}, std::move(*body)},
                          request, responder,
                          answer_or_wait(request, ReservationId{*id}, responder));
}

std::optional<Reservation> Routes::find_own(const HttpRequest& request,
                                            const Responder& responder) {
    const auto id = request.id_parameter("id");
    auto reservation = id ? queries_.find(ReservationId{*id}) : std::nullopt;
    const auto& who = request.principal;
    if (reservation && (who.is_staff() || who.user_id == reservation->user_id.value))
        return reservation;
    responder->send(contracts::problem_response(request, 404, "not_found"));
    return std::nullopt;
}

void Routes::show(HttpRequest request, Responder responder) {
    const auto reservation = find_own(request, responder);
    if (!reservation) return;
    responder->send(contracts::conditional(request,
                                           contracts::json_response(200, to_json(*reservation)),
                                           std::to_string(reservation->version)));
}

void Routes::list(HttpRequest request, Responder responder) {
    static constexpr std::array<std::string_view, 1> sortable{"id"};
    const auto page = contracts::page_of(request, sortable);
    if (!page) return responder->send(page.error());
    const auto user = contracts::integer_of(request, "userId", 1, base::id_max);
    if (!user) return responder->send(user.error());
    const auto performance = contracts::integer_of(request, "performanceId", 1, base::id_max);
    if (!performance) return responder->send(performance.error());

    const auto& who = request.principal;
    ListFilter filter;
    if (performance.value()) filter.performance = PerformanceId{**performance};
    if (user.value() && who.is_staff()) filter.user = UserId{**user};
    if (!who.is_staff()) filter.user = UserId{who.user_id};
    if (who.is_open && !filter.user) filter.user = UserId{1};

    const auto found = queries_.list(filter, page.value());
    std::vector<std::string> items;
    for (const auto& reservation : found.reservations) items.push_back(to_json(reservation));
    responder->send(
        contracts::collection_response(request, "reservations", items, page.value(), found.total));
}

void Routes::quote(HttpRequest request, Responder responder) {
    const auto reservation = find_own(request, responder);
    if (!reservation) return;
    if (reservation->state != State::Completed) {
        return responder->send(contracts::problem_response(request, 409, "conflict"));
    }
    const auto quote = refund_quote(*reservation, reservation->live,
                                    kernel_.environment().clock.now(), Cause::Buyer);
    const QuoteResource resource{reservation->id, reservation->live, quote.price, quote.fee,
                                 quote.refund};
    responder->send(contracts::json_response(200, contracts::encode(resource)));
}

void Routes::timeline(HttpRequest request, Responder responder) {
    const auto reservation = find_own(request, responder);
    if (!reservation) return;
    Timeline timeline{reservation->id, {}};
    for (const auto& step : queries_.history(reservation->id)) {
        const auto next = next_action(step.to);
        TimelineEntry entry{.at = step.at,
                            .from = step.from,
                            .to = step.to,
                            .what = step.trigger,
                            .deadline = step.deadline_at,
                            .next_owner = std::string{next.owner},
                            .next_action = std::string{next.action}};
        if (!step.reason.empty()) entry.reason = step.reason;
        timeline.steps.push_back(std::move(entry));
    }
    responder->send(contracts::json_response(200, contracts::encode(timeline)));
}

void Routes::ticket(HttpRequest request, Responder responder) {
    const auto not_found = [&] {
        responder->send(contracts::problem_response(request, 404, "not_found"));
    };
    const auto id = request.id_parameter("id");
    bool is_live = false;
    const auto row = id ? queries_.find_ticket(TicketId{*id}, is_live) : std::nullopt;
    const auto reservation = row ? queries_.find(row->reservation_id) : std::nullopt;
    const auto& who = request.principal;
    if (!reservation || !(who.is_staff() || who.user_id == reservation->user_id.value)) {
        return not_found();
    }
    TicketResource resource{.id = row->id,
                            .reservation_id = row->reservation_id,
                            .performance_id = row->performance_id,
                            .musical_name = reservation->musical_name,
                            .venue_name = reservation->venue_name,
                            .starts_at = reservation->starts_at,
                            .code = row->code,
                            .is_valid = is_live};
    for (const auto& seat : reservation->seats) {
        if (seat.seat_id == row->seat_id) resource.seat = seat;
    }
    responder->send(contracts::json_response(200, contracts::encode(resource)));
}

}  // namespace boxoffice::reservation
