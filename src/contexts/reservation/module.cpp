#include "contexts/reservation/module.hpp"

#include "contexts/reservation/cancellation_round.hpp"
#include "contexts/reservation/desk_routes.hpp"
#include "contexts/reservation/finder.hpp"
#include "contexts/reservation/placement_deadlines.hpp"
#include "contexts/reservation/policies.hpp"
#include "contexts/reservation/replica_views.hpp"
#include "contexts/reservation/round_routes.hpp"
#include "contexts/reservation/routes.hpp"
#include "contexts/reservation/seat_view.hpp"
#include "contexts/reservation/sql/schema.hpp"
#include "contexts/reservation/ticket_routes.hpp"
#include "contexts/reservation/waiters.hpp"
#include "eventing/query_worker.hpp"
#include "eventing/schema.hpp"

namespace boxoffice::reservation {
namespace {

class Module final : public eventing::ContextModule {
  public:
    Module(const eventing::Environment& environment, ports::BuyerDirectory& buyers,
           const Settings& settings, ports::PeopleDirectory* people)
        : settings_(settings),
          environment_(eventing::migrated(environment, migrations())),
          kernel_("reservation", environment_, store_),
          handlers_(store_, directory_, settings_, environment_.metrics),
          waiters_(environment_),
          routes_(
              kernel_, handlers_, settings_, view_, [this] { return directory_positions(); },
              waiters_, reads_),
          desk_routes_(routes_, buyers, settings_),
          ticket_routes_(kernel_, handlers_, reads_),
          round_routes_(settings_, reads_),
          finder_(environment_, reads_, people),
          placements_(kernel_, handlers_),
          cancellations_(kernel_, handlers_, settings_),
          reads_("reservation-reads", environment_) {
        register_policies(kernel_.handlers(), handlers_, directory_, view_, environment_.is_alone);
        if (!environment_.is_alone) replica_views_.emplace(kernel_, store_, directory_, view_);
        kernel_.on_deadline(saga_deadline, handlers_, [](const eventing::DueRow& row) {
            const ReservationId id{row.subject};
            return SagaInput{id, DeadlinePassed{id}};
        });
        kernel_.due().on(placement_deadline, [this](const eventing::DueRow& row,
                                                    eventing::DueTicker::Finished finished) {
            placements_.passed(row, std::move(finished));
        });
        kernel_.due().on(performance_cancellation, [this](const eventing::DueRow& row,
                                                          eventing::DueTicker::Finished finished) {
            cancellations_.next(row, std::move(finished));
        });
    }

    std::string_view name() const override { return "reservation"; }
    std::vector<ports::Route> routes() override {
        auto all = round_routes_.table();
        for (auto& route : desk_routes_.table()) all.push_back(std::move(route));
        for (auto& route : routes_.table()) all.push_back(std::move(route));
        for (auto& route : finder_.table()) all.push_back(std::move(route));
        for (auto& route : ticket_routes_.table()) all.push_back(std::move(route));
        return all;
    }
    std::vector<std::pair<std::string, std::string>> listens_to() const override {
        return kernel_.handlers().listened();
    }

    void start() override {
        if (replica_views_) replica_views_->prepare();
        const auto session = environment_.database.open_reader();
        directory_.load(*session);
        view_.load(*session);
        store_.count_placed(*session);
        if (replica_views_) replica_views_->start();
        waiters_.start();
        kernel_.start();
    }

    void stop() override {
        finder_.close();
        kernel_.stop();
        if (replica_views_) replica_views_->stop();
        waiters_.stop();
    }

  private:
    [[nodiscard]] ports::Positions directory_positions() const {
        return replica_views_ ? replica_views_->directory_positions()
                              : kernel_.consumer_positions();
    }

    Settings settings_;
    eventing::Environment environment_;
    Store store_;
    SeatDirectory directory_;
    SeatView view_;
    eventing::ContextKernel kernel_;
    std::optional<ReplicaViews> replica_views_;  ///< empty when the process is alone
    Handlers handlers_;
    Waiters waiters_;
    Routes routes_;
    DeskRoutes desk_routes_;
    TicketRoutes ticket_routes_;
    RoundRoutes round_routes_;
    Finder finder_;
    PlacementDeadlines placements_;
    CancellationRound cancellations_;
    eventing::QueryWorker reads_;  ///< last: what it reads is answered by the routes
};

}  // namespace

std::unique_ptr<eventing::ContextModule> make_module(const eventing::Environment& environment,
                                                     ports::BuyerDirectory& buyers,
                                                     const Settings& settings,
                                                     ports::PeopleDirectory* people) {
    return std::make_unique<Module>(environment, buyers, settings, people);
}

}  // namespace boxoffice::reservation
