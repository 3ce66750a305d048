// How every adapter speaks to its provider: one address, one credential, one time limit per call.
#pragma once

#include "base/live.hpp"
#include "ports/http.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::platform::payment {

/// HTTP Basic with the key as user name and an empty password (RFC 7617): all providers do so.
[[nodiscard]] std::string basic_credential(std::string_view secret_key);

/// Names that may stand in an address as they are. Ours do; a provider's key that does not is not
/// used.
[[nodiscard]] bool is_plain(std::string_view text);

/// One request to the provider. With a body it is a POST, else a GET.
struct ProviderRequest {
    std::string path;  ///< "/v1/payments/confirm", with its query
    std::string body{};
    std::string_view content_type = "application/json";
    /// Stored before the first send and the same for every repeat; empty = none.
    std::string idempotency_key{};
    std::int64_t timeout_ms = 0;  ///< 0 = the channel's
    bool is_post = false;         ///< a POST without a body
};

class ProviderChannel {
  public:
    /// `base_url` is without a slash at its end. The key may be changed at any time: each request
    /// shows the present one. `headers` go with every request. `client` must
    /// outlive the channel and every answer.
    ProviderChannel(std::string base_url, base::Live<std::string> secret_key,
                    std::int64_t timeout_ms, ports::HttpClient& client,
                    std::vector<ports::HttpHeader> headers = {});

    /// `done` comes from any thread, exactly once.
    void send(ProviderRequest request, std::function<void(const ports::HttpAnswer&)> done) const;

  private:
    std::string base_url_;
    base::Live<std::string> secret_key_;
    std::int64_t timeout_ms_;
    ports::HttpClient& client_;
    std::vector<ports::HttpHeader> headers_;
};

}  // namespace boxoffice::platform::payment
