// HTTP of the reservation context: /reservations and /tickets.
#pragma once

#include "contexts/reservation/handlers.hpp"
#include "contexts/reservation/queries.hpp"
#include "contexts/reservation/seat_view.hpp"
#include "contexts/reservation/waiters.hpp"
#include "eventing/context_module.hpp"
#include "eventing/http_command.hpp"
#include "ports/http.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace boxoffice::reservation {

class Routes {
  public:
    Routes(eventing::ContextKernel& kernel, Handlers& handlers, Queries& queries, SeatView& view,
           Waiters& waiters)
        : kernel_(kernel), handlers_(handlers), queries_(queries), view_(view), waiters_(waiters) {}

    [[nodiscard]] std::vector<ports::Route> table();

  private:
    /// A placement on its way, kept for asking again while the seat directory catches up.
    struct Placement;

    void place(ports::HttpRequest request, ports::Responder responder);
    void submit(std::shared_ptr<Placement> placement);
    void placed(std::shared_ptr<Placement> placement, ports::HttpResponse response);
    void pay(ports::HttpRequest request, ports::Responder responder);
    void cancel(ports::HttpRequest request, ports::Responder responder);
    void show(ports::HttpRequest request, ports::Responder responder);
    void list(ports::HttpRequest request, ports::Responder responder);
    void quote(ports::HttpRequest request, ports::Responder responder);
    void timeline(ports::HttpRequest request, ports::Responder responder);
    void ticket(ports::HttpRequest request, ports::Responder responder);

    /// The reservation of the path if the caller may see it; otherwise 404 has been sent.
    [[nodiscard]] std::optional<Reservation> find_own(const ports::HttpRequest& request,
                                                      const ports::Responder& responder);
    /// Sends the answer now, or when the outcome is known if the caller prefers to wait.
    [[nodiscard]] eventing::HttpSettled answer_or_wait(const ports::HttpRequest& request,
                                                       ReservationId id,
                                                       ports::Responder responder);

    eventing::ContextKernel& kernel_;
    Handlers& handlers_;
    Queries& queries_;
    SeatView& view_;
    Waiters& waiters_;
};

}  // namespace boxoffice::reservation
