#include "platform/bus/kafka_bus.hpp"

#include "base/fault.hpp"
#include "platform/bus/kafka_client.hpp"
#include "platform/bus/kafka_producer.hpp"
#include "platform/bus/kafka_stream.hpp"
#include "platform/bus/kafka_topic.hpp"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <pthread.h>
#include <thread>

namespace boxoffice::platform {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds start_retry{500};
constexpr std::chrono::milliseconds head_interval{100};
constexpr int head_wait_ms = 2'000;
/// The topic's settings are compared once, beside what has to go on: in short looks.
constexpr int settings_wait_ms = 250;
constexpr int settings_looks_max = 40;

}  // namespace

/// The observer makes the topic and asks for the head; it reads no events.
class KafkaBus::Implementation {
  public:
    Implementation(KafkaOptions chosen, const base::Clock& clock, ports::Log& log,
                   ports::Metrics& metrics);
    ~Implementation();

    [[nodiscard]] KafkaWorld world() {
        return {options, partitions, clock_, log_, metrics_, has_died, joining, members};
    }
    void raise(ports::Position position) {
        const std::scoped_lock lock(mutex_);
        head_.raise(position);
    }
    [[nodiscard]] ports::Positions head() const {
        const std::scoped_lock lock(mutex_);
        return head_;
    }
    [[nodiscard]] bool can_read() const { return !has_died && joining == 0; }
    [[nodiscard]] bool answers() const {
        const auto silence = SteadyClock::now().time_since_epoch() - heard_at_.load();
        return silence < options.silence_max;
    }

    [[nodiscard]] std::map<std::string, std::string> settings() const {
        return platform::topic_settings(observer_.get(), options, head_wait_ms);
    }

    const KafkaOptions options;
    std::int32_t partitions = 0;
    std::atomic<bool> has_died{false};
    std::atomic<int> joining{0};
    std::atomic<int> members{0};
    std::unique_ptr<KafkaProducer> producer;

  private:
    void meet_brokers();
    [[nodiscard]] bool compare_settings();
    [[nodiscard]] bool ask_head();
    void run();

    const base::Clock& clock_;
    ports::Log& log_;
    ports::Metrics& metrics_;
    KafkaListener listener_;
    KafkaHandle observer_;
    std::atomic<SteadyClock::duration> heard_at_{SteadyClock::duration{0}};
    mutable std::mutex mutex_;
    std::condition_variable stopped_;
    bool is_stopping_ = false;
    ports::Positions head_;
    std::thread thread_;
};

KafkaBus::Implementation::Implementation(KafkaOptions chosen, const base::Clock& clock,
                                         ports::Log& log, ports::Metrics& metrics)
    : options(std::move(chosen)),
      clock_(clock),
      log_(log),
      metrics_(metrics),
      listener_("observer", log),
      observer_(make_kafka_client(RD_KAFKA_CONSUMER, options, {}, listener_)) {
    meet_brokers();
    producer = std::make_unique<KafkaProducer>(
        options, log, metrics, [this](ports::Position position) { raise(position); });
    thread_ = std::thread([this] { run(); });
}

KafkaBus::Implementation::~Implementation() {
    {
        const std::scoped_lock lock(mutex_);
        is_stopping_ = true;
    }
    stopped_.notify_one();
    if (thread_.joinable()) thread_.join();
    producer.reset();  // what it writes at last raises the head
}

/// A whole system may be starting, with the brokers among the last to be there.
void KafkaBus::Implementation::meet_brokers() {
    const auto until = SteadyClock::now() + options.start_wait;
    for (;;) {
        try {
            partitions = ensure_topic(observer_.get(), options);
            if (ask_head()) return;
            throw base::InfrastructureFault("the head of the topic cannot be read",
                                            base::Retry::yes);
        } catch (const base::InfrastructureFault& fault) {
            log_.write(ports::LogLevel::warning, "waiting for Kafka", {{"fault", fault.what()}});
            if (!fault.is_retryable() || SteadyClock::now() >= until) {
                throw base::InfrastructureFault(
                    fmt::format("Kafka cannot be used ({}); --kafka names its brokers",
                                fault.what()),
                    base::Retry::no);
            }
        }
        std::this_thread::sleep_for(start_retry);
    }
}

/// @return false when the brokers do not tell, now or to us at all: nothing depends on it.
bool KafkaBus::Implementation::compare_settings() {
    std::vector<std::string> differences;
    try {
        differences = topic_differences(observer_.get(), options, partitions, settings_wait_ms);
    } catch (const base::InfrastructureFault&) {
        return false;
    }
    for (const auto& difference : differences) {
        log_.write(ports::LogLevel::warning, "the topic is not as it should be",
                   {{"topic", options.topic}, {"difference", difference}});
    }
    metrics_
        .gauge("boxoffice_kafka_topic_differences", "",
               "Settings in which the topic differs from what it should be.")
        .set(static_cast<std::int64_t>(differences.size()));
    return true;
}

/// @return false when not every partition's leader answered.
bool KafkaBus::Implementation::ask_head() {
    const KafkaPartitions asked{rd_kafka_topic_partition_list_new(partitions)};
    rd_kafka_topic_partition_list_add_range(asked.get(), options.topic.c_str(), 0, partitions - 1);
    // In place of a time each: the end.
    for (int i = 0; i < asked->cnt; ++i) asked->elems[i].offset = RD_KAFKA_OFFSET_END;
    if (rd_kafka_offsets_for_times(observer_.get(), asked.get(), head_wait_ms) !=
        RD_KAFKA_RESP_ERR_NO_ERROR) {
        return false;
    }
    bool is_whole = true;
    const std::scoped_lock lock(mutex_);
    for (int i = 0; i < asked->cnt; ++i) {
        const auto& each = asked->elems[i];
        if (each.err != RD_KAFKA_RESP_ERR_NO_ERROR || each.offset < 0) {
            is_whole = false;
        } else {
            head_.raise({.partition = each.partition, .offset = each.offset});
        }
    }
    if (is_whole) heard_at_ = SteadyClock::now().time_since_epoch();
    return is_whole;
}

void KafkaBus::Implementation::run() {
    ::pthread_setname_np(::pthread_self(), "kafka-head");
    for (int looks = settings_looks_max;;) {
        if (looks > 0) looks = compare_settings() ? 0 : looks - 1;
        {
            std::unique_lock lock(mutex_);
            stopped_.wait_for(lock, head_interval, [this] { return is_stopping_; });
            if (is_stopping_) return;
        }
        (void)ask_head();
        rd_kafka_poll(observer_.get(), 0);
    }
}

KafkaBus::KafkaBus(KafkaOptions options, const base::Clock& clock, ports::Log& log,
                   ports::Metrics& metrics)
    : topic_(options.topic),
      implementation_(std::make_unique<Implementation>(std::move(options), clock, log, metrics)) {}

KafkaBus::~KafkaBus() = default;

void KafkaBus::publish(std::vector<ports::EventPointer> events,
                       std::function<void(std::optional<std::string> fault)> done) {
    implementation_->producer->publish(std::move(events), std::move(done));
}

std::unique_ptr<ports::EventStream> KafkaBus::subscribe(ports::Subscription subscription) {
    return std::make_unique<KafkaStream>(implementation_->world(), std::move(subscription));
}

std::unique_ptr<ports::EventStream> KafkaBus::follow(ports::Broadcasting broadcasting) {
    if (!broadcasting.after) broadcasting.after = head();
    return std::make_unique<KafkaStream>(implementation_->world(), std::move(broadcasting));
}

ports::Positions KafkaBus::head() const {
    return implementation_->head();
}

bool KafkaBus::can_read() const {
    return implementation_->can_read();
}

bool KafkaBus::answers() const {
    return implementation_->answers();
}

int KafkaBus::members_so_far() const {
    return implementation_->members;
}

std::map<std::string, std::string> KafkaBus::topic_settings() const {
    return implementation_->settings();
}

void KafkaBus::kill_producer() {
    implementation_->producer->kill_client();
}

}  // namespace boxoffice::platform
