#include "sandbox_provider/replies.hpp"

#include "contracts/codec.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::sandbox {
namespace {

constexpr base::Duration trickle_pause = std::chrono::seconds{1};

/// The answer with something changed in it; errors stay as they are.
template <class Change>
ports::HttpResponse changed(ports::HttpResponse truth, Change change) {
    auto view = contracts::decode<PaymentView>(truth.body);
    if (truth.status != 200 || !view) return truth;
    change(view.value());
    truth.body = contracts::encode(view.value());
    return truth;
}

ports::HttpResponse cut_in_half(ports::HttpResponse truth) {
    truth.body.resize(truth.body.size() / 2);
    return truth;
}

/// What the fault makes of the truth.
ports::HttpResponse spoil(Reply reply, ports::HttpResponse truth) {
    switch (reply) {
        case Reply::truth:
        case Reply::late:
        case Reply::silence:
        case Reply::trickle:
            return truth;
        case Reply::truncated:
            return cut_in_half(std::move(truth));
        case Reply::other_order:
            return changed(std::move(truth),
                           [](PaymentView& view) { view.order_id = "somebody-elses-order"; });
        case Reply::other_amount:
            return changed(std::move(truth), [](PaymentView& view) { ++view.amount.amount; });
        case Reply::server_error:
            return error_answer(500, "provider_error");
        case Reply::temporary:
            return error_answer(400, "provider_error");
        case Reply::processing:
            return error_answer(409, "processing");
        case Reply::rate_limited:
            break;
    }
    auto refusal = error_answer(429, "rate_limited");
    refusal.headers.push_back({"Retry-After", "1"});
    return refusal;
}

/// Sends one byte of `rest` a second until nobody listens or `delay` is over.
void drip(const std::shared_ptr<Worker>& worker, const std::shared_ptr<ports::HttpStream>& stream,
          std::string rest, base::Duration delay) {
    if (!stream || !stream->is_open() || rest.empty() || delay <= base::Duration{0}) return;
    stream->write(rest.substr(0, 1));
    worker->after(trickle_pause, [worker, stream, rest = rest.substr(1), delay] {
        drip(worker, stream, rest, delay - trickle_pause);
    });
}

void keep_waiting(ports::Responder responder, base::Duration delay, Worker& worker) {
    worker.after(delay, [responder = std::move(responder)] {});
}

}  // namespace

ports::HttpResponse error_answer(int status, std::string code) {
    ErrorView view{.code = std::move(code)};
    view.message = view.code;
    std::replace(view.message.begin(), view.message.end(), '_', ' ');
    ports::HttpResponse response{.status = status,
                                 .headers = {{"Content-Type", "application/json"}},
                                 .body = contracts::encode(view)};
    if (status == 503) response.headers.push_back({"Retry-After", "1"});
    return response;
}

void give(Outgoing answer, const std::shared_ptr<Worker>& worker) {
    auto& responder = answer.responder;
    if (answer.reply == Reply::silence) {
        return keep_waiting(std::move(responder), answer.delay, *worker);
    }
    if (answer.reply == Reply::late) {
        return worker->after(answer.delay, [answer] { answer.responder->send(answer.response); });
    }
    if (answer.reply == Reply::trickle) {
        auto body = std::exchange(answer.response.body, {});
        const auto stream = responder->open_stream(std::move(answer.response));
        if (!stream) return keep_waiting(std::move(responder), answer.delay, *worker);
        return drip(worker, stream, std::move(body), answer.delay);
    }
    responder->send(spoil(answer.reply, std::move(answer.response)));
}

}  // namespace boxoffice::sandbox
