#include "contexts/reservation/routes.hpp"

#include "contexts/reservation/queries.hpp"
#include "contexts/reservation/quote.hpp"
#include "contexts/reservation/refund_rules.hpp"
#include "contexts/reservation/requests.hpp"
#include "contexts/reservation/reseat.hpp"
#include "contexts/reservation/timeline.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"
#include "ports/trace_context.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace boxoffice::reservation {
namespace {

using ports::Access;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::HttpResponse;
using ports::Responder;

/// How long an unknown seat may stay unknown while the seat directory catches up with the bus: that
/// takes seconds when replicas come or go.
constexpr base::Duration directory_wait_max{5'000};
constexpr base::Duration directory_retry_delay{20};
/// Placements that wait for it at the same time; more hear at once that there is no such seat.
constexpr std::size_t early_max = 10'000;
/// How long a seat that musical has just acknowledged may take to reach the bus.
constexpr base::Duration relay_delay_max{400};
/// Among replicas so much more than the lease of one that died with events to send.
constexpr base::Duration relay_takeover_max{2'000};

base::Duration relay_delay(const eventing::Environment& environment) {
    return environment.is_alone ? relay_delay_max
                                : environment.limits.relay_lease + relay_takeover_max;
}

/// A provider's own id is shorter; a longer text is none.
constexpr std::size_t payment_key_bytes_max = 255;

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

/// Before the sale a buyer goes as he came: nothing was paid, so canceling costs nothing.
bool can_be_canceled(State state) {
    return state == State::Placed || state == State::Held || state == State::Locking ||
           state == State::Paying || state == State::Abandoned || state == State::Selling ||
           state == State::Completed;
}

HttpResponse quote_of(const HttpRequest& request, ports::SqlSession& sql,
                      const Reservation& reservation, std::vector<SeatId> seats,
                      base::Instant now) {
    if (!can_be_canceled(reservation.state)) {
        return contracts::problem_response(request, 409, "conflict");
    }
    const auto& live = reservation.live;
    const bool has_all = std::all_of(seats.begin(), seats.end(), [&](SeatId seat) {
        return std::find(live.begin(), live.end(), seat) != live.end();
    });
    if (!has_all) return contracts::problem_response(request, 422, "seats_not_in_reservation");
    if (seats.empty()) seats = live;
    const bool has_tickets = reservation.state == State::Completed;
    if (!has_tickets && seats.size() != live.size()) {
        return contracts::problem_response(request, 409, "conflict");
    }
    const auto basis = has_tickets ? find_basis(sql, reservation) : std::nullopt;
    if (basis && now >= basis->starts_at) {
        return contracts::problem_response(request, 409, "performance_started");
    }
    return contracts::json_response(200, quote_json(reservation, seats, basis ? &*basis : nullptr,
                                                    now, asker_of(request).language == "ko"));
}

}  // namespace

struct Routes::Placement {
    ports::TraceContext trace;
    HttpRequest request;
    Responder responder;
    PlaceRequest command;
    std::optional<std::int64_t> wait_seconds;
    ports::Positions bus_head;    ///< what the directory must have passed
    ports::Positions read_up_to;  ///< how far the directory was, at least, when it was asked
    base::Instant deadline{};
    base::Instant relayed_by{};
};

std::vector<ports::Route> Routes::table() {
    const auto to = [this](void (Routes::*member)(const HttpRequest&, const Responder&)) {
        return [this, member](const HttpRequest& request, const Responder& responder) {
            (this->*member)(request, responder);
        };
    };
    const auto staff = [this](auto input) {
        return [this, input](const HttpRequest& request, const Responder& responder) {
            by_staff(request, responder, input);
        };
    };
    return {
        {HttpMethod::post, "/reservations", Access::signed_in,
         [this](HttpRequest request, const Responder& responder) {
             place(std::move(request), responder);
         }},
        {HttpMethod::del, "/reservations/{id}", Access::signed_in, to(&Routes::cancel)},
        {HttpMethod::post, "/reservations/{id}/payment", Access::signed_in, to(&Routes::pay)},
        {HttpMethod::post, "/reservations/{id}/cancellation", Access::signed_in,
         to(&Routes::cancel)},
        {HttpMethod::get, "/reservations/{id}/cancellation-quote", Access::signed_in,
         to(&Routes::quote)},
        {HttpMethod::post, "/reservations/{id}/reseat", Access::staff, to(&Routes::reseat)},
        {HttpMethod::get, "/reservations/{id}/timeline", Access::signed_in, to(&Routes::timeline)},
        {HttpMethod::post, "/reservations/{id}/refund/retry", Access::staff, staff(RetryRefund{})},
        {HttpMethod::post, "/reservations/{id}/refund/record", Access::staff,
         staff(RecordRefund{})},
    };
}

std::optional<PlaceRequest> Routes::read_placement(const HttpRequest& request,
                                                   const Responder& responder,
                                                   const PlaceBody& body) const {
    const auto refuse = [&](HttpResponse response) {
        responder->send(std::move(response));
        return std::nullopt;
    };
    auto seats =
        seats_of_body(request, body.seat_id, body.seat_ids, settings_.seats_per_reservation_max);
    if (!seats) return refuse(seats.error());

    PlaceRequest command{.asker = asker_of(request),
                         .user = UserId{request.principal.user_id},
                         .musical_id = body.musical_id,
                         .performance_id = body.performance_id,
                         .seats = std::move(seats).value(),
                         .payment_method = {},
                         .desk = {}};
    if (body.payment) command.payment_method = body.payment->method;
    if (request.principal.is_open && body.user_id) {
        if (!*body.user_id) return refuse(invalid_field(request, "userId", "out_of_range"));
        command.user = *body.user_id;
    }
    return command;
}

void Routes::place(HttpRequest request, const Responder& responder) {
    const auto body = read_body<PlaceBody>(request, responder);
    if (!body) return;
    auto command = read_placement(request, responder, *body);
    if (command) start(std::move(request), responder, std::move(*command));
}

void Routes::start(HttpRequest request, const Responder& responder, PlaceRequest command) {
    const auto& environment = kernel_.environment();
    const auto now = environment.clock.now();
    const auto preferences = contracts::preferences_of(request);
    if (preferences.is_strict) {
        command.is_known_taken = !view_.taken(command.seats, now).empty();
        // With a key it may be this very request that took the seat: its stored answer goes first.
        if (command.is_known_taken && !request.header("Idempotency-Key")) {
            return responder->send(contracts::problem_response(request, 409, "seat_taken"));
        }
    }
    auto placement = std::make_shared<Placement>();
    placement->request = std::move(request);
    placement->responder = responder;
    placement->command = std::move(command);
    placement->trace = ports::current_trace();
    placement->wait_seconds = preferences.wait_seconds;
    placement->bus_head = environment.bus.head();
    placement->relayed_by = now + relay_delay(environment);
    placement->deadline = placement->relayed_by + directory_wait_max;
    placement->read_up_to = directory_positions_();
    submit(placement);
}

void Routes::submit(const PlacementPointer& placement) {
    const ports::TraceScope scope{placement->trace};
    eventing::submit_http(
        kernel_.runner(), handlers_, placement->command, placement->request, placement->responder,
        [this, placement](HttpResponse response, bool) { placed(placement, std::move(response)); });
}

/// The seat may be one that the directory does not know yet.
bool Routes::may_be_new(Placement& placement) const {
    const auto& environment = kernel_.environment();
    const auto now = environment.clock.now();
    // What musical acknowledged before the request came may have reached the bus only now.
    const bool may_be_on_its_way = now < placement.relayed_by;
    if (may_be_on_its_way) placement.bus_head.raise(environment.bus.head());
    const bool is_unread = !placement.read_up_to.has_passed(placement.bus_head);
    return now < placement.deadline && (is_unread || may_be_on_its_way);
}

/// On the worker, after the commit.
void Routes::placed(const PlacementPointer& placement, HttpResponse response) {
    if (response.status == 404 && early_.size() < early_max && may_be_new(*placement)) {
        early_.push_back(placement);
        return ask_early_again_later();
    }
    const auto wait = placement->wait_seconds;
    const auto id = id_in(response);
    if (!is_accepted(response) || !wait || !id) {
        return placement->responder->send(std::move(response));
    }
    waiters_.wait(*id, std::chrono::seconds{*wait}, std::move(response), placement->responder);
}

void Routes::ask_early_again_later() {
    if (early_timer_) return;
    early_timer_ = kernel_.environment().scheduler.after(directory_retry_delay, kernel_.worker(),
                                                         [this] { submit_early_again(); });
}

/// Those for whom the directory has learned something, and those who have waited long enough.
void Routes::submit_early_again() {
    early_timer_.reset();
    const auto read_up_to = directory_positions_();
    for (const auto& placement : std::exchange(early_, {})) {
        const bool has_learned = !placement->read_up_to.has_passed(read_up_to);
        placement->read_up_to = read_up_to;
        if (has_learned || !may_be_new(*placement)) {
            submit(placement);
        } else {
            early_.push_back(placement);
        }
    }
    if (!early_.empty()) ask_early_again_later();
}

eventing::HttpSettled Routes::answer_or_wait(const HttpRequest& request, ReservationId id,
                                             const Responder& responder) {
    const auto wait = contracts::preferences_of(request).wait_seconds;
    return [this, wait, id, responder](HttpResponse response, bool) {
        const bool is_over = !is_accepted(response) || response.status == 204;
        if (!wait || is_over) return responder->send(std::move(response));
        waiters_.wait(id, std::chrono::seconds{*wait}, std::move(response), responder);
    };
}

void Routes::pay(const HttpRequest& request, const Responder& responder) {
    const ReservationId id{request.id_parameter("id").value_or(0)};
    if (!id) return responder->send(not_found(request));
    auto body = read_body<PayBody>(request, responder);
    if (!body) return;
    const auto& key = body->payment_key;
    if (key && (key->empty() || key->size() > payment_key_bytes_max)) {
        return responder->send(invalid_field(request, "paymentKey", "out_of_range"));
    }
    eventing::submit_http(kernel_.runner(), handlers_,
                          PayRequest{asker_of(request), id, std::move(*body)}, request, responder,
                          answer_or_wait(request, id, responder));
}

void Routes::cancel(const HttpRequest& request, const Responder& responder) {
    const ReservationId id{request.id_parameter("id").value_or(0)};
    if (!id) return responder->send(not_found(request));
    const auto body = read_body<CancelBody>(request, responder);
    if (!body) return;
    // An empty list is a slip, and must not give back everything.
    if (body->seat_ids && body->seat_ids->empty()) {
        return responder->send(seats_required(request));
    }
    const bool is_fee_waived = body->waive_fee.value_or(false);
    if (is_fee_waived && !request.principal.is_staff()) {
        return responder->send(contracts::problem_response(request, 403, "forbidden"));
    }
    auto seats = read_seats(request, body->seat_ids.value_or(std::vector<SeatId>{}),
                            settings_.seats_per_reservation_max);
    if (!seats) return responder->send(seats.error());
    eventing::submit_http(kernel_.runner(), handlers_,
                          CancelRequest{.asker = asker_of(request),
                                        .id = id,
                                        .seats = std::move(seats).value(),
                                        .is_delete = request.method == HttpMethod::del,
                                        .expected_fee = body->expected_fee,
                                        .is_fee_waived = is_fee_waived},
                          request, responder, answer_or_wait(request, id, responder));
}

void Routes::reseat(const HttpRequest& request, const Responder& responder) {
    const ReservationId id{request.id_parameter("id").value_or(0)};
    if (!id) return responder->send(not_found(request));
    auto body = read_body<ReseatBody>(request, responder);
    if (!body) return;
    auto errors = check(*body, settings_.seats_per_reservation_max);
    if (!errors.empty()) {
        return responder->send(contracts::to_response(contracts::validation_problem(
            contracts::DecodeError{std::move(errors)}, asker_of(request).language)));
    }
    eventing::submit_http(kernel_.runner(), handlers_,
                          ReseatRequest{asker_of(request), id, std::move(*body)}, request,
                          responder, answer_or_wait(request, id, responder));
}

void Routes::by_staff(const HttpRequest& request, const Responder& responder, Input input) {
    const ReservationId id{request.id_parameter("id").value_or(0)};
    if (!id) return responder->send(not_found(request));
    eventing::submit_http(kernel_.runner(), handlers_,
                          RefundByStaff{asker_of(request), id, std::move(input)}, request,
                          responder, answer_or_wait(request, id, responder));
}

void Routes::read_own(const HttpRequest& request, const Responder& responder, Answer answer) {
    const ReservationId id{request.id_parameter("id").value_or(0)};
    reads_.answer(request, responder,
                  [request, id, answer = std::move(answer)](ports::SqlSession& sql) {
                      const auto reservation = find_reservation(sql, id);
                      const bool is_there = reservation && may_see(request.principal, *reservation);
                      return is_there ? answer(sql, *reservation) : not_found(request);
                  });
}

void Routes::quote(const HttpRequest& request, const Responder& responder) {
    const auto seats = seats_of_query(request, settings_.seats_per_reservation_max);
    if (!seats) return responder->send(seats.error());
    read_own(request, responder,
             [request, seats = seats.value(), now = kernel_.environment().clock.now()](
                 ports::SqlSession& sql, const Reservation& reservation) {
                 return quote_of(request, sql, reservation, seats, now);
             });
}

void Routes::timeline(const HttpRequest& request, const Responder& responder) {
    const bool korean = asker_of(request).language == "ko";
    read_own(request, responder, [korean](ports::SqlSession& sql, const Reservation& reservation) {
        const auto history = find_history(sql, reservation.id);
        return contracts::json_response(
            200,
            contracts::encode(timeline_of(reservation.id, history, kind_of(reservation), korean)));
    });
}

}  // namespace boxoffice::reservation
