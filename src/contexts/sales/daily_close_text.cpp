// A daily close as JSON and as a table for spreadsheets.
#include "contexts/sales/csv.hpp"
#include "contexts/sales/daily_close.hpp"
#include "contexts/sales/scope.hpp"
#include "contracts/codec_definition.hpp"
#include "contracts/resource.hpp"

#include <array>
#include <charconv>

namespace boxoffice::sales {
namespace {

struct SumResource {
    std::int64_t tickets_sold = 0;
    std::int64_t tickets_cancelled = 0;
    base::Money sales;
    base::Money refunds;
    base::Money fees_kept;
    base::Money net;
};
BOOST_DESCRIBE_STRUCT(SumResource, (),
                      (tickets_sold, tickets_cancelled, sales, refunds, fees_kept, net))

struct LineResource : SumResource {
    std::string method;
};
BOOST_DESCRIBE_STRUCT(LineResource, (SumResource), (method))

struct PerformanceCloseResource {
    contracts::PerformanceId performance_id;
    contracts::MusicalId musical_id;
    std::string musical_name;
    std::string venue_name;
    std::optional<base::Instant> starts_at;
    std::vector<LineResource> methods;
};
BOOST_DESCRIBE_STRUCT(PerformanceCloseResource, (),
                      (performance_id, musical_id, musical_name, venue_name, starts_at, methods))

struct DailyCloseResource {
    std::string date;
    std::string time_zone;
    base::Instant from{};
    base::Instant to{};
    bool is_final = false;
    std::vector<PerformanceCloseResource> performances;
    std::vector<LineResource> methods;
    std::vector<SumResource> totals;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(DailyCloseResource, (),
                      (date, time_zone, from, to, is_final, performances, methods, totals, _links))

SumResource to_sum(const CloseLine& line) {
    const auto money = [&](std::int64_t amount) { return base::Money{amount, line.currency}; };
    return {.tickets_sold = line.tickets_sold,
            .tickets_cancelled = line.tickets_cancelled,
            .sales = money(line.money.captured),
            .refunds = money(line.money.refunded),
            .fees_kept = money(line.money.fees),
            .net = money(line.money.captured - line.money.refunded)};
}

std::vector<LineResource> to_lines(const std::vector<CloseLine>& lines) {
    std::vector<LineResource> out;
    out.reserve(lines.size());
    for (const auto& line : lines) out.push_back({to_sum(line), line.method});
    return out;
}

constexpr std::array<std::string_view, 14> columns{
    "date",     "performanceId", "musicalId", "musicalName", "venueName",
    "startsAt", "method",        "currency",  "ticketsSold", "ticketsCancelled",
    "sales",    "refunds",       "feesKept",  "net"};

/// The weight of one media range of an Accept header; thousandths, 1000 unless it says less.
int weight_of(std::string_view range) {
    const auto q = range.find("q=");
    if (q == std::string_view::npos) return 1'000;
    const auto digits = range.substr(q + 2);
    double weight = 1;
    std::from_chars(digits.data(), digits.data() + digits.size(), weight);
    return static_cast<int>(weight * 1'000);
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace

std::string to_json(const DailyClose& close, const std::string& self) {
    DailyCloseResource out{.date = to_text(close.date),
                           .time_zone = house_time_zone,
                           .from = close.from,
                           .to = close.to,
                           .is_final = close.is_final,
                           .performances = {},
                           .methods = to_lines(by_method(close)),
                           .totals = {},
                           ._links = {{self}}};
    for (const auto& [performance, methods] : close.performances) {
        out.performances.push_back({.performance_id = performance.id,
                                    .musical_id = performance.musical_id,
                                    .musical_name = performance.musical_name,
                                    .venue_name = performance.venue_name,
                                    .starts_at = performance.starts_at,
                                    .methods = to_lines(methods)});
    }
    for (const auto& line : by_currency(close)) out.totals.push_back(to_sum(line));
    return contracts::encode(out);
}

std::string to_csv(const DailyClose& close) {
    Csv csv;
    for (const auto column : columns) csv.text(column);
    csv.end_row();
    const auto date = to_text(close.date);
    for (const auto& [performance, methods] : close.performances) {
        for (const auto& line : methods) {
            csv.text(date);
            csv.number(performance.id.value);
            csv.number(performance.musical_id.value);
            csv.text(performance.musical_name);
            csv.text(performance.venue_name);
            csv.text(performance.starts_at ? base::to_rfc3339(*performance.starts_at) : "");
            csv.text(line.method);
            csv.text(line.currency.text());
            csv.number(line.tickets_sold);
            csv.number(line.tickets_cancelled);
            csv.number(line.money.captured);
            csv.number(line.money.refunded);
            csv.number(line.money.fees);
            csv.number(line.money.captured - line.money.refunded);
            csv.end_row();
        }
    }
    return std::move(csv).take();
}

bool prefers_csv(std::string_view accept) {
    int csv = 0;
    int json = 0;
    while (!accept.empty()) {
        const auto comma = accept.find(',');
        const auto range = accept.substr(0, comma);
        accept.remove_prefix(comma == std::string_view::npos ? accept.size() : comma + 1);
        const auto type = trimmed(range.substr(0, range.find(';')));
        if (type == "text/csv") csv = weight_of(range);
        if (type == "application/json") json = weight_of(range);
    }
    return csv > 0 && csv >= json;
}

}  // namespace boxoffice::sales
