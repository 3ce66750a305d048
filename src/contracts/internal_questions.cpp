#include "contracts/internal_questions.hpp"

#include "contracts/codec_definition.hpp"

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::contracts::ContactFound)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::contracts::PeopleWanted)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::contracts::PeopleNamed)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::contracts::PeopleFound)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::contracts::BuyerWanted)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::contracts::BuyerFound)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::contracts::ForecastFound)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::contracts::SessionsRevoked)
