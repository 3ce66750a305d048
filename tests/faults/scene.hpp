// A house with one performance, and the few people of one test: everything is real (contexts,
// adapter, provider) but time, which jumps from one thing that happens to the next.
#pragma once

#include "simulation/house/checks.hpp"
#include "simulation/house/crowd.hpp"
#include "simulation/house/facts.hpp"
#include "simulation/house/house.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace boxoffice::faults {

using namespace std::chrono_literals;

class Scene {
  public:
    /// Four seats of different prices; holds last `hold`.
    explicit Scene(base::Duration hold = 10min);

    // ---- what people do

    /// Wants the seats with these numbers (0 to 3). `method` empty: waits in Held.
    /// @return the reservation.
    std::int64_t place(std::int64_t user, const std::vector<std::size_t>& seats,
                       const std::string& method);
    ports::HttpResponse pay(std::int64_t user, std::int64_t reservation, const std::string& method);
    /// Gives back the seats with these numbers; none = all. `key`: the Idempotency-Key.
    ports::HttpResponse cancel(std::int64_t user, std::int64_t reservation,
                               const std::vector<std::size_t>& seats = {},
                               const std::string& key = {});
    /// Holds that seat and stands before the provider's page.
    /// @return the reservation.
    std::int64_t go_to_the_page(std::int64_t user, std::size_t seat);
    /// Presses that button of the provider's page: pay, decline or leave.
    void press(std::int64_t reservation, const std::string& button);
    /// Comes back from the provider's page.
    void come_back(std::int64_t user, std::int64_t reservation);
    ports::HttpResponse ask(const std::string& host, ports::HttpMethod method, std::string path,
                            std::string body, std::int64_t user, const std::string& key = {});
    ports::HttpResponse ask_as_staff(const std::string& host, ports::HttpMethod method,
                                     std::string path, std::string body = "{}");

    // ---- what goes wrong

    /// `rest`: further members of the order, such as R"("call":"cancel","count":0)".
    void order_fault(const std::string& fault, const std::string& rest = {});
    /// The provider behaves from now on; what a fault has put off still happens.
    void end_faults();
    /// How often that fault struck since the last `end_faults`.
    std::int64_t fired(const std::string& fault);
    void control(const std::string& path, const std::string& body = "{}");

    // ---- time

    void pass(base::Duration time) { house.scheduler.run_for(time); }
    /// Goes on until `happened`, at most for so long. @return whether it did.
    bool wait_until(const std::function<bool()>& happened, base::Duration most);
    bool wait_for_state(std::int64_t reservation, const std::string& state,
                        base::Duration most = 1min);

    // ---- what is so

    std::string state_of(std::int64_t reservation);
    std::string reason_of(std::int64_t reservation);
    /// Of musical: 0 available, 1 held, 2 locked, 3 sold.
    std::int64_t seat_status(std::size_t seat);
    /// What the seats of that reservation cost, and the first of them alone.
    std::int64_t total_of(std::int64_t reservation);
    std::int64_t first_price_of(std::int64_t reservation);
    simulation::StoredPayment payment_of(std::int64_t reservation);
    /// In the provider's own ledger; all zero when the order never reached it.
    simulation::LedgerFact charge_of(std::int64_t reservation);
    /// Events of that type on the bus.
    std::int64_t heard(const std::string& type) const;
    /// Whether a letter about that event of the reservation was delivered.
    bool was_told(std::int64_t reservation, const std::string& event) const;
    std::int64_t alarms(const std::string& alarm) const;

    /// Lets everything come to rest and computes the invariants from outside: the provider's
    /// ledger, the databases, the log. Empty when all hold and nothing is open.
    simulation::Breaches settle();

    simulation::House house;

  private:
    simulation::Crowd crowd_;
};

}  // namespace boxoffice::faults
