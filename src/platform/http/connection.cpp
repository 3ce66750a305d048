#include "platform/http/connection.hpp"

#include "contracts/problem_texts.hpp"
#include "platform/http/text.hpp"
#include "platform/http/trace_ids.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <chrono>
#include <utility>

namespace boxoffice::platform::http {
namespace {

/// How much is read at once.
constexpr std::size_t head_read_bytes = std::size_t{4} * 1024;
constexpr std::size_t body_read_bytes = std::size_t{16} * 1024;
/// Answers to pipelined requests are collected up to this size before they are written.
constexpr std::size_t output_bytes_max = std::size_t{64} * 1024;

std::string address_of(const Socket& socket) {
    ErrorCode error;
    const auto endpoint = socket.remote_endpoint(error);
    return error ? std::string{} : endpoint.address().to_string();
}

}  // namespace

void Connection::start(IoLoop& loop, Socket socket, bool is_refused) {
    auto connection = std::make_shared<Connection>(loop, std::move(socket));
    asio::co_spawn(loop.io(), serve(std::move(connection), is_refused), asio::detached);
}

Connection::Connection(IoLoop& loop, Socket socket)
    : loop_(loop), socket_(std::move(socket)), remote_address_(address_of(socket_)) {
    ErrorCode ignored;
    socket_.set_option(Tcp::no_delay(true), ignored);
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
    socket_.non_blocking(true, ignored);
    loop_.enroll(*this);
    loop_.context().count_connection(1);
}

Connection::~Connection() {
    if (answer_.stream) answer_.stream->end();
    span_.cut_off();
    loop_.leave(*this);
    loop_.context().count_connection(-1);
}

Task<void> Connection::serve(std::shared_ptr<Connection> self, bool is_refused) {
    if (is_refused) self->write_refusal(refuse(503, "overloaded", false));
    bool goes_on = !is_refused;
    while (goes_on) goes_on = co_await self->serve_one();
    self->phase_ = Phase::closing;
    const bool is_flushed = self->write_now() || (co_await self->flush());
    const bool must_linger = self->must_linger_ || self->input_.size() > 0;
    if (is_flushed && must_linger) co_await self->linger();
    ErrorCode ignored;
    self->socket_.close(ignored);
}

Task<bool> Connection::serve_one() {
    const bool has_head = co_await read_head();
    if (!has_head) co_return false;
    admit_request();
    if (!parser_->is_complete()) {
        const bool has_body = co_await read_body();
        if (!has_body) co_return false;
    }
    dispatch();
    if (!answer_.response) co_await await_answer();
    if (!answer_.response) co_return false;
    if (answer_.stream) {
        co_await run_stream();
        co_return false;
    }
    write_answer();
    if (output_.size() > output_bytes_max) {
        const bool is_flushed = write_now() || (co_await flush());
        if (!is_flushed) co_return false;
    }
    co_return may_go_on();
}

Task<bool> Connection::read_head() {
    const bool is_first = exchange_ == 0;
    scanner_ = {};
    phase_ = Phase::idle;
    expect_within(is_first ? options().header_timeout : options().idle_timeout);
    while (true) {
        if (phase_ == Phase::idle && input_.size() > 0) {
            phase_ = Phase::head;
            expect_within(options().header_timeout);
        }
        const auto head_size = scanner_.find_end(input(), head_limits());
        if (head_size > 0) co_return parse_head(head_size);
        if (scanner_.fault() != HeadFault::none) {
            refuse_head(scanner_.fault());
            co_return false;
        }
        if (!output_.empty() && !write_now()) {
            const bool is_flushed = co_await flush();
            if (!is_flushed) co_return false;
            expect_within(options().header_timeout);
        }
        if (phase_ == Phase::idle && loop_.context().is_draining.load()) co_return false;
        ErrorCode error;
        const auto space = input_.prepare(head_read_bytes);
        const auto count =
            co_await socket_.async_read_some(space, asio::redirect_error(use_task, error));
        if (error) co_return false;
        input_.commit(count);
    }
}

Task<bool> Connection::read_body() {
    phase_ = Phase::body;
    expect_within(options().body_timeout);
    // Whoever asked before sending is told no, and need not send.
    const bool is_unwanted = awaits_continue_ && admission_.refusal;
    while (!is_unwanted && parse_body()) {
        if (std::exchange(awaits_continue_, false)) output_ += "HTTP/1.1 100 Continue\r\n\r\n";
        if (!output_.empty() && !write_now()) {
            const bool is_flushed = co_await flush();
            if (!is_flushed) co_return false;
            expect_within(options().body_timeout);
        }
        ErrorCode error;
        const auto space = input_.prepare(body_read_bytes);
        const auto count =
            co_await socket_.async_read_some(space, asio::redirect_error(use_task, error));
        if (error) co_return false;
        input_.commit(count);
    }
    if (parser_->is_complete()) co_return true;
    refuse_body();
    co_return false;
}

Task<void> Connection::await_answer() {
    if (!output_.empty() && !write_now()) {
        const bool is_flushed = co_await flush();
        if (!is_flushed) co_return;
    }
    expect_within(options().answer_timeout);
    while (!answer_.response && !is_aborted_) co_await park();
}

Task<void> Connection::run_stream() {
    const auto stream = answer_.stream;
    const bool is_chunked = !parser_->is_http_1_0();
    phase_ = Phase::stream;
    keeps_alive_ = false;
    auto head = std::exchange(answer_.response, std::nullopt);
    append_stream_head(output_, *head, frame(), is_chunked);
    note_answer(head->status);
    std::string chunk = std::move(head->body);
    // A stream may stay for hours: it keeps no memory of its request.
    parser_.reset();
    input_ = {};
    if (is_head_request_) co_return stream->end();

    asio::co_spawn(loop_.io(), watch_reader(shared_from_this()), asio::detached);
    auto progress = StreamState::Progress::goes_on;
    while (!is_aborted_ && progress != StreamState::Progress::overrun) {
        if (is_chunked) append_chunk(output_, chunk);
        if (!is_chunked) output_ += chunk;
        if (!write_now()) {
            const bool is_flushed = co_await flush();
            if (!is_flushed) co_return stream->end();
        }
        chunk.clear();
        expect_nothing();
        progress = stream->take(chunk);
        if (!chunk.empty()) continue;
        if (progress == StreamState::Progress::finished) break;
        if (progress == StreamState::Progress::goes_on) co_await park();
    }
    stream->end();
    if (is_chunked && progress == StreamState::Progress::finished) output_ += "0\r\n\r\n";
}

Task<void> Connection::watch_reader(std::shared_ptr<Connection> self) {
    std::array<char, 64> ignored;
    const auto space = asio::buffer(ignored);
    ErrorCode error;
    while (!error) {
        co_await self->socket_.async_read_some(space, asio::redirect_error(use_task, error));
    }
    self->abort();
}

Task<bool> Connection::flush() {
    expect_within(options().write_timeout);
    ErrorCode error;
    const auto rest = asio::buffer(output_);
    co_await asio::async_write(socket_, rest, asio::redirect_error(use_task, error));
    output_.clear();
    co_return !error;
}

Task<void> Connection::linger() {
    ErrorCode error;
    socket_.shutdown(Socket::shutdown_send, error);
    expect_within(options().linger_timeout);
    while (!error) {
        input_.clear();
        const auto space = input_.prepare(body_read_bytes);
        co_await socket_.async_read_some(space, asio::redirect_error(use_task, error));
    }
}

Task<void> Connection::park() {
    auto keep = [this](auto handler) { parked_.emplace(std::move(handler)); };
    return asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(keep, use_task);
}

void Connection::resume() {
    if (!parked_) return;
    auto handler = std::move(*parked_);
    parked_.reset();
    // The coroutine may end in here, and this object with it.
    std::move(handler)();
}

bool Connection::write_now() {
    if (output_.empty()) return true;
    ErrorCode error;
    const auto written = socket_.write_some(asio::buffer(output_), error);
    output_.erase(0, written);
    return output_.empty();
}

bool Connection::parse_head(std::size_t head_size) {
    const auto head = input().substr(0, head_size);
    auto fault = check_head(head, head_limits());
    parser_.emplace();
    if (fault == HeadFault::none && !parser_->read_head(head)) fault = HeadFault::malformed;
    if (fault != HeadFault::none) {
        refuse_head(fault);
        return false;
    }
    input_.consume(head_size);
    return true;
}

bool Connection::parse_body() {
    while (!parser_->is_complete() && parser_->body_fault() == BodyFault::none) {
        if (input_.size() == 0) return true;
        const auto used = parser_->read_body(input());
        input_.consume(used);
        if (used == 0 && parser_->body_fault() == BodyFault::none) return true;
    }
    return false;
}

void Connection::describe_request() {
    auto& request = parser_->request();
    const auto offered_id = request.header("X-Request-Id").value_or("");
    request_id_ = is_request_id(offered_id) ? std::string{offered_id} : loop_.next_request_id();
    request.request_id = request_id_;
    request.remote_address = remote_address_;
    in_korean_ = contracts::prefers_korean(request.header("Accept-Language").value_or(""));
    keeps_alive_ = parser_->keep_alive() && !parser_->is_http_1_0();
    is_head_request_ = parser_->method() == ports::HttpMethod::head;
    awaits_continue_ = equal_ignoring_case(request.header("Expect").value_or(""), "100-continue");
    if (options().access_log) {
        access_line_.assign(ports::to_text(request.method)).append(" ").append(request.target);
    }
    span_ = RequestSpan{options(), request};
}

void Connection::admit_request() {
    ++exchange_;
    answer_ = {};
    describe_request();
    auto& context = loop_.context();
    const ports::TraceScope scope{span_.context(), request_id_};
    try {
        admission_ = admit(parser_->request(), parser_->method(), parser_->has_body(), in_korean_,
                           context.router, context.options, context.authenticator);
    } catch (...) {
        admission_ = {.route = nullptr,
                      .refusal = answer_to_exception(context.log, request_id_, in_korean_),
                      .body_bytes_max = context.options.body_bytes_max};
    }
    span_.describe(options().name, parser_->method(), admission_.pattern, request_id_);
    if (parser_->is_complete()) return;
    parser_->limit_body(admission_.body_bytes_max);
    if (admission_.refusal) parser_->discard_body();
}

void Connection::dispatch() {
    phase_ = Phase::answer;
    if (admission_.refusal) {
        answer_.response = std::move(admission_.refusal);
        return;
    }
    auto responder = std::make_shared<ConnectionResponder>(
        ConnectionResponder::Address{.mailbox = loop_.mailbox(),
                                     .connection = weak_from_this(),
                                     .exchange = exchange_,
                                     .stream_backlog_bytes_max = options().stream_backlog_bytes_max,
                                     .in_korean = in_korean_});
    const ConnectionResponder::InlineScope inline_scope{*responder, answer_};
    const ports::TraceScope trace_scope{span_.context(), request_id_};
    note_question();
    try {
        admission_.route->handler(std::move(parser_->request()), responder);
    } catch (...) {
        responder->send(answer_to_exception(loop_.context().log, request_id_, in_korean_));
    }
    // If the handler kept no copy and gave no answer, this answers 500.
    responder.reset();
}

void Connection::deliver(Parcel parcel) {
    const bool is_current = parcel.exchange == exchange_ && !is_aborted_;
    if (parcel.is_wake) {
        if (!is_current || phase_ != Phase::stream) return;
        // A reader so slow that the writing coroutine cannot even see it.
        if (!parked_ && answer_.stream->is_overrun()) return abort();
        return resume();
    }
    if (!is_current || phase_ != Phase::answer || answer_.response) {
        if (parcel.stream) parcel.stream->end();
        return;
    }
    answer_.response = std::move(parcel.response);
    answer_.stream = std::move(parcel.stream);
    resume();
}

void Connection::check_deadline(SteadyClock::time_point now) {
    if (now < deadline_) return;
    if (phase_ != Phase::answer || !parked_) return abort();
    // The handler is late: whatever it still says is dropped by its number.
    ++exchange_;
    expect_nothing();
    answer_.response = refuse(503, "overloaded", in_korean_);
    resume();
}

void Connection::drain() {
    if (phase_ == Phase::idle && output_.empty()) return abort();
    if (phase_ == Phase::stream) answer_.stream->close();
}

void Connection::abort() {
    is_aborted_ = true;
    expect_nothing();
    ErrorCode ignored;
    socket_.close(ignored);
    resume();
}

}  // namespace boxoffice::platform::http
