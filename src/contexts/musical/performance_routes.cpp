// The routes of performances: their dates, their cancellation, their seat maps.
#include "base/time_zone.hpp"
#include "contexts/musical/cancellation_preview.hpp"
#include "contexts/musical/queries.hpp"
#include "contexts/musical/resources.hpp"
#include "contexts/musical/route_table.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::musical {
namespace {

void list_performances(const Rooms& rooms, const HttpRequest& request, const Responder& responder,
                       std::optional<MusicalId> musical) {
    FieldErrors errors;
    PerformanceFilter filter{.musical = musical};
    filter.from = day_of(request, "from", std::chrono::days{0}, filter.from, errors);
    filter.before = day_of(request, "to", std::chrono::days{1}, filter.before, errors);
    if (!is_valid(request, responder, std::move(errors))) return;
    list(rooms, request, responder, "performances", performances_sortable,
         [filter, hold_default = rooms.hold_default()](ports::SqlSession& sql,
                                                       const contracts::PageRequest& page) {
             return select_performances(sql, filter, page, hold_default);
         });
}

/// What a body says of the terms alone.
const PerformanceTerms& terms_of(const PerformanceBody& body) {
    return body;
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
                                 .terms = terms_of(*body),
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
                           .terms = terms_of(*body),
                           .language = language_of(request)},
           request, responder);
}

/// What is wrong with the choice of performances: those named, or a musical's run.
FieldErrors check_choice(const RunEditBody& body) {
    FieldErrors errors;
    if (body.performance_ids.empty() == !body.musical_id) {
        errors.push_back({"performanceIds", "either_this_or_musicalId"});
    }
    if (body.performance_ids.size() > run_performances_max) {
        errors.push_back({"performanceIds", "too_many"});
    }
    for (const auto& [field, text] : {std::pair{"from", body.from}, std::pair{"to", body.to}}) {
        if (!text) continue;
        if (!base::parse_date(*text)) errors.push_back({field, "not_a_date"});
        if (!body.musical_id) errors.push_back({field, "not_expected"});
    }
    for (auto& error : validate(body.changes)) {
        const bool is_whole = error.field == "changes";
        errors.push_back({is_whole ? error.field : "changes." + error.field, error.reason});
    }
    return errors;
}

void edit_run(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    auto body = body_of<RunEditBody>(request, responder);
    if (!body || !is_valid(request, responder, check_choice(*body))) return;
    EditRun command{.performances = std::move(body->performance_ids),
                    .musical = body->musical_id,
                    .change = std::move(body->changes),
                    .is_dry_run = body->dry_run.value_or(false),
                    .language = language_of(request)};
    std::sort(command.performances.begin(), command.performances.end());
    command.performances.erase(
        std::unique(command.performances.begin(), command.performances.end()),
        command.performances.end());
    if (body->from) command.from = base::parse_date(*body->from);
    if (body->to) command.to = base::parse_date(*body->to);
    submit(rooms, rooms.runs, std::move(command), request, responder);
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

void add_maps(Table& table) {
    table.add(HttpMethod::get, "/performances/{id}/seatmap", Access::everyone,
              [](const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
                  rooms.maps.show(request, responder);
              });
    table
        .add(HttpMethod::get, "/performances/{id}/seatmap/stream", Access::everyone,
             [](const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
                 rooms.maps.follow(request, responder);
             })
        .is_stream = true;
    table
        .add(HttpMethod::post, "/performances/{id}/best-available", Access::everyone,
             [](const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
                 rooms.maps.find_best(request, responder);
             })
        .takes_idempotency_key = false;
}

}  // namespace

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
        show<PerformanceId>(
            rooms, request, responder,
            [hold_default = rooms.hold_default()](ports::SqlSession& sql, PerformanceId id) {
                return select_performance(sql, id, hold_default);
            });
    };
    table.add(HttpMethod::get, "/items/{id}/performances", Access::everyone, of_musical);
    table.add(HttpMethod::post, "/items/{id}/performances", Access::staff, schedule_of_musical);
    table.add(HttpMethod::get, "/performances", Access::everyone, all);
    table.add(HttpMethod::post, "/performances", Access::staff, schedule_any);
    table.add(HttpMethod::patch, "/performances", Access::staff, edit_run);
    table.add(HttpMethod::get, "/performances/{id}", Access::everyone, one);
    table.add(HttpMethod::put, "/performances/{id}", Access::staff, edit_performance);
    table.add(HttpMethod::del, "/performances/{id}", Access::staff, delete_performance);
    table.add(HttpMethod::get, "/performances/{id}/cancellation", Access::staff,
              preview_cancellation);
    table.add(HttpMethod::post, "/performances/{id}/cancellation", Access::staff,
              cancel_performance);
    add_maps(table);
}

}  // namespace boxoffice::musical
