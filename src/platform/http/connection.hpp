// One client's connection: a coroutine that reads a request, lets it be answered, writes, and
// begins again.
#pragma once

#include "platform/http/admission.hpp"
#include "platform/http/asio_types.hpp"
#include "platform/http/io_loop.hpp"
#include "platform/http/mailbox.hpp"
#include "platform/http/request_parser.hpp"
#include "platform/http/request_span.hpp"
#include "platform/http/responder.hpp"
#include "platform/http/response_writer.hpp"
#include "platform/http/strict_head.hpp"

#include <boost/beast/core/flat_buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::platform::http {

class Connection final : public std::enable_shared_from_this<Connection> {
  public:
    static void start(IoLoop& loop, Socket socket, bool is_refused);

    Connection(IoLoop& loop, Socket socket);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // All of these run on the loop's thread.
    void deliver(Parcel parcel);
    void check_deadline(SteadyClock::time_point now);
    /// Ends an idle connection or a stream; a running request is answered first.
    void drain();
    /// Ends it at once.
    void abort();

    [[nodiscard]] std::size_t place() const { return place_; }
    void set_place(std::size_t place) { place_ = place; }

  private:
    using ParkedHandler = asio::async_result<asio::use_awaitable_t<Executor>, void()>::handler_type;

    // Coroutines. `self` keeps the connection alive while one of them runs.
    static Task<void> serve(std::shared_ptr<Connection> self, bool is_refused);
    static Task<void> watch_reader(std::shared_ptr<Connection> self);
    /// One request and its answer. @return whether the connection may carry another.
    Task<bool> serve_one();
    /// @return false when the client ended, or was refused.
    Task<bool> read_head();
    Task<bool> read_body();
    /// Waits for the answer of a handler that did not give it at once.
    Task<void> await_answer();
    Task<void> run_stream();
    /// Writes what write_now() could not. @return false when the client is gone.
    Task<bool> flush();
    /// Reads and drops what the client still sends, so that its unread bytes do not destroy our
    /// last answer.
    Task<void> linger();
    /// Sleeps until resume().
    Task<void> park();
    void resume();

    /// Writes without waiting. @return whether all of the output is out.
    [[nodiscard]] bool write_now();
    [[nodiscard]] bool parse_head(std::size_t head_size);
    /// Feeds the parser what has come of the body. @return whether it needs more.
    [[nodiscard]] bool parse_body();
    void describe_request();
    void admit_request();
    void dispatch();
    void write_answer();
    void write_refusal(ports::HttpResponse response);
    void refuse_head(HeadFault fault);
    void refuse_body();
    /// The request is whole and goes to its route.
    void note_question();
    void note_answer(int status);
    void expect_within(std::chrono::milliseconds limit) { deadline_ = loop_.deadline(limit); }
    void expect_nothing() { deadline_ = SteadyClock::time_point::max(); }
    [[nodiscard]] HeadLimits head_limits() const {
        return {.url_bytes_max = options().url_bytes_max,
                .header_bytes_max = options().header_bytes_max,
                .headers_max = options().headers_max};
    }
    [[nodiscard]] std::string_view input() const {
        const auto bytes = input_.data();
        return {static_cast<const char*>(bytes.data()), bytes.size()};
    }
    [[nodiscard]] const HttpServerOptions& options() const { return loop_.context().options; }
    [[nodiscard]] bool may_go_on() const;
    [[nodiscard]] ResponseFrame frame() const;

    enum class Phase { idle, head, body, answer, stream, closing };

    IoLoop& loop_;
    Socket socket_;
    const std::string remote_address_;
    boost::beast::flat_buffer input_;
    std::string output_;
    Phase phase_ = Phase::idle;
    SteadyClock::time_point deadline_ = SteadyClock::time_point::max();
    std::size_t place_ = 0;
    bool is_aborted_ = false;
    bool must_linger_ = false;
    std::optional<ParkedHandler> parked_;

    // The request that is being served.
    HeadScanner scanner_;
    std::optional<RequestParser> parser_;
    Admission admission_;
    InlineAnswer answer_;
    const RouteMeter* meter_ = nullptr;  ///< of the route that answers; none when none was reached
    bool is_timed_ = false;
    SteadyClock::time_point dispatched_at_;
    std::uint64_t exchange_ = 0;
    std::string request_id_;
    RequestSpan span_;
    std::string access_line_;  ///< method and target, when there is an access log
    bool in_korean_ = false;
    bool keeps_alive_ = true;
    bool is_head_request_ = false;
    bool awaits_continue_ = false;
};

}  // namespace boxoffice::platform::http
