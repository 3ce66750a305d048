// What the databases say, read once for all the checks.
#pragma once

#include "simulation/house/house.hpp"
#include "simulation/house/wire.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace boxoffice::simulation {

struct SeatFact {
    std::int64_t status = 0;  ///< 0 available, 1 held, 2 locked, 3 sold, 4 blocked
    std::int64_t owner = 0;
    std::int64_t epoch = 0;
};

/// One payment in the provider's own ledger, or what the desk took and gave back.
struct LedgerFact {
    std::int64_t amount = 0;
    bool is_captured = false;
    std::int64_t given_back = 0;
    std::int64_t given_back_at_console = 0;              ///< of it, by the provider's own people
    std::map<std::string, std::int64_t> cancels_by_key;  ///< ours: how many, by idempotency key
    std::size_t cancels = 0;                             ///< ours
};

/// What the house's own ledger holds for one payment, account by account.
struct BookFact {
    std::int64_t provider = 0;
    std::int64_t open_items = 0;
    std::int64_t tickets = 0;
    std::int64_t refunds_payable = 0;
    std::int64_t retained_fees = 0;
    std::int64_t paid_by_hand = 0;
    std::int64_t cash_drawer = 0;
    std::int64_t card_terminal = 0;
    [[nodiscard]] std::int64_t in_tills() const { return cash_drawer + card_terminal; }
    [[nodiscard]] std::int64_t sum() const {
        return provider + open_items + tickets + refunds_payable + retained_fees + paid_by_hand +
               in_tills();
    }
};

struct Facts {
    std::map<std::int64_t, SeatFact> seats;
    std::map<std::int64_t, StoredReservation> reservations;
    std::map<std::int64_t, std::vector<StoredStep>> histories;
    std::map<std::int64_t, StoredPayment> payments;
    std::map<std::int64_t, BookFact> books;                     ///< by payment
    std::map<std::string, LedgerFact> ledger;                   ///< by order id
    std::map<std::int64_t, std::vector<std::int64_t>> tickets;  ///< live ones: seat -> reservations
};

[[nodiscard]] Facts read_facts(House& house);

/// Whether it was made at the desk: no provider ever hears of it.
[[nodiscard]] bool is_at_desk(const StoredPayment& payment);

/// What the provider, or the desk, knows of it; null when the order never reached it.
[[nodiscard]] const LedgerFact* ledger_of(const Facts& facts, const StoredPayment& payment);

}  // namespace boxoffice::simulation
