// Runs and findings as staff see them over HTTP.
#pragma once

#include "contexts/payment/reconciliation_store.hpp"
#include "contracts/resource.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::payment {

struct FindingResource {
    std::int64_t id = 0;
    Divergence divergence = Divergence::order_unknown;
    std::string subject;
    std::optional<std::int64_t> payment_id;
    std::optional<std::int64_t> reservation_id;
    base::Money ours;
    base::Money theirs;
    FindingState state = FindingState::open;
    std::string next_action;
    base::Instant first_seen_at{};
    base::Instant last_seen_at{};
    std::optional<std::string> note;
    std::optional<std::int64_t> acknowledged_by;
    std::optional<base::Instant> acknowledged_at;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(FindingResource, (),
                      (id, divergence, subject, payment_id, reservation_id, ours, theirs, state,
                       next_action, first_seen_at, last_seen_at, note, acknowledged_by,
                       acknowledged_at, _links))

/// `listed`: movements of the provider. `compared`: payments looked at. `repaired`: findings that
/// were gone. `raised`: findings for a human that were new.
struct RunResource {
    std::int64_t id = 0;
    Schedule schedule = Schedule::recent;
    base::Instant from{};
    base::Instant to{};
    RunPhase phase = RunPhase::listing;
    RunMethod method = RunMethod::listed;
    std::int64_t listed = 0;
    std::int64_t compared = 0;
    std::int64_t repaired = 0;
    std::int64_t raised = 0;
    std::optional<std::string> reason;
    base::Instant started_at{};
    std::optional<base::Instant> finished_at;
};
BOOST_DESCRIBE_STRUCT(RunResource, (),
                      (id, schedule, from, to, phase, method, listed, compared, repaired, raised,
                       reason, started_at, finished_at))

/// What staff write when they acknowledge a finding.
struct Acknowledgement {
    std::string note;
};
BOOST_DESCRIBE_STRUCT(Acknowledgement, (), (note))

[[nodiscard]] std::string to_json(const Finding& finding);
[[nodiscard]] std::string to_json(const Run& run);

}  // namespace boxoffice::payment
