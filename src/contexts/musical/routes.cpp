#include "contexts/musical/routes.hpp"

#include "contexts/musical/answers.hpp"
#include "contexts/musical/domain/time_zone.hpp"
#include "contexts/musical/queries.hpp"
#include "contexts/musical/resources.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"
#include "eventing/http_command.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace boxoffice::musical {
namespace {

using ports::Access;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::Responder;

/// Searched texts are at most this long, so that a pattern cannot be made expensive.
constexpr std::size_t search_length_max = 100;

std::string language_of(const HttpRequest& request) {
    return std::string{request.header("Accept-Language").value_or("")};
}

void send_not_found(const HttpRequest& request, const Responder& responder) {
    responder->send(contracts::problem_response(request, 404, "not_found"));
}

/// The body, or nothing when the refusal has been sent.
template <class Body>
std::optional<Body> body_of(const HttpRequest& request, const Responder& responder) {
    auto body = contracts::decode<Body>(request.body);
    if (body) return std::move(*body);
    responder->send(
        contracts::to_response(contracts::validation_problem(body.error(), language_of(request))));
    return std::nullopt;
}

/// Whether `errors` is empty; otherwise the refusal has been sent.
bool is_valid(const HttpRequest& request, const Responder& responder, FieldErrors errors) {
    if (errors.empty()) return true;
    responder->send(invalid(language_of(request), std::move(errors)));
    return false;
}

/// The `{id}` of the path, or nothing when 404 has been sent.
template <class Id>
std::optional<Id> id_of(const HttpRequest& request, const Responder& responder) {
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

/// A single resource with its row's version as ETag.
template <class Id, class Select>
void show(const Rooms& rooms, const HttpRequest& request, const Responder& responder,
          Select select) {
    const auto id = id_of<Id>(request, responder);
    if (!id) return;
    rooms.queries.answer(request, responder, [request, id = *id, select](ports::SqlSession& sql) {
        const auto found = select(sql, id);
        if (!found) return contracts::problem_response(request, 404, "not_found");
        return contracts::json_response(200, found->json);
    });
}

/// The same, answered with 304 to whoever has it: for resources that change by their version alone.
template <class Id, class Select>
void show_conditional(const Rooms& rooms, const HttpRequest& request, const Responder& responder,
                      Select select) {
    const auto id = id_of<Id>(request, responder);
    if (!id) return;
    rooms.queries.answer(request, responder, [request, id = *id, select](ports::SqlSession& sql) {
        const auto found = select(sql, id);
        if (!found) return contracts::problem_response(request, 404, "not_found");
        return contracts::conditional(request, contracts::json_response(200, found->json),
                                      std::to_string(found->version));
    });
}

// ---- musicals

std::string query_text(const HttpRequest& request, const char* name) {
    return std::string{request.query_value(name).value_or("")};
}

void list_musicals(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const MusicalSearch search{.text = query_text(request, "q"),
                               .from = query_text(request, "from"),
                               .to = query_text(request, "to"),
                               .grade = query_text(request, "grade")};
    FieldErrors errors;
    if (search.text.size() > search_length_max) errors.push_back({"q", "too_long"});
    if (search.grade.size() > search_length_max) errors.push_back({"grade", "too_long"});
    if (!search.from.empty() && !parse_date(search.from)) errors.push_back({"from", "not_a_date"});
    if (!search.to.empty() && !parse_date(search.to)) errors.push_back({"to", "not_a_date"});
    if (!is_valid(request, responder, std::move(errors))) return;
    list(rooms, request, responder, "items", musicals_sortable,
         [search](ports::SqlSession& sql, const contracts::PageRequest& page) {
             return select_musicals(sql, search, page);
         });
}

void create_musical(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    auto body = body_of<MusicalDetails>(request, responder);
    if (!body || !is_valid(request, responder, validate(*body))) return;
    submit(rooms, rooms.catalogue, CreateMusical{std::move(*body), language_of(request)}, request,
           responder);
}

template <class Body>
void edit_musical(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const auto id = id_of<MusicalId>(request, responder);
    if (!id) return;
    auto body = body_of<Body>(request, responder);
    if (!body) return;
    submit(rooms, rooms.catalogue, EditMusical{*id, std::move(*body), language_of(request)},
           request, responder);
}

void delete_musical(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const auto id = id_of<MusicalId>(request, responder);
    if (!id) return;
    submit(rooms, rooms.catalogue, DeleteMusical{*id, language_of(request)}, request, responder);
}

// ---- venues

std::optional<VenueDetails> venue_of_body(const HttpRequest& request, const Responder& responder) {
    auto body = decode_venue(request.body);
    if (!body) {
        responder->send(contracts::to_response(
            contracts::validation_problem(body.error(), language_of(request))));
        return std::nullopt;
    }
    if (!is_valid(request, responder, validate(*body))) return std::nullopt;
    return std::move(*body);
}

void create_venue(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    auto venue = venue_of_body(request, responder);
    if (!venue) return;
    submit(rooms, rooms.catalogue, CreateVenue{std::move(*venue), language_of(request)}, request,
           responder);
}

void edit_venue(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const auto id = id_of<VenueId>(request, responder);
    if (!id) return;
    auto venue = venue_of_body(request, responder);
    if (!venue) return;
    submit(rooms, rooms.catalogue, EditVenue{*id, std::move(*venue), language_of(request)}, request,
           responder);
}

void delete_venue(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const auto id = id_of<VenueId>(request, responder);
    if (!id) return;
    submit(rooms, rooms.catalogue, DeleteVenue{*id, language_of(request)}, request, responder);
}

// ---- performances

void list_performances(const Rooms& rooms, const HttpRequest& request, const Responder& responder,
                       std::optional<MusicalId> musical) {
    list(rooms, request, responder, "performances", performances_sortable,
         [musical](ports::SqlSession& sql, const contracts::PageRequest& page) {
             return select_performances(sql, musical, page);
         });
}

/// The performances that a body asks for: one start, or those of its run.
base::Result<std::vector<Instant>, FieldErrors> starts_of(const PerformanceBody& body) {
    if (body.starts_at.has_value() == body.run.has_value()) {
        return base::unexpected(FieldErrors{{"startsAt", "either_this_or_run"}});
    }
    if (body.starts_at) return std::vector<Instant>{*body.starts_at};
    auto run = *body.run;
    if (!run.time_zone) run.time_zone = body.time_zone;
    auto starts = expand(run);
    if (starts) return starts;
    FieldErrors errors;
    for (const auto& error : starts.error()) errors.push_back({"run." + error.field, error.reason});
    return base::unexpected(std::move(errors));
}

void schedule(const Rooms& rooms, const HttpRequest& request, const Responder& responder,
              std::optional<MusicalId> musical) {
    auto body = body_of<PerformanceBody>(request, responder);
    if (!body) return;
    if (!musical) musical = body->musical_id;
    if (!musical) {
        (void)is_valid(request, responder, {{"musicalId", "missing"}});
        return;
    }
    auto starts = starts_of(*body);
    if (!starts) {
        (void)is_valid(request, responder, starts.error());
        return;
    }
    SchedulePerformances command{.musical = *musical,
                                 .starts = std::move(*starts),
                                 .terms = *body,
                                 .is_run = body->run.has_value(),
                                 .language = language_of(request)};
    if (command.is_run && !command.terms.time_zone) {
        command.terms.time_zone = body->run->time_zone;
    }
    submit(rooms, rooms.performances, std::move(command), request, responder);
}

void edit_performance(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const auto id = id_of<PerformanceId>(request, responder);
    if (!id) return;
    auto body = body_of<PerformanceBody>(request, responder);
    if (!body) return;
    if (!body->starts_at) {
        (void)is_valid(request, responder, {{"startsAt", "missing"}});
        return;
    }
    submit(rooms, rooms.performances,
           EditPerformance{.id = *id,
                           .starts_at = *body->starts_at,
                           .terms = *body,
                           .language = language_of(request)},
           request, responder);
}

void delete_performance(const Rooms& rooms, const HttpRequest& request,
                        const Responder& responder) {
    const auto id = id_of<PerformanceId>(request, responder);
    if (!id) return;
    submit(rooms, rooms.performances, DeletePerformance{*id, language_of(request)}, request,
           responder);
}

void cancel_performance(const Rooms& rooms, const HttpRequest& request,
                        const Responder& responder) {
    const auto id = id_of<PerformanceId>(request, responder);
    if (!id) return;
    CancellationBody body;
    if (!request.body.empty()) {
        auto read = body_of<CancellationBody>(request, responder);
        if (!read) return;
        body = std::move(*read);
    }
    submit(rooms, rooms.performances,
           CancelPerformance{*id, body.reason.value_or("canceled"), language_of(request)}, request,
           responder);
}

// ---- seats

void list_seats(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const auto performance = contracts::integer_of(request, "performanceId", 1, base::id_max);
    if (!performance) return responder->send(performance.error());
    const auto musical = contracts::integer_of(request, "musicalId", 1, base::id_max);
    if (!musical) return responder->send(musical.error());
    SeatFilter filter{.status = query_text(request, "status")};
    if (*performance) filter.performance = PerformanceId{**performance};
    if (*musical) filter.musical = MusicalId{**musical};
    constexpr std::array<std::string_view, 5> known{"", "Available", "Held", "Sold", "Blocked"};
    if (std::find(known.begin(), known.end(), filter.status) == known.end()) {
        (void)is_valid(request, responder, {{"status", "not_a_known_value"}});
        return;
    }
    list(rooms, request, responder, "seats", seats_sortable,
         [filter, &clock = rooms.kernel.environment().clock](ports::SqlSession& sql,
                                                             const contracts::PageRequest& page) {
             return select_seats(sql, filter, page, clock.now());
         });
}

void show_seat(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    show<SeatId>(rooms, request, responder,
                 [&clock = rooms.kernel.environment().clock](ports::SqlSession& sql, SeatId id) {
                     return select_seat(sql, id, clock.now());
                 });
}

void add_seat(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    auto body = body_of<SeatBody>(request, responder);
    if (!body) return;
    submit(rooms, rooms.seats, AddSeat{std::move(*body), language_of(request)}, request, responder);
}

void edit_seat(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const auto id = id_of<SeatId>(request, responder);
    if (!id) return;
    auto body = body_of<SeatPatch>(request, responder);
    if (!body) return;
    submit(rooms, rooms.seats, EditSeat{*id, std::move(*body), language_of(request)}, request,
           responder);
}

void delete_seat(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const auto id = id_of<SeatId>(request, responder);
    if (!id) return;
    submit(rooms, rooms.seats, DeleteSeat{*id, language_of(request)}, request, responder);
}

void block_seats(const Rooms& rooms, const HttpRequest& request, const Responder& responder,
                 bool is_block) {
    const auto id = id_of<PerformanceId>(request, responder);
    if (!id) return;
    auto body = body_of<SeatsBody>(request, responder);
    if (!body) return;
    submit(rooms, rooms.seats,
           BlockSeats{.performance = *id,
                      .seats = std::move(body->seat_ids),
                      .reason = body->reason.value_or(""),
                      .is_block = is_block,
                      .language = language_of(request)},
           request, responder);
}

// ---- the table

class Table {
  public:
    explicit Table(const Rooms& rooms) : rooms_(rooms) {}

    template <class Handler>
    void add(HttpMethod method, const char* pattern, Access access, Handler handler,
             std::size_t body_bytes_max = 0) {
        routes_.push_back(
            {.method = method,
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

void add_catalogue(Table& table) {
    const auto musical = [](const Rooms& rooms, const HttpRequest& request,
                            const Responder& responder) {
        show_conditional<MusicalId>(rooms, request, responder, select_musical);
    };
    const auto venue = [](const Rooms& rooms, const HttpRequest& request,
                          const Responder& responder) {
        show_conditional<VenueId>(rooms, request, responder, select_venue);
    };
    const auto venues = [](const Rooms& rooms, const HttpRequest& request,
                           const Responder& responder) {
        list(rooms, request, responder, "venues", venues_sortable, select_venues);
    };
    table.add(HttpMethod::get, "/items", Access::everyone, list_musicals);
    table.add(HttpMethod::post, "/items", Access::staff, create_musical);
    table.add(HttpMethod::get, "/items/{id}", Access::everyone, musical);
    table.add(HttpMethod::put, "/items/{id}", Access::staff, edit_musical<MusicalDetails>);
    table.add(HttpMethod::patch, "/items/{id}", Access::staff, edit_musical<MusicalPatch>);
    table.add(HttpMethod::del, "/items/{id}", Access::staff, delete_musical);
    table.add(HttpMethod::get, "/venues", Access::everyone, venues);
    table.add(HttpMethod::post, "/venues", Access::staff, create_venue, venue_body_bytes_max);
    table.add(HttpMethod::get, "/venues/{id}", Access::everyone, venue);
    table.add(HttpMethod::put, "/venues/{id}", Access::staff, edit_venue, venue_body_bytes_max);
    table.add(HttpMethod::del, "/venues/{id}", Access::staff, delete_venue);
}

void add_performances(Table& table) {
    const auto of_musical = [](const Rooms& rooms, const HttpRequest& request,
                               const Responder& responder) {
        const auto id = id_of<MusicalId>(request, responder);
        if (id) list_performances(rooms, request, responder, *id);
    };
    const auto all = [](const Rooms& rooms, const HttpRequest& request,
                        const Responder& responder) {
        const auto musical = contracts::integer_of(request, "musicalId", 1, base::id_max);
        if (!musical) return responder->send(musical.error());
        list_performances(rooms, request, responder,
                          *musical ? std::optional{MusicalId{**musical}} : std::nullopt);
    };
    const auto schedule_of_musical = [](const Rooms& rooms, const HttpRequest& request,
                                        const Responder& responder) {
        const auto id = id_of<MusicalId>(request, responder);
        if (id) schedule(rooms, request, responder, *id);
    };
    const auto schedule_any = [](const Rooms& rooms, const HttpRequest& request,
                                 const Responder& responder) {
        schedule(rooms, request, responder, std::nullopt);
    };
    const auto one = [](const Rooms& rooms, const HttpRequest& request,
                        const Responder& responder) {
        show<PerformanceId>(rooms, request, responder, select_performance);
    };
    table.add(HttpMethod::get, "/items/{id}/performances", Access::everyone, of_musical);
    table.add(HttpMethod::post, "/items/{id}/performances", Access::staff, schedule_of_musical);
    table.add(HttpMethod::get, "/performances", Access::everyone, all);
    table.add(HttpMethod::post, "/performances", Access::staff, schedule_any);
    table.add(HttpMethod::get, "/performances/{id}", Access::everyone, one);
    table.add(HttpMethod::put, "/performances/{id}", Access::staff, edit_performance);
    table.add(HttpMethod::del, "/performances/{id}", Access::staff, delete_performance);
    table.add(HttpMethod::post, "/performances/{id}/cancellation", Access::staff,
              cancel_performance);
}

void add_seats(Table& table) {
    const auto block = [](const Rooms& rooms, const HttpRequest& request,
                          const Responder& responder) {
        block_seats(rooms, request, responder, true);
    };
    const auto unblock = [](const Rooms& rooms, const HttpRequest& request,
                            const Responder& responder) {
        block_seats(rooms, request, responder, false);
    };
    table.add(HttpMethod::get, "/seats", Access::everyone, list_seats);
    table.add(HttpMethod::post, "/seats", Access::staff, add_seat);
    table.add(HttpMethod::get, "/seats/{id}", Access::everyone, show_seat);
    table.add(HttpMethod::put, "/seats/{id}", Access::staff, edit_seat);
    table.add(HttpMethod::del, "/seats/{id}", Access::staff, delete_seat);
    table.add(HttpMethod::post, "/performances/{id}/seats/block", Access::staff, block);
    table.add(HttpMethod::post, "/performances/{id}/seats/unblock", Access::staff, unblock);
}

void add_maps(Table& table) {
    table.add(HttpMethod::get, "/performances/{id}/seatmap", Access::everyone,
              [](const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
                  rooms.maps.show(request, responder);
              });
    table.add(HttpMethod::get, "/performances/{id}/seatmap/stream", Access::everyone,
              [](const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
                  rooms.maps.follow(request, responder);
              });
    table.add(HttpMethod::post, "/performances/{id}/best-available", Access::everyone,
              [](const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
                  rooms.maps.find_best(request, responder);
              });
}

}  // namespace

std::vector<ports::Route> make_routes(const Rooms& rooms) {
    Table table{rooms};
    add_catalogue(table);
    add_performances(table);
    add_seats(table);
    add_maps(table);
    return std::move(table).take();
}

}  // namespace boxoffice::musical
