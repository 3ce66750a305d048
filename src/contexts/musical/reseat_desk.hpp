// The desk at which sold seats are exchanged for others of the same performance.
#pragma once

#include "base/seeded_bug.hpp"
#include "contexts/musical/domain/seat_move.hpp"
#include "contexts/musical/store.hpp"
#include "contracts/musical_events.hpp"
#include "eventing/unit_of_work.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace boxoffice::musical {

/// All of `moves`, or none. The seats left go off sale when `keep_off_sale`: staff `moved_by` say
/// why.
struct MoveSoldSeats {
    ReservationId reservation;
    PerformanceId performance;
    std::int64_t number = 0;
    std::int64_t epoch = 0;
    std::vector<contracts::SeatMove> moves;
    bool keep_off_sale = false;
    std::string reason;
    std::int64_t moved_by = 0;
};

/// Neither the sales window nor the single-seat-gap rule is asked: staff move people on the evening
/// itself, and know why.
class ReseatDesk {
  public:
    ReseatDesk(Store& store, base::SeededBug bug) : store_(store), bug_(bug) {}

    void declare(const MoveSoldSeats& command);
    /// Publishes SeatMoved or SeatMoveRefused.
    void decide(const MoveSoldSeats& command, eventing::UnitOfWork& work);

  private:
    /// What speaks against the seats moved to, whoever has them.
    [[nodiscard]] Conflicts conflicts_of_house(const MoveSoldSeats& command) const;
    [[nodiscard]] MoveRequest request_of(const MoveSoldSeats& command,
                                         eventing::UnitOfWork& work) const;
    void move(const Moved& moved, const MoveSoldSeats& command, eventing::UnitOfWork& work);

    Store& store_;
    base::SeededBug bug_;
};

}  // namespace boxoffice::musical
