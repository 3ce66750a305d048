// The relay of a replica: reads the outbox of its buckets, publishes, deletes what the bus has.
#pragma once

#include "eventing/bucket_leases.hpp"
#include "eventing/environment.hpp"
#include "eventing/event_relay.hpp"
#include "eventing/publish_spans.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::eventing {

/// There is no cursor: what stands in the table is not on the bus, what is deleted is. So a
/// transaction that commits late is as good as any other. Sequences are taken under the key's row
/// lock, so the rows of a key that can be read are an unbroken run from the first that is not on
/// the bus, whichever replicas wrote them; one publish is under way at a time, so it stays one.
///
/// Rows of other replicas are found by looking: every relay_poll_busy while events come, every
/// relay_poll_idle while none do. Own commits are looked for at once.
class LeasedRelay final : public EventRelay {
  public:
    /// Works on a worker and a connection of its own, from the first relay() on.
    LeasedRelay(const std::string& context, const Environment& environment);
    ~LeasedRelay() override;

    void relay(std::vector<OutboxRow> rows) override;
    void stop() override;
    [[nodiscard]] std::size_t pending() const override {
        return pending_.load(std::memory_order_relaxed);
    }

  private:
    struct Alive;
    /// Where to read on, so that no key waits for a busy one: it only shares out the turns.
    struct Turn {
        std::int64_t bucket = -1;
        std::string key;
    };

    void end();
    void look();
    void renew(base::Instant now);
    void count(base::Instant now);
    void count_while_sending();
    [[nodiscard]] std::vector<ports::EventPointer> read(base::Instant now);
    [[nodiscard]] std::vector<ports::EventPointer> read_page(base::Instant now);
    void send(std::vector<ports::EventPointer> events);
    void answered(const std::vector<ports::EventPointer>& events,
                  const std::optional<std::string>& fault);
    void remove(const std::vector<ports::EventPointer>& events);
    void failed(const char* what, const std::string& fault);
    void look_after(base::Duration delay);

    std::string context_;
    const Environment& environment_;
    ports::Counter& failures_;
    ports::Gauge& buckets_;
    OutboxGauges gauges_;
    BucketLeases leases_;
    std::unique_ptr<ports::SqlSession> session_;
    PublishSpans spans_;
    Turn turn_;
    bool is_sending_ = false;
    bool is_failing_ = false;  ///< a while of peace, for the bus or the database
    int failures_in_a_row_ = 0;
    base::Instant renew_at_{};
    base::Instant count_at_{};
    base::Instant busy_until_{};
    std::atomic<std::size_t> pending_{0};
    std::atomic<bool> is_posted_{false};
    std::atomic<bool> is_stopped_{false};
    std::shared_ptr<Alive> alive_;
    std::unique_ptr<ports::Executor> worker_;
    std::unique_ptr<ports::Timer> timer_;
};

}  // namespace boxoffice::eventing
