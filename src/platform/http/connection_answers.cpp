// What a connection answers, and what it notes about it.
#include "contracts/resource.hpp"
#include "platform/http/admission.hpp"
#include "platform/http/connection.hpp"
#include "ports/trace_context.hpp"

#include <chrono>
#include <utility>

namespace boxoffice::platform::http {

void Connection::write_answer() {
    append_response(output_, *answer_.response, frame());
    note_answer(answer_.response->status);
}

void Connection::write_refusal(ports::HttpResponse response) {
    if (request_id_.empty()) request_id_ = loop_.next_request_id();
    keeps_alive_ = false;
    must_linger_ = true;
    answer_.response = std::move(response);
    write_answer();
}

void Connection::refuse_head(HeadFault fault) {
    request_id_.clear();
    span_ = {};
    is_head_request_ = false;
    in_korean_ = false;
    access_line_ = "malformed";
    switch (fault) {
        case HeadFault::url_too_long:
            return write_refusal(refuse(414, "uri_too_long", false));
        case HeadFault::headers_too_large:
            return write_refusal(refuse(431, "headers_too_large", false));
        default:
            return write_refusal(refuse(400, "malformed_request", false));
    }
}

void Connection::refuse_body() {
    if (admission_.refusal) return write_refusal(std::move(*admission_.refusal));
    if (parser_->body_fault() == BodyFault::too_large) {
        return write_refusal(refuse(413, "body_too_large", in_korean_));
    }
    write_refusal(refuse(400, "malformed_request", in_korean_));
}

void Connection::note_question() {
    const auto& route = *admission_.route;
    meter_ = &loop_.context().route_meters.of(route);
    is_timed_ = !route.is_stream &&
                contracts::preferences_of(parser_->request()).wait_seconds.value_or(0) == 0;
    dispatched_at_ = SteadyClock::now();
}

void Connection::note_answer(int status) {
    auto& context = loop_.context();
    context.count_request(status);
    if (const auto* meter = std::exchange(meter_, nullptr)) {
        const auto took = SteadyClock::now() - dispatched_at_;
        meter->answered(status, std::chrono::duration_cast<ports::Histogram::Took>(took),
                        is_timed_);
    }
    span_.answered(status);
    if (!context.options.access_log) return;
    const ports::TraceScope scope{span_.context(), request_id_};
    context.log.write(ports::LogLevel::info, "request",
                      {{"request_id", request_id_},
                       {"request", access_line_},
                       {"status", std::to_string(status)},
                       {"remote_address", remote_address_}});
}

bool Connection::may_go_on() const {
    return keeps_alive_ && !is_aborted_ &&
           !loop_.context().is_draining.load(std::memory_order_relaxed);
}

ResponseFrame Connection::frame() const {
    return {.date = loop_.date(),
            .request_id = request_id_,
            .keeps_alive = may_go_on(),
            .is_head_only = is_head_request_};
}

}  // namespace boxoffice::platform::http
