#include "contexts/reservation/codecs.hpp"

#include "contexts/reservation/cancellation_progress.hpp"
#include "contexts/reservation/domain/saga.hpp"
#include "contexts/reservation/resource.hpp"
#include "contracts/codec_definition.hpp"

// Most reservations use few of their members, and nobody else reads them as they are stored.
template <>
inline constexpr bool boxoffice::contracts::is_sparse<boxoffice::reservation::Reservation> = true;
template <>
inline constexpr bool boxoffice::contracts::is_sparse<boxoffice::reservation::Transition> = true;

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::Reservation)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::Transition)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::PlaceBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::DeskSaleBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::PayBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::CancelBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::ReseatBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::PriceDifferences)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::ReservationResource)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::QuoteResource)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::RefundRules)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::CancellationRoundResource)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::Timeline)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::TicketResource)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::TicketCodeBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::UsedDetails)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::ReplacedDetails)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::NamedReservation)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::Holding)
