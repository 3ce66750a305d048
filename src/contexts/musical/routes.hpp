// The paths of this context, who may call them, and where each request goes.
#pragma once

#include "contexts/musical/block_desk.hpp"
#include "contexts/musical/catalogue_desk.hpp"
#include "contexts/musical/performance_desk.hpp"
#include "contexts/musical/run_desk.hpp"
#include "contexts/musical/seat_maps.hpp"
#include "contexts/musical/seat_staff_desk.hpp"
#include "eventing/context_module.hpp"
#include "eventing/query_worker.hpp"
#include "ports/cancellation_forecast.hpp"
#include "ports/http.hpp"
#include "ports/media_store.hpp"

#include <vector>

namespace boxoffice::musical {

/// What the handlers use; all of it lives as long as the module.
struct Rooms {
    eventing::ContextKernel& kernel;
    eventing::QueryWorker& queries;
    eventing::QueryWorker& pictures;  ///< for whoever waits for the disk that they lie on
    SeatMaps& maps;
    CatalogueDesk& catalogue;
    PerformanceDesk& performances;
    RunDesk& runs;
    SeatStaffDesk& seats;
    BlockDesk& blocks;
    base::Live<std::int64_t> hold_seconds;  ///< of performances that do not say it
    [[nodiscard]] HoldDefault hold_default() const { return {hold_seconds.get()}; }
    /// Null where nobody keeps bookings.
    ports::CancellationForecaster* forecaster = nullptr;
    ports::MediaStore* media = nullptr;  ///< null where no pictures are kept
};

/// Larger than any poster that a page should load.
inline constexpr std::size_t poster_bytes_max = 4U << 20U;
/// A seating plan of plan_seats_max seats fits.
inline constexpr std::size_t venue_body_bytes_max = 32U << 20U;

[[nodiscard]] std::vector<ports::Route> make_routes(const Rooms& rooms);

}  // namespace boxoffice::musical
