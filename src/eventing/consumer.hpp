// Bus events become commands: which events a context listens to, and how each is applied once.
#pragma once

#include "contracts/codec.hpp"
#include "contracts/events.hpp"
#include "eventing/environment.hpp"
#include "eventing/inbox.hpp"
#include "eventing/job.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::eventing {

/// The policies of one context: for each event it listens to, the command that follows.
class EventHandlers {
  public:
    /// `make(event, envelope)` gives the job that applies `Event`.
    template <class Event, class Make>
    void on(Make make) {
        add(contracts::event_source<Event>, contracts::event_type<Event>,
            [make = std::move(make)](const ports::EventEnvelope& envelope) -> Made {
                auto event = contracts::decode<Event>(envelope.payload);
                if (!event) return {nullptr, "cannot be decoded: " + event.error().to_text()};
                return {make(event.value(), envelope), {}};
            });
    }

    /// A job, or why the event is poison.
    struct Made {
        JobPointer job;
        std::string poison;
    };
    using Make = std::function<Made(const ports::EventEnvelope&)>;

    /// Nothing when nobody listens to that type.
    [[nodiscard]] const Make* find(const ports::EventEnvelope& envelope) const;
    [[nodiscard]] bool listens_to_source(std::string_view source) const;
    /// What is listened to, as (source, type), for the check against topology.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> listened() const;

  private:
    void add(std::string_view source, std::string_view type, Make make);

    using Types = std::map<std::string, Make, std::less<>>;
    std::map<std::string, Types, std::less<>> sources_;
};

/// One context's reader of the log. Used on the context's worker only.
class Consumer {
  public:
    Consumer(const std::string& context, const Environment& environment,
             const EventHandlers& handlers, Inbox& inbox);

    /// Reads on after what `stored` says, which is asked for from any thread whenever partitions
    /// come to this replica; `wake` is called from any thread when there is something.
    void open(std::function<ports::Positions()> stored, std::function<void()> wake);
    /// On the worker, before its end: nothing wakes it any more.
    void close() { stream_.reset(); }
    /// The next deliveries as jobs, in order.
    /// @throws base::InfrastructureFault when the log cannot be read.
    [[nodiscard]] std::vector<JobPointer> take(std::size_t count_max);
    /// How old the last delivery was when it was taken.
    [[nodiscard]] base::Duration delay() const { return delay_; }
    /// Up to where this replica has dealt with events, or found them dealt with. Safe from any
    /// thread.
    [[nodiscard]] ports::Positions positions() const;

  private:
    class EventJob;

    void settled(ports::Position position);
    void pass(ports::Position position);
    void acknowledge(ports::Position position);
    [[nodiscard]] ports::Gauge& gauge_of(std::int32_t partition);

    const EventHandlers& handlers_;
    const Environment& environment_;
    Inbox& inbox_;
    std::string context_;
    std::unique_ptr<ports::EventStream> stream_;
    base::Duration delay_{};
    std::int64_t under_way_ = 0;  ///< jobs made and not settled
    bool has_passed_ = false;
    ports::Positions passed_;  ///< foreign events that jobs under way stand before
    mutable std::mutex mutex_;
    ports::Positions positions_;  ///< under mutex_
    std::vector<ports::Gauge*> gauges_;
    ports::Counter& applied_;
    ports::Counter& dropped_;
    ports::Counter& parked_;
    ports::Counter& foreign_;
    ports::Gauge& set_aside_;
};

}  // namespace boxoffice::eventing
