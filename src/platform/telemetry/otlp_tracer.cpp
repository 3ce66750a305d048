#include "platform/telemetry/otlp_tracer.hpp"

#include "base/integer.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace boxoffice::platform {
namespace {

using ports::SpanRecord;

template <class Clock>
std::int64_t nanoseconds_of() {
    const auto now = Clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

bool is_worth_another_try(const ports::HttpAnswer& answer) {
    if (!answer.response) return true;
    const auto status = answer.response->status;
    return status == 429 || status == 502 || status == 503 || status == 504;
}

/// Retry-After in seconds; a date is as good as none.
base::Duration asked_pause(const ports::HttpAnswer& answer) {
    if (!answer.response) return {};
    for (const auto& [name, value] : answer.response->headers) {
        if (name != "Retry-After" && name != "retry-after") continue;
        const auto seconds = base::to_integer(value);
        if (seconds && *seconds > 0)
            return std::chrono::seconds{std::min<std::int64_t>(*seconds, 3'600)};
    }
    return {};
}

std::string why(const ports::HttpAnswer& answer) {
    return answer.response ? "status " + std::to_string(answer.response->status) : answer.fault;
}

}  // namespace

/// The queue and the one request under way. Its state belongs to the worker, the queue to the
/// mutex.
class OtlpTracer::Exporter : public std::enable_shared_from_this<Exporter> {
  public:
    Exporter(OtlpTerms terms, ports::HttpClient& client, ports::Scheduler& scheduler,
             ports::Metrics& metrics, ports::Log& log)
        : terms_(std::move(terms)),
          client_(client),
          scheduler_(scheduler),
          log_(log),
          exported_(metrics.counter("boxoffice_trace_spans_exported_total", "",
                                    "Spans that the receiver has taken.")),
          failed_(metrics.counter("boxoffice_trace_spans_failed_total", "",
                                  "Spans that the receiver refused or never answered.")),
          dropped_(metrics.counter("boxoffice_trace_spans_dropped_total", "",
                                   "Spans that found the queue full, or the process stopping.")),
          worker_(scheduler.make_worker("tracing")) {}

    void take(std::unique_ptr<SpanRecord> record) {
        std::size_t waiting = 0;
        {
            const std::lock_guard lock{mutex_};
            if (is_closed_ || waiting_.size() >= terms_.waiting_max) return dropped_.add();
            waiting_.push_back(std::move(record));
            waiting = waiting_.size();
        }
        // The first one arms the timer, and a full batch does not wait for it.
        if (waiting == 1) worker_->post([this] { arm(); });
        if (waiting == terms_.batch_max) worker_->post([this] { send_next(); });
    }

    void stop(base::Duration patience) {
        {
            std::unique_lock lock{mutex_};
            if (is_closed_) return;
            is_flushing_ = true;
            worker_->post([this] { flush(); });
            is_idle_.wait_for(lock, patience, [this] { return waiting_.empty() && !is_sending_; });
            is_closed_ = true;
        }
        worker_->close();
        timer_.reset();
        const std::lock_guard lock{mutex_};
        dropped_.add(static_cast<std::int64_t>(waiting_.size() + (is_sending_ ? batch_size_ : 0)));
        waiting_.clear();
        is_sending_ = false;
    }

  private:
    // On the worker.

    void arm() {
        if (timer_) return;
        timer_ = scheduler_.after(terms_.delay, *worker_, [this] {
            timer_.reset();
            send_next();
        });
    }

    /// Whatever is next, now: a batch that waits for its next try, or those that wait for company.
    void flush() {
        if (!retry_) return send_next();
        retry_.reset();
        send();
    }

    void send_next() {
        SpanRecords batch;
        {
            const std::lock_guard lock{mutex_};
            if (is_sending_ || is_closed_) return;
            const auto count = std::min(waiting_.size(), terms_.batch_max);
            const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
            batch.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
            waiting_.erase(waiting_.begin(), end);
            batch_size_ = batch.size();
            is_sending_ = !batch.empty();
            if (batch.empty()) return is_idle_.notify_all();
        }
        body_ = to_otlp_json(terms_.resource, terms_.version, batch);
        tries_ = 0;
        pause_ = terms_.pause;
        send();
    }

    void send() {
        ++tries_;
        client_.call({.method = ports::HttpMethod::post,
                      .url = terms_.endpoint + "/v1/traces",
                      .headers = {{"Content-Type", "application/json"}},
                      .body = body_,
                      .timeout_ms = terms_.timeout.count()},
                     [weak = weak_from_this()](ports::HttpAnswer answer) {
                         const auto here = weak.lock();
                         if (!here) return;
                         here->worker_->post([self = here.get(), answer = std::move(answer)] {
                             self->answered(answer);
                         });
                     });
    }

    void answered(const ports::HttpAnswer& answer) {
        const bool is_taken = answer.response && answer.response->status / 100 == 2;
        if (is_taken) return delivered(answer.response->body);
        if (is_worth_another_try(answer) && tries_ < terms_.tries_max && !is_flushing()) {
            const auto pause = std::min(std::max(pause_, asked_pause(answer)), terms_.pause_max);
            pause_ *= 2;
            retry_ = scheduler_.after(pause, *worker_, [this] { flush(); });
            return;
        }
        if (!std::exchange(is_failing_, true)) {
            log_.write(ports::LogLevel::warning, "traces cannot be delivered",
                       {{"endpoint", terms_.endpoint}, {"fault", why(answer)}});
        }
        failed_.add(static_cast<std::int64_t>(batch_size_));
        go_on();
    }

    [[nodiscard]] bool is_flushing() {
        const std::lock_guard lock{mutex_};
        return is_flushing_;
    }

    void delivered(const std::string& body) {
        if (std::exchange(is_failing_, false)) {
            log_.write(ports::LogLevel::info, "traces are delivered again",
                       {{"endpoint", terms_.endpoint}});
        }
        const auto size = static_cast<std::int64_t>(batch_size_);
        const auto rejected = std::clamp<std::int64_t>(rejected_spans(body), 0, size);
        exported_.add(size - rejected);
        failed_.add(rejected);
        go_on();
    }

    void go_on() {
        bool is_urgent = false;
        bool has_more = false;
        {
            const std::lock_guard lock{mutex_};
            is_sending_ = false;
            is_urgent = is_flushing_ || waiting_.size() >= terms_.batch_max;
            has_more = !waiting_.empty();
            if (!has_more) is_idle_.notify_all();
        }
        if (!has_more) return;
        if (is_urgent) return send_next();
        arm();
    }

    const OtlpTerms terms_;
    ports::HttpClient& client_;
    ports::Scheduler& scheduler_;
    ports::Log& log_;
    ports::Counter& exported_;
    ports::Counter& failed_;
    ports::Counter& dropped_;

    std::mutex mutex_;
    std::condition_variable is_idle_;
    SpanRecords waiting_;
    std::size_t batch_size_ = 0;
    bool is_sending_ = false;
    bool is_flushing_ = false;
    bool is_closed_ = false;

    std::string body_;
    int tries_ = 0;
    base::Duration pause_{};
    bool is_failing_ = false;
    std::unique_ptr<ports::Executor> worker_;
    std::unique_ptr<ports::Timer> timer_;  ///< these go before their executor
    std::unique_ptr<ports::Timer> retry_;
};

OtlpTracer::OtlpTracer(OtlpTerms terms, ports::HttpClient& client, ports::Scheduler& scheduler,
                       ports::Randomness& randomness, ports::Metrics& metrics, ports::Log& log)
    : sample_ratio_(terms.sample_ratio),
      seed_(randomness.draw()),
      exporter_(std::make_shared<Exporter>(std::move(terms), client, scheduler, metrics, log)) {}

OtlpTracer::~OtlpTracer() {
    stop({});
}

void OtlpTracer::stop(base::Duration patience) {
    exporter_->stop(patience);
}

/// Ids need not be secret, only never the same twice: SplitMix64 gives each number once.
std::uint64_t OtlpTracer::draw() {
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15ULL;
    auto z = seed_ + golden * (drawn_.fetch_add(1, std::memory_order_relaxed) + 1);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
}

namespace {

void put(std::uint64_t bits, std::uint8_t* bytes) {
    for (int i = 0; i < 8; ++i, bits >>= 8U) bytes[i] = static_cast<std::uint8_t>(bits & 0xffU);
}

/// Decided by the trace's id, so that all who begin spans of one decide alike.
bool is_among(std::uint64_t bits, double ratio) {
    constexpr double all = 18446744073709551616.0;
    return ratio >= 1.0 || static_cast<double>(bits) < ratio * all;
}

}  // namespace

ports::Span OtlpTracer::begin(ports::SpanKind kind, std::string_view name,
                              const ports::TraceContext& parent) {
    if (parent.is_known() && !parent.is_sampled) return ports::Span{parent};
    auto context = parent;
    if (!parent.is_known()) {
        const auto high = draw();
        put(high, context.trace_id.data());
        put(draw() | 1U, context.trace_id.data() + 8);
        context.is_sampled = is_among(high, sample_ratio_);
    }
    put(draw() | 1U, context.span_id.data());
    if (!context.is_sampled) return ports::Span{std::move(context)};
    auto record = std::make_unique<SpanRecord>();
    record->context = std::move(context);
    record->parent_id = parent.span_id;
    record->kind = kind;
    record->name = name;
    record->began_at = nanoseconds_of<std::chrono::system_clock>();
    record->began = nanoseconds_of<std::chrono::steady_clock>();
    return ports::Span{*this, std::move(record)};
}

void OtlpTracer::take(std::unique_ptr<SpanRecord> record) {
    // How long it took is told by the clock that never jumps.
    record->ended_at =
        record->began_at + nanoseconds_of<std::chrono::steady_clock>() - record->began;
    exporter_->take(std::move(record));
}

}  // namespace boxoffice::platform
