// HTTP of the tickets: for their owner, and for the door.
#pragma once

#include "contexts/reservation/handlers.hpp"
#include "eventing/context_module.hpp"
#include "eventing/query_worker.hpp"
#include "ports/http.hpp"

#include <vector>

namespace boxoffice::reservation {

class TicketRoutes {
  public:
    TicketRoutes(eventing::ContextKernel& kernel, Handlers& handlers, eventing::QueryWorker& reads)
        : kernel_(kernel), handlers_(handlers), reads_(reads) {}

    [[nodiscard]] std::vector<ports::Route> table();

  private:
    void show(const ports::HttpRequest& request, const ports::Responder& responder);
    void calendar(const ports::HttpRequest& request, const ports::Responder& responder);
    /// Tells the door what a code stands for, without using it up.
    void verify(const ports::HttpRequest& request, const ports::Responder& responder);
    void use(const ports::HttpRequest& request, const ports::Responder& responder);

    eventing::ContextKernel& kernel_;
    Handlers& handlers_;
    eventing::QueryWorker& reads_;
};

}  // namespace boxoffice::reservation
