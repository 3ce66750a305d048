// What any replica of a context has stored, told to a view in memory once it can be read.
#pragma once

#include "eventing/broadcast.hpp"
#include "eventing/environment.hpp"
#include "ports/event_bus.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace boxoffice::eventing {

/// An event is applied by one replica of its context, but concerns what each keeps in memory. This
/// hears every event, and names the keys of those that matter once the tables have their effects,
/// whichever replica put them there. Make it, then read the tables, then start it: nothing falls in
/// between.
///
/// Everything happens on `worker`, which outlives this or has ended when this is destroyed.
class StoredChanges {
  public:
    /// Called with each event as it is published, in order per key; events of a dead replica may be
    /// repeated. True: its key is to be told once it is stored.
    using Hear = std::function<bool(const ports::EventEnvelope&)>;
    /// May throw base::InfrastructureFault: then the keys are told again later.
    using Tell = std::function<void(const std::set<std::string>& keys)>;

    /// Notes how far the tables have come.
    /// @throws base::InfrastructureFault when the database cannot be read.
    StoredChanges(const std::string& name, const Environment& environment, ports::Executor& worker,
                  Hear hear, Tell tell);
    ~StoredChanges();

    void start();
    /// Up to where everything that matters was stored and told. Safe from any thread.
    [[nodiscard]] ports::Positions told_up_to() const;

  private:
    void heard(const ports::Delivery& delivery);
    void look();
    void tell(const ports::Positions& stored);
    void look_after(base::Duration delay);

    std::string name_;
    const Environment& environment_;
    ports::Executor& worker_;
    Hear hear_;
    Tell tell_;
    std::unique_ptr<ports::SqlSession> session_;
    std::map<std::string, ports::Position> waiting_;
    ports::Positions heard_up_to_;
    mutable std::mutex mutex_;  ///< guards told_up_to_ alone
    ports::Positions told_up_to_;
    std::unique_ptr<ports::Timer> timer_;
    std::unique_ptr<Broadcast> broadcast_;
};

}  // namespace boxoffice::eventing
