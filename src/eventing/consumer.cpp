#include "eventing/consumer.hpp"

#include "base/invariant.hpp"
#include "eventing/publish_spans.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/trace_context.hpp"

namespace boxoffice::eventing {

void EventHandlers::add(std::string_view source, std::string_view type, Make make) {
    auto& types = sources_[std::string{source}];
    const bool is_new = types.emplace(std::string{type}, std::move(make)).second;
    BOXOFFICE_INVARIANT(is_new);
}

const EventHandlers::Make* EventHandlers::find(const ports::EventEnvelope& envelope) const {
    const auto source = sources_.find(envelope.source);
    if (source == sources_.end()) return nullptr;
    const auto type = source->second.find(envelope.type);
    return type == source->second.end() ? nullptr : &type->second;
}

bool EventHandlers::listens_to_source(std::string_view source) const {
    return sources_.find(source) != sources_.end();
}

std::vector<std::pair<std::string, std::string>> EventHandlers::listened() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& [source, types] : sources_) {
        for (const auto& [type, make] : types) out.emplace_back(source, type);
    }
    return out;
}

namespace {

/// A policy that throws makes its event poison, like one that cannot be decoded.
EventHandlers::Made make_job(const EventHandlers::Make& make, const ports::EventEnvelope& event) {
    try {
        return make(event);
    } catch (const std::exception& error) {
        return {nullptr, std::string{"cannot be understood: "} + error.what()};
    }
}

}  // namespace

/// One delivery: judged by the inbox, applied by the policy's command, remembered by the inbox.
class Consumer::EventJob final : public Job {
  public:
    EventJob(Consumer& consumer, ports::Delivery delivery, EventHandlers::Made made)
        : consumer_(consumer),
          delivery_(std::move(delivery)),
          inner_(std::move(made.job)),
          poison_(std::move(made.poison)) {
        trace().origin = ports::read_trace_text(delivery_.event->trace);
    }

    void declare() override {
        consumer_.inbox_.want(*delivery_.event);
        if (inner_ && poison_.empty()) inner_->declare();
    }

    void decide(UnitOfWork& work) override {
        auto& inbox = consumer_.inbox_;
        verdict_ = inbox.judge(*delivery_.event);
        inbox.reached(delivery_.position);
        if (verdict_ == InboxVerdict::drop) return;
        if (verdict_ == InboxVerdict::apply && !poison_.empty()) verdict_ = InboxVerdict::park;
        if (verdict_ == InboxVerdict::park) {
            return inbox.park(delivery_, reason_to_park(), work.now());
        }
        if (inner_) inner_->decide(work);
        inbox.advance(*delivery_.event);
    }

    void settle() override {
        if (inner_ && verdict_ == InboxVerdict::apply) inner_->settle();
        consumer_.settled(delivery_.position);
        if (verdict_ == InboxVerdict::drop) trace().span.set("boxoffice.outcome", "dropped");
        if (verdict_ == InboxVerdict::park) trace().span.fail("parked");
        if (verdict_ == InboxVerdict::apply) consumer_.applied_.add();
        if (verdict_ == InboxVerdict::drop) consumer_.dropped_.add();
        if (verdict_ == InboxVerdict::park) report_parked();
    }

    void fail(const Failure&) override {}

    /// Our own code cannot apply it: its key goes aside, the others flow on.
    bool give_up(const Failure& failure) override {
        if (!poison_.empty()) return false;
        poison_ = "cannot be applied: " + failure.what;
        return true;
    }

    [[nodiscard]] bool can_be_given_up() const override { return false; }
    [[nodiscard]] bool is_only_advance() const override { return !inner_ && poison_.empty(); }

    [[nodiscard]] ports::SpanKind span_kind() const override { return ports::SpanKind::consumer; }
    /// Names: OpenTelemetry's semantic conventions for messaging.
    void describe(ports::Span& span) const override {
        if (inner_) inner_->describe(span);
        const auto& event = *delivery_.event;
        span.rename("process " + event.type);
        describe_event(span, event, consumer_.environment_.bus.name());
        span.set("messaging.operation.name", "process");
        span.set("messaging.operation.type", "process");
        span.set("messaging.consumer.group.name", consumer_.context_);
        span.set("messaging.destination.partition.id",
                 std::to_string(delivery_.position.partition));
        span.set("boxoffice.position", delivery_.position.offset);
    }

  private:
    [[nodiscard]] std::string reason_to_park() const {
        return poison_.empty() ? "its key is parked, or an event is missing" : poison_;
    }

    void report_parked() {
        consumer_.parked_.add();
        consumer_.set_aside_.set(consumer_.set_aside_.value() + 1);
        const auto& event = *delivery_.event;
        consumer_.environment_.log.write(ports::LogLevel::error,
                                         "an event is parked and its key waits for a human",
                                         {{"context", consumer_.context_},
                                          {"source", event.source},
                                          {"key", event.key},
                                          {"type", event.type},
                                          {"sequence", std::to_string(event.sequence)},
                                          {"reason", reason_to_park()}});
    }

    Consumer& consumer_;
    ports::Delivery delivery_;
    JobPointer inner_;
    std::string poison_;
    InboxVerdict verdict_ = InboxVerdict::drop;
};

namespace {

ports::Counter& event_counter(const Environment& environment, const std::string& context,
                              const std::string& outcome) {
    return environment.metrics.counter("boxoffice_events_total",
                                       "context=\"" + context + "\",outcome=\"" + outcome + "\"",
                                       "Events taken from the bus, by what became of them.");
}

}  // namespace

Consumer::Consumer(const std::string& context, const Environment& environment,
                   const EventHandlers& handlers, Inbox& inbox)
    : handlers_(handlers),
      environment_(environment),
      inbox_(inbox),
      context_(context),
      applied_(event_counter(environment, context, "applied")),
      dropped_(event_counter(environment, context, "dropped")),
      parked_(event_counter(environment, context, "parked")),
      foreign_(event_counter(environment, context, "foreign")),
      set_aside_(environment.metrics.gauge(
          "boxoffice_parked_events", "context=\"" + context + "\"",
          "Events that are parked: those stored when this process started, and its own since.")) {}

void Consumer::open(std::function<ports::Positions()> stored, std::function<void()> wake) {
    {
        const std::lock_guard lock{mutex_};
        positions_ = stored();
    }
    set_aside_.set(Inbox::count_parked(*environment_.database.open_reader()));
    stream_ = environment_.bus.subscribe(
        {.consumer = context_, .stored = std::move(stored), .wake = std::move(wake)});
}

std::vector<JobPointer> Consumer::take(std::size_t count_max) {
    std::vector<JobPointer> jobs;
    if (!stream_) return jobs;
    // Until there is something for us: a stretch of foreign events must not look like the end.
    while (jobs.empty()) {
        auto deliveries = stream_->take(count_max);
        delay_ = {};
        if (deliveries.empty()) break;
        delay_ = environment_.clock.now() - deliveries.back().event->time;
        for (auto& delivery : deliveries) {
            const auto& envelope = *delivery.event;
            if (!handlers_.listens_to_source(envelope.source)) {
                foreign_.add();
                pass(delivery.position);
                continue;
            }
            const auto* make = handlers_.find(envelope);
            auto made = make ? make_job(*make, envelope) : EventHandlers::Made{};
            jobs.push_back(std::make_unique<EventJob>(*this, std::move(delivery), std::move(made)));
            ++under_way_;
        }
    }
    return jobs;
}

void Consumer::settled(ports::Position position) {
    acknowledge(position);
    if (--under_way_ > 0 || !has_passed_) return;
    has_passed_ = false;
    for (std::int32_t partition = 0; partition < passed_.partitions(); ++partition) {
        const auto offset = passed_.of(partition);
        if (offset > 0) acknowledge({partition, offset});
    }
    passed_ = {};
}

/// A foreign event is dealt with by being skipped, once everything before it is settled. That need
/// not be stored: it is skipped again after a restart.
void Consumer::pass(ports::Position position) {
    if (under_way_ == 0) return acknowledge(position);
    passed_.raise(position);
    has_passed_ = true;
}

void Consumer::acknowledge(ports::Position position) {
    if (stream_) stream_->acknowledge(position);
    gauge_of(position.partition).set(position.offset);
    const std::lock_guard lock{mutex_};
    positions_.raise(position);
}

ports::Gauge& Consumer::gauge_of(std::int32_t partition) {
    const auto index = static_cast<std::size_t>(partition);
    if (gauges_.size() <= index) gauges_.resize(index + 1, nullptr);
    auto& gauge = gauges_[index];
    if (!gauge) {
        gauge = &environment_.metrics.gauge(
            "boxoffice_consumer_position",
            "context=\"" + context_ + "\",partition=\"" + std::to_string(partition) + "\"",
            "The position in the log's partition up to which events are dealt with.");
    }
    return *gauge;
}

ports::Positions Consumer::positions() const {
    const std::lock_guard lock{mutex_};
    return positions_;
}

}  // namespace boxoffice::eventing
