// Staff take seats off sale and put them back; some come back by themselves.
#pragma once

#include "contexts/musical/domain/seat_block.hpp"
#include "contexts/musical/store.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/http.hpp"

#include <string>
#include <vector>

namespace boxoffice::musical {

/// All of the seats, or none. Without `block` they go back on sale.
struct BlockSeats {
    PerformanceId performance;
    std::vector<SeatId> seats;
    std::optional<SeatBlock> block;
    std::string language;
};

/// Puts those back whose time has come by `now`.
struct ReleaseBlocks {
    PerformanceId performance;
    Instant now{};
};

inline constexpr std::size_t block_seats_max = 2'000;
/// Seats that one step puts back; the next one follows at once.
inline constexpr std::size_t release_seats_max = sweep_seats_max;

class BlockDesk {
  public:
    explicit BlockDesk(Store& store) : store_(store) {}

    void declare(const BlockSeats& command);
    void declare(const ReleaseBlocks& command);

    /// 200 and SeatsChanged; 404, 409 with the conflicts, 422.
    [[nodiscard]] ports::HttpResponse decide(const BlockSeats& command, eventing::UnitOfWork& work);
    /// SeatsChanged, and the next release becomes due.
    void decide(const ReleaseBlocks& command, eventing::UnitOfWork& work);

  private:
    Store& store_;
};

/// Notes why a seat is blocked and until when; nothing = it is blocked no more. Its release becomes
/// due with it.
void keep_block(eventing::UnitOfWork& work, PerformanceId performance,
                const std::vector<SeatId>& seats, const std::optional<SeatBlock>& block);

}  // namespace boxoffice::musical
