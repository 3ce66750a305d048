#include "contexts/payment/reconciliation_store.hpp"

#include "base/fault.hpp"
#include "contexts/payment/codecs.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace boxoffice::payment {
namespace {

using ports::SqlRow;
using ports::SqlText;

/// Movements of ours read in one step.
constexpr std::int64_t booked_per_step = 1'000;

constexpr SqlText open_run =
    "SELECT id, schedule, from_at, to_at, phase, method, cursor, reached_at, reached_payment, "
    "listed, compared, repaired, raised, unanswered, reason, started_at, finished_at "
    "FROM reconciliation_run WHERE schedule = $1 AND finished_at IS NULL ORDER BY id LIMIT 1 "
    "/* FOR UPDATE */";
constexpr SqlText runs_newest_first =
    "SELECT id, schedule, from_at, to_at, phase, method, cursor, reached_at, reached_payment, "
    "listed, compared, repaired, raised, unanswered, reason, started_at, finished_at "
    "FROM reconciliation_run ORDER BY id DESC LIMIT $1 OFFSET $2";
constexpr SqlText last_end =
    "SELECT MAX(to_at) FROM reconciliation_run WHERE schedule = $1 AND finished_at IS NOT NULL";
constexpr SqlText add_run =
    "INSERT INTO reconciliation_run (id, schedule, from_at, to_at, phase, method, cursor, "
    "reached_at, reached_payment, listed, compared, repaired, raised, unanswered, reason, "
    "started_at, finished_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
constexpr SqlText change_run =
    "UPDATE reconciliation_run SET phase = $2, method = $3, cursor = $4, reached_at = $5, "
    "reached_payment = $6, listed = $7, compared = $8, repaired = $9, raised = $10, "
    "unanswered = $11, reason = $12, finished_at = $13 WHERE id = $1";
constexpr SqlText forget_runs = "DELETE FROM reconciliation_run WHERE finished_at < $1";

constexpr SqlText add_line =
    "INSERT INTO provider_statement (payment_id, key, is_capture, idempotency_key, amount, "
    "currency, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (payment_id, key) DO NOTHING";
constexpr SqlText lines_of =
    "SELECT key, is_capture, idempotency_key, amount, currency, at FROM provider_statement "
    "WHERE payment_id = $1";
constexpr SqlText payment_by_id = "SELECT body FROM payment WHERE id = $1";
constexpr SqlText order_by_name = "SELECT id, state, is_open FROM payment WHERE order_id = $1";
constexpr SqlText booked =
    "SELECT payment_id, at, occasion IN ('refund_done', 'refund_done_late') OR (occasion = "
    "'captured' AND NOT EXISTS (SELECT 1 FROM provider_statement AS line WHERE line.payment_id = "
    "ledger.payment_id AND line.is_capture = 1)) FROM ledger "
    "WHERE (at, payment_id) > ($1, $2) AND at < $3 ORDER BY at, payment_id LIMIT $4";
constexpr SqlText to_look_at =
    "SELECT id FROM payment WHERE is_open = 1 AND id > $1 UNION "
    "SELECT payment_id FROM reconciliation_finding WHERE state IN ('repairing', 'open') AND "
    "payment_id > $1 ORDER BY 1 LIMIT $2";

constexpr SqlText findings_of =
    "SELECT id, divergence, subject, payment_id, reservation_id, ours, theirs, currency, state, "
    "run_id, first_seen_at, last_seen_at, note, acknowledged_by, acknowledged_at "
    "FROM reconciliation_finding WHERE payment_id = $1 ORDER BY id /* FOR UPDATE */";
constexpr SqlText finding_by_id =
    "SELECT id, divergence, subject, payment_id, reservation_id, ours, theirs, currency, state, "
    "run_id, first_seen_at, last_seen_at, note, acknowledged_by, acknowledged_at "
    "FROM reconciliation_finding WHERE id = $1";
constexpr SqlText finding_by_id_locked =
    "SELECT id, divergence, subject, payment_id, reservation_id, ours, theirs, currency, state, "
    "run_id, first_seen_at, last_seen_at, note, acknowledged_by, acknowledged_at "
    "FROM reconciliation_finding WHERE id = $1 /* FOR UPDATE */";
constexpr SqlText finding_by_subject =
    "SELECT id, divergence, subject, payment_id, reservation_id, ours, theirs, currency, state, "
    "run_id, first_seen_at, last_seen_at, note, acknowledged_by, acknowledged_at "
    "FROM reconciliation_finding WHERE subject = $1 AND divergence = $2 /* FOR UPDATE */";
constexpr SqlText findings_first_open =
    "SELECT id, divergence, subject, payment_id, reservation_id, ours, theirs, currency, state, "
    "run_id, first_seen_at, last_seen_at, note, acknowledged_by, acknowledged_at "
    "FROM reconciliation_finding ORDER BY state IN ('open', 'repairing') DESC, id DESC "
    "LIMIT $1 OFFSET $2";
constexpr SqlText add_finding =
    "INSERT INTO reconciliation_finding (id, divergence, subject, payment_id, reservation_id, "
    "ours, theirs, currency, state, run_id, first_seen_at, last_seen_at, note, acknowledged_by, "
    "acknowledged_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
constexpr SqlText change_finding =
    "UPDATE reconciliation_finding SET ours = $2, theirs = $3, state = $4, run_id = $5, "
    "last_seen_at = $6, note = $7, acknowledged_by = $8, acknowledged_at = $9 WHERE id = $1";
constexpr SqlText findings_in_state =
    "SELECT COUNT(*) FROM reconciliation_finding WHERE state = $1";

template <class Enum>
Enum enum_of(std::string_view text) {
    Enum value{};
    const std::string name{text};
    if (boost::describe::enum_from_string(name.c_str(), value)) return value;
    throw base::InfrastructureFault("reconciliation has an unknown word stored: " + name,
                                    base::Retry::no);
}

template <class Enum>
std::string_view text_of(Enum value) {
    return boost::describe::enum_to_string(value, "unknown");
}

base::Currency currency_of(std::string_view text) {
    base::Currency currency;
    if (text.size() == currency.code.size())
        std::copy(text.begin(), text.end(), currency.code.begin());
    return currency;
}

Run read_run(const SqlRow& row) {
    return {.id = row.integer(0),
            .schedule = enum_of<Schedule>(row.text(1)),
            .from = row.instant(2),
            .to = row.instant(3),
            .phase = enum_of<RunPhase>(row.text(4)),
            .method = enum_of<RunMethod>(row.text(5)),
            .cursor = std::string{row.text(6)},
            .reached_at = row.instant(7),
            .reached_payment = row.integer(8),
            .listed = row.integer(9),
            .compared = row.integer(10),
            .repaired = row.integer(11),
            .raised = row.integer(12),
            .unanswered = row.integer(13),
            .reason = std::string{row.text(14)},
            .started_at = row.instant(15),
            .finished_at = row.optional_instant(16)};
}

Finding read_finding(const SqlRow& row) {
    const auto currency = currency_of(row.text(7));
    return {.id = row.integer(0),
            .divergence = enum_of<Divergence>(row.text(1)),
            .subject = std::string{row.text(2)},
            .payment_id = row.integer(3),
            .reservation_id = row.integer(4),
            .ours = {row.integer(5), currency},
            .theirs = {row.integer(6), currency},
            .state = enum_of<FindingState>(row.text(8)),
            .run_id = row.integer(9),
            .first_seen_at = row.instant(10),
            .last_seen_at = row.instant(11),
            .note = std::string{row.text(12)},
            .acknowledged_by = row.integer(13),
            .acknowledged_at = row.optional_instant(14)};
}

std::int64_t number(ports::SqlSession& sql, SqlText statement,
                    std::initializer_list<ports::SqlParameter> parameters) {
    std::int64_t found = 0;
    sql.query(statement, parameters, [&found](const SqlRow& row) { found = row.integer(0); });
    return found;
}

}  // namespace

std::optional<Run> select_open_run(ports::SqlSession& sql, Schedule schedule) {
    std::optional<Run> found;
    sql.query(open_run, {text_of(schedule)}, [&](const SqlRow& row) { found = read_run(row); });
    return found;
}

std::optional<base::Instant> select_last_end(ports::SqlSession& sql, Schedule schedule) {
    std::optional<base::Instant> found;
    sql.query(last_end, {text_of(schedule)},
              [&](const SqlRow& row) { found = row.optional_instant(0); });
    return found;
}

void insert_run(ports::SqlSession& sql, const Run& run) {
    sql.execute(add_run, {run.id, text_of(run.schedule), run.from, run.to, text_of(run.phase),
                          text_of(run.method), run.cursor, run.reached_at, run.reached_payment,
                          run.listed, run.compared, run.repaired, run.raised, run.unanswered,
                          run.reason, run.started_at, run.finished_at});
}

void update_run(ports::SqlSession& sql, const Run& run) {
    sql.execute(change_run,
                {run.id, text_of(run.phase), text_of(run.method), run.cursor, run.reached_at,
                 run.reached_payment, run.listed, run.compared, run.repaired, run.raised,
                 run.unanswered, run.reason, run.finished_at});
}

void delete_old_runs(ports::SqlSession& sql, base::Instant before) {
    sql.execute(forget_runs, {before});
}

bool insert_line(ports::SqlSession& sql, contracts::PaymentId payment,
                 const ports::ProviderMovement& movement) {
    const bool is_capture = movement.kind == ports::ProviderMovement::Kind::capture;
    return sql.execute(add_line,
                       {payment, movement.key, is_capture ? 1 : 0, movement.idempotency_key,
                        movement.amount.amount, movement.amount.currency.text(), movement.at}) > 0;
}

std::vector<StatementLine> select_lines(ports::SqlSession& sql, contracts::PaymentId payment) {
    std::vector<StatementLine> lines;
    sql.query(lines_of, {payment}, [&lines](const SqlRow& row) {
        lines.push_back({.is_capture = row.integer(1) != 0,
                         .key = std::string{row.text(0)},
                         .idempotency_key = std::string{row.text(2)},
                         .amount = {row.integer(3), currency_of(row.text(4))},
                         .at = row.instant(5)});
    });
    return lines;
}

std::optional<Payment> select_payment(ports::SqlSession& sql, contracts::PaymentId id) {
    std::optional<Payment> found;
    sql.query(payment_by_id, {id}, [&](const SqlRow& row) { found = decode_payment(row.text(0)); });
    return found;
}

std::optional<KnownOrder> select_order(ports::SqlSession& sql, const std::string& order_id) {
    std::optional<KnownOrder> found;
    sql.query(order_by_name, {order_id}, [&](const SqlRow& row) {
        found = KnownOrder{row.id<contracts::PaymentId>(0),
                           row.text(1) == "captured" && row.integer(2) == 0};
    });
    return found;
}

Stretch select_booked(ports::SqlSession& sql, const Run& run) {
    Stretch stretch{.reached_at = run.reached_at, .reached_payment = run.reached_payment};
    std::int64_t rows = 0;
    sql.query(booked, {run.reached_at, run.reached_payment, run.to, booked_per_step},
              [&](const SqlRow& row) {
                  ++rows;
                  stretch.reached_payment = row.integer(0);
                  stretch.reached_at = row.instant(1);
                  if (row.integer(2) != 0)
                      stretch.payments.push_back(row.id<contracts::PaymentId>(0));
              });
    stretch.is_last = rows < booked_per_step;
    return stretch;
}

std::vector<contracts::PaymentId> select_to_look_at(ports::SqlSession& sql, const Run& run,
                                                    std::size_t count_max) {
    std::vector<contracts::PaymentId> payments;
    sql.query(to_look_at, {run.reached_payment, count_max}, [&payments](const SqlRow& row) {
        payments.push_back(row.id<contracts::PaymentId>(0));
    });
    return payments;
}

std::vector<Finding> select_findings_of(ports::SqlSession& sql, contracts::PaymentId payment) {
    std::vector<Finding> found;
    sql.query(findings_of, {payment},
              [&](const SqlRow& row) { found.push_back(read_finding(row)); });
    return found;
}

std::optional<Finding> select_finding(ports::SqlSession& sql, std::int64_t id) {
    std::optional<Finding> found;
    sql.query(finding_by_id, {id}, [&](const SqlRow& row) { found = read_finding(row); });
    return found;
}

std::optional<Finding> lock_finding(ports::SqlSession& sql, std::int64_t id) {
    std::optional<Finding> found;
    sql.query(finding_by_id_locked, {id}, [&](const SqlRow& row) { found = read_finding(row); });
    return found;
}

std::optional<Finding> select_finding(ports::SqlSession& sql, const std::string& subject,
                                      Divergence divergence) {
    std::optional<Finding> found;
    sql.query(finding_by_subject, {subject, text_of(divergence)},
              [&](const SqlRow& row) { found = read_finding(row); });
    return found;
}

void insert_finding(ports::SqlSession& sql, const Finding& finding) {
    sql.execute(add_finding,
                {finding.id, text_of(finding.divergence), finding.subject, finding.payment_id,
                 finding.reservation_id, finding.ours.amount, finding.theirs.amount,
                 finding.ours.currency.text(), text_of(finding.state), finding.run_id,
                 finding.first_seen_at, finding.last_seen_at, finding.note, finding.acknowledged_by,
                 finding.acknowledged_at});
}

void update_finding(ports::SqlSession& sql, const Finding& finding) {
    sql.execute(change_finding, {finding.id, finding.ours.amount, finding.theirs.amount,
                                 text_of(finding.state), finding.run_id, finding.last_seen_at,
                                 finding.note, finding.acknowledged_by, finding.acknowledged_at});
}

std::int64_t count_findings(ports::SqlSession& sql, FindingState state) {
    return number(sql, findings_in_state, {text_of(state)});
}

std::vector<Run> select_runs(ports::SqlSession& sql, std::int64_t size, std::int64_t offset) {
    std::vector<Run> runs;
    sql.query(runs_newest_first, {size, offset},
              [&runs](const SqlRow& row) { runs.push_back(read_run(row)); });
    return runs;
}

std::int64_t count_runs(ports::SqlSession& sql) {
    return number(sql, "SELECT COUNT(*) FROM reconciliation_run", {});
}

std::vector<Finding> select_findings(ports::SqlSession& sql, std::int64_t size,
                                     std::int64_t offset) {
    std::vector<Finding> findings;
    sql.query(findings_first_open, {size, offset},
              [&findings](const SqlRow& row) { findings.push_back(read_finding(row)); });
    return findings;
}

std::int64_t count_findings(ports::SqlSession& sql) {
    return number(sql, "SELECT COUNT(*) FROM reconciliation_finding", {});
}

}  // namespace boxoffice::payment
