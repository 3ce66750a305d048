#include "contexts/sales/overview_resource.hpp"

#include "contexts/sales/scope.hpp"
#include "contracts/codec_definition.hpp"

namespace boxoffice::sales {
namespace {

FiguresResource to_resource(const Figures& figures, bool with_money) {
    const auto& seats = figures.seats;
    FiguresResource out{.capacity = seats.capacity,
                        .available = seats.capacity - seats.held - seats.sold - seats.blocked,
                        .held = seats.held,
                        .sold = seats.sold,
                        .blocked = seats.blocked,
                        .comps = figures.comps,
                        .sold_last5_minutes = figures.sold_last_5_minutes,
                        .sold_last60_minutes = figures.sold_last_60_minutes,
                        .money = {}};
    if (!with_money) return out;
    out.money.emplace();
    for (const auto& [currency, amounts] : figures.money) {
        out.money->push_back(to_money(currency, amounts));
    }
    return out;
}

PerformanceResource to_resource(const PerformanceFigures& figures, bool with_money) {
    const auto& performance = figures.performance;
    const bool is_canceled = performance.status == PerformanceStatus::canceled;
    PerformanceResource out{.performance_id = performance.id,
                            .musical_id = performance.musical_id,
                            .musical_name = performance.musical_name,
                            .venue_name = performance.venue_name,
                            .starts_at = performance.starts_at,
                            .status = is_canceled ? "Canceled" : "Scheduled",
                            .totals = to_resource(figures.totals, with_money),
                            .grades = {}};
    for (const auto& [grade, of_grade] : figures.grades) {
        out.grades.push_back({to_resource(of_grade, with_money), grade});
    }
    return out;
}

}  // namespace

MoneyResource to_money(base::Currency currency, const Amounts& amounts) {
    return {.revenue = {amounts.captured, currency},
            .refunded = {amounts.refunded, currency},
            .fees_kept = {amounts.fees, currency},
            .net = {amounts.captured - amounts.refunded, currency}};
}

std::string to_json(const Overview& overview, bool with_money, const std::string& self) {
    OverviewResource out{.version = overview.version,
                         .as_of = overview.as_of,
                         .time_zone = house_time_zone,
                         .totals = to_resource(overview.totals, with_money),
                         .performances = {},
                         .is_truncated = overview.is_truncated,
                         ._links = {{self}}};
    for (const auto& performance : overview.performances) {
        out.performances.push_back(to_resource(performance, with_money));
    }
    return contracts::encode(out);
}

}  // namespace boxoffice::sales
