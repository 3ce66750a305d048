#include "replicas/shared_world.hpp"

#include <algorithm>
#include <thread>

namespace boxoffice::testing {

class SharedBus::Stream final : public ports::EventStream {
  public:
    Stream(SharedBus& bus, std::int64_t after, std::shared_ptr<std::function<void()>> wake)
        : bus_(bus), next_(static_cast<std::size_t>(after)), wake_(std::move(wake)) {}

    std::vector<ports::Delivery> take(std::size_t count_max) override {
        const std::lock_guard lock{bus_.mutex_};
        std::vector<ports::Delivery> taken;
        while (next_ < bus_.log_.size() && taken.size() < count_max) {
            auto event = bus_.log_[next_++];
            taken.push_back({{0, static_cast<std::int64_t>(next_)}, std::move(event)});
        }
        return taken;
    }
    void acknowledge(ports::Position) override {}

  private:
    SharedBus& bus_;
    std::size_t next_;
    std::shared_ptr<std::function<void()>> wake_;
};

std::unique_ptr<ports::EventStream> SharedBus::open(std::int64_t after,
                                                    std::function<void()> wake) {
    auto shared = std::make_shared<std::function<void()>>(std::move(wake));
    const std::lock_guard lock{mutex_};
    wakes_.push_back(shared);
    return std::make_unique<Stream>(*this, after, std::move(shared));
}

std::unique_ptr<ports::EventStream> SharedBus::subscribe(ports::Subscription subscription) {
    return open(subscription.stored().of(0), std::move(subscription.wake));
}

std::unique_ptr<ports::EventStream> SharedBus::follow(ports::Broadcasting broadcasting) {
    const auto after = broadcasting.after ? *broadcasting.after : head();
    return open(after.of(0), std::move(broadcasting.wake));
}

ports::Positions SharedBus::head() const {
    const std::lock_guard lock{mutex_};
    return ports::Positions{{0, static_cast<std::int64_t>(log_.size())}};
}

void SharedBus::publish(std::vector<ports::EventPointer> events,
                        std::function<void(std::optional<std::string>)> done) {
    std::vector<std::shared_ptr<std::function<void()>>> wakes;
    {
        const std::lock_guard lock{mutex_};
        log_.insert(log_.end(), events.begin(), events.end());
        for (const auto& weak : wakes_) {
            if (auto wake = weak.lock()) wakes.push_back(std::move(wake));
        }
    }
    grown_.notify_all();
    done(std::nullopt);
    for (const auto& wake : wakes) (*wake)();
}

SharedBus::Log SharedBus::log() const {
    const std::lock_guard lock{mutex_};
    return log_;
}

bool SharedBus::wait_until(const std::function<bool(const Log&)>& fits) {
    std::unique_lock lock{mutex_};
    return grown_.wait_for(lock, patience, [&] { return fits(log_); });
}

std::int64_t number(ports::SqlDatabase& database, ports::SqlText statement) {
    std::int64_t found = 0;
    database.open_reader()->query(statement, {},
                                  [&](const ports::SqlRow& row) { found = row.integer(0); });
    return found;
}

bool becomes(ports::SqlDatabase& database, ports::SqlText statement, std::int64_t expected) {
    const auto until = std::chrono::steady_clock::now() + patience;
    const auto session = database.open_reader();
    while (std::chrono::steady_clock::now() < until) {
        std::int64_t found = 0;
        session->query(statement, {}, [&](const ports::SqlRow& row) { found = row.integer(0); });
        if (found == expected) return true;
        std::this_thread::yield();
    }
    return false;
}

}  // namespace boxoffice::testing
