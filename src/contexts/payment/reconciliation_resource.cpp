#include "contexts/payment/reconciliation_resource.hpp"

#include "contracts/codec_definition.hpp"

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::payment::FindingResource)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::payment::RunResource)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::payment::Acknowledgement)

namespace boxoffice::payment {

std::string to_json(const Finding& finding) {
    const auto path = "/payments/reconciliation/findings/" + std::to_string(finding.id);
    FindingResource resource{.id = finding.id,
                             .divergence = finding.divergence,
                             .subject = finding.subject,
                             .ours = finding.ours,
                             .theirs = finding.theirs,
                             .state = finding.state,
                             .next_action = std::string{rule_of(finding.divergence).next_action},
                             .first_seen_at = finding.first_seen_at,
                             .last_seen_at = finding.last_seen_at,
                             .acknowledged_at = finding.acknowledged_at,
                             ._links = {{path}}};
    if (finding.payment_id != 0) resource.payment_id = finding.payment_id;
    if (finding.reservation_id != 0) resource.reservation_id = finding.reservation_id;
    if (!finding.note.empty()) resource.note = finding.note;
    if (finding.acknowledged_by != 0) resource.acknowledged_by = finding.acknowledged_by;
    return contracts::encode(resource);
}

std::string to_json(const Run& run) {
    RunResource resource{.id = run.id,
                         .schedule = run.schedule,
                         .from = run.from,
                         .to = run.to,
                         .phase = run.phase,
                         .method = run.method,
                         .listed = run.listed,
                         .compared = run.compared,
                         .repaired = run.repaired,
                         .raised = run.raised,
                         .started_at = run.started_at,
                         .finished_at = run.finished_at};
    if (!run.reason.empty()) resource.reason = run.reason;
    return contracts::encode(resource);
}

}  // namespace boxoffice::payment
