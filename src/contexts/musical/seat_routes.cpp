// The routes of single seats, and of blocking many.
#include "contexts/musical/block_queries.hpp"
#include "contexts/musical/queries.hpp"
#include "contexts/musical/resources.hpp"
#include "contexts/musical/route_table.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::musical {
namespace {

ShownTo shown_to(const HttpRequest& request) {
    return request.principal.is_staff() ? ShownTo::staff : ShownTo::everyone;
}

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
         [filter, whom = shown_to(request), &clock = rooms.kernel.environment().clock](
             ports::SqlSession& sql, const contracts::PageRequest& page) {
             return select_seats(sql, filter, page, clock.now(), whom);
         });
}

void show_seat(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    show<SeatId>(
        rooms, request, responder,
        [whom = shown_to(request), &clock = rooms.kernel.environment().clock](
            ports::SqlSession& sql, SeatId id) { return select_seat(sql, id, clock.now(), whom); });
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
    submit(rooms, rooms.seats,
           EditSeat{*id, std::move(*body), request.principal.user_id, language_of(request)},
           request, responder);
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
    BlockSeats command{.performance = *id,
                       .seats = std::move(body->seat_ids),
                       .block = {},
                       .language = language_of(request)};
    if (is_block) {
        const auto kind = block_kind_named(body->kind.value_or("other"));
        if (!kind) return (void)is_valid(request, responder, {{"kind", "not_a_known_value"}});
        command.block = SeatBlock{.kind = *kind,
                                  .reason = body->reason.value_or(""),
                                  .release_at = body->release_at,
                                  .blocked_by = request.principal.user_id};
    }
    submit(rooms, rooms.blocks, std::move(command), request, responder);
}

void list_blocks(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const auto id = id_of<PerformanceId>(request, responder);
    if (!id) return;
    const auto page = contracts::page_of(request, {});
    if (!page) return responder->send(page.error());
    auto kind = query_text(request, "kind");
    if (!kind.empty() && !block_kind_named(kind)) {
        return (void)is_valid(request, responder, {{"kind", "not_a_known_value"}});
    }
    rooms.queries.answer(
        request, responder,
        [request, id = *id, page = *page, kind = std::move(kind)](ports::SqlSession& sql) {
            const auto found = select_blocks(sql, id, kind, page);
            if (!found) return contracts::problem_response(request, 404, "not_found");
            return contracts::collection_response(request, "blocks", found->items, page,
                                                  found->total);
        });
}

}  // namespace

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
    table.add(HttpMethod::get, "/performances/{id}/seats/blocks", Access::staff, list_blocks);
    table.add(HttpMethod::post, "/performances/{id}/seats/block", Access::staff, block);
    table.add(HttpMethod::post, "/performances/{id}/seats/unblock", Access::staff, unblock);
}

}  // namespace boxoffice::musical
