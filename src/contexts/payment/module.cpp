#include "contexts/payment/module.hpp"

#include "contexts/payment/handlers.hpp"
#include "contexts/payment/ledger_routes.hpp"
#include "contexts/payment/policies.hpp"
#include "contexts/payment/provider_desk.hpp"
#include "contexts/payment/reconciliation_routes.hpp"
#include "contexts/payment/routes.hpp"
#include "contexts/payment/sql/schema.hpp"
#include "contexts/payment/store.hpp"
#include "eventing/query_worker.hpp"
#include "eventing/schema.hpp"

namespace boxoffice::payment {
namespace {

class Module final : public eventing::ContextModule {
  public:
    Module(const eventing::Environment& environment, ports::PaymentGateway& gateway,
           const Terms& terms, const ReconciliationTerms& reconciliation)
        : terms_(terms),
          kernel_("payment", eventing::migrated(environment, migrations()), store_),
          findings_(environment.metrics, environment.log),
          watch_(environment.metrics, environment.log),
          handlers_(store_, terms_, watch_, gateway.name(), environment.metrics, environment.log),
          desk_(kernel_, handlers_, gateway, watch_),
          reconciler_(kernel_, desk_, findings_, gateway, reconciliation),
          routes_(desk_, queries_, gateway, kernel_.environment()),
          ledger_routes_(queries_, kernel_.environment().clock),
          reconciliation_routes_(kernel_, queries_, findings_),
          queries_("payment", kernel_.environment()) {
        register_policies(kernel_.handlers(), desk_);
        kernel_.due().on(payment_wake, [this](const eventing::DueRow& row,
                                              eventing::DueTicker::Finished finished) {
            desk_.submit({contracts::PaymentId{row.subject}, TryDue{}}, std::move(finished));
        });
        reconciler_.register_due();
        handlers_.on_contradiction(
            [this](const Payment& payment, Divergence divergence, eventing::UnitOfWork& work) {
                findings_.note_contradiction(payment, divergence, work);
            });
    }

    std::string_view name() const override { return "payment"; }
    std::vector<ports::Route> routes() override {
        auto all = ledger_routes_.table();
        for (auto& route : reconciliation_routes_.table()) all.push_back(std::move(route));
        for (auto& route : routes_.table()) all.push_back(std::move(route));
        return all;
    }
    std::vector<std::pair<std::string, std::string>> listens_to() const override {
        return kernel_.handlers().listened();
    }
    void start() override {
        const auto started_at = kernel_.environment().clock.now();
        kernel_.start();
        // Among replicas a lease may be another's, who waits for the answer.
        if (kernel_.environment().is_alone) desk_.take_up(started_at, terms_.answer_lease);
        reconciler_.start();
    }
    void stop() override {
        reconciler_.stop();
        desk_.stop();
        kernel_.stop();
    }

  private:
    Terms terms_;
    Store store_;
    eventing::ContextKernel kernel_;
    Findings findings_;
    ProviderWatch watch_;
    Handlers handlers_;
    ProviderDesk desk_;
    Reconciler reconciler_;
    Routes routes_;
    LedgerRoutes ledger_routes_;
    ReconciliationRoutes reconciliation_routes_;
    eventing::QueryWorker queries_;  ///< last: its queries use the routes
};

}  // namespace

std::unique_ptr<eventing::ContextModule> make_module(const eventing::Environment& environment,
                                                     ports::PaymentGateway& gateway,
                                                     const Terms& terms,
                                                     const ReconciliationTerms& reconciliation) {
    return std::make_unique<Module>(environment, gateway, terms, reconciliation);
}

}  // namespace boxoffice::payment
