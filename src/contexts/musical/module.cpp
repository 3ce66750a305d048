#include "contexts/musical/module.hpp"

#include "contexts/musical/policies.hpp"
#include "contexts/musical/routes.hpp"
#include "contexts/musical/sql/schema.hpp"

namespace boxoffice::musical {
namespace {

const eventing::Environment& migrated(const eventing::Environment& environment) {
    environment.database.migrate(migrations());
    return environment;
}

}  // namespace

Module::Module(const eventing::Environment& environment, Options options)
    : seats_(store_, options.bug),
      catalogue_(store_),
      performances_(store_),
      seat_staff_(store_),
      kernel_("musical", migrated(environment), store_),
      queries_("musical", kernel_.environment()),
      maps_(kernel_.environment()) {
    listen(kernel_.handlers(), seats_);
    kernel_.on_deadline(sweep_due, seats_, [this](const eventing::DueRow& row) {
        return SweepHolds{PerformanceId{row.subject}, kernel_.environment().clock.now()};
    });
    kernel_.on_deadline(open_seats_due, performances_, [](const eventing::DueRow& row) {
        return OpenSeats{PerformanceId{row.subject}};
    });
}

Module::~Module() = default;

std::vector<ports::Route> Module::routes() {
    return make_routes({.kernel = kernel_,
                        .queries = queries_,
                        .maps = maps_,
                        .catalogue = catalogue_,
                        .performances = performances_,
                        .seats = seat_staff_});
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

}  // namespace boxoffice::musical
