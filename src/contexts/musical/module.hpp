// The context musical: the catalogue, and the seats of which none is sold twice.
#pragma once

#include "base/seeded_bug.hpp"
#include "contexts/musical/catalogue_desk.hpp"
#include "contexts/musical/performance_desk.hpp"
#include "contexts/musical/seat_desk.hpp"
#include "contexts/musical/seat_maps.hpp"
#include "contexts/musical/seat_staff_desk.hpp"
#include "contexts/musical/store.hpp"
#include "eventing/context_module.hpp"
#include "eventing/query_worker.hpp"

namespace boxoffice::musical {

struct Options {
    base::SeededBug bug = base::SeededBug::none;  ///< set by the simulator alone
};

class Module final : public eventing::ContextModule {
  public:
    /// Migrates the database.
    explicit Module(const eventing::Environment& environment, Options options = {});
    ~Module() override;

    [[nodiscard]] std::string_view name() const override { return "musical"; }
    [[nodiscard]] std::vector<ports::Route> routes() override;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> listens_to() const override;
    void start() override;
    void stop() override;

  private:
    Store store_;
    SeatDesk seats_;
    CatalogueDesk catalogue_;
    PerformanceDesk performances_;
    SeatStaffDesk seat_staff_;
    eventing::ContextKernel kernel_;
    eventing::QueryWorker queries_;
    SeatMaps maps_;
};

}  // namespace boxoffice::musical
