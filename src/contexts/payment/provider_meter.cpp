#include "contexts/payment/provider_meter.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace boxoffice::payment {
namespace {

std::string text_of(ports::ChargeOutcome outcome) {
    switch (outcome) {
        case ports::ChargeOutcome::captured:
            return "captured";
        case ports::ChargeOutcome::declined:
            return "declined";
        case ports::ChargeOutcome::absent:
            return "absent";
        case ports::ChargeOutcome::expired:
            return "expired";
        case ports::ChargeOutcome::pending:
            return "pending";
        case ports::ChargeOutcome::authorized:
            return "authorized";
        case ports::ChargeOutcome::unknown:
            return "unknown";
        case ports::ChargeOutcome::mismatch:
            return "mismatch";
    }
    return "unknown";
}

std::string text_of(ports::RefundOutcome outcome) {
    switch (outcome) {
        case ports::RefundOutcome::refunded:
            return "refunded";
        case ports::RefundOutcome::refused:
            return "refused";
        case ports::RefundOutcome::unknown:
            return "unknown";
    }
    return "unknown";
}

}  // namespace

void ProviderMeter::answered(Asked asked, ports::ChargeOutcome outcome, base::Duration took) {
    count(asked, text_of(outcome), took);
}

void ProviderMeter::answered(Asked asked, ports::RefundOutcome outcome, base::Duration took) {
    count(asked, text_of(outcome), took);
}

void ProviderMeter::count(Asked asked, const std::string& outcome, base::Duration took) {
    std::string label = "asked=\"";
    label.append(boost::describe::enum_to_string(asked, "unknown")).append("\"");
    metrics_
        .histogram("boxoffice_provider_answer_seconds", label,
                   "From asking the payment provider to its answer, or to giving up.")
        .observe(took);
    label.append(",outcome=\"").append(outcome).append("\"");
    metrics_
        .counter(
            "boxoffice_provider_answers_total", label,
            "What the payment provider was asked for and what came of it; unknown is no answer.")
        .add();
}

}  // namespace boxoffice::payment
