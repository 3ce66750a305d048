// The rows of reconciliation: runs, the provider's statement, findings. Rare statements, made in
// the transaction of the command that decides.
#pragma once

#include "base/clock.hpp"
#include "contexts/payment/domain/reconciliation.hpp"
#include "contracts/ids.hpp"
#include "ports/payment_gateway.hpp"
#include "ports/sql.hpp"

#include <boost/describe/enum.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::payment {

/// Which runs there are: the last minutes again and again, and each whole day.
enum class Schedule { recent, daily };
BOOST_DESCRIBE_ENUM(Schedule, recent, daily)

/// listing: the provider's pages. ours: what is booked here. open: what was left open or found.
enum class RunPhase { listing, ours, open, done };
BOOST_DESCRIBE_ENUM(RunPhase, listing, ours, open, done)

/// listed: by the provider's list. asked: it has none, each payment is asked about. none: the
/// provider gave no answer, only our own side was looked at.
enum class RunMethod { listed, asked, none };
BOOST_DESCRIBE_ENUM(RunMethod, listed, asked, none)

struct Run {
    std::int64_t id = 0;
    Schedule schedule = Schedule::recent;
    base::Instant from{};
    base::Instant to{};
    RunPhase phase = RunPhase::listing;
    RunMethod method = RunMethod::listed;
    std::string cursor;
    base::Instant reached_at{};        ///< phase ours: the last movement looked at
    std::int64_t reached_payment = 0;  ///< phases ours and open
    std::int64_t listed = 0;
    std::int64_t compared = 0;
    std::int64_t repaired = 0;
    std::int64_t raised = 0;
    std::int64_t unanswered = 0;  ///< questions in a row that got no answer
    std::string reason;
    base::Instant started_at{};
    std::optional<base::Instant> finished_at;
};

/// repairing: a command is on its way. open: a human must act. repaired: no longer there.
/// acknowledged: a human has said why it may stay.
enum class FindingState { repairing, open, repaired, acknowledged };
BOOST_DESCRIBE_ENUM(FindingState, repairing, open, repaired, acknowledged)

struct Finding {
    std::int64_t id = 0;
    Divergence divergence = Divergence::order_unknown;
    std::string subject;
    std::int64_t payment_id = 0;  ///< 0 = no payment of ours
    std::int64_t reservation_id = 0;
    base::Money ours;
    base::Money theirs;
    FindingState state = FindingState::open;
    std::int64_t run_id = 0;  ///< of the run that saw it last; 0 = outside of a run
    base::Instant first_seen_at{};
    base::Instant last_seen_at{};
    std::string note;
    std::int64_t acknowledged_by = 0;
    std::optional<base::Instant> acknowledged_at;
};

[[nodiscard]] std::optional<Run> select_open_run(ports::SqlSession& sql, Schedule schedule);
/// Up to when a finished run of that schedule has looked.
[[nodiscard]] std::optional<base::Instant> select_last_end(ports::SqlSession& sql,
                                                           Schedule schedule);
void insert_run(ports::SqlSession& sql, const Run& run);
void update_run(ports::SqlSession& sql, const Run& run);
/// Forgets runs that finished before `before`; findings stay.
void delete_old_runs(ports::SqlSession& sql, base::Instant before);

/// @return whether the movement is new.
bool insert_line(ports::SqlSession& sql, contracts::PaymentId payment,
                 const ports::ProviderMovement& movement);
[[nodiscard]] std::vector<StatementLine> select_lines(ports::SqlSession& sql,
                                                      contracts::PaymentId payment);

[[nodiscard]] std::optional<Payment> select_payment(ports::SqlSession& sql,
                                                    contracts::PaymentId id);
/// A payment as the page of a statement needs it: most need no closer look.
struct KnownOrder {
    contracts::PaymentId id;
    bool is_at_rest = false;  ///< captured, and nothing of it open
};
[[nodiscard]] std::optional<KnownOrder> select_order(ports::SqlSession& sql,
                                                     const std::string& order_id);

/// What to look at next: captures that no statement shows and all refunds, from
/// (`run.reached_at`, `run.reached_payment`) on. `is_last`: nothing is left of the run's time.
struct Stretch {
    std::vector<contracts::PaymentId> payments;
    base::Instant reached_at{};
    std::int64_t reached_payment = 0;
    bool is_last = false;
};
[[nodiscard]] Stretch select_booked(ports::SqlSession& sql, const Run& run);
/// Payments with open money or a finding that is not closed, after `run.reached_payment`.
[[nodiscard]] std::vector<contracts::PaymentId> select_to_look_at(ports::SqlSession& sql,
                                                                  const Run& run,
                                                                  std::size_t count_max);

[[nodiscard]] std::vector<Finding> select_findings_of(ports::SqlSession& sql,
                                                      contracts::PaymentId payment);
[[nodiscard]] std::optional<Finding> select_finding(ports::SqlSession& sql, std::int64_t id);
/// The same for somebody who is about to change it.
[[nodiscard]] std::optional<Finding> lock_finding(ports::SqlSession& sql, std::int64_t id);
[[nodiscard]] std::optional<Finding> select_finding(ports::SqlSession& sql,
                                                    const std::string& subject,
                                                    Divergence divergence);
void insert_finding(ports::SqlSession& sql, const Finding& finding);
void update_finding(ports::SqlSession& sql, const Finding& finding);
[[nodiscard]] std::int64_t count_findings(ports::SqlSession& sql, FindingState state);

/// Newest first, for staff.
[[nodiscard]] std::vector<Run> select_runs(ports::SqlSession& sql, std::int64_t size,
                                           std::int64_t offset);
[[nodiscard]] std::int64_t count_runs(ports::SqlSession& sql);
/// Those that still ask for something first, then the newest.
[[nodiscard]] std::vector<Finding> select_findings(ports::SqlSession& sql, std::int64_t size,
                                                   std::int64_t offset);
[[nodiscard]] std::int64_t count_findings(ports::SqlSession& sql);

}  // namespace boxoffice::payment
