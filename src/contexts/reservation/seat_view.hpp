// Which seats are known as taken, for refusing early: `Prefer: handling=strict` is answered from
// here without touching the worker or the disk.
#pragma once

#include "base/clock.hpp"
#include "contracts/ids.hpp"
#include "contracts/seats.hpp"
#include "ports/sql.hpp"

#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

namespace boxoffice::reservation {

/// A hint, never the truth: musical decides. It may miss a taken seat, so a request that it lets
/// through can still end ReservationImpossible. Safe from any thread.
class SeatView {
  public:
    /// What is known without any event: live tickets, and reservations that hold seats.
    void load(ports::SqlSession& sql);

    void held(const std::vector<contracts::SeatReference>& seats, base::Instant until);
    void sold(const std::vector<contracts::SeatReference>& seats);
    void freed(const std::vector<contracts::SeatReference>& seats);
    void moved(const std::vector<contracts::SeatMove>& moves);

    /// The seats among these that somebody has, at `now`.
    [[nodiscard]] std::vector<contracts::SeatId> taken(std::span<const contracts::SeatId> seats,
                                                       base::Instant now) const;

  private:
    void put(const std::vector<contracts::SeatReference>& seats, base::Instant until);

    mutable std::mutex mutex_;
    std::unordered_map<contracts::SeatId, base::Instant> taken_until_;
};

}  // namespace boxoffice::reservation
