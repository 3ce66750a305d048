// How far the rounds of canceled performances have come, for staff to see.
#pragma once

#include "contexts/reservation/domain/reservation.hpp"
#include "contracts/resource.hpp"
#include "ports/http.hpp"
#include "ports/sql.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::reservation {

/// GET /reservations/cancellation-rounds/{performanceId}. `told` reservations have been told,
/// `to_tell` not yet; of those told, `open` are not yet at their end, `needs_attention` of them
/// because the provider refused the refund. All is done when `finished_at` is there and `open` is
/// 0.
struct CancellationRoundResource {
    PerformanceId performance_id;
    std::string reason;
    Instant begun_at{};
    std::optional<Instant> finished_at;
    std::int64_t told = 0;
    std::int64_t to_tell = 0;
    std::int64_t open = 0;
    std::int64_t needs_attention = 0;
    std::int64_t per_second_max = 0;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(CancellationRoundResource, (),
                      (performance_id, reason, begun_at, finished_at, told, to_tell, open,
                       needs_attention, per_second_max, _links))

/// Within the transaction in which the performance was canceled; told again, it starts anew.
void begin_round(ports::SqlSession& sql, PerformanceId performance, const std::string& reason,
                 Instant now);
/// `told` more reservations, all up to `cursor`; `finished_at` when there are no more.
void advance_round(ports::SqlSession& sql, PerformanceId performance, ReservationId cursor,
                   std::size_t told, std::optional<Instant> finished_at);

[[nodiscard]] std::optional<CancellationRoundResource> find_round(ports::SqlSession& sql,
                                                                  PerformanceId performance);
struct RoundList {
    std::vector<CancellationRoundResource> rounds;
    std::int64_t total = 0;
};
/// The latest first.
[[nodiscard]] RoundList list_rounds(ports::SqlSession& sql, const contracts::PageRequest& page);

}  // namespace boxoffice::reservation
