// Goal: what a cancellation costs is what the tables say, to the won, and the sums are always
// right. Method: both shipped tables at both sides of each of their borders; then random ones.
#include "contexts/reservation/domain/refund_policy.hpp"

#include "base/time_zone.hpp"
#include "contexts/reservation/domain/saga.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace boxoffice::reservation {
namespace {

using namespace std::chrono_literals;

Instant at(const std::string& text) {
    return *base::parse_rfc3339(text);
}

RefundTable shipped(const char* code) {
    return *contracts::find_shipped_refund_table(code);
}

RefundTable legal() {
    return shipped("korean-standard");
}

RefundTable house() {
    return shipped("house-table");
}

/// Friday, 2027-01-15, 19:30 in Seoul.
RefundBasis basis_of(std::vector<RefundTable> tables) {
    return {{"Asia/Seoul", std::move(tables)}, at("2027-01-15T19:30:00+09:00")};
}

/// Seats 1, 2, ... at these prices, paid for and sold.
Reservation bought(const std::vector<std::int64_t>& prices, Instant booked_at) {
    Reservation r{.id = {1}, .reserved_dt = booked_at, .state = State::Completed};
    for (std::size_t i = 0; i < prices.size(); ++i) {
        const SeatId seat{static_cast<std::int64_t>(i) + 1};
        r.seats.push_back({.seat_id = seat, .price = {prices[i], {}}});
        r.live.push_back(seat);
        r.tickets.push_back({TicketId{seat.value}, seat});
        r.total = r.total + r.seats.back().price;
    }
    r.version = 1;
    r.current_payment = {501};
    r.attempts.push_back({.payment_id = {501},
                          .method = "card",
                          .amount = r.total,
                          .state = AttemptState::Captured,
                          .captured = r.total});
    return r;
}

const Instant long_before = at("2026-12-01T12:00:00+09:00");

// ---- golden tables

struct Line {
    const char* now;
    int legal;
    const char* legal_until;
    int house;
    const char* house_until;
};

constexpr const char* start = "2027-01-15T19:30:00+09:00";

constexpr Line golden[] = {
    {"2026-12-20T00:00:00+09:00", 0, "2027-01-06T00:00:00+09:00", 0, "2027-01-09T00:00:00+09:00"},
    {"2027-01-05T23:59:59.999+09:00", 0, "2027-01-06T00:00:00+09:00", 0,
     "2027-01-09T00:00:00+09:00"},
    {"2027-01-06T00:00:00+09:00", 10, "2027-01-09T00:00:00+09:00", 0, "2027-01-09T00:00:00+09:00"},
    {"2027-01-08T23:59:59.999+09:00", 10, "2027-01-09T00:00:00+09:00", 0,
     "2027-01-09T00:00:00+09:00"},
    {"2027-01-09T00:00:00+09:00", 20, "2027-01-13T00:00:00+09:00", 10, "2027-01-13T00:00:00+09:00"},
    {"2027-01-12T23:59:59.999+09:00", 20, "2027-01-13T00:00:00+09:00", 10,
     "2027-01-13T00:00:00+09:00"},
    {"2027-01-13T00:00:00+09:00", 30, "2027-01-15T00:00:00+09:00", 30, "2027-01-15T00:00:00+09:00"},
    {"2027-01-14T23:59:59.999+09:00", 30, "2027-01-15T00:00:00+09:00", 30,
     "2027-01-15T00:00:00+09:00"},
    {"2027-01-15T00:00:00+09:00", 90, start, 100, start},
    {"2027-01-15T19:29:59.999+09:00", 90, start, 100, start},
    {"2027-01-15T19:30:00+09:00", 100, start, 100, start},
};

TEST(RefundPolicy, BothShippedTablesAtEveryBorder) {
    const auto basis = basis_of({legal(), house()});
    for (const Line& line : golden) {
        const Instant now = at(line.now);
        const auto by_law = ask(basis.rules.tables[0], basis, long_before, now);
        EXPECT_EQ(by_law.fee_percent, line.legal) << line.now;
        EXPECT_EQ(by_law.holds_until, at(line.legal_until)) << line.now;
        const auto by_house = ask(basis.rules.tables[1], basis, long_before, now);
        EXPECT_EQ(by_house.fee_percent, line.house) << line.now;
        EXPECT_EQ(by_house.holds_until, at(line.house_until)) << line.now;
    }
}

TEST(RefundPolicy, TheBetterTableForTheBuyerCounts) {
    const auto basis = basis_of({legal(), house()});
    const auto r = bought({100'000}, long_before);
    const auto quoted = [&](const char* now) { return refund_quote(r, r.live, &basis, at(now)); };

    const auto early = quoted("2027-01-07T12:00:00+09:00");
    EXPECT_EQ(early.applied, 1U) << "the house gives all, the standard keeps 10 %";
    EXPECT_EQ(early.refund, Money{100'000});
    EXPECT_EQ(early.holds_until, at("2027-01-09T00:00:00+09:00"));
    const auto same_day = quoted("2027-01-15T12:00:00+09:00");
    EXPECT_EQ(same_day.applied, 0U) << "the house gives nothing, the standard keeps 90 %";
    EXPECT_EQ(same_day.refund, Money{10'000});
    const auto equal = quoted("2027-01-13T12:00:00+09:00");
    EXPECT_EQ(equal.applied, 0U);
    EXPECT_EQ(equal.fee, Money{30'000});
    const auto free = quoted("2027-01-05T12:00:00+09:00");
    EXPECT_EQ(free.applied, 0U);
    EXPECT_EQ(free.holds_until, at("2027-01-09T00:00:00+09:00"))
        << "the standard becomes dearer first, but the house holds on";
}

TEST(RefundPolicy, WithdrawalIsFreeForADayWhenBookedInTime) {
    const auto basis = basis_of({legal()});
    const auto at_booking = [&](const char* booked, const char* now) {
        return ask(basis.rules.tables[0], basis, at(booked), at(now));
    };
    // Three days before by the calendar is in time, however few hours are left of that day.
    const char* in_time = "2027-01-12T23:59:59+09:00";
    const auto free = at_booking(in_time, "2027-01-13T23:59:58.999+09:00");
    EXPECT_EQ(free.fee_percent, 0);
    EXPECT_TRUE(free.is_free_withdrawal);
    EXPECT_FALSE(free.tier);
    EXPECT_EQ(free.holds_until, at("2027-01-13T23:59:59+09:00"));
    const auto over = at_booking(in_time, "2027-01-13T23:59:59+09:00");
    EXPECT_EQ(over.fee_percent, 30);
    EXPECT_FALSE(over.is_free_withdrawal);
    EXPECT_EQ(at_booking("2027-01-13T00:00:00+09:00", "2027-01-13T00:00:01+09:00").fee_percent, 30)
        << "booked two days before";
    EXPECT_FALSE(
        at_booking("2027-01-01T12:00:00+09:00", "2027-01-01T13:00:00+09:00").is_free_withdrawal)
        << "nothing would be kept anyway";
    EXPECT_EQ(at_booking("2027-01-05T20:00:00+09:00", "2027-01-05T21:00:00+09:00").holds_until,
              at("2027-01-06T20:00:00+09:00"))
        << "the withdrawal outlasts the free tier";
}

TEST(RefundPolicy, DaysAreThoseOfThePerformancesZone) {
    RefundBasis basis{{"America/New_York", {legal()}}, at("2027-03-16T19:30:00-04:00")};
    const auto percent = [&](const char* now) {
        return ask(basis.rules.tables[0], basis, long_before, at(now)).fee_percent;
    };
    // Ten days before is still winter time there.
    EXPECT_EQ(percent("2027-03-06T23:59:59.999-05:00"), 0);
    EXPECT_EQ(percent("2027-03-07T00:00:00-05:00"), 10);
    EXPECT_EQ(percent("2027-03-15T23:59:59.999-04:00"), 30);
    EXPECT_EQ(percent("2027-03-16T00:00:00-04:00"), 90);
    basis.rules.time_zone = "Mars/Olympus";
    EXPECT_EQ(percent("2027-03-07T00:00:00-05:00"), 0) << "counted as in Seoul";
}

TEST(RefundPolicy, FeesAreRoundedDownSeatBySeat) {
    const auto basis = basis_of({legal()});
    const auto r = bought({33'333, 33'333, 7}, long_before);
    const auto quote = refund_quote(r, r.live, &basis, at("2027-01-07T12:00:00+09:00"));
    ASSERT_EQ(quote.seats.size(), 3U);
    EXPECT_EQ(quote.seats[0], (SeatRefund{{1}, {33'333, {}}, {3'333, {}}, {30'000, {}}}));
    EXPECT_EQ(quote.seats[2].fee, Money{0});
    EXPECT_EQ(quote.fee, Money{6'666}) << "10 % of the sum would be 6,667";
    EXPECT_EQ(quote.refund, Money{60'007});
}

TEST(RefundPolicy, WithoutRulesOrTablesNothingIsKept) {
    const auto r = bought({50'000}, long_before);
    EXPECT_EQ(refund_quote(r, r.live, nullptr, at(start) + 24h).fee, Money{0});
    const auto no_table = basis_of({});
    EXPECT_EQ(refund_quote(r, r.live, &no_table, at(start) - 1ms).fee, Money{0});
    EXPECT_EQ(refund_quote(r, r.live, &no_table, at(start)).refund, Money{0});
}

TEST(RefundPolicy, RefusesAfterTheStartAndWhenTheFeeHasRisen) {
    const auto r = bought({50'000, 30'000}, long_before);
    CancelReservation cancel{
        .reservation_id = {1}, .seat_ids = {{1}}, .basis = basis_of({legal()})};
    EXPECT_EQ(refuse_by_rules(r, cancel, at(start)), Rejection::performance_started);
    EXPECT_EQ(refuse_by_rules(r, cancel, at(start) - 1ms), std::nullopt);
    cancel.expected_fee = Money{5'000};
    const Instant border = at("2027-01-09T00:00:00+09:00");
    EXPECT_EQ(refuse_by_rules(r, cancel, border - 1ms), std::nullopt);
    EXPECT_EQ(refuse_by_rules(r, cancel, border), Rejection::fee_changed);
    EXPECT_EQ(refuse_by_rules(r, cancel, long_before), std::nullopt) << "better than expected";
    cancel.expected_fee->currency = {{'U', 'S', 'D'}};
    EXPECT_EQ(refuse_by_rules(r, cancel, border - 1ms), Rejection::fee_changed);
    // What is not about tickets that the buyer still has is answered by decide().
    cancel.seat_ids = {{9}};
    EXPECT_EQ(refuse_by_rules(r, cancel, at(start)), std::nullopt);
    cancel.basis.reset();
    cancel.seat_ids = {{1}};
    EXPECT_EQ(refuse_by_rules(r, cancel, at(start)), std::nullopt);
}

// ---- whatever the tables

class Chance {
  public:
    explicit Chance(std::uint32_t seed) : random_(seed) {}

    int below(int end) { return static_cast<int>(random_() % static_cast<std::uint32_t>(end)); }

    RefundTable table() {
        RefundTable table{.code = "random"};
        int days = 1 + below(30);
        int fee = below(20);
        while (days > 0) {
            table.tiers.push_back({days, fee});
            days -= 1 + below(10);
            fee = std::min(100, fee + below(40));
        }
        table.tiers.push_back({0, fee});
        if (below(2) == 0) table.free_withdrawal = FreeWithdrawal{below(72), below(10)};
        return table;
    }

    RefundBasis basis() {
        const char* zones[] = {"Asia/Seoul", "America/New_York", "Europe/Vienna", "+05:45"};
        RefundBasis basis{{zones[below(4)], {}}, long_before + 1h * below(2'000)};
        const int count = 1 + below(3);
        for (int i = 0; i < count; ++i) basis.rules.tables.push_back(table());
        return basis;
    }

    std::vector<std::int64_t> prices() {
        std::vector<std::int64_t> prices;
        const int count = 1 + below(6);
        for (int i = 0; i < count; ++i) prices.push_back(below(200'000));
        return prices;
    }

    /// From a little before the booking to a little after the start.
    Instant moment(const RefundBasis& basis) {
        const auto span = (basis.starts_at - long_before) + 48h;
        return long_before + span * below(10'001) / 10'000;
    }

  private:
    std::mt19937 random_;
};

class WhateverTheTables : public ::testing::Test {
  protected:
    /// Calls `look(chance)` with many seeds, and says which one failed.
    template <class Look>
    void for_seeds(Look look) {
        for (std::uint32_t seed = 1; seed <= 400 && !HasFailure(); ++seed) {
            const ::testing::ScopedTrace trace(__FILE__, __LINE__, "seed " + std::to_string(seed));
            Chance chance{seed};
            look(chance);
        }
    }
};

TEST_F(WhateverTheTables, FeeAndRefundAreThePrice) {
    for_seeds([](Chance& chance) {
        const auto basis = chance.basis();
        const auto r = bought(chance.prices(), long_before);
        const auto quote = refund_quote(r, r.live, &basis, chance.moment(basis));
        Money refunds{0};
        for (const SeatRefund& seat : quote.seats) {
            EXPECT_EQ(seat.fee + seat.refund, seat.price);
            EXPECT_GE(seat.fee.amount, 0);
            EXPECT_GE(seat.refund.amount, 0);
            refunds = refunds + seat.refund;
        }
        EXPECT_EQ(quote.price, r.total);
        EXPECT_EQ(quote.fee + quote.refund, quote.price);
        EXPECT_EQ(quote.refund, refunds);
    });
}

TEST_F(WhateverTheTables, WaitingNeverHelpsAndAQuoteHoldsAsLongAsItSays) {
    for_seeds([](Chance& chance) {
        const auto basis = chance.basis();
        const auto r = bought({100'000}, long_before);
        const auto quoted = [&](Instant now) { return refund_quote(r, r.live, &basis, now); };
        const auto [first, second] = std::minmax({chance.moment(basis), chance.moment(basis)});
        EXPECT_LE(quoted(first).fee.amount, quoted(second).fee.amount);
        const auto quote = quoted(first);
        EXPECT_EQ(quote.holds_until.has_value(), first < basis.starts_at);
        if (!quote.holds_until) return;
        EXPECT_GT(*quote.holds_until, first);
        EXPECT_EQ(quoted(*quote.holds_until - 1ms).fee, quote.fee);
        const bool is_all_kept = quote.fee_percent == 100;
        EXPECT_TRUE(is_all_kept || quoted(*quote.holds_until).fee.amount > quote.fee.amount);
    });
}

TEST_F(WhateverTheTables, TheBestOfThemCounts) {
    for_seeds([](Chance& chance) {
        const auto basis = chance.basis();
        const auto r = bought(chance.prices(), long_before);
        const Instant now = chance.moment(basis);
        Money best{0};
        for (const RefundTable& table : basis.rules.tables) {
            const RefundBasis alone{{basis.rules.time_zone, {table}}, basis.starts_at};
            best.amount = std::max(best.amount, refund_quote(r, r.live, &alone, now).refund.amount);
        }
        EXPECT_EQ(refund_quote(r, r.live, &basis, now).refund, best);
    });
}

TEST_F(WhateverTheTables, MovingAPerformanceLaterCostsNothing) {
    for_seeds([](Chance& chance) {
        auto basis = chance.basis();
        const auto r = bought({100'000}, long_before);
        const Instant now = chance.moment(basis);
        const auto before = refund_quote(r, r.live, &basis, now).fee.amount;
        basis.starts_at += 24h * chance.below(30);
        EXPECT_LE(refund_quote(r, r.live, &basis, now).fee.amount, before);
    });
}

/// Ids that never repeat, whoever draws them.
class FreshIds final : public Ids {
  public:
    PaymentId next_payment_id() override { return {++last_}; }
    RefundId next_refund_id() override { return {++last_}; }
    TicketId next_ticket_id() override { return {++last_}; }

  private:
    static inline std::int64_t last_ = 1'000;
};

/// Cancels these seats by the saga itself, to the end. @return what it had quoted.
RefundQuote cancel(Reservation& r, const std::vector<SeatId>& seats, const RefundBasis& basis,
                   Instant now) {
    FreshIds ids;
    const auto tell = [&](const Input& input) {
        auto decision = decide(r, input, now, {}, ids);
        auto* accepted = std::get_if<Accepted>(&decision);
        EXPECT_TRUE(accepted);
        if (accepted) r = std::move(accepted->after);
    };
    const auto quote = refund_quote(r, seats, &basis, now);
    tell(CancelReservation{.reservation_id = r.id, .seat_ids = seats, .basis = basis});
    const Money asked = find_refund(r, *r.awaited_refund).refund->amount;
    EXPECT_EQ(asked, quote.refund) << "what is refunded is what was quoted";
    EXPECT_EQ(r.cancellation->fee.value_or(Money{0}), quote.fee);
    std::vector<SeatReference> back;
    for (const SeatId seat : seats) back.push_back({seat});
    tell(SeatRefunded{r.id, {}, seats.front(), back});
    tell(PaymentRefunded{r.current_payment, r.id, {}, *r.awaited_refund, asked});
    return quote;
}

TEST_F(WhateverTheTables, SeatsGivenBackOneByOneAddUp) {
    for_seeds([](Chance& chance) {
        const auto basis = chance.basis();
        auto r = bought(chance.prices(), long_before);
        std::vector<Instant> moments;
        for (std::size_t i = 0; i < r.seats.size(); ++i) moments.push_back(chance.moment(basis));
        std::ranges::sort(moments);
        const bool is_at_once = chance.below(2) == 0;
        const Money whole = refund_quote(r, r.live, &basis, moments.front()).refund;
        Money given_back{0};
        Money kept{0};
        for (const Instant moment : moments) {
            const std::vector<SeatId> seats{r.live.front()};
            const auto quote = cancel(r, seats, basis, is_at_once ? moments.front() : moment);
            given_back = given_back + quote.refund;
            kept = kept + quote.fee;
        }
        EXPECT_EQ(r.state, State::Canceled);
        EXPECT_EQ(given_back + kept, r.total);
        EXPECT_LE(given_back.amount, whole.amount);
        EXPECT_TRUE(!is_at_once || given_back == whole);
        EXPECT_EQ(r.attempts.front().fees.value_or(Money{0}), kept);
        EXPECT_EQ(refundable(r.attempts.front()), Money{0});
    });
}

TEST(RefundPolicy, WhatWasKeptStaysKeptWhenTheRestIsGivenBackInFull) {
    auto r = bought({50'000, 30'000}, long_before);
    const auto basis = basis_of({legal()});
    const Instant now = at("2027-01-13T12:00:00+09:00");
    EXPECT_EQ(cancel(r, {{1}}, basis, now).refund, Money{35'000});
    FreshIds ids;
    const auto rest = decide(r, PerformanceCanceled{{}, {}, "ill"}, now, {}, ids);
    const auto& after = std::get<Accepted>(rest).after;
    EXPECT_EQ(find_refund(after, *after.awaited_refund).refund->amount, Money{30'000});
    EXPECT_FALSE(after.cancellation->fee);
    // The same when somebody gives the rest back at the provider's console: then nothing is left.
    const auto unasked =
        decide(r, PaymentRefunded{{501}, {1}, {}, std::nullopt, Money{30'000}}, now, {}, ids);
    EXPECT_TRUE(std::get<Accepted>(unasked).after.cancellation->money_back);
}

}  // namespace
}  // namespace boxoffice::reservation
