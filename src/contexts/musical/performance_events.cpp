#include "contexts/musical/performance_events.hpp"

#include "contexts/musical/catalogue_sql.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::musical {
namespace {

using eventing::key_of;

constexpr ports::SqlText select_venue =
    "SELECT id, version, is_deleted, body FROM venue WHERE id = $1 /* FOR UPDATE */";
constexpr ports::SqlText select_any_venue =
    "SELECT id, version, is_deleted, body FROM venue WHERE id = $1";
constexpr ports::SqlText select_description =
    "SELECT id, section, seat_row, seat_col, row_label, seat_label, grade, price, currency, x, y, "
    "attributes, block_kind, block_reason, block_release_at, blocked_at, blocked_by FROM seat "
    "WHERE id = $1";

/// Nothing when the house has said nothing in English.
std::optional<contracts::EnglishNames> english_names(const MusicalDetails& musical,
                                                     const VenueNames& venue) {
    contracts::EnglishNames names{
        .musical_name = musical.name_en, .venue_name = venue.name_en, .sections = venue.sections};
    if (names == contracts::EnglishNames{}) return std::nullopt;
    return names;
}

}  // namespace

std::optional<VenueRow> find_venue(ports::SqlSession& sql, VenueId id) {
    std::optional<VenueRow> found;
    sql.query(select_venue, {id}, [&](const ports::SqlRow& row) { found = read_venue(row); });
    if (found && found->is_deleted) found.reset();
    return found;
}

VenueId venue_of(const PerformanceTerms& terms, const MusicalDetails& musical) {
    if (terms.venue_id) return *terms.venue_id;
    return musical.venue_id.value_or(VenueId{});
}

VenueNames names_of(const VenueDetails& venue) {
    VenueNames names{.name = venue.name, .name_en = venue.name_en, .sections = {}};
    for (const auto& section : venue.plan.sections) {
        if (section.name_en) names.sections.push_back({section.name, *section.name_en});
    }
    return names;
}

const VenueNames& HallNames::of(const PerformanceRow& row, const MusicalDetails& musical) {
    const auto id = venue_of(row.performance.terms, musical);
    const auto [known, is_new] = known_.try_emplace(id);
    if (!is_new || !id) return known->second;
    sql_.query(select_any_venue, {id}, [&names = known->second](const ports::SqlRow& found) {
        names = names_of(read_venue(found).venue.details);
    });
    return known->second;
}

void publish_scheduled(eventing::UnitOfWork& work, HoldDefault hold_default,
                       const PerformanceRow& row, const MusicalDetails& musical,
                       const VenueNames& venue) {
    const auto& performance = row.performance;
    const auto& terms = performance.terms;
    // A default performance has no stated time to which the days before it could be counted.
    std::optional<std::vector<contracts::RefundTable>> refund_tables;
    if (!performance.is_default) refund_tables = tables_of(musical.refund_policy);
    std::optional<bool> is_default;
    if (performance.is_default) is_default = true;
    work.publish(key_of(performance.id),
                 contracts::PerformanceScheduled{
                     .performance_id = performance.id,
                     .musical_id = performance.musical_id,
                     .musical_name = musical.name,
                     .venue_name = venue.name,
                     .starts_at = performance.starts_at,
                     .time_zone = terms.time_zone.value_or(time_zone_default),
                     .sales_open_at = terms.sales_open_at,
                     .sales_close_at = sales_end(performance),
                     .seat_limit_per_person = terms.seat_limit_per_person.value_or(0),
                     .hold_seconds = terms.hold_seconds.value_or(hold_default.seconds),
                     .single_seat_gap_rule = terms.single_seat_gap_rule.value_or(false),
                     .refund_tables = std::move(refund_tables),
                     .english_names = english_names(musical, venue),
                     .is_default = is_default});
}

void publish_opened(eventing::UnitOfWork& work, const PerformanceRow& row,
                    const MusicalDetails& musical,
                    const std::vector<contracts::SeatDetails>& seats) {
    const auto& performance = row.performance;
    for (std::size_t begin = 0; begin < seats.size(); begin += contracts::seats_per_event_max) {
        const auto end = std::min(seats.size(), begin + contracts::seats_per_event_max);
        contracts::SeatsOpened event{.performance_id = performance.id,
                                     .musical_id = performance.musical_id,
                                     .musical_name = musical.name,
                                     .sales_open_at = performance.terms.sales_open_at,
                                     .sales_close_at = sales_end(performance)};
        event.seats.assign(seats.begin() + static_cast<std::ptrdiff_t>(begin),
                           seats.begin() + static_cast<std::ptrdiff_t>(end));
        work.publish(key_of(performance.id), event);
    }
}

void publish_changed(eventing::UnitOfWork& work, const SeatRow& row, const char* change,
                     const std::string& reason, std::vector<contracts::SeatDetails> seats) {
    work.publish(key_of(row.performance_id),
                 contracts::SeatsChanged{.performance_id = row.performance_id,
                                         .musical_id = row.musical_id,
                                         .change = change,
                                         .reason = reason,
                                         .seats = std::move(seats)});
}

void publish_all_changed(eventing::UnitOfWork& work, const SeatRow& any, const char* change,
                         const std::string& reason,
                         const std::vector<contracts::SeatDetails>& seats) {
    for (std::size_t begin = 0; begin < seats.size(); begin += contracts::seats_per_event_max) {
        const auto end = std::min(seats.size(), begin + contracts::seats_per_event_max);
        publish_changed(work, any, change, reason,
                        {seats.begin() + static_cast<std::ptrdiff_t>(begin),
                         seats.begin() + static_cast<std::ptrdiff_t>(end)});
    }
}

SeatDescription read_description(const ports::SqlRow& row, int first_column) {
    const auto at = [&](int offset) { return first_column + offset; };
    SeatDescription out;
    out.details.seat_id = row.id<contracts::SeatId>(at(0));
    out.details.section = row.text(at(1));
    out.details.seat_row = static_cast<int>(row.integer(at(2)));
    out.details.seat_col = static_cast<int>(row.integer(at(3)));
    out.details.row_label = row.text(at(4));
    out.details.seat_label = row.text(at(5));
    out.details.grade = row.text(at(6));
    out.details.price.amount = row.integer(at(7));
    const auto currency = row.text(at(8));
    std::copy_n(currency.begin(), std::min<std::size_t>(currency.size(), 3),
                out.details.price.currency.code.begin());
    out.position = {static_cast<int>(row.integer(at(9))), static_cast<int>(row.integer(at(10)))};
    out.attributes = Attributes{static_cast<std::uint8_t>(row.integer(at(11)))};
    const auto kind = block_kind_named(row.text(at(12)));
    if (!kind) return out;
    out.block = SeatBlock{.kind = *kind,
                          .reason = std::string{row.text(at(13))},
                          .release_at = row.optional_instant(at(14)),
                          .blocked_at = row.instant(at(15)),
                          .blocked_by = row.integer(at(16))};
    return out;
}

std::vector<SeatDescription> select_descriptions(ports::SqlSession& sql,
                                                 const std::vector<SeatId>& ids) {
    ports::SqlRows wanted{1};
    for (const auto id : ids) wanted.add({id});
    std::vector<SeatDescription> found;
    sql.query_batch(select_description, wanted,
                    [&](const ports::SqlRow& row) { found.push_back(read_description(row)); });
    return found;
}

}  // namespace boxoffice::musical
