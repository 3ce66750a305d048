// HTTP of the reservation context: what is done to /reservations. Lists are the finder's.
#pragma once

#include "contexts/reservation/handlers.hpp"
#include "contexts/reservation/seat_view.hpp"
#include "contexts/reservation/waiters.hpp"
#include "eventing/context_module.hpp"
#include "eventing/http_command.hpp"
#include "eventing/query_worker.hpp"
#include "ports/http.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace boxoffice::reservation {

/// Commands go through the runner, reads through `reads`.
class Routes {
  public:
    /// How far the seat directory in memory has come with the log. Safe from any thread.
    using DirectoryPositions = std::function<ports::Positions()>;

    Routes(eventing::ContextKernel& kernel, Handlers& handlers, const Settings& settings,
           SeatView& view, DirectoryPositions directory_positions, Waiters& waiters,
           eventing::QueryWorker& reads)
        : kernel_(kernel),
          handlers_(handlers),
          settings_(settings),
          view_(view),
          directory_positions_(std::move(directory_positions)),
          waiters_(waiters),
          reads_(reads) {}

    [[nodiscard]] std::vector<ports::Route> table();
    /// Submits a placement, of a buyer or of the desk, and answers as the request prefers. Safe
    /// from any thread.
    void start(ports::HttpRequest request, const ports::Responder& responder, PlaceRequest command);

  private:
    using Request = ports::HttpRequest;
    /// Answers a read about the caller's own reservation.
    using Answer = std::function<ports::HttpResponse(ports::SqlSession&, const Reservation&)>;
    /// A placement on its way, kept for asking again while the seat directory catches up.
    struct Placement;
    using PlacementPointer = std::shared_ptr<Placement>;

    void place(Request request, const ports::Responder& responder);
    /// The command that a body asks for; otherwise the problem has been sent.
    [[nodiscard]] std::optional<PlaceRequest> read_placement(const Request& request,
                                                             const ports::Responder& responder,
                                                             const PlaceBody& body) const;
    void submit(const PlacementPointer& placement);
    void placed(const PlacementPointer& placement, ports::HttpResponse response);
    [[nodiscard]] bool may_be_new(Placement& placement) const;
    void ask_early_again_later();
    void submit_early_again();
    void pay(const Request& request, const ports::Responder& responder);
    void cancel(const Request& request, const ports::Responder& responder);
    void reseat(const Request& request, const ports::Responder& responder);
    void by_staff(const Request& request, const ports::Responder& responder, Input input);
    void quote(const Request& request, const ports::Responder& responder);
    void timeline(const Request& request, const ports::Responder& responder);

    /// Answers 404 unless there is such a reservation and the caller may see it.
    void read_own(const Request& request, const ports::Responder& responder, Answer answer);
    /// Sends the answer now, or when the outcome is known if the caller prefers to wait.
    [[nodiscard]] eventing::HttpSettled answer_or_wait(const Request& request, ReservationId id,
                                                       const ports::Responder& responder);

    eventing::ContextKernel& kernel_;
    Handlers& handlers_;
    const Settings& settings_;
    SeatView& view_;
    DirectoryPositions directory_positions_;
    Waiters& waiters_;
    eventing::QueryWorker& reads_;
    // On the kernel's worker: placements whose seat the directory may not know yet.
    std::vector<PlacementPointer> early_;
    std::unique_ptr<ports::Timer> early_timer_;
};

}  // namespace boxoffice::reservation
