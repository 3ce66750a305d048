#include "contexts/sales/module.hpp"

#include "base/integer.hpp"
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
    if (kernel_.environment().is_alone) {
        store_.on_change(
            [this](const std::set<PerformanceId>& performances) { feed_.changed(performances); });
    } else {
        changes_worker_ = kernel_.environment().scheduler.make_worker("sales-changes");
    }
}

/// Among replicas each tells its readers what any of them has counted.
void Module::start() {
    if (changes_worker_) {
        const auto& handlers = kernel_.handlers();
        changes_ = std::make_unique<eventing::StoredChanges>(
            "sales-changes", kernel_.environment(), *changes_worker_,
            [&handlers](const ports::EventEnvelope& event) {
                return handlers.find(event) != nullptr;
            },
            [this](const std::set<std::string>& keys) { told(keys); });
        changes_->start();
    }
    kernel_.start();
}

void Module::told(const std::set<std::string>& keys) {
    std::set<PerformanceId> performances;
    for (const auto& key : keys) {
        if (const auto id = base::to_integer(key)) performances.insert({*id});
    }
    if (!performances.empty()) feed_.changed(performances);
}

std::vector<ports::Route> Module::routes() {
    return routes_of(kernel_.environment(), queries_, feed_);
}

/// The writer first: what it still commits is told to readers that are there.
void Module::stop() {
    kernel_.stop();
    if (changes_worker_) changes_worker_->close();
    changes_.reset();
    feed_.stop();
}

std::vector<std::pair<std::string, std::string>> Module::listens_to() const {
    return kernel_.handlers().listened();
}

}  // namespace boxoffice::sales
