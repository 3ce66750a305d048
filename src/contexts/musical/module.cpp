#include "contexts/musical/module.hpp"

#include "contexts/musical/block_desk.hpp"
#include "contexts/musical/catalogue_desk.hpp"
#include "contexts/musical/due_kinds.hpp"
#include "contexts/musical/performance_desk.hpp"
#include "contexts/musical/policies.hpp"
#include "contexts/musical/reseat_desk.hpp"
#include "contexts/musical/routes.hpp"
#include "contexts/musical/run_desk.hpp"
#include "contexts/musical/seat_desk.hpp"
#include "contexts/musical/seat_maps.hpp"
#include "contexts/musical/seat_staff_desk.hpp"
#include "contexts/musical/sql/schema.hpp"
#include "contexts/musical/store.hpp"
#include "eventing/query_worker.hpp"
#include "eventing/schema.hpp"

namespace boxoffice::musical {
namespace {

/// Uploads are large, so few of them wait; more are refused with 503.
constexpr std::size_t pictures_waiting_max = 64;

class Module final : public eventing::ContextModule {
  public:
    Module(const eventing::Environment& environment, const Settings& settings,
           ports::CancellationForecaster* forecaster);

    [[nodiscard]] std::string_view name() const override { return "musical"; }
    [[nodiscard]] std::vector<ports::Route> routes() override;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> listens_to() const override;
    void start() override;
    void stop() override;

  private:
    Store store_;
    SeatDesk seats_;
    ReseatDesk reseats_;
    CatalogueDesk catalogue_;
    PerformanceDesk performances_;
    RunDesk runs_;
    SeatStaffDesk seat_staff_;
    BlockDesk blocks_;
    eventing::ContextKernel kernel_;
    eventing::QueryWorker queries_;
    eventing::QueryWorker pictures_;
    SeatMaps maps_;
    base::Live<std::int64_t> hold_seconds_;
    ports::CancellationForecaster* forecaster_;
    ports::MediaStore* media_;
};

Module::Module(const eventing::Environment& environment, const Settings& settings,
               ports::CancellationForecaster* forecaster)
    : store_(settings.hold_seconds),
      seats_(store_, settings.bug),
      reseats_(store_, settings.bug),
      catalogue_(store_),
      performances_(store_),
      runs_(store_),
      seat_staff_(store_),
      blocks_(store_),
      kernel_("musical", eventing::migrated(environment, migrations()), store_),
      queries_("musical", kernel_.environment()),
      pictures_("musical-media", kernel_.environment(), pictures_waiting_max),
      maps_(kernel_.environment()),
      hold_seconds_(settings.hold_seconds),
      forecaster_(forecaster),
      media_(settings.media) {
    listen(kernel_.handlers(), seats_, reseats_);
    kernel_.on_deadline(sweep_due, seats_, [this](const eventing::DueRow& row) {
        return SweepHolds{PerformanceId{row.subject}, kernel_.environment().clock.now()};
    });
    kernel_.on_deadline(open_seats_due, performances_, [](const eventing::DueRow& row) {
        return OpenSeats{PerformanceId{row.subject}};
    });
    kernel_.on_deadline(tell_again_due, performances_, [](const eventing::DueRow& row) {
        return TellAgain{PerformanceId{row.subject}};
    });
    kernel_.on_deadline(reprice_due, runs_, [](const eventing::DueRow& row) {
        return RepriceSeats{PerformanceId{row.subject}};
    });
    kernel_.on_deadline(release_blocks_due, blocks_, [this](const eventing::DueRow& row) {
        return ReleaseBlocks{PerformanceId{row.subject}, kernel_.environment().clock.now()};
    });
}

std::vector<ports::Route> Module::routes() {
    return make_routes({.kernel = kernel_,
                        .queries = queries_,
                        .pictures = pictures_,
                        .maps = maps_,
                        .catalogue = catalogue_,
                        .performances = performances_,
                        .runs = runs_,
                        .seats = seat_staff_,
                        .blocks = blocks_,
                        .hold_seconds = hold_seconds_,
                        .forecaster = forecaster_,
                        .media = media_});
}

std::vector<std::pair<std::string, std::string>> Module::listens_to() const {
    return kernel_.handlers().listened();
}

void Module::start() {
    kernel_.start();
    maps_.start();
}

void Module::stop() {
    maps_.stop();
    kernel_.stop();
}

}  // namespace

std::unique_ptr<eventing::ContextModule> make_module(const eventing::Environment& environment,
                                                     const Settings& settings,
                                                     ports::CancellationForecaster* forecaster) {
    return std::make_unique<Module>(environment, settings, forecaster);
}

}  // namespace boxoffice::musical
