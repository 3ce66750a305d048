// What the route handlers of this context share: reading a request, refusing it, submitting and
// showing.
#pragma once

#include "contexts/musical/answers.hpp"
#include "contexts/musical/routes.hpp"
#include "contracts/codec.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"
#include "eventing/http_command.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::musical {

using ports::Access;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::Responder;

[[nodiscard]] inline std::string language_of(const HttpRequest& request) {
    return std::string{request.header("Accept-Language").value_or("")};
}

inline void send_not_found(const HttpRequest& request, const Responder& responder) {
    responder->send(contracts::problem_response(request, 404, "not_found"));
}

/// The body, or nothing when the refusal has been sent.
template <class Body>
[[nodiscard]] std::optional<Body> body_of(const HttpRequest& request, const Responder& responder) {
    auto body = contracts::decode<Body>(request.body);
    if (body) return std::move(*body);
    responder->send(
        contracts::to_response(contracts::validation_problem(body.error(), language_of(request))));
    return std::nullopt;
}

/// Whether `errors` is empty; otherwise the refusal has been sent.
[[nodiscard]] inline bool is_valid(const HttpRequest& request, const Responder& responder,
                                   FieldErrors errors) {
    if (errors.empty()) return true;
    responder->send(invalid(language_of(request), std::move(errors)));
    return false;
}

/// The `{id}` of the path, or nothing when 404 has been sent.
template <class Id>
[[nodiscard]] std::optional<Id> id_of(const HttpRequest& request, const Responder& responder) {
    const auto id = request.id_parameter("id");
    if (id) return Id{*id};
    send_not_found(request, responder);
    return std::nullopt;
}

template <class Desk, class Command>
void submit(const Rooms& rooms, Desk& desk, Command command, const HttpRequest& request,
            const Responder& responder) {
    if (rooms.kernel.is_overloaded()) {
        return responder->send(contracts::problem_response(request, 503, "overloaded"));
    }
    eventing::submit_http(rooms.kernel.runner(), desk, std::move(command), request, responder);
}

/// A collection: `select(sql, page)` gives its part.
template <class Select>
void list(const Rooms& rooms, const HttpRequest& request, const Responder& responder,
          const char* name, std::span<const std::string_view> sortable, Select select) {
    const auto page = contracts::page_of(request, sortable);
    if (!page) return responder->send(page.error());
    rooms.queries.answer(
        request, responder, [request, name, page = *page, select](ports::SqlSession& sql) {
            const auto found = select(sql, page);
            return contracts::collection_response(request, name, found.items, page, found.total);
        });
}

/// A single resource: `select(sql, id)` finds it, `answer(request, found)` shows it.
template <class Id, class Select, class Answer>
void show_as(const Rooms& rooms, const HttpRequest& request, const Responder& responder,
             Select select, Answer answer) {
    const auto id = id_of<Id>(request, responder);
    if (!id) return;
    rooms.queries.answer(request, responder,
                         [request, id = *id, select, answer](ports::SqlSession& sql) {
                             const auto found = select(sql, id);
                             return found ? answer(request, *found)
                                          : contracts::problem_response(request, 404, "not_found");
                         });
}

/// Always in full: it changes by more than its row's version.
template <class Id, class Select>
void show(const Rooms& rooms, const HttpRequest& request, const Responder& responder,
          Select select) {
    show_as<Id>(rooms, request, responder, select, [](const HttpRequest&, const auto& found) {
        return contracts::json_response(200, found.json);
    });
}

/// With its row's version as ETag, and 304 to whoever has it: it changes by that version alone.
template <class Id, class Select>
void show_conditional(const Rooms& rooms, const HttpRequest& request, const Responder& responder,
                      Select select) {
    show_as<Id>(rooms, request, responder, select, [](const HttpRequest& asked, const auto& found) {
        return contracts::conditional(asked, contracts::json_response(200, found.json),
                                      std::to_string(found.version));
    });
}

[[nodiscard]] inline std::string query_text(const HttpRequest& request, const char* name) {
    return std::string{request.query_value(name).value_or("")};
}

/// `?name=YYYY-MM-DD` as the moment at which that day begins in the house, `later` days on; absent
/// = `otherwise`. What is no date is noted in `errors`.
[[nodiscard]] Instant day_of(const HttpRequest& request, const char* name, std::chrono::days later,
                             Instant otherwise, FieldErrors& errors);

/// The routes of one room, as they are collected.
class Table {
  public:
    explicit Table(const Rooms& rooms) : rooms_(rooms) {}

    template <class Handler>
    ports::Route& add(HttpMethod method, const char* pattern, Access access, Handler handler,
                      std::size_t body_bytes_max = 0) {
        return routes_.emplace_back(ports::Route{
            .method = method,
            .pattern = pattern,
            .access = access,
            .handler = [rooms = rooms_, handler](
                           const HttpRequest& request,
                           const Responder& responder) { handler(rooms, request, responder); },
            .body_bytes_max = body_bytes_max});
    }
    [[nodiscard]] std::vector<ports::Route> take() && { return std::move(routes_); }

  private:
    Rooms rooms_;
    std::vector<ports::Route> routes_;
};

void add_catalogue(Table& table);
void add_performances(Table& table);
void add_seats(Table& table);
/// None where no pictures are kept.
void add_posters(Table& table, const Rooms& rooms);

}  // namespace boxoffice::musical
