#include "sandbox_provider/faults.hpp"

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>

namespace boxoffice::sandbox {
namespace {

/// splitmix64: a rule's own chance, so that its seed alone decides.
std::uint64_t draw(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15U;
    auto bits = state;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
    return bits ^ (bits >> 31);
}

bool fits(const Fault& fault, CallKind call) {
    if (fault.effect == Effect::declined) return call == CallKind::confirm;
    if (fault.effect == Effect::refused) return call == CallKind::cancel;
    return (fault.usual_call == CallKind::webhook) == (call == CallKind::webhook);
}

}  // namespace

base::Result<base::Done, std::string> FaultScript::add(const FaultOrder& order) {
    const auto* fault = std::find_if(faults.begin(), faults.end(), [&](const Fault& candidate) {
        return candidate.name == order.fault;
    });
    if (fault == faults.end()) return base::unexpected(std::string{"fault_unknown"});
    auto call = fault->usual_call;
    const bool is_known =
        !order.call || boost::describe::enum_from_string(order.call->c_str(), call);
    if (!is_known) return base::unexpected(std::string{"call_unknown"});
    if (!fits(*fault, call)) return base::unexpected(std::string{"call_does_not_fit"});
    const auto count = order.count.value_or(1);
    const auto per_mille = order.per_mille.value_or(1000);
    const auto delay = order.delay_ms.value_or(fault->delay.count());
    if (count < 0 || per_mille < 0 || per_mille > 1000 || delay < 0) {
        return base::unexpected(std::string{"number_out_of_range"});
    }
    rules_.push_back({.fault = static_cast<std::size_t>(fault - faults.begin()),
                      .call = call,
                      .order_id = order.order_id.value_or(""),
                      .left = count,
                      .is_endless = count == 0,
                      .per_mille = per_mille,
                      .chance = static_cast<std::uint64_t>(order.seed.value_or(1)),
                      .delay = base::Duration{delay}});
    return base::Done{};
}

bool FaultScript::hits(Rule& rule) {
    if (rule.per_mille < 1000 &&
        static_cast<std::int64_t>(draw(rule.chance) % 1000) >= rule.per_mille) {
        return false;
    }
    if (!rule.is_endless) --rule.left;
    return true;
}

Strike FaultScript::next(CallKind call, std::string_view order_id) {
    for (auto& rule : rules_) {
        const bool is_meant = rule.call == call && (rule.is_endless || rule.left > 0) &&
                              (rule.order_id.empty() || rule.order_id == order_id);
        if (!is_meant || !hits(rule)) continue;
        ++fired_[rule.fault];
        const Strike strike{&faults[rule.fault], rule.delay};
        std::erase_if(rules_, [](const Rule& used) { return !used.is_endless && used.left == 0; });
        return strike;
    }
    return {};
}

void FaultScript::reset() {
    rules_.clear();
    fired_.fill(0);
}

FaultReport FaultScript::report() const {
    FaultReport report{.rules_left = static_cast<std::int64_t>(rules_.size())};
    for (std::size_t i = 0; i < faults.size(); ++i) {
        report.fired.push_back({std::string{faults[i].name}, fired_[i]});
    }
    return report;
}

}  // namespace boxoffice::sandbox
