// One worker per context drains its queue into one transaction: group commit.
#pragma once

#include "eventing/batch_mark.hpp"
#include "eventing/batch_store.hpp"
#include "eventing/due.hpp"
#include "eventing/environment.hpp"
#include "eventing/id_blocks.hpp"
#include "eventing/idempotency.hpp"
#include "eventing/inbox.hpp"
#include "eventing/job.hpp"
#include "eventing/outbox.hpp"
#include "eventing/rush.hpp"
#include "eventing/unit_of_work.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::eventing {

/// Bus events and internal commands (deadlines, effect results) go before HTTP commands.
enum class Lane { internal, http };

/// Begin, seen before?, load, decide, save, commit, answer: for up to batch_max commands at once.
///
/// A batch of refusals alone writes nothing. A failed commit decides the batch again. A fault that
/// does not go away halves the batch until the culprit stands alone; an event is then parked, a
/// caller told. A row that another replica made first (a unique key) is looked at again at once.
class CommandRunner {
  public:
    /// What the runner hands on after a commit, on the worker.
    struct Hooks {
        /// The next bus events as jobs, at most so many.
        std::function<std::vector<JobPointer>(std::size_t)> take_bus_jobs;
        /// How old the last of them was.
        std::function<base::Duration()> bus_delay;
        std::function<void(std::vector<OutboxRow>)> committed_events;
        std::function<void(std::vector<DueRow>)> committed_due;
    };

    CommandRunner(std::string context, const Environment& environment, ports::Executor& worker,
                  BatchStore& store, Rush& rush);
    ~CommandRunner();

    /// Before start(): the parts that share the transaction.
    [[nodiscard]] Inbox& inbox() { return inbox_; }
    [[nodiscard]] Idempotency& idempotency() { return idempotency_; }
    [[nodiscard]] Outbox& outbox() { return outbox_; }
    [[nodiscard]] ports::SqlSession& session() { return *session_; }
    /// HTTP commands are refused while `is_overloaded` says so; it is called from any thread.
    void refuse_while(std::function<bool()> is_overloaded) {
        is_overloaded_ = std::move(is_overloaded);
    }
    void start(Hooks hooks);
    /// No batch begins after the one under way. Safe from any thread.
    void stop() { is_stopped_ = true; }
    /// After stop(), on the worker: nothing of it runs any more.
    void end();

    /// Safe from any thread. False when the HTTP lane is full or refused: answer 503.
    [[nodiscard]] bool submit(Lane lane, JobPointer job);
    /// There may be something on the bus. Safe from any thread.
    void wake();
    /// The rows up to it are on the bus; they are deleted with the next transaction. On the worker.
    void relayed(std::int64_t position);

  private:
    using Jobs = std::vector<JobPointer>;

    void drain();
    [[nodiscard]] Jobs collect();
    [[nodiscard]] std::size_t bus_share(std::size_t http_waiting);
    void run(Jobs jobs);
    void take_from_bus(Jobs& jobs, std::size_t count_max);
    void attempt(Jobs& jobs, std::size_t from, std::size_t to);
    void isolate(Jobs& jobs, std::size_t from, std::size_t to, const std::string& what);
    [[nodiscard]] std::optional<std::string> transact(Jobs& jobs, std::size_t from, std::size_t to);
    void decide(Jobs& jobs, std::size_t from, std::size_t to);
    [[nodiscard]] const ports::TraceContext& traced(Job& job);
    void settle(Job& job, std::size_t batch_size);
    static void fail(Job& job, const Failure& failure);
    [[nodiscard]] bool save(UnitOfWork& work);
    void commit(Jobs& jobs, std::size_t from, std::size_t to);
    void resolve_doubt(Jobs& jobs);
    void finish(Jobs& jobs, std::size_t from, std::size_t to);
    void hand_on();
    void rolled_back() noexcept;
    void retry_later(Jobs jobs, const std::string& what);
    void refuse_waiting(Jobs& jobs, const std::string& what);
    void flush_later();

    std::string context_;
    const Environment& environment_;
    ports::Executor& worker_;
    BatchStore& store_;
    Rush& rush_;
    std::unique_ptr<ports::SqlSession> session_;
    Inbox inbox_;
    Outbox outbox_;
    DueRows due_;
    Idempotency idempotency_;
    IdBlocks ids_;
    BatchMark mark_;
    Hooks hooks_;
    std::function<bool()> is_overloaded_;

    std::mutex mutex_;
    Jobs internal_lane_;
    Jobs http_lane_;
    std::atomic<bool> is_drain_posted_{false};
    std::atomic<bool> is_stopped_{false};

    Jobs deferred_;  ///< events that only advance the inbox, waiting for company
    Jobs retrying_;
    Jobs in_doubt_;  ///< their commit was not answered, and nobody could be asked yet
    bool is_in_doubt_ = false;
    bool has_committed_ = false;
    int attempts_ = 0;
    std::int64_t relayed_position_ = 0;
    std::int64_t purging_position_ = 0;  ///< what the transaction under way purges up to
    std::int64_t purged_position_ = 0;
    bool must_flush_ = false;
    bool took_from_bus_ = false;
    base::Instant next_purge_at_{};
    std::unique_ptr<ports::Timer> flush_timer_;
    std::unique_ptr<ports::Timer> bus_timer_;
    std::unique_ptr<ports::Timer> retry_timer_;

    ports::Counter& batches_;
    ports::Counter& commands_;
    ports::Counter& failures_;
    ports::Counter& conflicts_;
};

}  // namespace boxoffice::eventing
