// HTTP of the rounds that tell the reservations of canceled performances: for staff.
#pragma once

#include "contexts/reservation/handlers.hpp"
#include "eventing/query_worker.hpp"
#include "ports/http.hpp"

#include <vector>

namespace boxoffice::reservation {

class RoundRoutes {
  public:
    RoundRoutes(const Settings& settings, eventing::QueryWorker& reads)
        : settings_(settings), reads_(reads) {}

    [[nodiscard]] std::vector<ports::Route> table();

  private:
    void list(const ports::HttpRequest& request, const ports::Responder& responder);
    void show(const ports::HttpRequest& request, const ports::Responder& responder);

    const Settings& settings_;
    eventing::QueryWorker& reads_;
};

}  // namespace boxoffice::reservation
