#include "platform/bus/kafka_stream.hpp"

#include "base/fault.hpp"
#include "platform/bus/kafka_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pthread.h>
#include <random>

namespace boxoffice::platform {
namespace {

constexpr int poll_ms = 100;
/// Messages taken over in one go before the consumer is woken.
constexpr std::size_t fetch_max = 500;
constexpr std::chrono::milliseconds progress_interval{500};
/// Where a partition's consumer stands is asked of the database again after this.
constexpr std::chrono::milliseconds stored_retry{200};
/// Longer than a group waits for a member that has died.
constexpr std::chrono::seconds join_wait_max{15};

/// Positions are the consumer's, in its own database: the brokers keep a copy for those who look at
/// lag. A position that the log does not have is damage, never a reason to begin somewhere else.
KafkaProperties reader_settings() {
    return {
        {"enable.auto.commit", "false"},
        {"enable.auto.offset.store", "false"},
        {"auto.offset.reset", "error"},
        {"enable.partition.eof", "false"},
        {"queued.min.messages", "2000"},
        {"queued.max.messages.kbytes", "32768"},
        {"fetch.wait.max.ms", "500"},
        {"fetch.error.backoff.ms", "100"},
        {"topic.metadata.refresh.interval.ms", "30000"},
    };
}

KafkaProperties member_settings(const KafkaOptions& options, const std::string& context) {
    auto settings = reader_settings();
    settings.emplace_back("group.id", options.group_prefix + context);
    settings.emplace_back("partition.assignment.strategy", "cooperative-sticky");
    if (!options.instance.empty()) settings.emplace_back("group.instance.id", options.instance);
    return settings;
}

/// librdkafka reads for a group only; this one is nobody's, joins nothing and commits nothing.
KafkaProperties broadcast_settings(const KafkaOptions& options, const std::string& reader) {
    auto settings = reader_settings();
    std::random_device chance;
    settings.emplace_back("group.id",
                          fmt::format("{}broadcast-{}-{:08x}{:08x}", options.group_prefix, reader,
                                      chance(), chance()));
    return settings;
}

std::string reader_label(const std::string& name) {
    return "context=\"" + name + "\"";
}

/// A session's time-out decides how long a dead replica's partitions wait. The operator's
/// properties may say something else, so this stands before them.
KafkaOptions with_defaults(const KafkaOptions& options) {
    auto all = options;
    all.properties.insert(all.properties.begin(),
                          {{"session.timeout.ms", "10000"}, {"heartbeat.interval.ms", "2000"}});
    return all;
}

}  // namespace

KafkaStream::KafkaStream(const KafkaWorld& world, const std::string& name,
                         std::function<void()> wake)
    : KafkaListener(name, world.log),
      world_(world),
      wake_(std::move(wake)),
      foreign_(world.metrics.counter("boxoffice_kafka_foreign_messages_total", reader_label(name),
                                     "Messages on the topic that are no events of ours.")),
      lag_time_(world.metrics.gauge(
          "boxoffice_consumer_lag_milliseconds", reader_label(name),
          "Age of the oldest event that this replica has fetched and not dealt with.")),
      paused_(world.metrics.gauge("boxoffice_consumer_paused", reader_label(name),
                                  "1 while enough events are ready and no more are fetched.")) {}

KafkaStream::KafkaStream(const KafkaWorld& world, ports::Subscription subscription)
    : KafkaStream(world, subscription.consumer, std::move(subscription.wake)) {
    stored_ = std::move(subscription.stored);
    is_joining_ = true;
    join_until_ = std::chrono::steady_clock::now() + join_wait_max;
    ++world_.joining;
    start(member_settings(world.options, name()));
    const KafkaPartitions topics{rd_kafka_topic_partition_list_new(1)};
    rd_kafka_topic_partition_list_add(topics.get(), world.options.topic.c_str(),
                                      RD_KAFKA_PARTITION_UA);
    if (const auto error = rd_kafka_subscribe(client_.get(), topics.get())) {
        throw base::InfrastructureFault(
            "Kafka's topic cannot be read: " + std::string{rd_kafka_err2str(error)},
            base::Retry::no);
    }
    thread_ = std::thread([this] { run(); });
}

KafkaStream::KafkaStream(const KafkaWorld& world, ports::Broadcasting broadcasting)
    : KafkaStream(world, broadcasting.reader, std::move(broadcasting.wake)) {
    start(broadcast_settings(world.options, name()));
    const KafkaPartitions all{rd_kafka_topic_partition_list_new(world.partitions)};
    rd_kafka_topic_partition_list_add_range(all.get(), world.options.topic.c_str(), 0,
                                            world.partitions - 1);
    begin_at(all.get(), broadcasting.after.value_or(ports::Positions{}));
    if (const auto error = rd_kafka_assign(client_.get(), all.get())) {
        throw base::InfrastructureFault(
            "Kafka's topic cannot be followed: " + std::string{rd_kafka_err2str(error)},
            base::Retry::no);
    }
    thread_ = std::thread([this] { run(); });
}

KafkaStream::~KafkaStream() {
    is_stopping_ = true;
    thread_.join();
}

void KafkaStream::start(const KafkaProperties& settings) {
    client_ = make_kafka_client(RD_KAFKA_CONSUMER, with_defaults(world_.options), settings, *this);
    rd_kafka_poll_set_consumer(client_.get());
}

std::vector<ports::Delivery> KafkaStream::take(std::size_t count_max) {
    return shelf_.take(count_max);
}

void KafkaStream::acknowledge(ports::Position position) {
    shelf_.acknowledge(position);
}

void KafkaStream::run() {
    ::pthread_setname_np(::pthread_self(), "kafka-read");
    while (!may_stop()) {
        fetch();
        press_or_relax();
        if (is_joining_ && std::chrono::steady_clock::now() >= join_until_) joined();
        if (std::chrono::steady_clock::now() >= next_progress_) note_progress();
    }
    joined();
    note_progress();
    rd_kafka_consumer_close(client_.get());
}

/// librdkafka 2.0.2 aborts the process when a member leaves between joining and its first
/// assignment (rd_kafka_sticky_assignor_state_destroy), so that is waited for.
bool KafkaStream::may_stop() const {
    return is_stopping_ && !is_joining_;
}

void KafkaStream::joined() {
    if (!std::exchange(is_joining_, false)) return;
    ++world_.members;  // first, so that whoever adds both misses nobody
    --world_.joining;
}

void KafkaStream::fetch() {
    auto wait_ms = poll_ms;
    for (std::size_t count = 0; count < fetch_max; ++count) {
        const KafkaOwned<rd_kafka_message_t> message{
            rd_kafka_consumer_poll(client_.get(), wait_ms)};
        if (!message) break;
        put_aside(*message);
        wait_ms = 0;
    }
    if (shelf_.put(std::exchange(fetched_, {}))) wake_();
}

void KafkaStream::put_aside(const rd_kafka_message_t& message) {
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        auto event = to_event(message);
        if (event->source.empty()) foreign_.add();
        fetched_.push_back(
            {{.partition = message.partition, .offset = message.offset + 1}, std::move(event)});
        return;
    }
    if (message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
        return died(fmt::format(
            "{} has stored a position that partition {} of the topic {} does not have: it is not "
            "the topic that belongs to this data; restore both from the same backup",
            name(), message.partition, world_.options.topic));
    }
    log().write(ports::LogLevel::warning, "Kafka cannot be read just now",
                {{"consumer", name()}, {"fault", rd_kafka_message_errstr(&message)}});
}

/// Back-pressure: the membership lives on while the partitions are paused.
void KafkaStream::press_or_relax() {
    const auto ready = shelf_.size();
    const auto most = world_.options.ready_events_max;
    const bool should_press = is_pressed_ ? ready > most / 2 : ready >= most;
    if (should_press == is_pressed_) return;
    rd_kafka_topic_partition_list_t* assignment = nullptr;
    if (rd_kafka_assignment(client_.get(), &assignment) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
    const KafkaPartitions partitions{assignment};
    if (should_press) {
        rd_kafka_pause_partitions(client_.get(), partitions.get());
    } else {
        rd_kafka_resume_partitions(client_.get(), partitions.get());
    }
    is_pressed_ = should_press;
    paused_.set(is_pressed_ ? 1 : 0);
}

void KafkaStream::note_progress() {
    next_progress_ = std::chrono::steady_clock::now() + progress_interval;
    const auto progress = shelf_.progress();
    note_lag(progress);
    if (stored_) commit(progress);
}

void KafkaStream::commit(const std::vector<KafkaShelf::Progress>& progress) {
    const KafkaPartitions changed{
        rd_kafka_topic_partition_list_new(static_cast<int>(progress.size()))};
    for (const auto& [partition, stored, oldest] : progress) {
        auto& committed = gauges_of(partition).committed;
        if (stored <= committed) continue;
        rd_kafka_topic_partition_list_add(changed.get(), world_.options.topic.c_str(), partition)
            ->offset = stored;
        committed = stored;
    }
    // Not waited for: the next one says it again, and nobody reads on from it.
    if (changed->cnt > 0) rd_kafka_commit(client_.get(), changed.get(), 1);
}

void KafkaStream::note_lag(const std::vector<KafkaShelf::Progress>& progress) {
    std::optional<base::Instant> oldest;
    for (const auto& each : progress) {
        std::int64_t low = 0;
        std::int64_t high = 0;
        const auto error = rd_kafka_get_watermark_offsets(
            client_.get(), world_.options.topic.c_str(), each.partition, &low, &high);
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0) {
            gauges_of(each.partition).lag->set(std::max<std::int64_t>(0, high - each.stored));
        }
        if (each.oldest && (!oldest || *each.oldest < *oldest)) oldest = each.oldest;
    }
    const auto age = oldest ? world_.clock.now() - *oldest : base::Duration{0};
    lag_time_.set(std::max<std::int64_t>(0, age.count()));
}

void KafkaStream::rebalanced(rd_kafka_t* client, rd_kafka_resp_err_t error,
                             rd_kafka_topic_partition_list_t* partitions) {
    if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) return assigned(client, partitions);
    if (error == RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS) return revoked(client, partitions);
    log().write(ports::LogLevel::warning, "Kafka's group cannot be balanced",
                {{"consumer", name()}, {"fault", rd_kafka_err2str(error)}});
    rd_kafka_assign(client, nullptr);
}

/// What was stored is asked for only now: whoever had the partitions before has gone on meanwhile.
void KafkaStream::assigned(rd_kafka_t* client, rd_kafka_topic_partition_list_t* partitions) {
    // Without an answer the stream ends: what is fetched then finds no place on the shelf.
    if (const auto stored = read_stored()) begin_at(partitions, *stored);
    log().write(ports::LogLevel::info, "partitions have come",
                {{"consumer", name()}, {"count", std::to_string(partitions->cnt)}});
    check(KafkaOwned<rd_kafka_error_t>{rd_kafka_incremental_assign(client, partitions)});
    joined();
    if (is_pressed_) rd_kafka_pause_partitions(client, partitions);
}

void KafkaStream::revoked(rd_kafka_t* client, rd_kafka_topic_partition_list_t* partitions) {
    if (!rd_kafka_assignment_lost(client)) commit(shelf_.progress());
    for (int i = 0; i < partitions->cnt; ++i) {
        const auto partition = partitions->elems[i].partition;
        shelf_.end(partition);
        std::erase_if(fetched_, [partition](const ports::Delivery& delivery) {
            return delivery.position.partition == partition;
        });
        gauges_of(partition).lag->set(0);
    }
    log().write(ports::LogLevel::info, "partitions have gone",
                {{"consumer", name()}, {"count", std::to_string(partitions->cnt)}});
    check(KafkaOwned<rd_kafka_error_t>{rd_kafka_incremental_unassign(client, partitions)});
}

/// Asks until it is told: without its database a replica has no use for the partitions, and once
/// the group has waited long enough they go elsewhere. @return nothing when the stream ends.
std::optional<ports::Positions> KafkaStream::read_stored() {
    while (!is_stopping_) {
        try {
            return stored_();
        } catch (const base::InfrastructureFault& fault) {
            log().write(ports::LogLevel::warning, "the stored positions cannot be read",
                        {{"consumer", name()}, {"fault", fault.what()}});
            std::this_thread::sleep_for(stored_retry);
        }
    }
    return std::nullopt;
}

void KafkaStream::begin_at(rd_kafka_topic_partition_list_t* partitions,
                           const ports::Positions& after) {
    for (int i = 0; i < partitions->cnt; ++i) {
        auto& each = partitions->elems[i];
        const auto offset = after.of(each.partition);
        each.offset = offset > 0 ? offset : RD_KAFKA_OFFSET_BEGINNING;
        gauges_of(each.partition).committed = 0;
        shelf_.begin({.partition = each.partition, .offset = offset});
    }
}

void KafkaStream::check(KafkaOwned<rd_kafka_error_t> error) {
    if (!error) return;
    log().write(ports::LogLevel::error, "Kafka's partitions cannot be taken or given up",
                {{"consumer", name()}, {"fault", rd_kafka_error_string(error.get())}});
}

void KafkaStream::died(const std::string& why) {
    world_.has_died = true;
    log().write(ports::LogLevel::error, "events cannot be read any more until the next start",
                {{"consumer", name()}, {"why", why}});
}

KafkaStream::Gauges& KafkaStream::gauges_of(std::int32_t partition) {
    auto& gauges = gauges_[partition];
    if (!gauges.lag) {
        gauges.lag = &world_.metrics.gauge(
            "boxoffice_consumer_lag_events",
            reader_label(name()) + ",partition=\"" + std::to_string(partition) + "\"",
            "Events of the partition that this replica has not dealt with.");
    }
    return gauges;
}

}  // namespace boxoffice::platform
