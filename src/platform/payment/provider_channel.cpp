#include "platform/payment/provider_channel.hpp"

#include "platform/crypto/encoding.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::platform::payment {

std::string basic_credential(std::string_view secret_key) {
    auto text = to_base64url(bytes_of(std::string{secret_key} + ':'));
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    while (text.size() % 4 != 0) text += '=';
    return "Basic " + text;
}

bool is_plain(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_';
    });
}

ProviderChannel::ProviderChannel(std::string base_url, base::Live<std::string> secret_key,
                                 std::int64_t timeout_ms, ports::HttpClient& client,
                                 std::vector<ports::HttpHeader> headers)
    : base_url_(std::move(base_url)),
      secret_key_(std::move(secret_key)),
      timeout_ms_(timeout_ms),
      client_(client),
      headers_(std::move(headers)) {}

void ProviderChannel::send(ProviderRequest request,
                           std::function<void(const ports::HttpAnswer&)> done) const {
    const bool is_post = request.is_post || !request.body.empty();
    ports::HttpCall call{.method = is_post ? ports::HttpMethod::post : ports::HttpMethod::get,
                         .url = base_url_ + request.path,
                         .headers = {{"Authorization", basic_credential(secret_key_.get())},
                                     {"Accept", "application/json"}},
                         .body = std::move(request.body),
                         .timeout_ms = request.timeout_ms > 0 ? request.timeout_ms : timeout_ms_};
    for (const auto& header : headers_) call.headers.push_back(header);
    if (is_post) call.headers.push_back({"Content-Type", std::string{request.content_type}});
    if (!request.idempotency_key.empty()) {
        call.headers.push_back({"Idempotency-Key", std::move(request.idempotency_key)});
    }
    client_.call(std::move(call),
                 [done = std::move(done)](const ports::HttpAnswer& answer) { done(answer); });
}

}  // namespace boxoffice::platform::payment
