#include "platform/bus/kafka_producer.hpp"

#include "platform/bus/kafka_message.hpp"

#include <fmt/format.h>

#include <array>
#include <pthread.h>

namespace boxoffice::platform {
namespace {

constexpr int poll_ms = 100;
constexpr int end_flush_ms = 5'000;
constexpr int purge_flush_ms = 1'000;

/// Gapless: a message that fails for good takes all later ones along, so that a consumer never sees
/// a key's next event without the one before. No time-out: giving up one message and sending the
/// next would be such a gap.
const KafkaProperties producer_settings{
    {"enable.idempotence", "true"},
    {"acks", "all"},
    {"enable.gapless.guarantee", "true"},
    {"message.timeout.ms", "0"},
    {"linger.ms", "0.5"},
    {"partitioner", "murmur2_random"},
    {"message.max.bytes", "8388608"},
    {"queue.buffering.max.kbytes", "262144"},
    {"queue.buffering.max.messages", "500000"},
    {"retry.backoff.ms", "50"},
};

}  // namespace

/// The events that were handed over together. The last delivery report finishes it.
struct KafkaProducer::Publication {
    std::function<void(std::optional<std::string> fault)> done;
    std::size_t count = 0;
    std::atomic<std::size_t> left{0};
    std::mutex mutex;
    std::optional<std::string> fault;  ///< the first one, under `mutex`

    void fail(std::string why) {
        const std::scoped_lock lock(mutex);
        if (!fault) fault = std::move(why);
    }
    /// @return whether nothing of it is on its way any more.
    [[nodiscard]] bool settle(std::size_t events) { return left.fetch_sub(events) == events; }
};

KafkaProducer::KafkaProducer(const KafkaOptions& options, ports::Log& log, ports::Metrics& metrics,
                             Written written)
    : KafkaListener("producer", log),
      options_(options),
      written_(std::move(written)),
      refused_(metrics.counter("boxoffice_kafka_refused_total", "",
                               "Events that Kafka did not take and that are published again.")),
      renewals_(metrics.counter("boxoffice_kafka_producer_renewals_total", "",
                                "Producers that could do nothing more and were replaced.")),
      waiting_gauge_(metrics.gauge("boxoffice_kafka_waiting_events", "",
                                   "Events that are on their way to Kafka.")),
      client_(make_client()),
      thread_([this] { run(); }) {}

KafkaProducer::~KafkaProducer() {
    is_stopping_ = true;
    thread_.join();
}

KafkaHandle KafkaProducer::make_client() {
    return make_kafka_client(RD_KAFKA_PRODUCER, options_, producer_settings, *this);
}

void KafkaProducer::publish(std::vector<ports::EventPointer> events,
                            std::function<void(std::optional<std::string> fault)> done) {
    const auto count = events.size();
    if (count == 0) return done(std::nullopt);
    if (waiting_.load() + count > options_.queue_events_max) {
        refused_.add(static_cast<std::int64_t>(count));
        return done("too many events wait for Kafka");
    }
    waiting_ += count;
    auto publication = std::make_unique<Publication>();
    publication->done = std::move(done);
    publication->count = count;
    publication->left = count;
    std::size_t queued = 0;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& event : events) {
            auto refusal = queue(*event, publication.get());
            if (refusal) {
                publication->fail(std::move(*refusal));
                break;
            }
            ++queued;
        }
    }
    if (queued == count) return (void)publication.release();  // the last report finishes it
    if (!publication->settle(count - queued)) return (void)publication.release();
    waiting_ -= count;
    refused_.add(static_cast<std::int64_t>(count));
    publication->done(publication->fault);
}

std::optional<std::string> KafkaProducer::queue(const ports::EventEnvelope& event,
                                                Publication* publication) {
    auto headers = to_headers(event);
    std::array<rd_kafka_vu_t, 6> message{};
    message[0].vtype = RD_KAFKA_VTYPE_TOPIC;
    message[0].u.cstr = options_.topic.c_str();
    message[1].vtype = RD_KAFKA_VTYPE_KEY;
    message[1].u.mem = {const_cast<char*>(event.key.data()), event.key.size()};
    message[2].vtype = RD_KAFKA_VTYPE_VALUE;
    message[2].u.mem = {const_cast<char*>(event.payload.data()), event.payload.size()};
    message[3].vtype = RD_KAFKA_VTYPE_HEADERS;
    message[3].u.headers = headers.get();
    message[4].vtype = RD_KAFKA_VTYPE_OPAQUE;
    message[4].u.ptr = publication;
    message[5].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    message[5].u.i = RD_KAFKA_MSG_F_COPY;
    const KafkaOwned<rd_kafka_error_t> refusal{
        rd_kafka_produceva(client_.get(), message.data(), message.size())};
    if (refusal) return fmt::format("Kafka: {}", rd_kafka_error_string(refusal.get()));
    (void)headers.release();  // they belong to the message now
    return std::nullopt;
}

void KafkaProducer::delivered(const rd_kafka_message_t& message) {
    auto* const publication = static_cast<Publication*>(message._private);
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        publication->fail(fmt::format("Kafka: {}", rd_kafka_err2str(message.err)));
    } else if (message.offset >= 0) {
        written_({.partition = message.partition, .offset = message.offset + 1});
    }
    if (publication->settle(1)) finished_.emplace_back(publication);
}

void KafkaProducer::died(const std::string& why) {
    death_ = why;
}

void KafkaProducer::run() {
    ::pthread_setname_np(::pthread_self(), "kafka-write");
    while (!is_stopping_) {
        // Only this thread replaces the handle, so it may use it without the lock.
        rd_kafka_poll(client_.get(), poll_ms);
        if (!death_.empty()) renew();
        answer_finished();
    }
    rd_kafka_flush(client_.get(), end_flush_ms);
    rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(client_.get(), purge_flush_ms);
    answer_finished();
}

/// Everything that waits is answered first: what the old client still had in flight may arrive or
/// not, and comes again through the new one; consumers drop what they have seen.
void KafkaProducer::renew() {
    log().write(ports::LogLevel::error, "Kafka's producer is replaced", {{"why", death_}});
    renewals_.add();
    const std::scoped_lock lock(mutex_);
    rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    while (rd_kafka_outq_len(client_.get()) > 0) rd_kafka_poll(client_.get(), poll_ms);
    client_ = make_client();
    death_.clear();
}

void KafkaProducer::answer_finished() {
    for (const auto& publication : std::exchange(finished_, {})) {
        waiting_ -= publication->count;
        if (publication->fault) refused_.add(static_cast<std::int64_t>(publication->count));
        publication->done(publication->fault);
    }
    waiting_gauge_.set(static_cast<std::int64_t>(waiting_.load()));
}

void KafkaProducer::kill_client() {
    const std::scoped_lock lock(mutex_);
    rd_kafka_test_fatal_error(client_.get(), RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                              "as a test wants it");
}

}  // namespace boxoffice::platform
