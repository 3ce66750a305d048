#include "simulation/house/wire.hpp"

#include "contracts/codec_definition.hpp"

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::SeenId)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::SeenReservation)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::SeenOutcome)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::SeenPayment)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::StoredReservation)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::StoredStep)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::StoredPayment)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::SeenFaults)
