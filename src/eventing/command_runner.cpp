#include "eventing/command_runner.hpp"

#include "base/fault.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace boxoffice::eventing {
namespace {

/// Answers of Idempotency-Keys deleted in one transaction, and how long until the next look.
constexpr std::size_t idempotency_purge_max = 256;
constexpr base::Duration purge_interval{60'000};
/// How often a batch is decided while other replicas are first with one of its rows.
constexpr int conflict_looks_max = 8;
/// A log that could not be read is asked again after this.
constexpr base::Duration bus_retry_delay{200};

std::string label(const std::string& context) {
    return "context=\"" + context + "\"";
}

/// Moves at most `count` jobs from the front of `from` to the back of `to`.
void move_front(std::vector<JobPointer>& from, std::vector<JobPointer>& to, std::size_t count) {
    const auto end = from.begin() + static_cast<std::ptrdiff_t>(std::min(count, from.size()));
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(end));
    from.erase(from.begin(), end);
}

}  // namespace

CommandRunner::CommandRunner(std::string context, const Environment& environment,
                             ports::Executor& worker, BatchStore& store, Rush& rush)
    : context_(std::move(context)),
      environment_(environment),
      worker_(worker),
      store_(store),
      rush_(rush),
      session_(environment.database.open_writer()),
      outbox_(context_,
              environment.is_alone ? make_outbox_of_transactions() : make_outbox_of_events(),
              environment.bug),
      ids_(environment.is_alone),
      mark_(static_cast<std::int64_t>(environment.randomness.draw() >> 1)),
      batches_(environment.metrics.counter("boxoffice_batches_total", label(context_),
                                           "Transactions of the command runner.")),
      commands_(environment.metrics.counter("boxoffice_commands_total", label(context_),
                                            "Commands and events that went through the runner.")),
      failures_(environment.metrics.counter("boxoffice_batch_failures_total", label(context_),
                                            "Transactions that failed and were tried again.")),
      conflicts_(environment.metrics.counter(
          "boxoffice_batch_conflicts_total", label(context_),
          "Transactions decided again because another replica was first with a row.")) {}

CommandRunner::~CommandRunner() = default;

void CommandRunner::start(Hooks hooks) {
    hooks_ = std::move(hooks);
    BatchMark::forget_old(*session_, environment_.clock.now());
    wake();
}

void CommandRunner::end() {
    flush_timer_.reset();
    bus_timer_.reset();
    retry_timer_.reset();
}

bool CommandRunner::submit(Lane lane, JobPointer job) {
    job->trace().origin = ports::current_trace();
    if (lane == Lane::http && is_overloaded_ && is_overloaded_()) return false;
    {
        const std::lock_guard lock{mutex_};
        if (lane == Lane::http && http_lane_.size() >= environment_.limits.http_queue_max)
            return false;
        (lane == Lane::http ? http_lane_ : internal_lane_).push_back(std::move(job));
    }
    wake();
    return true;
}

void CommandRunner::wake() {
    if (is_drain_posted_.exchange(true)) return;
    worker_.post([this] { drain(); });
}

void CommandRunner::relayed(std::int64_t position) {
    relayed_position_ = position;
    flush_later();
}

void CommandRunner::drain() {
    is_drain_posted_ = false;
    if (is_stopped_ || retry_timer_) return;
    auto jobs = collect();
    const bool has_work = !jobs.empty() || took_from_bus_;
    run(std::move(jobs));
    if (has_work) wake();
}

CommandRunner::Jobs CommandRunner::collect() {
    const auto& limits = environment_.limits;
    Jobs jobs;
    took_from_bus_ = false;
    std::size_t http_waiting = 0;
    {
        const std::lock_guard lock{mutex_};
        move_front(internal_lane_, jobs, limits.batch_max);
        http_waiting = http_lane_.size();
    }
    const auto bus_max = bus_share(http_waiting);
    if (jobs.size() < bus_max) take_from_bus(jobs, bus_max - jobs.size());
    if (http_waiting > 0) {
        const std::lock_guard lock{mutex_};
        const auto room = limits.batch_max > jobs.size() ? limits.batch_max - jobs.size() : 0;
        move_front(http_lane_, jobs, std::max(room, limits.batch_max - limits.batch_bus_share_max));
    }
    if (deferred_.size() >= limits.batch_max) must_flush_ = true;
    if (!deferred_.empty() && !must_flush_) flush_later();
    return jobs;
}

/// How far events may fill the next batch.
std::size_t CommandRunner::bus_share(std::size_t http_waiting) {
    const auto& limits = environment_.limits;
    const auto now = environment_.clock.now();
    rush_.batch_with(std::min(http_waiting, limits.batch_max), now);
    if (!rush_.puts_off(hooks_.bus_delay(), now)) {
        return http_waiting > 0 ? limits.batch_bus_share_max : limits.batch_max;
    }
    if (http_waiting > 0) return rush_.share();
    bus_timer_ = environment_.scheduler.after(rush_.lull(), worker_, [this] { wake(); });
    return 0;
}

void CommandRunner::take_from_bus(Jobs& jobs, std::size_t count_max) {
    Jobs bus_jobs;
    try {
        bus_jobs = hooks_.take_bus_jobs(count_max);
    } catch (const base::InfrastructureFault& fault) {
        environment_.log.write(ports::LogLevel::warning, "the bus cannot be read, will ask again",
                               {{"context", context_}, {"fault", fault.what()}});
        bus_timer_ = environment_.scheduler.after(bus_retry_delay, worker_, [this] { wake(); });
        return;
    }
    if (bus_jobs.empty()) return;
    took_from_bus_ = true;
    const bool is_quiet = std::all_of(bus_jobs.begin(), bus_jobs.end(),
                                      [](const JobPointer& job) { return job->is_only_advance(); });
    // What was deferred came earlier on the bus, so it goes first.
    move_front(bus_jobs, deferred_, bus_jobs.size());
    if (!is_quiet) move_front(deferred_, jobs, deferred_.size());
}

void CommandRunner::run(Jobs jobs) {
    if (!deferred_.empty() && (must_flush_ || !jobs.empty())) {
        Jobs all = std::move(deferred_);
        deferred_.clear();
        move_front(jobs, all, jobs.size());
        jobs = std::move(all);
    }
    if (jobs.empty() && !must_flush_ && !is_in_doubt_) return;
    try {
        if (is_in_doubt_) resolve_doubt(jobs);
        attempt(jobs, 0, jobs.size());
        attempts_ = 0;
        must_flush_ = false;
    } catch (const base::InfrastructureFault& fault) {
        std::erase(jobs, nullptr);
        retry_later(std::move(jobs), fault.what());
    }
}

/// Carries out jobs [from, to). Leaves null pointers where jobs are done.
/// @throws base::InfrastructureFault (retryable) with the undone jobs left in place or in doubt.
void CommandRunner::attempt(Jobs& jobs, std::size_t from, std::size_t to) {
    if (const auto fault = transact(jobs, from, to)) return isolate(jobs, from, to, *fault);
    // What is thrown from here on must not lead to a second decision: it ends the process.
    finish(jobs, from, to);
}

/// Another replica that was first with a row is seen at the next look; one and the same row cannot
/// be in the way twice. What is in the way after so many looks is a bug, and whoever has it is
/// found like any other culprit: nobody waits for a lock that does not come, nor tries for ever.
/// @return what failed for good, after the rollback; nothing when all is durable.
std::optional<std::string> CommandRunner::transact(Jobs& jobs, std::size_t from, std::size_t to) {
    for (int looks = 1;; ++looks) {
        try {
            decide(jobs, from, to);
            return std::nullopt;
        } catch (const base::InfrastructureFault& fault) {
            if (!is_in_doubt_) rolled_back();
            if (fault.is_conflict() && !is_in_doubt_) {
                conflicts_.add();
                if (looks < conflict_looks_max) continue;
                return fault.what();
            }
            if (fault.is_retryable()) throw;
            return fault.what();
        } catch (const std::exception& error) {
            rolled_back();
            return error.what();
        }
    }
}

/// Halves the batch until the culprit stands alone.
void CommandRunner::isolate(Jobs& jobs, std::size_t from, std::size_t to, const std::string& what) {
    failures_.add();
    if (to - from > 1) {
        const auto middle = from + (to - from) / 2;
        attempt(jobs, from, middle);
        attempt(jobs, middle, to);
        return;
    }
    if (from == to) {
        return environment_.log.write(ports::LogLevel::error, "a batch cannot be stored",
                                      {{"context", context_}, {"fault", what}});
    }
    auto& job = jobs[from];
    {
        const ports::TraceScope scope{job->trace().context()};
        environment_.log.write(ports::LogLevel::error, "a command cannot be carried out",
                               {{"context", context_}, {"fault", what}});
    }
    const Failure failure{.is_retryable = false, .what = what};
    if (job->give_up(failure)) return attempt(jobs, from, to);
    if (!job->can_be_given_up()) throw base::InfrastructureFault(what, base::Retry::yes);
    fail(*job, failure);
    job.reset();
}

void CommandRunner::decide(Jobs& jobs, std::size_t from, std::size_t to) {
    const auto now = environment_.clock.now();
    has_committed_ = false;
    store_.begin_batch();
    inbox_.begin_batch();
    outbox_.begin_batch();
    due_.begin_batch();
    idempotency_.begin_batch();
    ids_.begin_batch();
    for (auto i = from; i < to; ++i) jobs[i]->declare();

    session_->begin();
    inbox_.load(*session_);
    idempotency_.load(*session_, now - environment_.limits.idempotency_kept_for);
    store_.load(*session_);
    UnitOfWork work{now, *session_, outbox_, due_, ids_, environment_.randomness};
    for (auto i = from; i < to; ++i) {
        const ports::TraceScope scope{traced(*jobs[i])};
        jobs[i]->decide(work);
    }

    if (save(work)) {
        commit(jobs, from, to);
    } else {
        session_->rollback();
    }
}

/// On whose behalf the job decides: from its first decision on that of its own span. Traces begin
/// with HTTP requests; a job that nobody asked for begins none.
const ports::TraceContext& CommandRunner::traced(Job& job) {
    auto& trace = job.trace();
    ++trace.decisions;
    const bool is_wanted = trace.origin.is_sampled && environment_.tracer.is_on();
    if (is_wanted && !trace.span.is_recorded() && !job.is_only_advance()) {
        trace.span = environment_.tracer.begin(job.span_kind(), "command", trace.origin);
        trace.span.set("boxoffice.context", context_);
        job.describe(trace.span);
    }
    return trace.context();
}

void CommandRunner::settle(Job& job, std::size_t batch_size) {
    auto& trace = job.trace();
    trace.span.set("boxoffice.batch.size", static_cast<std::int64_t>(batch_size));
    trace.span.set("boxoffice.decisions", trace.decisions);
    const ports::TraceScope scope{trace.context()};
    job.settle();
}

void CommandRunner::fail(Job& job, const Failure& failure) {
    auto& trace = job.trace();
    trace.span.fail(failure.is_retryable ? "given_up" : "cannot_be_carried_out");
    const ports::TraceScope scope{trace.context()};
    job.fail(failure);
}

/// @return false when there is nothing to commit.
bool CommandRunner::save(UnitOfWork& work) {
    const bool must_purge = relayed_position_ > purged_position_;
    const bool has_changes = store_.has_changes() || inbox_.has_changes() ||
                             outbox_.has_changes() || due_.has_changes() ||
                             idempotency_.has_changes() || ids_.has_changes() || work.has_written();
    if (!has_changes && !(must_purge && must_flush_)) return false;
    const auto now = work.now();
    store_.save(*session_);
    inbox_.save(*session_);
    outbox_.save(*session_);
    due_.save(*session_);
    idempotency_.save(*session_, now);
    if (must_purge) outbox_.purge(*session_, relayed_position_);
    purging_position_ = must_purge ? relayed_position_ : purged_position_;
    if (now >= next_purge_at_) {
        const auto kept_since = now - environment_.limits.idempotency_kept_for;
        const auto count = Idempotency::purge(*session_, kept_since, idempotency_purge_max);
        const bool is_done = count < static_cast<std::int64_t>(idempotency_purge_max);
        next_purge_at_ = is_done ? now + purge_interval : now;
    }
    mark_.save(*session_, now);
    return true;
}

/// Deciding again after a commit that did happen would do everything twice: a commit that failed is
/// looked up before anything else.
void CommandRunner::commit(Jobs& jobs, std::size_t from, std::size_t to) {
    try {
        session_->commit();
        has_committed_ = true;
    } catch (const base::InfrastructureFault& fault) {
        session_->rollback();
        is_in_doubt_ = true;
        in_doubt_.assign(std::make_move_iterator(jobs.begin() + static_cast<std::ptrdiff_t>(from)),
                         std::make_move_iterator(jobs.begin() + static_cast<std::ptrdiff_t>(to)));
        throw base::InfrastructureFault(fault.what(), base::Retry::yes);
    }
}

/// Settles the jobs in doubt when their transaction happened, else puts them in front of `jobs`.
/// @throws base::InfrastructureFault when that cannot be learned now.
void CommandRunner::resolve_doubt(Jobs& jobs) {
    has_committed_ = mark_.is_committed(*session_);
    is_in_doubt_ = false;
    auto doubted = std::exchange(in_doubt_, {});
    if (has_committed_) return finish(doubted, 0, doubted.size());
    rolled_back();
    move_front(jobs, doubted, jobs.size());
    jobs = std::move(doubted);
}

/// The batch is durable, or had nothing to write.
void CommandRunner::finish(Jobs& jobs, std::size_t from, std::size_t to) {
    if (std::exchange(has_committed_, false)) {
        batches_.add();
        hand_on();
    }
    for (auto i = from; i < to; ++i) {
        commands_.add();
        settle(*jobs[i], to - from);
        jobs[i].reset();
    }
}

void CommandRunner::hand_on() {
    // Not what the bus has by now: it may have answered while the commit was in doubt.
    purged_position_ = std::max(purged_position_, purging_position_);
    store_.committed();
    auto events = outbox_.take_committed();
    if (!events.empty()) hooks_.committed_events(std::move(events));
    if (due_.has_changes()) hooks_.committed_due(due_.take_set());
}

void CommandRunner::rolled_back() noexcept {
    session_->rollback();
    outbox_.rolled_back();
    ids_.forget();
}

void CommandRunner::retry_later(Jobs jobs, const std::string& what) {
    failures_.add();
    ++attempts_;
    environment_.log.write(
        ports::LogLevel::warning, "a transaction failed and is tried again",
        {{"context", context_}, {"fault", what}, {"attempt", std::to_string(attempts_)}});
    if (attempts_ >= environment_.limits.attempts_max) refuse_waiting(jobs, what);
    retrying_ = std::move(jobs);
    const auto delay = environment_.limits.retry_delay * std::min(attempts_, 50);
    retry_timer_ = environment_.scheduler.after(delay, worker_, [this] {
        retry_timer_.reset();
        if (is_stopped_) return;
        run(std::exchange(retrying_, {}));
        wake();
    });
}

/// Callers hear 503; events and internal commands stay.
void CommandRunner::refuse_waiting(Jobs& jobs, const std::string& what) {
    {
        const std::lock_guard lock{mutex_};
        move_front(http_lane_, jobs, http_lane_.size());
    }
    const auto refuse = [&](const JobPointer& job) {
        if (job->can_wait()) return false;
        fail(*job, {.is_retryable = true, .what = what});
        return true;
    };
    std::erase_if(jobs, refuse);
    std::erase_if(in_doubt_, refuse);
}

void CommandRunner::flush_later() {
    if (flush_timer_ || is_stopped_) return;
    flush_timer_ =
        environment_.scheduler.after(environment_.limits.idle_flush_delay, worker_, [this] {
            flush_timer_.reset();
            if (is_stopped_) return;
            if (retry_timer_) return flush_later();
            must_flush_ = !deferred_.empty() || relayed_position_ > purged_position_;
            if (must_flush_) run({});
        });
}

}  // namespace boxoffice::eventing
