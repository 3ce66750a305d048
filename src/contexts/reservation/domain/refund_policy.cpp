#include "contexts/reservation/domain/refund_policy.hpp"

#include "base/time_zone.hpp"

#include <algorithm>
#include <chrono>

namespace boxoffice::reservation {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr int whole_percent = 100;

/// Musical checks the names of zones; should a newer one know more of them, days are counted as in
/// the house's own.
base::TimeZone zone_of(const RefundRules& rules) {
    const auto zone = base::find_time_zone(rules.time_zone);
    return zone.value_or(base::TimeZone{hours{9}});
}

/// A table over one purchase: which percent counts when.
class Course {
  public:
    Course(const RefundTable& table, const RefundBasis& basis, Instant booked_at)
        : table_(table),
          zone_(zone_of(basis.rules)),
          starts_at_(basis.starts_at),
          day_(base::to_local_date(basis.starts_at, zone_)),
          booked_at_(booked_at) {}

    [[nodiscard]] Verdict at(Instant now) const {
        Verdict verdict = without_end(now);
        verdict.holds_until = starts_at_;
        for (const Instant end : ends()) {
            const bool is_change = end > now && end < verdict.holds_until &&
                                   without_end(end).fee_percent != verdict.fee_percent;
            if (is_change) verdict.holds_until = end;
        }
        return verdict;
    }

  private:
    [[nodiscard]] Verdict without_end(Instant now) const {
        if (now >= starts_at_) return {.fee_percent = whole_percent};
        const auto days_left = (day_ - base::to_local_date(now, zone_)).count();
        const auto tier = std::ranges::find_if(
            table_.tiers, [&](const RefundTier& each) { return days_left >= each.days_before; });
        if (tier != table_.tiers.end() && tier->fee_percent == 0) return {.tier = *tier};
        if (const auto end = free_until(); end && now < *end) return {.is_free_withdrawal = true};
        // A table without a tier for the day itself gives nothing back on it.
        if (tier == table_.tiers.end()) return {.fee_percent = whole_percent};
        return {.fee_percent = tier->fee_percent, .tier = *tier};
    }

    [[nodiscard]] std::optional<Instant> free_until() const {
        const auto& free = table_.free_withdrawal;
        if (!free) return std::nullopt;
        const auto days_ahead = (day_ - base::to_local_date(booked_at_, zone_)).count();
        if (days_ahead < free->days_before) return std::nullopt;
        return booked_at_ + hours{free->within_hours};
    }

    /// The moments at which something ends: a free withdrawal, and each tier at its midnight.
    [[nodiscard]] std::vector<Instant> ends() const {
        std::vector<Instant> found;
        if (const auto end = free_until()) found.push_back(*end);
        for (const RefundTier& tier : table_.tiers) {
            const auto next_day = day_ - days{tier.days_before} + days{1};
            found.push_back(base::to_instant(base::LocalTime{next_day}, zone_));
        }
        return found;
    }

    const RefundTable& table_;
    base::TimeZone zone_;
    Instant starts_at_;
    std::chrono::local_days day_;
    Instant booked_at_;
};

/// Whether money and seats have met, or are about to.
bool is_paid(const Reservation& reservation) {
    const State state = reservation.state;
    return state == State::Selling || state == State::Completed || state == State::Canceling ||
           state == State::NeedsAttention || state == State::Reseating;
}

/// The rounding rule, in this one place: a fee is rounded down.
Money fee_of(Money price, int percent) {
    return {price.amount * percent / whole_percent, price.currency};
}

/// The cheapest table counts. As fees never fall, it does so until the last of the equally cheap
/// ones becomes dearer.
void choose(RefundQuote& quote, const RefundBasis& basis, Instant booked_at, Instant now) {
    const bool is_over = now >= basis.starts_at;
    quote.fee_percent = is_over ? whole_percent : 0;
    if (!is_over) quote.holds_until = basis.starts_at;
    for (const RefundTable& table : basis.rules.tables) {
        quote.verdicts.push_back(ask(table, basis, booked_at, now));
    }
    if (quote.verdicts.empty() || is_over) return;
    const auto cheapest = std::ranges::min_element(quote.verdicts, {}, &Verdict::fee_percent);
    quote.applied = static_cast<std::size_t>(cheapest - quote.verdicts.begin());
    quote.fee_percent = cheapest->fee_percent;
    quote.holds_until = cheapest->holds_until;
    for (const Verdict& verdict : quote.verdicts) {
        if (verdict.fee_percent != quote.fee_percent) continue;
        quote.holds_until = std::max(*quote.holds_until, verdict.holds_until);
    }
}

void add_seats(RefundQuote& quote, const Reservation& reservation, std::span<const SeatId> seats) {
    for (const SeatDetails& seat : reservation.seats) {
        if (std::ranges::count(seats, seat.seat_id) == 0) continue;
        const Money fee = fee_of(seat.price, quote.fee_percent);
        quote.seats.push_back({seat.seat_id, seat.price, fee, seat.price - fee});
    }
}

/// Should less be left of the payment than the rules would give, the last seats get less.
void keep_within(RefundQuote& quote, Money left) {
    Money excess{-left.amount, left.currency};
    for (const SeatRefund& seat : quote.seats) excess = excess + seat.refund;
    for (auto seat = quote.seats.rbegin(); seat != quote.seats.rend(); ++seat) {
        const Money cut{std::clamp<std::int64_t>(excess.amount, 0, seat->refund.amount),
                        excess.currency};
        seat->refund = seat->refund - cut;
        seat->fee = seat->fee + cut;
        excess = excess - cut;
    }
}

}  // namespace

Verdict ask(const RefundTable& table, const RefundBasis& basis, Instant booked_at, Instant now) {
    return Course{table, basis, booked_at}.at(now);
}

RefundQuote refund_quote(const Reservation& reservation, std::span<const SeatId> seats,
                         const RefundBasis* basis, Instant now) {
    const Attempt* paid = current_attempt(reservation);
    const Money nothing{0, reservation.total.currency};
    RefundQuote quote{.price = nothing, .fee = nothing, .refund = nothing};
    if (!paid || !is_paid(reservation)) return quote;
    if (basis) choose(quote, *basis, reservation.reserved_dt, now);
    add_seats(quote, reservation, seats);
    keep_within(quote, refundable(*paid));
    for (const SeatRefund& seat : quote.seats) {
        quote.price = quote.price + seat.price;
        quote.fee = quote.fee + seat.fee;
        quote.refund = quote.refund + seat.refund;
    }
    return quote;
}

}  // namespace boxoffice::reservation
