#include "contexts/musical/resources.hpp"

#include "contexts/musical/plan_json.hpp"
#include "contracts/codec_definition.hpp"
#include "contracts/problem.hpp"

#include <utility>

namespace boxoffice::musical {
namespace {

std::string address(const char* collection, std::int64_t id) {
    return std::string{"/"} + collection + '/' + std::to_string(id);
}

/// `object` with its id in front and its link behind.
std::string as_resource(const char* collection, std::int64_t id, const std::string& object) {
    std::string out = "{\"id\":" + std::to_string(id) + ',';
    out.append(object, 1, object.size() - 2);
    return out + ",\"_links\":{\"self\":{\"href\":\"" + address(collection, id) + "\"}}}";
}

template <class T>
void take(std::optional<T>& target, const std::optional<T>& source) {
    if (source) target = source;
}

template <class T>
void take(T& target, const std::optional<T>& source) {
    if (source) target = *source;
}

/// A section without its seats: what a map and a ticket call it, and the floor that it is on.
struct SectionSummary {
    std::string name;
    std::optional<std::string> name_en;
    std::optional<std::string> zone;
};
BOOST_DESCRIBE_STRUCT(SectionSummary, (), (name, name_en, zone))

struct VenueSummary {
    std::string name;
    std::optional<std::string> name_en;
    std::optional<std::string> time_zone;
    std::int64_t seats = 0;
    std::vector<SectionSummary> sections;
};
BOOST_DESCRIBE_STRUCT(VenueSummary, (), (name, name_en, time_zone, seats, sections))

std::vector<SectionSummary> summaries_of(const SeatingPlan& plan) {
    std::vector<SectionSummary> sections;
    for (const auto& section : plan.sections) {
        sections.push_back({section.name, section.name_en, section.zone});
    }
    return sections;
}

}  // namespace

MusicalDetails patched(MusicalDetails details, const MusicalPatch& patch) {
    take(details.name, patch.name);
    take(details.start_date, patch.start_date);
    take(details.end_date, patch.end_date);
    take(details.name_en, patch.name_en);
    take(details.description, patch.description);
    take(details.description_en, patch.description_en);
    take(details.venue_id, patch.venue_id);
    take(details.poster_url, patch.poster_url);
    take(details.running_minutes, patch.running_minutes);
    take(details.age_limit, patch.age_limit);
    take(details.grades, patch.grades);
    take(details.refund_policy, patch.refund_policy);
    take(details.cast, patch.cast);
    return details;
}

std::string to_json(const MusicalRow& row) {
    return as_resource("items", row.musical.id.value, contracts::encode(row.musical.details));
}

std::string to_json(const VenueRow& row) {
    return as_resource("venues", row.venue.id.value, contracts::encode(row.venue.details));
}

std::string venue_summary(const VenueRow& row) {
    const auto& details = row.venue.details;
    const VenueSummary summary{
        .name = details.name,
        .name_en = details.name_en,
        .time_zone = details.time_zone,
        .seats = static_cast<std::int64_t>(count_seats(details.plan)),
        .sections = summaries_of(details.plan),
    };
    return as_resource("venues", row.venue.id.value, contracts::encode(summary));
}

std::string to_json(const PerformanceRow& row, const MusicalDetails& musical, const SeatsLeft& left,
                    HoldDefault hold_default) {
    const auto& performance = row.performance;
    const auto& terms = performance.terms;
    return contracts::encode(
        PerformanceResource{.id = performance.id,
                            .musical_id = performance.musical_id,
                            .venue_id = terms.venue_id,
                            .starts_at = performance.starts_at,
                            .time_zone = terms.time_zone.value_or(time_zone_default),
                            .sales_open_at = terms.sales_open_at,
                            .sales_close_at = terms.sales_close_at,
                            .seat_limit_per_person = terms.seat_limit_per_person.value_or(0),
                            .hold_seconds = terms.hold_seconds.value_or(hold_default.seconds),
                            .single_seat_gap_rule = terms.single_seat_gap_rule.value_or(false),
                            .status = text_of(performance.status),
                            .is_default = performance.is_default,
                            .cast = terms.cast,
                            .grades = terms.grades.empty() ? musical.grades : terms.grades,
                            .seats_left = left,
                            ._links = {{address("performances", performance.id.value)}}});
}

std::string to_json(const SeatRow& row, const SeatDescription& description, Instant now,
                    ShownTo whom) {
    const auto& details = description.details;
    SeatResource resource{.id = row.seat.id,
                          .musical_id = row.musical_id,
                          .performance_id = row.performance_id,
                          .section = details.section,
                          .seat_row = details.seat_row,
                          .seat_col = details.seat_col,
                          .row_label = details.row_label,
                          .seat_label = details.seat_label,
                          .grade = details.grade,
                          .price = details.price,
                          .attributes = names_of(description.attributes),
                          .position = description.position,
                          .is_sold = row.seat.status == SeatStatus::sold,
                          .status = std::string{public_status(row.seat, now)},
                          ._links = {{address("seats", row.seat.id.value)}}};
    const bool is_blocked = row.seat.status == SeatStatus::blocked;
    if (whom == ShownTo::staff && is_blocked && description.block) {
        const auto& block = *description.block;
        resource.block = SeatBlockResource{.kind = std::string{text_of(block.kind)},
                                           .release_at = block.release_at};
        if (!block.reason.empty()) resource.block->reason = block.reason;
    }
    return contracts::encode(resource);
}

base::Result<VenueDetails, contracts::DecodeError> decode_venue(std::string_view body) {
    auto found = find_pretix_plan(body);
    if (!found) return base::unexpected(found.error());
    if (!*found) return contracts::decode<VenueDetails>(body);

    auto& imported = **found;
    auto plan = pretix::to_seating_plan(imported.plan);
    if (!plan) return base::unexpected(contracts::DecodeError{plan.error()});
    VenueDetails venue;
    venue.name = imported.name.value_or(imported.plan.name);
    venue.name_en = imported.name_en;
    venue.time_zone = imported.time_zone;
    venue.plan = std::move(*plan);
    return venue;
}

}  // namespace boxoffice::musical

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::MusicalPatch)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::PerformanceBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::SeatBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::SeatPatch)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::SeatsBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::CancellationBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::BestAvailableBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::PerformanceResource)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::SeatResource)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::BlockResource)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::BestAvailableResource)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::CalendarResource)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::CancellationPreview)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::RunEditBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::SeatsRepriced)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::RunRefused)
