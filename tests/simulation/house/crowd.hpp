// The people who buy: impatient, forgetful, and with a good memory for what they were told.
#pragma once

#include "simulation/house/house.hpp"
#include "simulation/house/staff.hpp"
#include "simulation/house/wire.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::simulation {

/// How somebody means to pay, and how that ends.
enum class Plan {
    card_at_once,
    declined_then_card,
    held_then_card,
    held_then_nothing,
    checkout_pays,
    checkout_declines,
    checkout_leaves,
    desk_cash,
    desk_card,
    desk_gift,
};

/// One person's wish for some seats, with everything that the house has acknowledged of it.
struct Purchase {
    std::int64_t user = 0;
    std::int64_t performance = 0;
    std::vector<std::int64_t> seats;
    Plan plan{};
    bool is_at_desk = false;  ///< staff ask for him
    std::string key;
    std::string path;
    std::string body;

    // What was acknowledged.
    std::int64_t reservation = 0;
    std::string placed_body;
    bool was_seen_completed = false;
    bool is_cancel_acknowledged = false;
    bool is_pay_acknowledged = false;
    bool is_move_acknowledged = false;

    // What the person is about to do.
    std::int64_t pay_number = 0;
    std::int64_t cancel_number = 0;
    int looks_left = 0;
    bool wants_cancel = false;
    bool wants_part_back = false;
    int moves_left = 0;  ///< how often staff will move its tickets
    std::int64_t move_number = 0;
    bool is_busy = false;
    bool is_over = false;
    std::string pay_method;
};

class Crowd {
  public:
    /// `leavers`: so many of 1'000 hold seats and never pay, beside those whose plan it is.
    Crowd(House& house, std::vector<Showing> season, int leavers = 0);
    ~Crowd();

    /// Somebody new comes and wants seats, often those that others want.
    void arrive();
    /// From now on nobody does anything new; who was never answered goes on asking.
    void calm_down() { is_calm_ = true; }
    /// Everybody who was answered asks the same again.
    void ask_again();

    [[nodiscard]] const std::vector<std::unique_ptr<Purchase>>& purchases() const {
        return purchases_;
    }
    [[nodiscard]] const std::vector<Showing>& season() const { return season_; }
    /// Promises that the house broke towards its clients.
    [[nodiscard]] const std::vector<std::string>& broken() const { return broken_; }

    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

  private:
    using Answered = std::function<void(const ports::HttpResponse&)>;

    void send(Purchase& purchase, const std::string& host, ports::HttpMethod method,
              std::string path, std::string body, const std::string& key, Answered answered);
    void think_later(Purchase& purchase);
    void think(Purchase& purchase);
    void place(Purchase& purchase);
    void placed(Purchase& purchase, const ports::HttpResponse& response);
    void place_something_else(Purchase& purchase);
    void write_wish(Purchase& purchase);
    void look(Purchase& purchase);
    void act(Purchase& purchase, const SeenReservation& seen);
    void pay(Purchase& purchase);
    void cancel(Purchase& purchase, bool in_part);
    /// Staff move its tickets, often to seats that others have or want.
    void reseat(Purchase& purchase, const SeenReservation& seen);
    [[nodiscard]] std::string write_moves(const Purchase& purchase, const SeenReservation& seen);
    void visit_provider(Purchase& purchase, std::int64_t payment);
    void come_back(Purchase& purchase, std::int64_t payment);

    House& house_;
    std::vector<Showing> season_;
    int leavers_;
    SimulatedRandomness randomness_;
    std::unique_ptr<ports::Executor> worker_;
    std::vector<std::unique_ptr<Purchase>> purchases_;
    std::vector<std::string> broken_;
    bool is_calm_ = false;
};

}  // namespace boxoffice::simulation
