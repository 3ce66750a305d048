// GET /performances/{id}/cancellation: what calling a performance off would do, before it is done.
#pragma once

#include "contexts/musical/routes.hpp"
#include "ports/http.hpp"

namespace boxoffice::musical {

/// The seats are counted here, the bookings by whoever keeps them; nothing changes. 404; 503 when
/// the bookings cannot be asked for.
void preview_cancellation(const Rooms& rooms, const ports::HttpRequest& request,
                          const ports::Responder& responder);

}  // namespace boxoffice::musical
