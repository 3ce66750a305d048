// What handlers hold: the responder of one request, and the stream it may open.
#pragma once

#include "platform/http/mailbox.hpp"
#include "ports/http.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace boxoffice::platform::http {

/// One open stream, shared by the handler's side (any thread) and the connection's (the I/O
/// thread).
class StreamState {
  public:
    StreamState(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Connection> connection,
                std::uint64_t exchange, std::size_t backlog_bytes_max);

    // The handler's side.
    void write(const std::string& chunk);
    void close();
    [[nodiscard]] bool is_open() const { return is_open_.load(std::memory_order_acquire); }

    // The connection's side.
    enum class Progress { goes_on, finished, overrun };
    /// Swaps what was written since the last call into `chunk`, which must be empty.
    [[nodiscard]] Progress take(std::string& chunk);
    /// The reader is too slow.
    [[nodiscard]] bool is_overrun();
    /// Nobody reads any more.
    void end();

  private:
    /// With the mutex held; the connection looks again, soon.
    void wake();

    const std::shared_ptr<Mailbox> mailbox_;
    const std::weak_ptr<Connection> connection_;
    const std::uint64_t exchange_;
    const std::size_t backlog_bytes_max_;
    std::atomic<bool> is_open_{true};
    std::mutex mutex_;
    std::string backlog_;
    bool is_woken_ = false;
    bool is_overrun_ = false;
};

/// What a handler did before it returned: an answer given then needs no way through the mailbox.
struct InlineAnswer {
    std::optional<ports::HttpResponse> response;
    std::shared_ptr<StreamState> stream;
};

class ConnectionResponder final : public ports::ResponseSink {
  public:
    struct Address {
        std::shared_ptr<Mailbox> mailbox;
        std::weak_ptr<Connection> connection;
        std::uint64_t exchange = 0;
        std::size_t stream_backlog_bytes_max = 0;
        bool in_korean = false;
    };

    explicit ConnectionResponder(Address address) : address_(std::move(address)) {}
    /// An unanswered request is answered 500.
    ~ConnectionResponder() override;
    ConnectionResponder(const ConnectionResponder&) = delete;
    ConnectionResponder& operator=(const ConnectionResponder&) = delete;

    void send(ports::HttpResponse response) override;
    [[nodiscard]] std::shared_ptr<ports::HttpStream> open_stream(ports::HttpResponse head) override;

    /// While it lives, answers by `responder` on this thread go to `answer` directly.
    class InlineScope {
      public:
        InlineScope(const ConnectionResponder& responder, InlineAnswer& answer);
        ~InlineScope();
        InlineScope(const InlineScope&) = delete;
        InlineScope& operator=(const InlineScope&) = delete;
    };

  private:
    void deliver(ports::HttpResponse response, std::shared_ptr<StreamState> stream);

    const Address address_;
    std::atomic<bool> is_answered_{false};
};

}  // namespace boxoffice::platform::http
