// HTTP for staff: the ledger, its balances, what is open.
#pragma once

#include "base/clock.hpp"
#include "eventing/query_worker.hpp"
#include "ports/http.hpp"

#include <vector>

namespace boxoffice::payment {

class LedgerRoutes {
  public:
    LedgerRoutes(eventing::QueryWorker& queries, const base::Clock& clock)
        : queries_(queries), clock_(clock) {}

    [[nodiscard]] std::vector<ports::Route> table();

  private:
    void lines(const ports::HttpRequest& request, const ports::Responder& responder);
    void balances(const ports::HttpRequest& request, const ports::Responder& responder);
    void open_items(const ports::HttpRequest& request, const ports::Responder& responder);

    eventing::QueryWorker& queries_;
    const base::Clock& clock_;
};

}  // namespace boxoffice::payment
