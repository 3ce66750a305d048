#include "platform/bus/embedded_log.hpp"

#include "base/fault.hpp"
#include "platform/bus/log_cursor.hpp"
#include "platform/bus/log_files.hpp"
#include "platform/bus/log_record.hpp"
#include "platform/bus/segment_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pthread.h>
#include <utility>

namespace boxoffice::platform {
namespace {

std::size_t memory_of(const ports::EventEnvelope& event) {
    return sizeof event + event.source.size() + event.type.size() + event.key.size() +
           event.payload.size() + event.trace.size();
}

}  // namespace

/// Reads from the cache while it can and from the files while it must.
class EmbeddedLog::Stream final : public ports::EventStream {
  public:
    Stream(EmbeddedLog& log, std::shared_ptr<Subscriber> subscriber, std::int64_t next)
        : log_(log), subscriber_(std::move(subscriber)), next_(next) {}

    ~Stream() override {
        {
            const std::scoped_lock lock(log_.mutex_);
            std::erase(log_.subscribers_, subscriber_);
        }
        const std::scoped_lock lock(subscriber_->mutex);
        subscriber_->wake = nullptr;
    }

    std::vector<ports::Delivery> take(std::size_t count_max) override {
        std::vector<ports::Delivery> taken;
        while (!log_.take_cached(*subscriber_, next_, count_max, taken)) {
            const auto durable = log_.head_.load();
            // What was cut off may lie in the cursor's buffer, where something else is now.
            if (const auto cuts = log_.cuts_.load(); std::exchange(cuts_, cuts) != cuts) {
                cursor_.reset();
            }
            if (!cursor_ || cursor_->next_position() != next_) {
                cursor_.emplace(
                    [&log = log_](std::int64_t position) { return log.store_->locate(position); },
                    next_);
            }
            const auto wanted = std::min<std::size_t>(
                count_max - taken.size(), static_cast<std::size_t>(durable - next_ + 1));
            auto read = cursor_->take(wanted, durable);
            next_ += static_cast<std::int64_t>(read.size());
            taken.insert(taken.end(), std::make_move_iterator(read.begin()),
                         std::make_move_iterator(read.end()));
            if (taken.size() == count_max) return taken;
        }
        cursor_.reset();
        if (!taken.empty()) next_ = taken.back().position.offset + 1;
        return taken;
    }

    /// The log keeps everything; the consumer's own row says how far it is.
    void acknowledge(ports::Position) override {}

    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

  private:
    EmbeddedLog& log_;
    std::shared_ptr<Subscriber> subscriber_;
    std::int64_t next_;
    std::int64_t cuts_ = 0;
    std::optional<LogCursor> cursor_;
};

EmbeddedLog::EmbeddedLog(EmbeddedLogOptions options)
    : EmbeddedLog(std::move(options), make_system_files()) {}

EmbeddedLog::EmbeddedLog(EmbeddedLogOptions options, std::unique_ptr<LogFiles> files)
    : options_(std::move(options)),
      store_(std::make_unique<SegmentStore>(std::move(files), options_.directory,
                                            options_.segment_bytes)),
      head_(store_->head()),
      thread_([this] { run(); }) {}

EmbeddedLog::~EmbeddedLog() {
    {
        const std::scoped_lock lock(mutex_);
        is_stopping_ = true;
    }
    work_.notify_one();
    thread_.join();
}

void EmbeddedLog::publish(std::vector<ports::EventPointer> events,
                          std::function<void(std::optional<std::string> fault)> done) {
    Publication publication{.events = std::move(events), .done = std::move(done)};
    if (auto fault = enqueue(publication)) {
        publication.done(std::move(fault));
    } else {
        work_.notify_one();
    }
}

std::optional<std::string> EmbeddedLog::enqueue(Publication& publication) {
    const auto& events = publication.events;
    const bool do_fit = std::all_of(events.begin(), events.end(),
                                    [](const auto& event) { return fits_record(*event); });
    if (!do_fit) return "an event is larger than the event log takes";
    const std::scoped_lock lock(mutex_);
    if (!stop_reason_.empty()) return stop_reason_;
    if (is_stopping_) return "the event log is closing";
    if (waiting_events_ + events.size() > options_.queue_events_max) {
        return "too many events wait for the event log";
    }
    waiting_events_ += events.size();
    waiting_.push_back(std::move(publication));
    return std::nullopt;
}

std::vector<EmbeddedLog::Publication> EmbeddedLog::take_waiting() {
    std::unique_lock lock(mutex_);
    work_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
    std::vector<Publication> taken;
    taken.swap(waiting_);
    waiting_events_ = 0;
    return taken;
}

void EmbeddedLog::run() noexcept {
    ::pthread_setname_np(::pthread_self(), "event-log");
    for (;;) {
        auto batch = take_waiting();
        if (batch.empty()) break;
        append(batch);
    }
    if (!is_healthy()) return;
    try {
        store_->mark_head();
    } catch (const base::InfrastructureFault&) {
        // The mark only helps the next start to tell damage from a torn end; everything is stored
        // without it.
        return;
    }
}

void EmbeddedLog::append(std::vector<Publication>& batch) {
    std::vector<ports::EventPointer> events;
    for (const auto& publication : batch) {
        events.insert(events.end(), publication.events.begin(), publication.events.end());
    }
    std::optional<std::string> fault;
    if (!is_healthy()) {
        const std::scoped_lock lock(mutex_);
        fault = stop_reason_;
    } else if (!events.empty()) {
        try {
            remember(events, store_->append(events));
        } catch (const std::exception& error) {
            const auto* known = dynamic_cast<const base::InfrastructureFault*>(&error);
            const bool is_full = known != nullptr && known->is_retryable();
            if (is_full) ++cuts_;
            fault = is_full ? std::string{error.what()} : stop(error.what());
        }
    }
    for (auto& publication : batch) publication.done(fault);
    if (!fault) wake_subscribers();
}

std::string EmbeddedLog::stop(const char* why) {
    const std::scoped_lock lock(mutex_);
    stop_reason_ = fmt::format("{}; the event log has stopped until the next start", why);
    is_healthy_.store(false);
    return stop_reason_;
}

void EmbeddedLog::remember(const std::vector<ports::EventPointer>& events, std::int64_t last) {
    std::int64_t position = last - static_cast<std::int64_t>(events.size());
    const std::scoped_lock lock(mutex_);
    for (const auto& event : events) {
        cache_.push_back({.position = {.offset = ++position}, .event = event});
        cached_bytes_ += memory_of(*event);
    }
    while (cached_bytes_ > options_.cache_bytes) {
        cached_bytes_ -= memory_of(*cache_.front().event);
        cache_.pop_front();
    }
    head_.store(last);
}

void EmbeddedLog::wake_subscribers() {
    std::vector<std::shared_ptr<Subscriber>> sleeping;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& subscriber : subscribers_) {
            if (subscriber->is_waiting.exchange(false)) sleeping.push_back(subscriber);
        }
    }
    for (const auto& subscriber : sleeping) {
        const std::scoped_lock lock(subscriber->mutex);
        if (subscriber->wake) subscriber->wake();
    }
}

bool EmbeddedLog::take_cached(Subscriber& subscriber, std::int64_t next, std::size_t count_max,
                              std::vector<ports::Delivery>& taken) {
    const std::scoped_lock lock(mutex_);
    const auto end = head_.load();
    if (next <= end && (cache_.empty() || next < cache_.front().position.offset)) return false;
    const auto first = next <= end ? next - cache_.front().position.offset : 0;
    auto at = next <= end ? cache_.begin() + first : cache_.end();
    for (; at != cache_.end() && taken.size() < count_max; ++at) taken.push_back(*at);
    if (taken.size() < count_max) subscriber.is_waiting.store(true);
    return true;
}

std::unique_ptr<ports::EventStream> EmbeddedLog::subscribe(ports::Subscription subscription) {
    return open(subscription.consumer, subscription.stored(), std::move(subscription.wake));
}

std::unique_ptr<ports::EventStream> EmbeddedLog::follow(ports::Broadcasting broadcasting) {
    return open(broadcasting.reader, broadcasting.after.value_or(head()),
                std::move(broadcasting.wake));
}

std::unique_ptr<ports::EventStream> EmbeddedLog::open(const std::string& reader,
                                                      const ports::Positions& after,
                                                      std::function<void()> wake) {
    if (!head().has_passed(after)) {
        throw base::InfrastructureFault(
            fmt::format(
                "{} has stored events up to {}, but the event log {} ends at {}: it is not the one "
                "that belongs to this data; restore both from the same backup",
                reader, after.sum(), options_.directory.string(), head().of(0)),
            base::Retry::no);
    }
    auto subscriber = std::make_shared<Subscriber>();
    subscriber->wake = std::move(wake);
    {
        const std::scoped_lock lock(mutex_);
        subscribers_.push_back(subscriber);
    }
    return std::make_unique<Stream>(*this, std::move(subscriber), after.of(0) + 1);
}

std::vector<LatestSequence> EmbeddedLog::latest() const {
    std::vector<LatestSequence> all;
    for (const auto& [name, progress] : store_->progress()) {
        all.push_back({.source = name.first,
                       .key = name.second,
                       .generation = progress.generation,
                       .sequence = progress.sequence});
    }
    return all;
}

}  // namespace boxoffice::platform
