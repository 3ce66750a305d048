#include "platform/http/responder.hpp"

#include "platform/http/admission.hpp"

#include <utility>

namespace boxoffice::platform::http {
namespace {

/// The handler call that this thread is in.
struct InlineCall {
    const ConnectionResponder* responder = nullptr;
    InlineAnswer* answer = nullptr;
};
thread_local InlineCall inline_call;

/// The handler's end of a stream: dropping it closes the stream.
class StreamHandle final : public ports::HttpStream {
  public:
    explicit StreamHandle(std::shared_ptr<StreamState> state) : state_(std::move(state)) {}
    ~StreamHandle() override { state_->close(); }
    StreamHandle(const StreamHandle&) = delete;
    StreamHandle& operator=(const StreamHandle&) = delete;

    void write(std::string chunk) override { state_->write(chunk); }
    void close() override { state_->close(); }
    [[nodiscard]] bool is_open() const override { return state_->is_open(); }

  private:
    const std::shared_ptr<StreamState> state_;
};

}  // namespace

StreamState::StreamState(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Connection> connection,
                         std::uint64_t exchange, std::size_t backlog_bytes_max)
    : mailbox_(std::move(mailbox)),
      connection_(std::move(connection)),
      exchange_(exchange),
      backlog_bytes_max_(backlog_bytes_max) {}

void StreamState::write(const std::string& chunk) {
    const std::lock_guard lock{mutex_};
    if (!is_open()) return;
    if (chunk.size() > backlog_bytes_max_ - backlog_.size()) {
        is_overrun_ = true;
        is_open_.store(false, std::memory_order_release);
        backlog_ = {};
        // The writing coroutine may be stuck with a full socket, and has not looked since the last
        // wake.
        is_woken_ = false;
    } else {
        backlog_ += chunk;
    }
    wake();
}

void StreamState::close() {
    const std::lock_guard lock{mutex_};
    if (!is_open_.exchange(false, std::memory_order_acq_rel)) return;
    wake();
}

StreamState::Progress StreamState::take(std::string& chunk) {
    const std::lock_guard lock{mutex_};
    is_woken_ = false;
    if (is_overrun_) return Progress::overrun;
    chunk.swap(backlog_);
    return is_open() ? Progress::goes_on : Progress::finished;
}

bool StreamState::is_overrun() {
    const std::lock_guard lock{mutex_};
    return is_overrun_;
}

void StreamState::end() {
    const std::lock_guard lock{mutex_};
    is_open_.store(false, std::memory_order_release);
    // Nobody is left to be woken.
    is_woken_ = true;
    backlog_ = {};
}

void StreamState::wake() {
    if (std::exchange(is_woken_, true)) return;
    mailbox_->push(
        {.to = connection_, .exchange = exchange_, .response = {}, .stream = {}, .is_wake = true});
}

ConnectionResponder::~ConnectionResponder() {
    if (is_answered_.load(std::memory_order_acquire)) return;
    try {
        send(refuse(500, "internal_error", address_.in_korean));
    } catch (...) {
        // Without memory for the answer the client waits for the server's answer timeout instead.
    }
}

void ConnectionResponder::send(ports::HttpResponse response) {
    if (is_answered_.exchange(true, std::memory_order_acq_rel)) return;
    deliver(std::move(response), nullptr);
}

std::shared_ptr<ports::HttpStream> ConnectionResponder::open_stream(ports::HttpResponse head) {
    auto state =
        std::make_shared<StreamState>(address_.mailbox, address_.connection, address_.exchange,
                                      address_.stream_backlog_bytes_max);
    auto handle = std::make_shared<StreamHandle>(state);
    if (is_answered_.exchange(true, std::memory_order_acq_rel)) {
        state->end();
    } else {
        deliver(std::move(head), std::move(state));
    }
    return handle;
}

void ConnectionResponder::deliver(ports::HttpResponse response,
                                  std::shared_ptr<StreamState> stream) {
    if (inline_call.responder == this) {
        inline_call.answer->response = std::move(response);
        inline_call.answer->stream = std::move(stream);
        return;
    }
    address_.mailbox->push({.to = address_.connection,
                            .exchange = address_.exchange,
                            .response = std::move(response),
                            .stream = std::move(stream),
                            .is_wake = false});
}

ConnectionResponder::InlineScope::InlineScope(const ConnectionResponder& responder,
                                              InlineAnswer& answer) {
    inline_call = {&responder, &answer};
}

ConnectionResponder::InlineScope::~InlineScope() {
    inline_call = {};
}

}  // namespace boxoffice::platform::http
