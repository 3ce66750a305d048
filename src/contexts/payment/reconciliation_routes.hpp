// HTTP for staff: runs of reconciliation, what they found, and acknowledging it.
#pragma once

#include "contexts/payment/findings.hpp"
#include "eventing/context_module.hpp"
#include "eventing/query_worker.hpp"
#include "ports/http.hpp"

#include <vector>

namespace boxoffice::payment {

class ReconciliationRoutes {
  public:
    ReconciliationRoutes(eventing::ContextKernel& kernel, eventing::QueryWorker& queries,
                         Findings& findings)
        : kernel_(kernel), queries_(queries), findings_(findings) {}

    [[nodiscard]] std::vector<ports::Route> table();

  private:
    void runs(const ports::HttpRequest& request, const ports::Responder& responder);
    void findings(const ports::HttpRequest& request, const ports::Responder& responder);
    void finding(const ports::HttpRequest& request, const ports::Responder& responder);
    void acknowledge(const ports::HttpRequest& request, const ports::Responder& responder);

    eventing::ContextKernel& kernel_;
    eventing::QueryWorker& queries_;
    Findings& findings_;
};

}  // namespace boxoffice::payment
