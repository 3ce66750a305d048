#include "contexts/musical/seat_staff_desk.hpp"

#include "base/time_zone.hpp"
#include "contexts/musical/answers.hpp"
#include "contexts/musical/block_desk.hpp"
#include "contexts/musical/performance_desk.hpp"
#include "contexts/musical/performance_events.hpp"
#include "contexts/musical/pricing.hpp"
#include "contracts/resource.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::musical {
namespace {

constexpr ports::SqlText count_at_place =
    "SELECT COUNT(*) FROM seat WHERE performance_id = $1 AND section = $2 AND seat_row = $3 AND "
    "seat_col = $4 AND is_deleted = 0 AND id <> $5";
constexpr ports::SqlText update_description =
    "UPDATE seat SET section = $2, seat_row = $3, seat_col = $4, row_label = $5, seat_label = $6, "
    "grade = $7, price = $8, currency = $9, attributes = $10, has_own_price = $11 WHERE id = $1";
constexpr ports::SqlText mark_deleted = "UPDATE seat SET is_deleted = 1 WHERE id = $1";
constexpr ports::SqlText change_left =
    "INSERT INTO seats_left (performance_id, grade, seats, available) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (performance_id, grade) DO UPDATE SET seats = seats_left.seats + excluded.seats, "
    "available = seats_left.available + excluded.available";

/// Where a seat without a position is drawn: centimetres per column and row.
constexpr int column_width = 55;
constexpr int row_depth = 95;
/// A default performance has no stated time; its day is the musical's first.
constexpr auto default_time_of_day = std::chrono::hours{19} + std::chrono::minutes{30};

bool is_place_taken(ports::SqlSession& sql, PerformanceId performance,
                    const contracts::SeatDetails& details) {
    bool taken = false;
    sql.query(count_at_place,
              {performance, details.section, details.seat_row, details.seat_col, details.seat_id},
              [&](const ports::SqlRow& row) { taken = row.integer(0) > 0; });
    return taken;
}

void check_text(FieldErrors& errors, const char* field, const std::string& text) {
    if (text.empty()) errors.push_back({field, "missing"});
    if (text.size() > plan_text_length_max) errors.push_back({field, "too_long"});
}

FieldErrors check(const SeatDescription& description, const std::vector<std::string>& attributes) {
    const auto& details = description.details;
    FieldErrors errors;
    check_text(errors, "section", details.section);
    check_text(errors, "rowLabel", details.row_label);
    check_text(errors, "seatLabel", details.seat_label);
    check_text(errors, "grade", details.grade);
    const auto check_range = [&](const char* field, std::int64_t value, std::int64_t high) {
        if (value < 0 || value > high) errors.push_back({field, "out_of_range"});
    };
    check_range("seatRow", details.seat_row, plan_index_max);
    check_range("seatCol", details.seat_col, plan_index_max);
    check_range("price.amount", details.price.amount, price_max);
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        if (attribute_named(attributes[i])) continue;
        errors.push_back({"attributes[" + std::to_string(i) + "]", "unknown_attribute"});
    }
    if (std::abs(std::int64_t{description.position.x}) > plan_coordinate_max ||
        std::abs(std::int64_t{description.position.y}) > plan_coordinate_max) {
        errors.push_back({"position", "out_of_range"});
    }
    return errors;
}

SeatDescription describe(const SeatBody& body, const PerformanceTerms& terms,
                         const MusicalDetails& musical) {
    SeatDescription out;
    out.details = {.section = body.section.value_or("A"),
                   .seat_row = body.seat_row,
                   .seat_col = body.seat_col,
                   .row_label = body.row_label.value_or(std::to_string(body.seat_row)),
                   .seat_label = body.seat_label.value_or(std::to_string(body.seat_col)),
                   .grade = body.grade,
                   .price = body.price.value_or(price_or_default(body.grade, terms, musical))};
    const auto x = std::int64_t{body.seat_col} * column_width;
    const auto y = std::int64_t{body.seat_row} * row_depth;
    constexpr std::int64_t limit = plan_coordinate_max;
    out.position =
        body.position.value_or(PlanPoint{static_cast<int>(std::clamp(x, -limit, limit)),
                                         static_cast<int>(std::clamp(y, -limit, limit))});
    out.attributes = attributes_from(body.attributes);
    return out;
}

}  // namespace

void SeatStaffDesk::declare(const AddSeat& command) {
    store_.want(command.body.musical_id);
    if (command.body.performance_id) {
        store_.want(*command.body.performance_id);
    } else {
        store_.want_performances_of(command.body.musical_id);
    }
}

PerformanceRow SeatStaffDesk::default_performance(const MusicalRow& musical,
                                                  eventing::UnitOfWork& work) {
    const auto& details = musical.musical.details;
    const auto performances = store_.performances_of(musical.musical.id);
    const auto found =
        std::find_if(performances.begin(), performances.end(), [](const PerformanceRow& row) {
            return row.performance.is_default &&
                   row.performance.status == PerformanceStatus::scheduled;
        });
    if (found != performances.end()) return *found;

    const auto day = base::parse_date(details.start_date);
    const auto zone = base::find_time_zone(time_zone_default);
    PerformanceRow row{.performance = {.id = work.next_id<PerformanceId>({"performance"}),
                                       .musical_id = musical.musical.id,
                                       .is_default = true}};
    if (day && zone)
        row.performance.starts_at = base::to_instant(*day + default_time_of_day, *zone);
    store_.put(row);
    publish_scheduled(work, store_.hold_default(), row, details,
                      HallNames{work.sql()}.of(row, details));
    return row;
}

void SeatStaffDesk::change_house(PerformanceId performance, eventing::UnitOfWork& work) {
    auto row = find_performance(store_, work.sql(), performance);
    if (!row) return;
    ++row->house_version;
    store_.put(std::move(*row));
}

ports::HttpResponse SeatStaffDesk::decide(const AddSeat& command, eventing::UnitOfWork& work) {
    const auto& body = command.body;
    const auto* musical = store_.find(body.musical_id);
    if (!musical || musical->is_deleted) {
        return invalid(command.language, {{"musicalId", "not_found"}});
    }
    const auto& details = musical->musical.details;
    std::optional<PerformanceRow> performance;
    if (body.performance_id) {
        performance = find_performance(store_, work.sql(), *body.performance_id);
        if (!performance || performance->performance.musical_id != body.musical_id) {
            return invalid(command.language, {{"performanceId", "not_found"}});
        }
    }
    const auto terms = performance ? performance->performance.terms : PerformanceTerms{};
    auto description = describe(body, terms, details);
    auto errors = check(description, body.attributes);
    if (!errors.empty()) return invalid(command.language, std::move(errors));

    if (!performance) performance = default_performance(*musical, work);
    const auto performance_id = performance->performance.id;
    if (is_place_taken(work.sql(), performance_id, description.details)) {
        return refusal(command.language, 409, "conflict");
    }
    description.details.seat_id = work.next_id<SeatId>({"seat"});
    const bool has_own_price =
        description.details.price != price_or_default(body.grade, terms, details);
    insert_seats(work.sql(), {{description, performance_id, body.musical_id, has_own_price}});
    work.wrote();
    change_house(performance_id, work);
    publish_opened(work, *performance, details, {description.details});
    const SeatRow row{.seat = {.id = description.details.seat_id},
                      .performance_id = performance_id,
                      .musical_id = body.musical_id,
                      .grade = description.details.grade};
    return contracts::created_response("/seats/" + std::to_string(row.seat.id.value),
                                       to_json(row, description, work.now(), ShownTo::staff));
}

/// Changes row and description as the patch says. @return what is wrong with the outcome.
FieldErrors SeatStaffDesk::apply(const EditSeat& command, SeatRow& row,
                                 SeatDescription& description, eventing::UnitOfWork& work) {
    const auto& patch = command.patch;
    auto& details = description.details;
    const auto take = [](auto& target, const auto& source) {
        if (source) target = *source;
    };
    take(details.section, patch.section);
    take(details.seat_row, patch.seat_row);
    take(details.seat_col, patch.seat_col);
    take(details.row_label, patch.row_label);
    take(details.seat_label, patch.seat_label);
    take(details.price, patch.price);
    if (patch.grade && *patch.grade != details.grade) {
        details.grade = *patch.grade;
        const auto musical = find_musical(store_, work.sql(), row.musical_id);
        const auto performance = find_performance(store_, work.sql(), row.performance_id);
        if (musical && performance && !patch.price) {
            details.price =
                price_of(details.grade, performance->performance.terms, musical->musical.details)
                    .value_or(details.price);
        }
    }
    const auto attributes = patch.attributes.value_or(names_of(description.attributes));
    description.attributes = attributes_from(attributes);
    auto errors = check(description, attributes);
    apply_status(command, row, description, errors, work);
    return errors;
}

void SeatStaffDesk::apply_status(const EditSeat& command, SeatRow& row,
                                 SeatDescription& description, FieldErrors& errors,
                                 eventing::UnitOfWork& work) {
    const auto& patch = command.patch;
    if (!patch.status) return;
    const bool is_block = *patch.status == "Blocked";
    if (!is_block && *patch.status != "Available") {
        errors.push_back({"status", "not_a_known_value"});
        return;
    }
    const auto moved = is_block ? block(row.seat, work.now()) : unblock(row.seat);
    if (moved) row.seat = *moved;
    description.block.reset();
    if (!is_block) return;
    description.block = SeatBlock{.kind = BlockKind::other,
                                  .reason = patch.reason.value_or(""),
                                  .release_at = patch.release_at,
                                  .blocked_at = work.now(),
                                  .blocked_by = command.user_id};
    if (patch.kind) {
        const auto kind = block_kind_named(*patch.kind);
        if (!kind) errors.push_back({"kind", "not_a_known_value"});
        description.block->kind = kind.value_or(BlockKind::other);
    }
    const auto performance = find_performance(store_, work.sql(), row.performance_id);
    if (!performance) return;
    for (auto& error : validate(*description.block, performance->performance)) {
        errors.push_back(std::move(error));
    }
}

bool SeatStaffDesk::costs_its_own(const SeatRow& row, const contracts::SeatDetails& details,
                                  eventing::UnitOfWork& work) const {
    const auto musical = find_musical(store_, work.sql(), row.musical_id);
    const auto performance = find_performance(store_, work.sql(), row.performance_id);
    if (!musical || !performance) return true;
    return details.price != price_or_default(details.grade, performance->performance.terms,
                                             musical->musical.details);
}

base::Result<SeatRow, ports::HttpResponse> SeatStaffDesk::changeable_seat(
    SeatId id, const std::string& language, eventing::UnitOfWork& work) {
    const auto* found = store_.find(id);
    if (!found || found->is_deleted) return base::unexpected(refusal(language, 404, "not_found"));
    const bool is_blocked = found->seat.status == SeatStatus::blocked;
    if (!is_free(found->seat, work.now()) && !is_blocked) {
        return base::unexpected(refusal(language, 409, "seat_taken"));
    }
    store_.move(expire(found->seat, work.now()), work.now(), "hold_expired");
    return *store_.find(id);
}

ports::HttpResponse SeatStaffDesk::decide(const EditSeat& command, eventing::UnitOfWork& work) {
    const auto found = changeable_seat(command.id, command.language, work);
    if (!found) return found.error();
    auto descriptions = select_descriptions(work.sql(), {command.id});
    auto row = *found;
    auto description = std::move(descriptions.front());
    auto errors = apply(command, row, description, work);
    if (!errors.empty()) return invalid(command.language, std::move(errors));
    if (is_place_taken(work.sql(), row.performance_id, description.details)) {
        return refusal(command.language, 409, "conflict");
    }
    const auto& details = description.details;
    work.sql().execute(
        update_description,
        {command.id, details.section, details.seat_row, details.seat_col, details.row_label,
         details.seat_label, details.grade, details.price.amount, details.price.currency.text(),
         description.attributes.bits(), costs_its_own(row, details, work) ? 1 : 0});
    work.wrote();
    if (command.patch.status) {
        keep_block(work, row.performance_id, {command.id}, description.block);
    }
    if (details.grade != found->grade) {
        // Moved from one grade's count to the other's, before its status changes.
        const int available = found->seat.status == SeatStatus::available ? 1 : 0;
        work.sql().execute(change_left, {row.performance_id, found->grade, -1, -available});
        work.sql().execute(change_left, {row.performance_id, details.grade, 1, available});
    }
    refresh_lowest_prices(work.sql(), row.performance_id);
    const auto moved = row.seat;
    const bool was_blocked = found->seat.status == SeatStatus::blocked;
    row.seat = found->seat;
    row.grade = details.grade;
    store_.put(row);
    store_.move(moved, work.now(), moved.status == SeatStatus::blocked ? "blocked" : "unblocked");
    change_house(row.performance_id, work);
    const bool now_blocked = moved.status == SeatStatus::blocked;
    const char* change = now_blocked == was_blocked ? "edited"
                         : now_blocked              ? "blocked"
                                                    : "unblocked";
    const auto reason = description.block ? description.block->reason : std::string{};
    publish_changed(work, row, change, reason, {details});
    return contracts::json_response(
        200, to_json(*store_.find(command.id), description, work.now(), ShownTo::staff));
}

ports::HttpResponse SeatStaffDesk::decide(const DeleteSeat& command, eventing::UnitOfWork& work) {
    const auto found = changeable_seat(command.id, command.language, work);
    if (!found) return found.error();
    auto row = *found;
    const int available = row.seat.status == SeatStatus::available ? 1 : 0;
    const auto descriptions = select_descriptions(work.sql(), {command.id});
    work.sql().execute(mark_deleted, {command.id});
    work.sql().execute(change_left, {row.performance_id, row.grade, -1, -available});
    refresh_lowest_prices(work.sql(), row.performance_id);
    work.wrote();
    row.is_deleted = true;
    store_.put(row);
    change_house(row.performance_id, work);
    publish_changed(work, row, "deleted", "", {descriptions.front().details});
    return no_content();
}

}  // namespace boxoffice::musical
