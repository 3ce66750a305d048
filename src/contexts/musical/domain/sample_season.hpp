// A season to play with: two invented halls and six invented musicals, in Korean and English.
#pragma once

#include "base/clock.hpp"
#include "contexts/musical/domain/catalogue.hpp"
#include "contexts/musical/domain/seating_plan.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace boxoffice::musical {

/// A musical with what it needs to be on sale. `venue` is an index of SampleSeason::venues.
struct SampleMusical {
    MusicalDetails details;
    std::size_t venue = 0;
    std::vector<RunRequest> runs;
    PerformanceTerms terms;
};

struct SampleSeason {
    std::vector<VenueDetails> venues;
    std::vector<SampleMusical> musicals;
};

/// 800 seats on three levels.
[[nodiscard]] SeatingPlan sample_theatre_plan();
/// 1,800 seats on three levels.
[[nodiscard]] SeatingPlan sample_grand_hall_plan();

/// The season that begins `today`: sales are open for all of it. Pure: the same day gives the same
/// season.
[[nodiscard]] SampleSeason sample_season(base::Instant today);

}  // namespace boxoffice::musical
