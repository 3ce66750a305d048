#include "contexts/musical/catalogue_desk.hpp"

#include "base/match.hpp"
#include "contexts/musical/answers.hpp"
#include "contexts/musical/due_kinds.hpp"
#include "contexts/musical/performance_events.hpp"
#include "contexts/musical/run_desk.hpp"
#include "contracts/musical_events.hpp"
#include "contracts/resource.hpp"

#include <set>
#include <utility>

namespace boxoffice::musical {
namespace {

using eventing::key_of;

constexpr ports::SqlText count_performances_at =
    "SELECT COUNT(*) FROM performance WHERE venue_id = $1 AND status = 0 AND is_deleted = 0";
constexpr ports::SqlText select_performances_at =
    "SELECT id FROM performance WHERE venue_id = $1 AND status = 0 AND is_deleted = 0";
constexpr ports::SqlText delete_seats_of = "UPDATE seat SET is_deleted = 1 WHERE musical_id = $1";

template <class Id>
std::string address(const char* collection, Id id) {
    return std::string{"/"} + collection + '/' + std::to_string(id.value);
}

}  // namespace

void CatalogueDesk::declare(const CreateMusical& command) {
    if (command.details.venue_id) store_.want(*command.details.venue_id);
}

void CatalogueDesk::declare(const EditMusical& command) {
    const auto venue =
        std::visit([](const auto& change) { return change.venue_id; }, command.change);
    if (venue) store_.want(*venue);
    store_.want(command.id);
    store_.want_performances_of(command.id);
}

void CatalogueDesk::declare(const DeleteMusical& command) {
    store_.want(command.id);
    store_.want_performances_of(command.id);
}

bool CatalogueDesk::has_venue(contracts::VenueId id) const {
    const auto* venue = store_.find(id);
    return venue && !venue->is_deleted;
}

ports::HttpResponse CatalogueDesk::decide(const CreateMusical& command,
                                          eventing::UnitOfWork& work) {
    if (command.details.venue_id && !has_venue(*command.details.venue_id)) {
        return invalid(command.language, {{"venueId", "not_found"}});
    }
    const auto id = work.next_id<MusicalId>({"musical"});
    store_.put(MusicalRow{.musical = {.id = id, .details = command.details}});
    work.publish(key_of(id), contracts::ItemCreated{.musical_id = id,
                                                    .name = command.details.name,
                                                    .start_date = command.details.start_date,
                                                    .end_date = command.details.end_date});
    return contracts::created_response(address("items", id), to_json(*store_.find(id)));
}

ports::HttpResponse CatalogueDesk::decide(const EditMusical& command, eventing::UnitOfWork& work) {
    const auto* found = store_.find(command.id);
    if (!found || found->is_deleted) return refusal(command.language, 404, "not_found");
    auto row = *found;
    row.musical.details = std::visit(
        base::match{[](const MusicalDetails& details) { return details; },
                    [&](const MusicalPatch& patch) { return patched(row.musical.details, patch); }},
        command.change);
    auto errors = validate(row.musical.details);
    const auto venue_id = row.musical.details.venue_id;
    if (venue_id != found->musical.details.venue_id && venue_id && !has_venue(*venue_id)) {
        errors.push_back({"venueId", "not_found"});
    }
    if (!errors.empty()) return invalid(command.language, std::move(errors));

    const auto before = found->musical.details;
    const bool is_of_concern = row.musical.details.name != before.name ||
                               row.musical.details.name_en != before.name_en ||
                               row.musical.details.refund_policy != before.refund_policy;
    const auto details = row.musical.details;
    store_.put(std::move(row));
    work.publish(key_of(command.id), contracts::ItemEdited{.musical_id = command.id,
                                                           .name = details.name,
                                                           .start_date = details.start_date,
                                                           .end_date = details.end_date});
    if (is_of_concern) {
        HallNames names{work.sql()};
        for (const auto& performance : store_.performances_of(command.id)) {
            publish_scheduled(work, store_.hold_default(), performance, details,
                              names.of(performance, details));
        }
    }
    if (details.grades != before.grades) {
        reprice_performances(command.id, before, details, work);
    }
    return contracts::json_response(200, to_json(*store_.find(command.id)));
}

/// Those to come that take their prices from the musical.
void CatalogueDesk::reprice_performances(MusicalId id, const MusicalDetails& before,
                                         const MusicalDetails& after,
                                         eventing::UnitOfWork& work) const {
    std::vector<Repricing> repricings;
    for (const auto& row : store_.performances_of(id)) {
        const auto& performance = row.performance;
        const bool is_over = !performance.is_default && performance.starts_at <= work.now();
        if (is_over || performance.status == PerformanceStatus::canceled) continue;
        const auto seats = count_to_reprice(work.sql(), performance.id, performance.terms, before,
                                            performance.terms, after);
        repricings.push_back({row, after, seats});
    }
    reprice_all(work, repricings);
}

ports::HttpResponse CatalogueDesk::decide(const DeleteMusical& command,
                                          eventing::UnitOfWork& work) {
    const auto* found = store_.find(command.id);
    if (!found || found->is_deleted) return refusal(command.language, 404, "not_found");
    const auto performances = store_.performances_of(command.id);
    std::set<PerformanceId> ids;
    for (const auto& row : performances) ids.insert(row.performance.id);
    const auto live = store_.count_live_reservations(work.sql(), ids);
    if (live > 0) return has_live_reservations(command.language, live);

    for (auto row : performances) {
        const auto id = row.performance.id;
        row.is_deleted = true;
        store_.put(std::move(row));
        work.publish(key_of(id),
                     contracts::PerformanceCanceled{
                         .performance_id = id, .musical_id = command.id, .reason = "deleted"});
    }
    work.sql().execute(delete_seats_of, {command.id});
    work.wrote();
    auto row = *found;
    row.is_deleted = true;
    store_.put(std::move(row));
    work.publish(key_of(command.id), contracts::ItemDeleted{.musical_id = command.id});
    return no_content();
}

ports::HttpResponse CatalogueDesk::decide(const CreateVenue& command, eventing::UnitOfWork& work) {
    const auto id = work.next_id<VenueId>({"venue"});
    store_.put(VenueRow{.venue = {.id = id, .details = command.details}});
    return contracts::created_response(address("venues", id), to_json(*store_.find(id)));
}

ports::HttpResponse CatalogueDesk::decide(const EditVenue& command, eventing::UnitOfWork& work) {
    const auto* found = store_.find(command.id);
    if (!found || found->is_deleted) return refusal(command.language, 404, "not_found");
    auto row = *found;
    row.venue.details = command.details;
    const bool is_renamed = names_of(command.details) != names_of(found->venue.details);
    store_.put(std::move(row));
    // There may be hundreds: each follows in a transaction of its own.
    if (is_renamed) {
        work.sql().query(select_performances_at, {command.id}, [&work](const ports::SqlRow& at) {
            work.set_due(tell_again_due, at.integer(0), work.now());
        });
    }
    return contracts::json_response(200, to_json(*store_.find(command.id)));
}

ports::HttpResponse CatalogueDesk::decide(const DeleteVenue& command, eventing::UnitOfWork& work) {
    const auto* found = store_.find(command.id);
    if (!found || found->is_deleted) return refusal(command.language, 404, "not_found");
    std::int64_t scheduled = 0;
    work.sql().query(count_performances_at, {command.id},
                     [&](const ports::SqlRow& row) { scheduled = row.integer(0); });
    if (scheduled > 0) return refusal(command.language, 409, "conflict");
    auto row = *found;
    row.is_deleted = true;
    store_.put(std::move(row));
    return no_content();
}

}  // namespace boxoffice::musical
