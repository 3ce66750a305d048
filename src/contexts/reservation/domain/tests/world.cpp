#include "contexts/reservation/domain/tests/world.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::reservation {

// ---- the reservation

void World::tell(const Input& input) {
    ++inputs_;
    EXPECT_LE(fitting_rows(reservation_, input, now_, terms_, ids_), 1U);
    const Decision decision = decide(reservation_, input, now_, terms_, ids_);
    const auto* accepted = std::get_if<Accepted>(&decision);
    if (!accepted) return;
    check(*accepted, input);
    for (const Transition& step : accepted->transitions) {
        ++visits_[std::string{to_text(step.from)} + ">" + std::string{to_text(step.to)}];
        if (step.seats_exchanged) ++visits_["moved"];
        if (step.exchange_refused) ++visits_["move refused"];
        const bool has_moved = !reservation_.replaced.empty();
        if (has_moved && step.to == State::Canceling) ++visits_["moved>Canceling"];
        reservation_ = evolve(std::move(reservation_), step);
        history_.push_back(step);
    }
    check_money(reservation_);
    for (const Event& event : accepted->events) {
        to_musical_.push_back(event);
        to_payment_.push_back(event);
    }
}

void World::check(const Accepted& accepted, const Input& input) const {
    std::int64_t version = reservation_.version;
    for (const Transition& step : accepted.transitions) {
        EXPECT_EQ(step.version, ++version);
        if (is_terminal(step.from) && step.to != step.from) {
            EXPECT_EQ(step.to, State::Refunding);
            EXPECT_TRUE(std::holds_alternative<PaymentApproved>(input));
        }
        if (step.from == State::Selling && step.to == State::Completed) {
            EXPECT_TRUE(std::holds_alternative<SeatSold>(input));
        }
        const bool rests = is_terminal(step.to) || step.to == State::Completed;
        EXPECT_EQ(step.deadline_at.has_value(), !rests) << to_text(step.to);
    }
}

void World::check_money(const Reservation& after) const {
    for (const Attempt& attempt : after.attempts) {
        std::int64_t decided = 0;
        for (const Refund& refund : attempt.refunds) decided += refund.amount.amount;
        decided += attempt.fees.value_or(Money{0}).amount;
        EXPECT_LE(decided, attempt.captured.value_or(Money{0}).amount);
    }
    if (after.state != State::Completed) return;
    const Attempt* paid = current_attempt(after);
    EXPECT_TRUE(paid && paid->captured);
    EXPECT_EQ(after.tickets.size(), after.live.size());
    EXPECT_FALSE(after.live.empty());
    EXPECT_EQ(evolve(Reservation{}, history_), after);
}

// ---- people and time

void World::buyer_acts() {
    if (reservation_.state == State::New) {
        return tell(
            Dialogue::place(chance(50) ? std::optional<std::string>{"card"} : std::nullopt));
    }
    if (chance(60)) return tell(Dialogue::pay());
    const bool is_bad_time =
        reservation_.state == State::Selling || reservation_.state == State::Paying;
    if (!chance(is_bad_time ? 50 : 15)) return;
    auto cancel = chance(50) ? Dialogue::cancel() : Dialogue::cancel({{chance(50) ? 11 : 12}});
    if (chance(60)) {
        const RefundTable table{.code = "third", .name = "third", .tiers = {{0, 33}}};
        cancel.basis = RefundBasis{{"Asia/Seoul", {table}}, now_ + 1h};
    }
    tell(cancel);
}

void World::time_passes() {
    now_ += std::chrono::seconds{random_() % 30};
    if (chance(30) && reservation_.deadline_at) now_ = std::max(now_, *reservation_.deadline_at);
    tell(Dialogue::deadline_passed());
    if (all_are(Seat::held) && now_ >= held_until_) {
        set_all(Seat::available);
        from_musical_.push_back(Dialogue::seat_released(epoch_));
    }
}

void World::somebody_interferes() {
    if (chance(5) && !performance_canceled_) {
        performance_canceled_ = true;
        from_musical_.push_back(Dialogue::performance_canceled());
    }
    for (auto& [seat, state] : seats_) {
        if (chance(20) && state == Seat::available) state = Seat::others;
        if (chance(20) && state == Seat::others) state = Seat::available;
    }
    for (auto& [id, charge] : charges_) {
        const bool is_over = charge.state == Charge::State::declined;
        if (is_over && chance(10)) {  // paid after a final "no"
            charge.state = Charge::State::captured;
            charge.kept = charge.amount.amount;
            from_payment_.push_back(Dialogue::approved({id}));
        }
        if (charge.state == Charge::State::captured &&
            chance(10)) {  // told again by a reconciliation
            from_payment_.push_back(Dialogue::approved({id}));
        }
        if (charge.kept > 0 && !charge.is_paid_by_hand &&
            chance(4)) {  // at the provider's console, all or a part
            const std::int64_t back = chance(50) ? charge.kept : 1 + charge.kept / 3;
            charge.kept -= back;
            charge.unasked += back;
            from_payment_.push_back(Dialogue::refunded_unasked(back, {id}));
        }
    }
}

/// One ticket, sometimes two, to seats that may be anybody's.
void World::staff_move_tickets() {
    if (reservation_.live.empty()) return;
    const std::int64_t from = reservation_.live[random_() % reservation_.live.size()].value;
    constexpr std::array all{11, 12, 21, 22};
    auto move = Dialogue::move(from, all[random_() % all.size()]);
    const bool has_two = reservation_.live.size() == 2 && chance(20);
    if (has_two) {
        const auto other = reservation_.live[reservation_.live.front().value == from ? 1 : 0];
        move.moves.push_back({other, Dialogue::seat_to(all[random_() % all.size()])});
    }
    if (has_two && move.moves[0].to.seat_id == move.moves[1].to.seat_id) return;
    tell(move);
}

void World::staff_act() {
    if (chance(25)) return staff_move_tickets();
    if (reservation_.state != State::NeedsAttention) return;
    if (chance(50)) return tell(Dialogue::retry());
    const auto failed = find_refund(reservation_, *reservation_.awaited_refund);
    Charge& charge = charges_.at(failed.payment_id.value);
    auto& refund = charge.refunds.at(failed.refund->refund_id.value);
    const bool is_recorded = refund.state == RefundAtProvider::State::done;
    if (!is_recorded) give_back(charge, refund);
    charge.is_paid_by_hand = true;
    tell(Dialogue::record());
}

// ---- payment and its provider

void World::payment_reads() {
    if (to_payment_.empty()) return;
    const Event event = std::move(to_payment_.front());
    to_payment_.pop_front();
    std::visit([this](const auto& e) { payment_handles(e); }, event);
}

void World::payment_handles(const PaymentRequested& event) {
    const Charge charge{.amount = event.amount, .confirm_until = event.confirm_until};
    charges_.try_emplace(event.payment_id.value, charge);
}

void World::payment_handles(const RefundRequested& event) {
    auto& refunds = charges_.at(event.payment_id.value).refunds;
    const auto [found, is_new] =
        refunds.try_emplace(event.refund_id.value, RefundAtProvider{.amount = event.amount});
    if (is_new) return;
    EXPECT_EQ(found->second.amount, event.amount);
    if (found->second.state == RefundAtProvider::State::failed) {
        found->second.state = RefundAtProvider::State::asked;
    } else if (found->second.state == RefundAtProvider::State::done) {
        from_payment_.push_back(
            Dialogue::refunded(event.refund_id, event.amount.amount, event.payment_id));
    }
}

void World::payment_handles(const RefundRecorded& event) {
    const auto& refund = charges_.at(event.payment_id.value).refunds.at(event.refund_id.value);
    EXPECT_EQ(refund.amount, event.amount);
    from_payment_.push_back(
        Dialogue::refunded(event.refund_id, event.amount.amount, event.payment_id));
}

void World::provider_decides(bool is_kind) {
    for (auto& [id, charge] : charges_) {
        if (charge.state != Charge::State::created) continue;
        if (now_ > charge.confirm_until || is_kind || chance(15)) {
            charge.state = Charge::State::abandoned;
            from_payment_.push_back(Dialogue::payment_abandoned({id}));
        } else if (chance(70)) {
            charge.state = Charge::State::captured;
            charge.kept = charge.amount.amount;
            from_payment_.push_back(Dialogue::approved({id}));
        } else {
            charge.state = Charge::State::declined;
            from_payment_.push_back(Dialogue::declined({id}));
        }
    }
}

void World::give_back(Charge& charge, RefundAtProvider& refund) {
    charge.kept -= std::min(charge.kept, refund.amount.amount);
    refund.state = RefundAtProvider::State::done;
}

void World::provider_refunds(bool is_kind) {
    for (auto& [payment, charge] : charges_) {
        for (auto& [id, refund] : charge.refunds) {
            // What was refused and is not what the reservation waits for, staff try again at
            // payment.
            const bool is_other = reservation_.awaited_refund != RefundId{id};
            const bool is_refused = refund.state == RefundAtProvider::State::failed;
            if (refund.state == RefundAtProvider::State::done || (is_refused && !is_other))
                continue;
            if (!is_kind && chance(20)) {
                if (!is_refused) {
                    auto failed = Dialogue::refund_failed({id});
                    failed.payment_id = {payment};
                    from_payment_.push_back(failed);
                }
                refund.state = RefundAtProvider::State::failed;
                continue;
            }
            give_back(charge, refund);
            from_payment_.push_back(Dialogue::refunded({id}, refund.amount.amount, {payment}));
        }
    }
}

void World::hear(std::deque<Input>& channel) {
    if (channel.empty()) return;
    const Input input = std::move(channel.front());
    channel.pop_front();
    tell(input);
}

// ---- the course of things

void World::step() {
    switch (random_() % 14) {
        case 0:
        case 1:
            return buyer_acts();
        case 2:
            return time_passes();
        case 3:
            return somebody_interferes();
        case 4:
            return provider_decides(false);
        case 5:
            return provider_refunds(false);
        case 6:
            return staff_act();
        case 7:
        case 8:
            return musical_reads();
        case 9:
        case 10:
            return payment_reads();
        case 11:
        case 12:
            return hear(from_musical_);
        default:
            return hear(from_payment_);
    }
}

void World::settle() {
    if (reservation_.state == State::New) tell(Dialogue::place());
    for (int round = 0; round < 200; ++round) {
        while (!to_musical_.empty()) musical_reads();
        while (!to_payment_.empty()) payment_reads();
        provider_decides(true);
        provider_refunds(true);
        while (!from_musical_.empty()) hear(from_musical_);
        while (!from_payment_.empty()) hear(from_payment_);
        if (reservation_.state == State::NeedsAttention) tell(Dialogue::retry());
        if (reservation_.deadline_at) now_ = std::max(now_, *reservation_.deadline_at);
        tell(Dialogue::deadline_passed());
    }
}

void World::check_settled() {
    const State state = reservation_.state;
    EXPECT_TRUE(is_terminal(state) || state == State::Completed) << to_text(state);
    EXPECT_FALSE(performance_canceled_ && state == State::Completed);
    EXPECT_EQ(evolve(Reservation{}, history_), reservation_);
    std::int64_t price = 0;
    for (const SeatDetails& seat : reservation_.seats) {
        const bool is_kept = std::ranges::count(reservation_.live, seat.seat_id) > 0;
        const bool is_sold = seats_.at(seat.seat_id.value) == Seat::sold;
        EXPECT_EQ(is_kept, is_sold) << "seat " << seat.seat_id.value;
        if (is_kept) price += seat.price.amount;
    }
    std::size_t sold = 0;
    for (const auto& [seat, status] : seats_) sold += status == Seat::sold ? 1 : 0;
    EXPECT_EQ(sold, reservation_.live.size()) << "seats sold beside its tickets";
    for (const auto& [id, charge] : charges_) {
        const bool counts = PaymentId{id} == reservation_.current_payment;
        const Attempt* attempt = find_attempt(reservation_, {id});
        std::int64_t fees = 0;
        if (attempt && attempt->fees) {
            // What the console gave back of a fee after the end, nobody here hears of.
            const auto unheard = charge.unasked - attempt->given_back_unasked.amount;
            fees = std::max<std::int64_t>(attempt->fees->amount - unheard, 0);
            ++visits_["fees kept"];
        }
        EXPECT_EQ(charge.kept, (counts ? price : 0) + fees) << "payment " << id;
    }
    EXPECT_FALSE(counts_as_open(reservation_));
}

}  // namespace boxoffice::reservation
