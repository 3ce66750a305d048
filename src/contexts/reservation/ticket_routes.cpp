#include "contexts/reservation/ticket_routes.hpp"

#include "contexts/reservation/calendar.hpp"
#include "contexts/reservation/queries.hpp"
#include "contexts/reservation/requests.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"
#include "eventing/http_command.hpp"

#include <utility>

namespace boxoffice::reservation {
namespace {

using ports::Access;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::HttpResponse;
using ports::Responder;

/// The ticket of the path, for its owner and for staff.
std::optional<TicketResource> find_own(ports::SqlSession& sql, const HttpRequest& request) {
    const TicketId id{request.id_parameter("id").value_or(0)};
    const auto found = find_ticket(sql, id);
    if (!found || !may_see(request.principal, found->reservation)) return std::nullopt;
    return to_resource(found->ticket, found->reservation);
}

HttpResponse calendar_of(const HttpRequest& request, TicketResource ticket, base::Instant now,
                         ports::SqlSession& sql) {
    const bool is_korean = asker_of(request).language == "ko";
    const auto names = find_english_names(sql, ticket.performance_id);
    if (names && !is_korean) ticket = in_english(std::move(ticket), *names);
    HttpResponse response;
    response.headers.push_back({"Content-Type", "text/calendar; charset=utf-8"});
    response.headers.push_back(
        {"Content-Disposition",
         "attachment; filename=\"ticket-" + std::to_string(ticket.id.value) + ".ics\""});
    response.body = to_calendar(ticket, now, is_korean);
    return response;
}

}  // namespace

std::vector<ports::Route> TicketRoutes::table() {
    const auto to = [this](void (TicketRoutes::*member)(const HttpRequest&, const Responder&)) {
        return [this, member](const HttpRequest& request, const Responder& responder) {
            (this->*member)(request, responder);
        };
    };
    return {
        {HttpMethod::get, "/tickets/{id}.ics", Access::signed_in, to(&TicketRoutes::calendar)},
        {HttpMethod::get, "/tickets/{id}", Access::signed_in, to(&TicketRoutes::show)},
        ports::without_key(
            {HttpMethod::post, "/tickets/verify", Access::staff, to(&TicketRoutes::verify)}),
        {HttpMethod::post, "/tickets/{id}/use", Access::staff, to(&TicketRoutes::use)},
    };
}

void TicketRoutes::show(const HttpRequest& request, const Responder& responder) {
    reads_.answer(request, responder, [request](ports::SqlSession& sql) {
        const auto ticket = find_own(sql, request);
        return ticket ? contracts::json_response(200, contracts::encode(*ticket))
                      : not_found(request);
    });
}

void TicketRoutes::calendar(const HttpRequest& request, const Responder& responder) {
    const auto now = kernel_.environment().clock.now();
    reads_.answer(request, responder, [request, now](ports::SqlSession& sql) {
        auto ticket = find_own(sql, request);
        const bool has_time = ticket && ticket->starts_at;
        return has_time ? calendar_of(request, std::move(*ticket), now, sql) : not_found(request);
    });
}

void TicketRoutes::verify(const HttpRequest& request, const Responder& responder) {
    const auto body = read_body<TicketCodeBody>(request, responder);
    if (!body) return;
    if (!body->code) return responder->send(invalid_field(request, "code", "missing"));
    const auto code = read_code(*body->code);
    if (!code) return responder->send(not_found(request));
    reads_.answer(request, responder, [request, code = *code](ports::SqlSession& sql) {
        const auto found = find_ticket(sql, code.id);
        if (!found || !is_code_of(found->ticket, code)) return not_found(request);
        const auto resource = to_resource(found->ticket, found->reservation);
        return contracts::json_response(200, contracts::encode(resource));
    });
}

void TicketRoutes::use(const HttpRequest& request, const Responder& responder) {
    const TicketId id{request.id_parameter("id").value_or(0)};
    if (!id) return responder->send(not_found(request));
    auto body = read_body<TicketCodeBody>(request, responder);
    if (!body) return;
    eventing::submit_http(kernel_.runner(), handlers_,
                          UseRequest{asker_of(request), id, std::move(body->code)}, request,
                          responder);
}

}  // namespace boxoffice::reservation
