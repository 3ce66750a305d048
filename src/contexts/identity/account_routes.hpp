// What administrators do with accounts: look at them, give and take roles, read who did so.
#pragma once

#include "contexts/identity/commands.hpp"
#include "eventing/context_module.hpp"
#include "eventing/query_worker.hpp"
#include "ports/http.hpp"

#include <vector>

namespace boxoffice::identity {

class AccountRoutes {
  public:
    AccountRoutes(eventing::ContextKernel& kernel, Accounts& accounts,
                  eventing::QueryWorker& searches)
        : kernel_(kernel), accounts_(accounts), searches_(searches) {}

    [[nodiscard]] std::vector<ports::Route> table();

  private:
    void list(const ports::HttpRequest& request, const ports::Responder& responder);
    void show(const ports::HttpRequest& request, const ports::Responder& responder);
    void change_role(const ports::HttpRequest& request, const ports::Responder& responder);
    void list_changes(const ports::HttpRequest& request, const ports::Responder& responder);

    eventing::ContextKernel& kernel_;
    Accounts& accounts_;
    eventing::QueryWorker& searches_;
};

}  // namespace boxoffice::identity
