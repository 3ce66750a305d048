// The event bus of the all-in-one shape: a durable log in a directory of this machine.
#pragma once

#include "ports/event_bus.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace boxoffice::platform {

class LogFiles;
class SegmentStore;

struct EmbeddedLogOptions {
    std::filesystem::path directory;
    /// A new file is begun when the present one would exceed this. A start reads the last file
    /// only.
    std::uint64_t segment_bytes = 32 << 20;
    /// How much of the newest events stays in memory, so that consumers that keep up read no files.
    std::size_t cache_bytes = 8 << 20;
    /// How many events may wait to be written; more are answered with a fault.
    std::size_t queue_events_max = 65'536;
};

/// How far a publisher came with one key.
struct LatestSequence {
    std::string source;
    std::string key;
    std::int64_t generation = 0;
    std::int64_t sequence = 0;
    friend bool operator==(const LatestSequence&, const LatestSequence&) = default;
};

/// It is partition 0, whose offsets are 1, 2, 3, ... without a gap. All publishers' events that
/// wait are written with one sync.
///
/// Without room on the disk a publish is answered with a fault and nothing of it stays; later ones
/// go on when there is room. When a write fails otherwise, or a sync, the log stops for good: what
/// the disk then holds is unknown, so every later publish is answered with a fault until the
/// process starts again. Reading goes on.
/// Source: Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020.
class EmbeddedLog final : public ports::EventBus {
  public:
    /// Opens the log, or begins one. A torn end, which nobody was told is durable, is cut off.
    /// @throws base::InfrastructureFault (not retryable) when the log is damaged, or another
    /// process uses it.
    explicit EmbeddedLog(EmbeddedLogOptions options);
    /// The same over a disk that fails on purpose.
    EmbeddedLog(EmbeddedLogOptions options, std::unique_ptr<LogFiles> files);
    /// Writes what waits, then ends. Streams must be gone.
    ~EmbeddedLog() override;

    /// `done` is called by the log's own thread, or at once when the log has stopped or its queue
    /// is full.
    void publish(std::vector<ports::EventPointer> events,
                 std::function<void(std::optional<std::string> fault)> done) override;
    /// `wake` is called once for each `take` that answered fewer than it was asked for; so take
    /// until then.
    /// @throws base::InfrastructureFault (not retryable) when the consumer has stored more than
    /// this log holds.
    [[nodiscard]] std::unique_ptr<ports::EventStream> subscribe(
        ports::Subscription subscription) override;
    /// The same for whoever stores nothing.
    [[nodiscard]] std::unique_ptr<ports::EventStream> follow(
        ports::Broadcasting broadcasting) override;
    [[nodiscard]] ports::Positions head() const override {
        return ports::Positions{{.offset = head_.load()}};
    }

    /// false once the log has stopped.
    [[nodiscard]] bool is_healthy() const { return is_healthy_.load(); }
    /// For each publisher and key the newest (generation, sequence). A publisher that is behind has
    /// lost data, and the process must not start.
    /// @throws base::InfrastructureFault when the log cannot be read.
    [[nodiscard]] std::vector<LatestSequence> latest() const;

    EmbeddedLog(const EmbeddedLog&) = delete;
    EmbeddedLog& operator=(const EmbeddedLog&) = delete;

  private:
    class Stream;
    struct Publication {
        std::vector<ports::EventPointer> events;
        std::function<void(std::optional<std::string> fault)> done;
    };
    /// `mutex` keeps `wake` from being called while or after its stream is destroyed.
    struct Subscriber {
        std::mutex mutex;
        std::function<void()> wake;
        std::atomic<bool> is_waiting{true};
    };

    /// Takes the publication for writing. @return why it is refused, and then it is left as it was.
    [[nodiscard]] std::optional<std::string> enqueue(Publication& publication);
    [[nodiscard]] std::unique_ptr<ports::EventStream> open(const std::string& reader,
                                                           const ports::Positions& after,
                                                           std::function<void()> wake);
    void run() noexcept;
    [[nodiscard]] std::vector<Publication> take_waiting();
    void append(std::vector<Publication>& batch);
    /// Nothing is written any more. @return what every later publish is told.
    [[nodiscard]] std::string stop(const char* why);
    void remember(const std::vector<ports::EventPointer>& events, std::int64_t last);
    void wake_subscribers();
    /// Appends to `taken` what the cache holds from `next` on, up to `count_max` in total.
    /// @return false when `next` must be read from the files.
    bool take_cached(Subscriber& subscriber, std::int64_t next, std::size_t count_max,
                     std::vector<ports::Delivery>& taken);

    EmbeddedLogOptions options_;
    std::unique_ptr<SegmentStore> store_;
    std::atomic<std::int64_t> head_{0};
    std::atomic<bool> is_healthy_{true};
    std::atomic<std::int64_t> cuts_{0};  ///< batches that were there in part and taken away again

    std::mutex mutex_;  ///< guards what follows
    std::condition_variable work_;
    std::vector<Publication> waiting_;
    std::size_t waiting_events_ = 0;
    bool is_stopping_ = false;
    std::string stop_reason_;
    std::deque<ports::Delivery> cache_;  ///< the newest events, without a gap, up to the head
    std::size_t cached_bytes_ = 0;
    std::vector<std::shared_ptr<Subscriber>> subscribers_;

    std::thread thread_;
};

}  // namespace boxoffice::platform
