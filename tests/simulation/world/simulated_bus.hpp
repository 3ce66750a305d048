// The bus of a simulated house: a durable log that loses answers, repeats and delays, never events.
#pragma once

#include "ports/event_bus.hpp"
#include "simulation/world/simulated_randomness.hpp"
#include "simulation/world/simulated_scheduler.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::simulation {

/// How often things go wrong, per mille of calls. All zero: a perfect bus.
struct BusFaults {
    int publish_refused = 0;    ///< nothing was appended, and the answer says so
    int publish_in_part = 0;    ///< the first events were appended, the answer is a fault
    int answer_wrong = 0;       ///< all were appended, the answer is a fault
    int answer_lost = 0;        ///< all were appended, the fault comes only after a long time-out
    int delivery_repeated = 0;  ///< a consumer is given again what it has had
    int take_fails = 0;         ///< the log cannot be read just now
    base::Duration append_delay_max{0};
    base::Duration answer_delay_max{0};
    base::Duration delivery_delay_max{0};
};

/// Survives the crashes of those who publish and consume. What a publisher handed over is appended
/// later, in a task of the bus: a crash of the publisher in between leaves it to chance whether
/// the events arrive, as on a network.
class SimulatedBus final : public ports::EventBus {
  public:
    SimulatedBus(SimulatedScheduler& scheduler, SimulatedRandomness randomness);
    ~SimulatedBus() override;

    void publish(std::vector<ports::EventPointer> events,
                 std::function<void(std::optional<std::string> fault)> done) override;
    [[nodiscard]] std::unique_ptr<ports::EventStream> subscribe(
        ports::Subscription subscription) override;
    [[nodiscard]] std::unique_ptr<ports::EventStream> follow(
        ports::Broadcasting broadcasting) override;
    [[nodiscard]] ports::Positions head() const override;

    /// As Kafka would: keys share out over so many partitions, and no order holds across them.
    /// Before the first event; one unless told.
    void set_partitions(std::size_t count) { partitions_.resize(count); }
    void set_faults(const BusFaults& faults) { faults_ = faults; }
    /// Every event in the order in which it was appended, whatever its partition.
    [[nodiscard]] const std::vector<ports::EventPointer>& log() const { return log_; }
    /// Called with each event as it is appended.
    void on_append(std::function<void(const ports::EventEnvelope&)> watch) {
        watch_ = std::move(watch);
    }
    /// The connections of a crashed publisher break: of what is still on its way, only a first part
    /// arrives, or nothing.
    void publisher_crashed(const std::string& source);
    /// What went wrong so far, by name.
    [[nodiscard]] const std::map<std::string, std::int64_t>& counters() const { return counters_; }
    /// Appends without any fault, as an outside publisher would.
    void append(const ports::EventEnvelope& event);

    SimulatedBus(const SimulatedBus&) = delete;
    SimulatedBus& operator=(const SimulatedBus&) = delete;

  private:
    class Stream;
    struct StreamState;
    struct Publish;

    [[nodiscard]] base::Duration delay_up_to(base::Duration most);
    void arrive(const Publish& publish);
    void add(ports::EventPointer event);
    void deliver();
    [[nodiscard]] std::unique_ptr<ports::EventStream> open(const ports::Positions& after,
                                                           std::function<void()> wake);

    SimulatedScheduler& scheduler_;
    SimulatedRandomness randomness_;
    std::unique_ptr<ports::Executor> worker_;
    BusFaults faults_;
    std::vector<ports::EventPointer> log_;
    /// The event at offset n stands at index n - 1.
    std::vector<std::vector<ports::EventPointer>> partitions_{1};
    std::vector<std::weak_ptr<StreamState>> streams_;
    std::vector<std::weak_ptr<Publish>> on_their_way_;
    std::function<void(const ports::EventEnvelope&)> watch_;
    std::map<std::string, std::int64_t> counters_;
};

}  // namespace boxoffice::simulation
