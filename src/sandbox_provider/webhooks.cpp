#include "sandbox_provider/webhooks.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::sandbox {
namespace {

constexpr std::int64_t call_timeout_ms = 5'000;

base::Duration pause_before(int next_try) {
    return std::min(base::Duration{std::chrono::seconds{1}} * (1 << (next_try - 1)),
                    Webhooks::pause_max);
}

}  // namespace

Webhooks::Webhooks(ports::HttpClient& client, std::shared_ptr<Worker> worker, Delivered delivered)
    : client_(client), worker_(std::move(worker)), delivered_(std::move(delivered)) {}

void Webhooks::send(Webhook webhook) {
    waiting_.push_back(std::move(webhook));
    pump();
}

void Webhooks::pump() {
    while (calls_ < calls_max && !waiting_.empty()) {
        auto webhook = std::move(waiting_.front());
        waiting_.pop_front();
        ++calls_;
        ++webhook.tries;
        ports::HttpCall call{.method = ports::HttpMethod::post,
                             .url = webhook.url,
                             .headers = {{"Content-Type", "application/json"}},
                             .body = webhook.body,
                             .timeout_ms = call_timeout_ms};
        // The worker drops what comes after the provider's end, so `this` is alive whenever it
        // runs.
        client_.call(std::move(call),
                     [this, worker = worker_, webhook](const ports::HttpAnswer& answer) {
                         const bool is_told = answer.response && answer.response->status / 100 == 2;
                         worker->post([this, webhook, is_told] { finished(webhook, is_told); });
                     });
    }
}

void Webhooks::finished(Webhook webhook, bool is_told) {
    --calls_;
    const bool is_again = !is_told && webhook.tries < tries_max;
    if (is_told && webhook.version > 0) delivered_(webhook.payment_id, webhook.version);
    if (is_again) {
        const auto pause = pause_before(webhook.tries);
        worker_->after(pause, [this, webhook = std::move(webhook)] { send(webhook); });
    }
    pump();
}

}  // namespace boxoffice::sandbox
