// The routes of single seats, and of blocking many.
#include "contexts/musical/queries.hpp"
#include "contexts/musical/resources.hpp"
#include "contexts/musical/route_table.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::musical {
namespace {

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
    table.add(HttpMethod::post, "/performances/{id}/seats/block", Access::staff, block);
    table.add(HttpMethod::post, "/performances/{id}/seats/unblock", Access::staff, unblock);
}

}  // namespace boxoffice::musical
