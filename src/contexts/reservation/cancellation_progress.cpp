#include "contexts/reservation/cancellation_progress.hpp"

#include <string_view>

namespace boxoffice::reservation {
namespace {

constexpr ports::SqlText insert_round =
    "INSERT INTO cancellation_round (performance_id, reason, begun_at, told_up_to, told) "
    "VALUES ($1, $2, $3, 0, 0) ON CONFLICT (performance_id) DO UPDATE SET told_up_to = 0, told = "
    "0, "
    "finished_at = NULL";
constexpr ports::SqlText update_round =
    "UPDATE cancellation_round SET told_up_to = $2, told = told + $3, finished_at = $4 "
    "WHERE performance_id = $1";
constexpr ports::SqlText select_round =
    "SELECT performance_id, reason, begun_at, finished_at, told, told_up_to "
    "FROM cancellation_round WHERE performance_id = $1";
constexpr ports::SqlText select_rounds =
    "SELECT performance_id, reason, begun_at, finished_at, told, told_up_to "
    "FROM cancellation_round ORDER BY begun_at DESC, performance_id DESC LIMIT $1 OFFSET $2";
constexpr ports::SqlText count_rounds = "SELECT COUNT(*) FROM cancellation_round";
constexpr ports::SqlText count_living =
    "SELECT state, CASE WHEN id > $2 THEN 1 ELSE 0 END, COUNT(*) FROM reservation "
    "WHERE performance_id = $1 AND state NOT IN ('Impossible', 'Expired', 'Canceled') "
    "GROUP BY 1, 2";

/// A row with where its round stands.
struct Standing {
    CancellationRoundResource round;
    ReservationId told_up_to;
};

Standing read_standing(const ports::SqlRow& row) {
    const auto performance = row.id<PerformanceId>(0);
    const auto address = "/reservations/cancellation-rounds/" + std::to_string(performance.value);
    return {{.performance_id = performance,
             .reason = std::string{row.text(1)},
             .begun_at = row.instant(2),
             .finished_at = row.optional_instant(3),
             .told = row.integer(4),
             ._links = {{address}}},
            row.id<ReservationId>(5)};
}

CancellationRoundResource counted(ports::SqlSession& sql, Standing standing) {
    auto& round = standing.round;
    sql.query(count_living, {round.performance_id, standing.told_up_to},
              [&](const ports::SqlRow& row) {
                  const bool is_behind = row.integer(1) != 0;
                  (is_behind ? round.to_tell : round.open) += row.integer(2);
                  if (row.text(0) == to_text(State::NeedsAttention)) {
                      round.needs_attention += row.integer(2);
                  }
              });
    return std::move(round);
}

}  // namespace

void begin_round(ports::SqlSession& sql, PerformanceId performance, const std::string& reason,
                 Instant now) {
    sql.execute(insert_round, {performance, reason, now});
}

void advance_round(ports::SqlSession& sql, PerformanceId performance, ReservationId cursor,
                   std::size_t told, std::optional<Instant> finished_at) {
    sql.execute(update_round, {performance, cursor, told, finished_at});
}

std::optional<CancellationRoundResource> find_round(ports::SqlSession& sql,
                                                    PerformanceId performance) {
    std::optional<Standing> found;
    sql.query(select_round, {performance},
              [&](const ports::SqlRow& row) { found = read_standing(row); });
    if (!found) return std::nullopt;
    return counted(sql, std::move(*found));
}

RoundList list_rounds(ports::SqlSession& sql, const contracts::PageRequest& page) {
    RoundList list;
    sql.query(count_rounds, {}, [&](const ports::SqlRow& row) { list.total = row.integer(0); });
    std::vector<Standing> standings;
    sql.query(select_rounds, {page.size, page.offset()},
              [&](const ports::SqlRow& row) { standings.push_back(read_standing(row)); });
    for (auto& standing : standings) list.rounds.push_back(counted(sql, std::move(standing)));
    return list;
}

}  // namespace boxoffice::reservation
