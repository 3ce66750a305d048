// The context sales: what is sold and earned, a read model that can be thrown away and built anew.
#pragma once

#include "contexts/sales/feed.hpp"
#include "contexts/sales/projections.hpp"
#include "contexts/sales/store.hpp"
#include "eventing/context_module.hpp"
#include "eventing/query_worker.hpp"
#include "eventing/stored_changes.hpp"

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::sales {

class Module final : public eventing::ContextModule {
  public:
    /// Migrates the database.
    explicit Module(const eventing::Environment& environment);

    [[nodiscard]] std::string_view name() const override { return "sales"; }
    [[nodiscard]] std::vector<ports::Route> routes() override;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> listens_to() const override;
    void start() override;
    void stop() override;

  private:
    void told(const std::set<std::string>& keys);

    Store store_;
    Projections projections_;
    eventing::ContextKernel kernel_;
    eventing::QueryWorker queries_;
    Feed feed_;
    std::unique_ptr<ports::Executor> changes_worker_;  ///< empty when the process is alone
    std::unique_ptr<eventing::StoredChanges> changes_;
};

}  // namespace boxoffice::sales
