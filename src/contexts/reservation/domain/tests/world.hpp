// A small musical and a small payment with a provider, in which one reservation lives a random
// life. They answer over two ordered channels each, as the real ones do behind their inboxes.
#pragma once

#include "contexts/reservation/domain/tests/dialogue.hpp"

#include <deque>
#include <map>
#include <random>
#include <string>

namespace boxoffice::reservation {

class World {
  public:
    explicit World(std::uint32_t seed) : random_(seed) {}

    /// One thing happens, chosen by chance.
    void step();
    /// Everybody does their duty until nothing is left to do, and no more harm comes.
    void settle();
    /// What must hold once all is settled: the money kept is the price of the seats kept.
    void check_settled();

    [[nodiscard]] const Reservation& reservation() const { return reservation_; }
    [[nodiscard]] std::size_t inputs() const { return inputs_; }
    [[nodiscard]] const std::map<std::string, int>& visits() const { return visits_; }

  private:
    enum class Seat { available, held, locked, sold, others };
    struct RefundAtProvider {
        Money amount;
        enum class State { asked, done, failed } state = State::asked;
    };
    struct Charge {
        Money amount;
        Instant confirm_until{};
        enum class State { created, captured, declined, abandoned } state = State::created;
        std::int64_t unasked = 0;  ///< given back at the console
        std::int64_t kept = 0;
        /// Staff who pay a refund by hand do not give the same money back at the console too.
        bool is_paid_by_hand = false;
        std::map<std::int64_t, RefundAtProvider> refunds;
    };

    [[nodiscard]] bool chance(unsigned percent) { return random_() % 100 < percent; }
    void tell(const Input& input);
    void check(const Accepted& accepted, const Input& input) const;
    void check_money(const Reservation& after) const;

    void buyer_acts();
    void time_passes();
    void somebody_interferes();
    void staff_act();
    void staff_move_tickets();

    void musical_reads();
    void musical_handles(const ReservationPlaced& event);
    void musical_handles(const SeatLockRequested& event);
    void musical_handles(const SeatUnlockRequested& event);
    void musical_handles(const SeatSaleRequested& event);
    void musical_handles(const SeatReleaseRequested& event);
    void musical_handles(const ReservationCancelPlaced& event);
    void musical_handles(const SeatMoveRequested& event);
    void musical_handles(const auto&) {}
    /// Of the seats that were wished for.
    [[nodiscard]] bool all_are(Seat state) const;
    void set_all(Seat state);
    void sell(std::int64_t epoch);

    void payment_reads();
    void payment_handles(const PaymentRequested& event);
    void payment_handles(const RefundRequested& event);
    void payment_handles(const RefundRecorded& event);
    void payment_handles(const auto&) {}
    void provider_decides(bool is_kind);
    void provider_refunds(bool is_kind);
    void give_back(Charge& charge, RefundAtProvider& refund);
    void hear(std::deque<Input>& channel);

    std::mt19937 random_;
    Instant now_{Instant{} + 1000h};
    Terms terms_;
    CountingIds ids_;
    Reservation reservation_;
    std::vector<Transition> history_;
    std::size_t inputs_ = 0;
    std::map<std::string, int> visits_;

    std::map<std::int64_t, Seat> seats_{
        {11, Seat::available}, {12, Seat::available}, {21, Seat::available}, {22, Seat::available}};
    std::int64_t epoch_ = 0;
    Instant held_until_{};
    bool performance_canceled_ = false;
    std::map<std::int64_t, Charge> charges_;

    std::deque<Event> to_musical_;
    std::deque<Event> to_payment_;
    std::deque<Input> from_musical_;
    std::deque<Input> from_payment_;
};

}  // namespace boxoffice::reservation
