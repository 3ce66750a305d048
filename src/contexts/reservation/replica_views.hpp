// What a replica of reservation keeps in memory, fed from what all of them store.
#pragma once

#include "contexts/reservation/seat_directory.hpp"
#include "contexts/reservation/seat_view.hpp"
#include "contexts/reservation/store.hpp"
#include "eventing/context_module.hpp"
#include "eventing/stored_changes.hpp"

#include <memory>
#include <set>
#include <string>
#include <unordered_map>

namespace boxoffice::reservation {

/// One of several processes applies only its share of the events. So the seat directory is read
/// anew for each performance that another one may have changed, the seat view follows the published
/// events themselves, and the placements that wait are counted again once a second.
class ReplicaViews {
  public:
    ReplicaViews(eventing::ContextKernel& kernel, Store& store, SeatDirectory& directory,
                 SeatView& view);

    /// Before the views are read from the tables.
    void prepare();
    /// After that, and before the kernel starts.
    void start();
    /// When the kernel has stopped.
    void stop();
    /// Up to where the directory in memory knows what is stored. Safe from any thread.
    [[nodiscard]] ports::Positions directory_positions() const;

  private:
    [[nodiscard]] bool hear(const ports::EventEnvelope& event);
    [[nodiscard]] bool is_repeated(const ports::EventEnvelope& event);
    void reload(const std::set<std::string>& keys);
    void count_later();

    eventing::ContextKernel& kernel_;
    Store& store_;
    SeatDirectory& directory_;
    SeatView& view_;
    /// How far the view has come with each performance: what a dead replica repeats is old.
    std::unordered_map<std::string, std::pair<std::int64_t, std::int64_t>> seen_;
    std::unique_ptr<ports::SqlSession> session_;
    std::unique_ptr<ports::Timer> timer_;
    std::unique_ptr<eventing::StoredChanges> changes_;
};

}  // namespace boxoffice::reservation
