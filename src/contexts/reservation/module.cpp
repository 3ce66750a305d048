#include "contexts/reservation/module.hpp"

#include "contexts/reservation/cancellation_round.hpp"
#include "contexts/reservation/policies.hpp"
#include "contexts/reservation/queries.hpp"
#include "contexts/reservation/routes.hpp"
#include "contexts/reservation/seat_view.hpp"
#include "contexts/reservation/sql/schema.hpp"
#include "contexts/reservation/waiters.hpp"
#include "eventing/broadcast.hpp"

namespace boxoffice::reservation {
namespace {

/// The schema must stand before any member opens a session.
const eventing::Environment& migrated(const eventing::Environment& environment) {
    environment.database.migrate(migrations());
    return environment;
}

class Module final : public eventing::ContextModule {
  public:
    Module(const eventing::Environment& environment, const Settings& settings)
        : settings_(settings),
          environment_(migrated(environment)),
          kernel_("reservation", environment_, store_),
          handlers_(store_, directory_, settings_, environment_.metrics),
          queries_(environment_.database),
          waiters_(environment_, kernel_.worker(), queries_),
          routes_(kernel_, handlers_, queries_, view_, waiters_),
          cancellations_(kernel_, handlers_, queries_) {
        register_policies(kernel_.handlers(), handlers_, directory_, view_);
        kernel_.on_deadline(saga_deadline, handlers_, [](const eventing::DueRow& row) {
            const ReservationId id{row.subject};
            return SagaInput{id, DeadlinePassed{id}};
        });
        kernel_.due().on(performance_cancellation, [this](const eventing::DueRow& row,
                                                          eventing::DueTicker::Finished finished) {
            cancellations_.next(row, std::move(finished));
        });
    }

    std::string_view name() const override { return "reservation"; }
    std::vector<ports::Route> routes() override { return routes_.table(); }
    std::vector<std::pair<std::string, std::string>> listens_to() const override {
        return kernel_.handlers().listened();
    }

    void start() override {
        const auto session = environment_.database.open_reader();
        directory_.load(*session);
        store_.count_placed(*session);
        kernel_.start();
        broadcast_ = std::make_unique<eventing::Broadcast>(
            "reservation-waiters", environment_, kernel_.worker(), environment_.bus.head(),
            [this](const ports::Delivery& delivery) { waiters_.heard(*delivery.event); });
    }

    void stop() override {
        broadcast_.reset();
        kernel_.stop();
    }

  private:
    Settings settings_;
    eventing::Environment environment_;
    Store store_;
    SeatDirectory directory_;
    SeatView view_;
    eventing::ContextKernel kernel_;
    Handlers handlers_;
    Queries queries_;
    Waiters waiters_;
    Routes routes_;
    CancellationRound cancellations_;
    std::unique_ptr<eventing::Broadcast> broadcast_;
};

}  // namespace

std::unique_ptr<eventing::ContextModule> make_module(const eventing::Environment& environment,
                                                     const Settings& settings) {
    return std::make_unique<Module>(environment, settings);
}

}  // namespace boxoffice::reservation
