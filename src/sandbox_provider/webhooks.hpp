// Tells merchants what changed: at least once, until they answer with 2xx or patience ends.
#pragma once

#include "ports/http.hpp"
#include "sandbox_provider/worker.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace boxoffice::sandbox {

/// `version` 0: a lie or a copy, of which nobody keeps account.
struct Webhook {
    std::int64_t payment_id = 0;
    std::int64_t version = 0;
    std::string url;
    std::string body;
    int tries = 0;
};

/// Runs on the provider's worker. What is not told when the provider ends is told after its next
/// start.
class Webhooks {
  public:
    using Delivered = std::function<void(std::int64_t payment_id, std::int64_t version)>;

    Webhooks(ports::HttpClient& client, std::shared_ptr<Worker> worker, Delivered delivered);
    void send(Webhook webhook);

    static constexpr std::size_t calls_max = 32;
    static constexpr int tries_max = 12;
    static constexpr base::Duration pause_max = std::chrono::minutes{5};

  private:
    void pump();
    void finished(Webhook webhook, bool is_told);

    ports::HttpClient& client_;
    std::shared_ptr<Worker> worker_;
    Delivered delivered_;
    std::deque<Webhook> waiting_;
    std::size_t calls_ = 0;
};

}  // namespace boxoffice::sandbox
