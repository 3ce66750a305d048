// The relay of a process that is alone: carries committed rows to the bus from memory, in order.
#pragma once

#include "eventing/environment.hpp"
#include "eventing/event_relay.hpp"
#include "eventing/publish_spans.hpp"
#include "eventing/rush.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace boxoffice::eventing {

/// One publish is under way at a time, so a retry cannot overtake; everything that was committed
/// meanwhile goes with the next. A failed publish is repeated for ever: consumers drop what they
/// have seen. In a rush a share goes with each commit, and the rest when it is over.
class OutboxRelay final : public EventRelay {
  public:
    /// `published(position)`: the rows up to it are on the bus and may be deleted. Called on
    /// `worker`.
    OutboxRelay(const std::string& context, const Environment& environment, ports::Executor& worker,
                const Rush& rush, std::function<void(std::int64_t)> published);
    ~OutboxRelay() override;

    /// Committed rows, in order of position. Call on `worker`.
    void relay(std::vector<OutboxRow> rows) override;
    /// On `worker`, before its end: answers of the bus that come later find nobody.
    void stop() override;
    [[nodiscard]] std::size_t pending() const override {
        return pending_count_.load(std::memory_order_relaxed);
    }

  private:
    struct Alive;
    void send(std::size_t count_max);
    void send_more();
    [[nodiscard]] std::size_t share() const;
    void answered(std::size_t count, std::int64_t last_position,
                  const std::optional<std::string>& fault);
    void show_pending();

    ports::Scheduler& scheduler_;
    base::Clock& clock_;
    const Rush& rush_;
    ports::EventBus& bus_;
    ports::Executor& worker_;
    ports::Log& log_;
    ports::Counter& failures_;
    OutboxGauges gauges_;
    std::string context_;
    PublishSpans spans_;
    std::function<void(std::int64_t)> published_;
    std::deque<OutboxRow> pending_;
    std::atomic<std::size_t> pending_count_{0};
    bool is_sending_ = false;
    int failures_in_a_row_ = 0;
    std::unique_ptr<ports::Timer> retry_;
    std::unique_ptr<ports::Timer> after_rush_;
    std::shared_ptr<Alive> alive_;
};

}  // namespace boxoffice::eventing
