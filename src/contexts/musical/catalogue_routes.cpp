// The routes of musicals and venues.
#include "base/time_zone.hpp"
#include "contexts/musical/calendar.hpp"
#include "contexts/musical/queries.hpp"
#include "contexts/musical/resources.hpp"
#include "contexts/musical/route_table.hpp"

#include <algorithm>

namespace boxoffice::musical {
namespace {

// ---- musicals

/// Searched texts are at most this long, so that a pattern cannot be made expensive.
constexpr std::size_t search_length_max = 100;

void list_musicals(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const auto now = rooms.kernel.environment().clock.now();
    FieldErrors errors;
    const auto available = query_text(request, "available");
    if (!available.empty() && available != "true" && available != "false") {
        errors.push_back({"available", "not_a_known_value"});
    }
    // What is wrong with the days is said once, below.
    FieldErrors of_days;
    const auto from = day_of(request, "from", std::chrono::days{0}, now, of_days);
    const MusicalSearch search{
        .text = query_text(request, "q"),
        .from = query_text(request, "from"),
        .to = query_text(request, "to"),
        .grade = query_text(request, "grade"),
        .is_available = available == "true",
        .plays_from = std::max(from, now),
        .plays_before = day_of(request, "to", std::chrono::days{1}, Instant::max(), of_days)};
    if (search.text.size() > search_length_max) errors.push_back({"q", "too_long"});
    if (search.grade.size() > search_length_max) errors.push_back({"grade", "too_long"});
    if (!search.from.empty() && !base::parse_date(search.from))
        errors.push_back({"from", "not_a_date"});
    if (!search.to.empty() && !base::parse_date(search.to)) errors.push_back({"to", "not_a_date"});
    if (!is_valid(request, responder, std::move(errors))) return;
    list(rooms, request, responder, "items", musicals_sortable,
         [search](ports::SqlSession& sql, const contracts::PageRequest& page) {
             return select_musicals(sql, search, page);
         });
}

void show_calendar(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const auto id = id_of<MusicalId>(request, responder);
    if (!id) return;
    const auto now = rooms.kernel.environment().clock.now();
    const auto zone = base::find_time_zone(time_zone_default).value_or(base::TimeZone{});
    FieldErrors errors;
    const auto day = [&](const char* name, std::chrono::local_days otherwise) {
        const auto text = query_text(request, name);
        if (text.empty()) return otherwise;
        const auto read = base::parse_date(text);
        if (!read) errors.push_back({name, "not_a_date"});
        return read.value_or(otherwise);
    };
    CalendarRequest asked{.musical = *id,
                          .grade = query_text(request, "grade"),
                          .actor = query_text(request, "actor"),
                          .now = now};
    asked.from = day("from", base::to_local_date(now, zone));
    asked.to = day("to", asked.from + calendar_days_default);
    if (errors.empty() && asked.to < asked.from) errors.push_back({"to", "before_start"});
    if (errors.empty() && asked.to - asked.from > calendar_days_max) {
        errors.push_back({"to", "out_of_range"});
    }
    if (asked.grade.size() > search_length_max) errors.push_back({"grade", "too_long"});
    if (asked.actor.size() > search_length_max) errors.push_back({"actor", "too_long"});
    if (!is_valid(request, responder, std::move(errors))) return;
    rooms.queries.answer(request, responder, [request, asked](ports::SqlSession& sql) {
        const auto calendar = select_calendar(sql, asked);
        if (!calendar) return contracts::problem_response(request, 404, "not_found");
        return contracts::json_response(200, contracts::encode(*calendar));
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

void list_refund_tables(const Rooms&, const HttpRequest& request, const Responder& responder) {
    const auto page = contracts::page_of(request, {});
    if (!page) return responder->send(page.error());
    std::vector<std::string> items;
    const auto tables = contracts::shipped_refund_tables();
    for (auto i = page->offset(); i < std::ssize(tables) && i < page->offset() + page->size; ++i) {
        items.push_back(contracts::encode(tables[static_cast<std::size_t>(i)]));
    }
    responder->send(
        contracts::collection_response(request, "refundTables", items, *page, std::ssize(tables)));
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

}  // namespace

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
    table.add(HttpMethod::get, "/items/{id}/calendar", Access::everyone, show_calendar);
    table.add(HttpMethod::put, "/items/{id}", Access::staff, edit_musical<MusicalDetails>);
    table.add(HttpMethod::patch, "/items/{id}", Access::staff, edit_musical<MusicalPatch>);
    table.add(HttpMethod::del, "/items/{id}", Access::staff, delete_musical);
    table.add(HttpMethod::get, "/refund-tables", Access::everyone, list_refund_tables);
    table.add(HttpMethod::get, "/venues", Access::everyone, venues);
    table.add(HttpMethod::post, "/venues", Access::staff, create_venue, venue_body_bytes_max);
    table.add(HttpMethod::get, "/venues/{id}", Access::everyone, venue);
    table.add(HttpMethod::put, "/venues/{id}", Access::staff, edit_venue, venue_body_bytes_max);
    table.add(HttpMethod::del, "/venues/{id}", Access::staff, delete_venue);
}

}  // namespace boxoffice::musical
