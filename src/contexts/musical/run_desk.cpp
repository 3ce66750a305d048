#include "contexts/musical/run_desk.hpp"

#include "base/time_zone.hpp"
#include "contexts/musical/answers.hpp"
#include "contexts/musical/due_kinds.hpp"
#include "contexts/musical/performance_desk.hpp"
#include "contexts/musical/performance_events.hpp"
#include "contexts/musical/pricing.hpp"
#include "contracts/resource.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace boxoffice::musical {
namespace {

std::set<std::string> grades_of(ports::SqlSession& sql, PerformanceId performance) {
    std::set<std::string> grades;
    for (const auto& [grade, seats] : seats_by_grade(sql, performance)) grades.insert(grade);
    return grades;
}

bool plays_between(const Performance& performance, const EditRun& command) {
    const auto zone = base::find_time_zone(performance.terms.time_zone.value_or(time_zone_default));
    if (!zone) return false;
    const auto day = base::to_local_date(performance.starts_at, *zone);
    return (!command.from || *command.from <= day) && (!command.to || day <= *command.to);
}

}  // namespace

/// One performance before and after.
struct RunDesk::Change {
    PerformanceRow before;
    PerformanceRow after;
    MusicalDetails musical;
};

struct RunDesk::Refusal {
    PerformanceId id;
    std::optional<Instant> starts_at;
    FieldErrors errors;
};

void RunDesk::declare(const EditRun& command) {
    for (const auto id : command.performances) store_.want(id);
    if (!command.musical) return;
    store_.want(*command.musical);
    store_.want_performances_of(*command.musical);
}

std::vector<PerformanceRow> RunDesk::run_of(const EditRun& command, Instant now) const {
    auto rows = store_.performances_of(*command.musical);
    std::erase_if(rows, [&](const PerformanceRow& row) {
        const auto& performance = row.performance;
        return performance.is_default || performance.starts_at <= now ||
               performance.status == PerformanceStatus::canceled ||
               !plays_between(performance, command);
    });
    return rows;
}

ports::HttpResponse RunDesk::decide(const EditRun& command, eventing::UnitOfWork& work) {
    std::vector<PerformanceRow> rows;
    std::vector<Refusal> refusals;
    if (command.musical) {
        if (!find_musical(store_, work.sql(), *command.musical)) {
            return invalid(command.language, {{"musicalId", "not_found"}});
        }
        rows = run_of(command, work.now());
        if (rows.empty()) return invalid(command.language, {{"musicalId", "no_performances"}});
        if (rows.size() > run_performances_max) {
            return invalid(command.language, {{"musicalId", "too_many"}});
        }
    }
    for (const auto id : command.performances) {
        if (auto row = find_performance(store_, work.sql(), id)) {
            rows.push_back(std::move(*row));
        } else {
            refusals.push_back({id, std::nullopt, {{"performanceId", "not_found"}}});
        }
    }
    std::vector<Change> changes;
    std::vector<Repricing> repricings;
    for (const auto& row : rows) {
        const auto& performance = row.performance;
        const auto musical = find_musical(store_, work.sql(), performance.musical_id);
        const auto details = musical ? musical->musical.details : MusicalDetails{};
        auto errors = objections(performance, details, command.change,
                                 grades_of(work.sql(), performance.id), work.now());
        if (!errors.empty()) {
            refusals.push_back({performance.id, performance.starts_at, std::move(errors)});
            continue;
        }
        auto after = row;
        after.performance.terms = changed(performance, details, command.change);
        const auto seats = count_to_reprice(work.sql(), performance.id, performance.terms, details,
                                            after.performance.terms, details);
        repricings.push_back({after, details, seats});
        changes.push_back({row, std::move(after), details});
    }
    if (!refusals.empty()) return refuse(command.language, refusals);

    SeatsRepriced seats;
    if (command.is_dry_run) {
        for (const auto& each : repricings) seats.waiting += each.seats;
        return answer(changes, seats, work.sql());
    }
    HallNames names{work.sql()};
    for (const auto& change : changes) {
        if (change.after.performance.terms == change.before.performance.terms) continue;
        store_.put(change.after);
        publish_scheduled(work, store_.hold_default(), change.after, change.musical,
                          names.of(change.after, change.musical));
    }
    seats = reprice_all(work, repricings);
    return answer(changes, seats, work.sql());
}

ports::HttpResponse RunDesk::refuse(const std::string& language,
                                    const std::vector<Refusal>& refusals) {
    RunRefused details;
    for (const auto& refusal : refusals) {
        details.performances.push_back({refusal.id, refusal.starts_at, refusal.errors});
    }
    auto problem = contracts::make_problem(409, "run_edit_refused", language);
    problem.details = contracts::RawJson{contracts::encode(details)};
    return contracts::to_response(problem);
}

ports::HttpResponse RunDesk::answer(const std::vector<Change>& changes, const SeatsRepriced& seats,
                                    ports::SqlSession& sql) const {
    std::string body = "{\"_embedded\":{\"performances\":[";
    for (const auto& change : changes) {
        if (body.back() != '[') body += ',';
        const auto left = select_seats_left(sql, change.after.performance.id);
        body += to_json(change.after, change.musical, left, store_.hold_default());
    }
    body += "]},\"seats\":" + contracts::encode(seats) + '}';
    return contracts::json_response(200, std::move(body));
}

void RunDesk::decide(const RepriceSeats& command, eventing::UnitOfWork& work) {
    work.clear_due(reprice_due, command.id.value);
    const auto row = find_performance(store_, work.sql(), command.id);
    if (!row) return;
    const auto musical = find_musical(store_, work.sql(), row->performance.musical_id);
    if (musical) (void)reprice(work, *row, musical->musical.details);
}

std::int64_t count_to_reprice(ports::SqlSession& sql, PerformanceId performance,
                              const PerformanceTerms& terms_before,
                              const MusicalDetails& musical_before,
                              const PerformanceTerms& terms_after,
                              const MusicalDetails& musical_after) {
    std::int64_t count = 0;
    for (const auto& [grade, seats] : seats_by_grade(sql, performance)) {
        const auto before = price_or_default(grade, terms_before, musical_before);
        if (before != price_or_default(grade, terms_after, musical_after)) count += seats;
    }
    return count;
}

SeatsRepriced reprice_all(eventing::UnitOfWork& work, const std::vector<Repricing>& performances) {
    SeatsRepriced seats;
    std::int64_t total = 0;
    for (const auto& each : performances) total += each.seats;
    const bool is_at_once = total <= static_cast<std::int64_t>(seats_at_once_max);
    for (const auto& each : performances) {
        if (each.seats == 0) continue;
        if (is_at_once) {
            seats.repriced += static_cast<std::int64_t>(reprice(work, each.row, each.musical));
        } else {
            work.set_due(reprice_due, each.row.performance.id.value, work.now());
            seats.waiting += each.seats;
        }
    }
    return seats;
}

}  // namespace boxoffice::musical
