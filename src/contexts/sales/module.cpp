#include "contexts/sales/module.hpp"

#include "contexts/sales/routes.hpp"
#include "contexts/sales/sql/schema.hpp"
#include "eventing/schema.hpp"

namespace boxoffice::sales {

Module::Module(const eventing::Environment& environment)
    : projections_(store_),
      kernel_("sales", eventing::migrated(environment, migrations()), store_),
      queries_("sales-read", kernel_.environment()),
      feed_(kernel_.environment()) {
    projections_.listen(kernel_.handlers());
    store_.on_change(
        [this](const std::set<PerformanceId>& performances) { feed_.changed(performances); });
}

std::vector<ports::Route> Module::routes() {
    return routes_of(kernel_.environment(), queries_, feed_);
}

/// The writer first: what it still commits is told to readers that are there.
void Module::stop() {
    kernel_.stop();
    feed_.stop();
}

std::vector<std::pair<std::string, std::string>> Module::listens_to() const {
    return kernel_.handlers().listened();
}

}  // namespace boxoffice::sales
