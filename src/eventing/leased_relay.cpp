#include "eventing/leased_relay.hpp"

#include "base/fault.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

namespace boxoffice::eventing {
namespace {

/// Events handed to the bus in one go.
constexpr std::size_t publish_max = 1'024;
constexpr base::Duration retry_delay_max{5'000};
/// While the bus keeps an answer back, what waits is counted so often.
constexpr base::Duration count_interval{1'000};
/// After the last event found, more are expected for so long.
constexpr base::Duration busy_for{1'000};

/// Whether the bucket is still ours the database says in the same statement: who was stopped for
/// long and goes on here finds nothing.
constexpr ports::SqlText select_page =
    "SELECT bucket, key, generation, sequence, type, time, payload, trace FROM outbox_event "
    "WHERE (bucket, key) > ($1, $2) "
    "AND bucket IN (SELECT bucket FROM relay_lease WHERE owner = $3 AND until > $4) "
    "ORDER BY bucket, key, generation, sequence LIMIT $5";
constexpr ports::SqlText delete_published =
    "DELETE FROM outbox_event WHERE bucket = $1 AND key = $2 AND generation = $3 "
    "AND sequence = $4";
/// Counted up to what is refused at; more exactly nobody asks.
constexpr ports::SqlText count_waiting =
    "SELECT COUNT(*), COALESCE(MIN(time), 0) FROM (SELECT time FROM outbox_event LIMIT $1) "
    "AS waiting";

std::string label(const std::string& context) {
    return "context=\"" + context + "\"";
}

}  // namespace

/// Answers of the bus that come after the relay is gone find `relay` empty.
struct LeasedRelay::Alive {
    std::mutex mutex;
    LeasedRelay* relay = nullptr;
};

LeasedRelay::LeasedRelay(const std::string& context, const Environment& environment)
    : context_(context),
      environment_(environment),
      failures_(environment.metrics.counter(
          "boxoffice_relay_failures_total", label(context),
          "Publishes that the bus did not take and that are repeated.")),
      buckets_(environment.metrics.gauge("boxoffice_relay_buckets", label(context),
                                         "Buckets of keys that this replica carries to the bus.")),
      gauges_(environment.metrics, context),
      leases_(static_cast<std::int64_t>(environment.randomness.draw() >> 1) | 1,
              environment.limits.relay_lease),
      spans_(environment, context),
      alive_(std::make_shared<Alive>()),
      worker_(environment.scheduler.make_worker(context + "-relay")) {
    alive_->relay = this;
}

LeasedRelay::~LeasedRelay() {
    end();
}

void LeasedRelay::end() {
    {
        const std::lock_guard lock{alive_->mutex};
        alive_->relay = nullptr;
    }
    is_stopped_ = true;
    worker_->close();
    timer_.reset();
}

void LeasedRelay::stop() {
    end();  // from here nothing else touches what the worker used
    if (!session_) return;
    try {
        leases_.release(*session_);
    } catch (const base::InfrastructureFault& fault) {
        failed("the leases of the relay could not be given back", fault.what());
    }
    session_.reset();
}

void LeasedRelay::relay(std::vector<OutboxRow>) {
    if (is_posted_.exchange(true)) return;
    worker_->post([this] { look(); });
}

void LeasedRelay::look() {
    is_posted_ = false;
    if (is_stopped_ || is_failing_) return;
    if (is_sending_) return count_while_sending();
    timer_.reset();
    const auto now = environment_.clock.now();
    try {
        if (!session_) session_ = environment_.database.open_writer();
        if (now >= renew_at_) renew(now);
        auto events = read(now);
        if (!events.empty()) {
            busy_until_ = now + busy_for;
            return send(std::move(events));
        }
        const auto& limits = environment_.limits;
        look_after(now < busy_until_ ? limits.relay_poll_busy : limits.relay_poll_idle);
    } catch (const base::InfrastructureFault& fault) {
        session_.reset();
        failed("the outbox cannot be read, will ask again", fault.what());
    }
}

void LeasedRelay::renew(base::Instant now) {
    buckets_.set(static_cast<std::int64_t>(leases_.renew(*session_, now).size()));
    count(now);
    renew_at_ = now + leases_.interval();
}

void LeasedRelay::count(base::Instant now) {
    count_at_ = now + count_interval;
    const auto count_max = environment_.limits.outbox_pending_max + 1;
    session_->query(count_waiting, {count_max}, [this](const ports::SqlRow& row) {
        const auto waiting = static_cast<std::size_t>(row.integer(0));
        pending_.store(waiting, std::memory_order_relaxed);
        gauges_.show(waiting, row.instant(1));
    });
}

/// A bus that keeps silent is not asked again, but what waits for it grows: requests are refused by
/// that number, and operators see it.
void LeasedRelay::count_while_sending() {
    const auto now = environment_.clock.now();
    if (now < count_at_) return;  // the timer comes back to it
    try {
        if (!session_) session_ = environment_.database.open_writer();
        count(now);
    } catch (const base::InfrastructureFault&) {
        session_.reset();  // told when the bus has answered and the database is needed
    }
    look_after(count_interval);
}

/// The next turn's events; from the first key again when there are none behind the last turn.
std::vector<ports::EventPointer> LeasedRelay::read(base::Instant now) {
    const bool is_first_turn = turn_.bucket < 0;
    auto events = read_page(now);
    if (!events.empty() || is_first_turn) return events;
    turn_ = {};
    return read_page(now);
}

std::vector<ports::EventPointer> LeasedRelay::read_page(base::Instant now) {
    std::vector<ports::EventPointer> events;
    Turn last;
    session_->query(select_page, {turn_.bucket, turn_.key, leases_.owner(), now, publish_max},
                    [&](const ports::SqlRow& row) {
                        last = {row.integer(0), std::string{row.text(1)}};
                        events.push_back(to_envelope({.key = last.key,
                                                      .type = std::string{row.text(4)},
                                                      .generation = row.integer(2),
                                                      .sequence = row.integer(3),
                                                      .time = row.instant(5),
                                                      .payload = {std::string{row.text(6)}},
                                                      .trace = std::string{row.text(7)}},
                                                     context_));
                    });
    turn_ = events.size() == publish_max ? last : Turn{};
    return events;
}

void LeasedRelay::send(std::vector<ports::EventPointer> events) {
    is_sending_ = true;
    spans_.begin(events);
    look_after(count_interval);
    auto published = events;
    environment_.bus.publish(std::move(published), [alive = alive_, events = std::move(events)](
                                                       std::optional<std::string> fault) {
        const std::lock_guard lock{alive->mutex};
        auto* relay = alive->relay;
        if (!relay) return;
        relay->worker_->post(
            [relay, events, fault = std::move(fault)] { relay->answered(events, fault); });
    });
}

/// What could not be deleted is read and published again, and dropped by those who listen.
void LeasedRelay::answered(const std::vector<ports::EventPointer>& events,
                           const std::optional<std::string>& fault) {
    is_sending_ = false;
    spans_.end(fault.has_value());
    if (is_stopped_) return;
    if (fault) {
        failures_.add();
        return failed("bus did not take events, will repeat", *fault);
    }
    try {
        remove(events);
    } catch (const base::InfrastructureFault& lost) {
        session_.reset();
        return failed("published events could not be deleted, will repeat them", lost.what());
    }
    failures_in_a_row_ = 0;
    look();
}

void LeasedRelay::remove(const std::vector<ports::EventPointer>& events) {
    ports::SqlRows rows{4};
    for (const auto& event : events) {
        rows.add({bucket_of(event->key), event->key, event->generation, event->sequence});
    }
    if (!session_) session_ = environment_.database.open_writer();
    session_->execute_batch(delete_published, rows);
}

void LeasedRelay::failed(const char* what, const std::string& fault) {
    environment_.log.write(ports::LogLevel::error, what, {{"context", context_}, {"fault", fault}});
    if (is_stopped_) return;
    ++failures_in_a_row_;
    is_failing_ = true;
    const base::Duration delay{20LL << std::min(failures_in_a_row_, 8)};
    look_after(std::min(delay, retry_delay_max));
}

void LeasedRelay::look_after(base::Duration delay) {
    timer_ = environment_.scheduler.after(delay, *worker_, [this] {
        is_failing_ = false;
        look();
    });
}

}  // namespace boxoffice::eventing
