// The JSON of what this context stores. Bodies and answers of HTTP have theirs in resources.cpp.
#include "contexts/musical/domain/catalogue.hpp"
#include "contexts/musical/domain/pretix_plan.hpp"
#include "contracts/codec_definition.hpp"

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::contracts::RefundTable)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::MusicalDetails)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::VenueDetails)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::PerformanceTerms)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::SeatingPlan)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::musical::pretix::Plan)
