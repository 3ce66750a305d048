#include "contexts/payment/findings.hpp"

#include "contexts/payment/reconciliation_resource.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <optional>

namespace boxoffice::payment {
namespace {

/// Listed by id, newest first: whichever replica found it.
constexpr eventing::IdSequence finding_ids{.name = "reconciliation_finding",
                                           .is_in_commit_order = true};

std::string text_of(Divergence divergence) {
    return boost::describe::enum_to_string(divergence, "unknown");
}

std::string subject_of(const Payment& payment, contracts::RefundId refund) {
    auto subject = "payment " + std::to_string(payment.payment_id.value);
    if (refund) subject += " refund " + std::to_string(refund.value);
    return subject;
}

bool is_closed(FindingState state) {
    return state == FindingState::repaired || state == FindingState::acknowledged;
}

/// These are not seen again by looking: the provider said so once, and staff close them.
bool is_said_once(Divergence divergence) {
    return divergence == Divergence::capture_not_shown ||
           divergence == Divergence::refund_not_shown ||
           divergence == Divergence::amount_mismatch || divergence == Divergence::maybe_paid_twice;
}

Finding finding_of(const Payment& payment, const Difference& difference) {
    const bool is_raised = rule_of(difference.divergence).remedy == Remedy::human;
    return {.divergence = difference.divergence,
            .subject = subject_of(payment, difference.refund_id),
            .payment_id = payment.payment_id.value,
            .reservation_id = payment.reservation_id.value,
            .ours = difference.ours,
            .theirs = difference.theirs,
            .state = is_raised ? FindingState::open : FindingState::repairing};
}

}  // namespace

Repairs Findings::look_at(contracts::PaymentId id, Statement statement, Run& run,
                          eventing::UnitOfWork& work) {
    const auto payment = select_payment(work.sql(), id);
    if (!payment) return {};
    ++run.compared;
    const auto found = compare(*payment, select_lines(work.sql(), id), statement, work.now());
    Repairs repairs;
    bool must_ask = found.must_ask;
    for (const auto& difference : found.differences) {
        keep(finding_of(*payment, difference), &run, work);
        const auto remedy = rule_of(difference.divergence).remedy;
        must_ask = must_ask || remedy == Remedy::ask_about_charge;
        if (remedy == Remedy::ask_about_refund)
            repairs.push_back({id, RefundSeen{difference.refund_id}});
    }
    if (must_ask) repairs.push_back({id, WebhookHint{}});
    for (auto& known : select_findings_of(work.sql(), id)) {
        const bool is_there = std::any_of(
            found.differences.begin(), found.differences.end(), [&](const Difference& difference) {
                return difference.divergence == known.divergence &&
                       subject_of(*payment, difference.refund_id) == known.subject;
            });
        if (is_there || is_closed(known.state) || is_said_once(known.divergence)) continue;
        known.state = FindingState::repaired;
        update_finding(work.sql(), known);
        work.wrote();
        ++run.repaired;
    }
    return repairs;
}

void Findings::note_unknown_order(const ports::ProviderMovement& movement, Run& run,
                                  eventing::UnitOfWork& work) {
    keep({.divergence = Divergence::order_unknown,
          .subject = "order " + movement.order_id,
          .ours = {0, movement.amount.currency},
          .theirs = movement.amount},
         &run, work);
}

void Findings::note_contradiction(const Payment& payment, Divergence divergence,
                                  eventing::UnitOfWork& work) {
    keep(finding_of(payment, {.divergence = divergence,
                              .ours = payment.amount,
                              .theirs = {0, payment.amount.currency}}),
         nullptr, work);
}

/// Seen again, it is the same finding; gone and back, it is open again; acknowledged, it rests.
void Findings::keep(Finding seen, Run* run, eventing::UnitOfWork& work) {
    seen.first_seen_at = seen.last_seen_at = work.now();
    seen.run_id = run ? run->id : 0;
    auto known = select_finding(work.sql(), seen.subject, seen.divergence);
    work.wrote();
    if (!known) {
        seen.id = work.next_id<base::Id<struct FindingTag>>(finding_ids).value;
        insert_finding(work.sql(), seen);
    } else {
        const bool is_back = known->state == FindingState::repaired;
        known->ours = seen.ours;
        known->theirs = seen.theirs;
        known->run_id = seen.run_id;
        known->last_seen_at = seen.last_seen_at;
        if (is_back) known->state = seen.state;
        update_finding(work.sql(), *known);
        if (!is_back) return;
    }
    tell(seen);
    if (run && seen.state == FindingState::open) ++run->raised;
}

void Findings::tell(const Finding& finding) {
    std::string label = "divergence=\"";
    label.append(text_of(finding.divergence)).append(1, '"');
    metrics_
        .counter("boxoffice_reconciliation_findings_total", label,
                 "Differences found between the house, its provider and its tickets.")
        .add();
    const bool is_raised = finding.state == FindingState::open;
    log_.write(is_raised ? ports::LogLevel::error : ports::LogLevel::warning,
               is_raised ? "reconciliation needs a human" : "reconciliation repairs a difference",
               {{"divergence", text_of(finding.divergence)},
                {"subject", finding.subject},
                {"ours", std::to_string(finding.ours.amount)},
                {"theirs", std::to_string(finding.theirs.amount)},
                {"next", std::string{rule_of(finding.divergence).next_action}}});
}

void Findings::measure(eventing::UnitOfWork& work) {
    const auto open = count_findings(work.sql(), FindingState::open) +
                      count_findings(work.sql(), FindingState::repairing);
    metrics_
        .gauge("boxoffice_reconciliation_findings_open", "",
               "Differences that are neither repaired nor acknowledged.")
        .set(open);
}

ports::HttpResponse Findings::decide(const AcknowledgeFinding& command,
                                     eventing::UnitOfWork& work) {
    const auto refuse = [&](int status, std::string_view code) {
        return contracts::to_response(
            contracts::make_problem(status, code, command.answer_language));
    };
    auto finding = lock_finding(work.sql(), command.id);
    if (!finding) return refuse(404, "not_found");
    if (finding->state != FindingState::open && finding->state != FindingState::acknowledged)
        return refuse(409, "conflict");
    finding->state = FindingState::acknowledged;
    finding->note = command.note;
    finding->acknowledged_by = command.user_id;
    finding->acknowledged_at = work.now();
    update_finding(work.sql(), *finding);
    work.wrote();
    measure(work);
    return contracts::json_response(200, to_json(*finding));
}

}  // namespace boxoffice::payment
