#include "simulation/house/wire.hpp"

#include "contracts/codec_definition.hpp"

// As the context writes them.
template <>
inline constexpr bool boxoffice::contracts::is_sparse<boxoffice::simulation::StoredReservation> =
    true;
template <>
inline constexpr bool boxoffice::contracts::is_sparse<boxoffice::simulation::StoredStep> = true;
template <>
inline constexpr bool boxoffice::contracts::is_sparse<boxoffice::simulation::StoredPayment> = true;

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::SeenMove)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::SeenAttempt)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::SeenId)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::SeenReservation)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::SeenOutcome)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::SeenPayment)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::StoredReservation)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::StoredStep)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::StoredPayment)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::simulation::SeenFaults)
