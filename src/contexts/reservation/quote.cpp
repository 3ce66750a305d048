#include "contexts/reservation/quote.hpp"

#include "contracts/codec.hpp"

#include <utility>

namespace boxoffice::reservation {
namespace {

std::string tier_text(const RefundTier& tier, bool korean) {
    const auto days = std::to_string(tier.days_before);
    const auto percent = std::to_string(tier.fee_percent);
    if (korean) {
        const auto when = tier.days_before == 0 ? std::string{"공연 당일 시작 전까지 취소: "}
                                                : "공연 " + days + "일 전까지 취소: ";
        return when + (tier.fee_percent == 0 ? "취소 수수료 없음" : "취소 수수료 " + percent + "%");
    }
    const auto when = tier.days_before == 0
                          ? std::string{"Canceled on the day, before the start: "}
                          : "Canceled until " + days +
                                (tier.days_before == 1 ? " day before: " : " days before: ");
    return when + (tier.fee_percent == 0 ? "no fee" : percent + " % fee");
}

std::string text_of(const RefundTable& table, const Verdict& verdict, bool korean) {
    if (verdict.tier) return tier_text(*verdict.tier, korean);
    if (!verdict.is_free_withdrawal) return korean ? "환급 불가" : "Nothing comes back";
    const auto hours = std::to_string(table.free_withdrawal->within_hours);
    return korean ? "예매 후 " + hours + "시간 이내 취소: 취소 수수료 없음"
                  : "Canceled within " + hours + " hours of booking: no fee";
}

/// In the language asked for, in the house's where there is no other.
template <class Text>
Text chosen(const Text& text, const std::optional<std::string>& english, bool korean) {
    if (korean || !english) return text;
    return *english;
}

QuotedTable quoted(const RefundTable& table, const Verdict& verdict, const RefundQuote& alone,
                   bool korean) {
    QuotedTable out{.code = table.code,
                    .name = chosen(table.name, table.name_en, korean),
                    .text = chosen(table.text, table.text_en, korean),
                    .rule = verdict.is_free_withdrawal ? "free_withdrawal" : "tier",
                    .explanation = text_of(table, verdict, korean),
                    .fee_percent = verdict.fee_percent,
                    .fee = alone.fee,
                    .refund = alone.refund,
                    .holds_until = verdict.holds_until,
                    .tiers = table.tiers,
                    .free_withdrawal = table.free_withdrawal};
    if (verdict.tier) out.days_before = verdict.tier->days_before;
    return out;
}

std::string link(const Reservation& reservation, std::span<const SeatId> seats) {
    auto out = location_of(reservation.id) + "/cancellation-quote?seatIds=";
    for (const SeatId seat : seats) out += std::to_string(seat.value) + ',';
    out.pop_back();
    return out;
}

}  // namespace

std::string quote_json(const Reservation& reservation, std::span<const SeatId> seats,
                       const RefundBasis* basis, Instant now, bool korean) {
    auto quote = refund_quote(reservation, seats, basis, now);
    QuoteResource out{.reservation_id = reservation.id,
                      .seat_ids = {seats.begin(), seats.end()},
                      .price = quote.price,
                      .fee = quote.fee,
                      .refund = quote.refund,
                      .fee_percent = quote.fee_percent,
                      .quoted_at = now,
                      .holds_until = quote.holds_until,
                      .explanation = korean ? "취소 수수료 없음" : "No fee",
                      .seats = std::move(quote.seats),
                      .tables = {},
                      ._links = {{link(reservation, seats)},
                                 {location_of(reservation.id) + "/cancellation"},
                                 {location_of(reservation.id)}}};
    for (std::size_t i = 0; i < quote.verdicts.size(); ++i) {
        const auto& table = basis->rules.tables[i];
        const RefundBasis only_this{{basis->rules.time_zone, {table}}, basis->starts_at};
        out.tables.push_back(quoted(table, quote.verdicts[i],
                                    refund_quote(reservation, seats, &only_this, now), korean));
        if (quote.applied != i) continue;
        out.tables.back().is_applied = true;
        out.explanation = out.tables.back().explanation;
    }
    return contracts::encode(out);
}

}  // namespace boxoffice::reservation
