// The other side: ports of this process as routes of its internal port.
#pragma once

#include "ports/buyer_directory.hpp"
#include "ports/cancellation_forecast.hpp"
#include "ports/contact_directory.hpp"
#include "ports/http.hpp"
#include "ports/people_directory.hpp"
#include "ports/session_revocations.hpp"

#include <vector>

namespace boxoffice::platform {

/// What identity answers; all of it outlives the routes.
struct IdentityAnswers {
    ports::ContactDirectory& contacts;
    ports::PeopleDirectory& people;
    ports::BuyerDirectory& buyers;
    ports::SessionRevocations& revocations;
};
[[nodiscard]] std::vector<ports::Route> identity_answers(const IdentityAnswers& answers);

/// What reservation answers; `forecaster` outlives the route.
[[nodiscard]] std::vector<ports::Route> reservation_answers(
    ports::CancellationForecaster& forecaster);

}  // namespace boxoffice::platform
