// The way to another process of the house: one question, one answer, within a limit of time.
#pragma once

#include "base/clock.hpp"
#include "platform/peers/service_secrets.hpp"
#include "ports/http.hpp"
#include "ports/scheduler.hpp"
#include "ports/telemetry.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace boxoffice::platform {

struct PeerTerms {
    base::Duration timeout = std::chrono::seconds{2};  ///< of one try
    int tries_max = 3;
    base::Duration pause = std::chrono::milliseconds{100};  ///< before the second try; then doubled
    /// After so many lost tries in a row the peer is left alone for a while, and whoever asks hears
    /// so at once instead of waiting.
    int lost_max = 5;
    base::Duration left_alone = std::chrono::seconds{1};
};

struct PeerQuestion {
    ports::HttpMethod method = ports::HttpMethod::get;
    std::string path;
    std::string body{};  ///< JSON
    /// Asking twice is asking once. Others are asked again only when they cannot have arrived.
    bool is_repeatable = true;
};

/// Either `body`, of a 200, or `fault`: a sentence that says why there is none.
struct PeerAnswer {
    std::optional<std::string> body;
    std::string fault;
};

/// Asks one context's internal port. On whose behalf it is asked goes along with every question:
/// the id of the HTTP request that this thread answers, and, if `client` passes them on, the
/// headers of its trace.
///
/// Safe from any thread; `done` comes from any thread, once, except that what is still out when
/// this is destroyed is never answered.
class PeerChannel {
  public:
    /// What is passed by reference outlives this. `url` has no slash at its end.
    PeerChannel(std::string context, std::string url, ports::HttpClient& client,
                ServiceSecrets& secrets, const base::Clock& clock, ports::Scheduler& scheduler,
                ports::Metrics& metrics, PeerTerms terms = {});
    ~PeerChannel();
    PeerChannel(const PeerChannel&) = delete;
    PeerChannel& operator=(const PeerChannel&) = delete;

    void ask(PeerQuestion question, std::function<void(PeerAnswer)> done);
    /// Nothing is sent from here on: the client may go. Not from a `done`.
    void close();
    /// The context that is asked.
    [[nodiscard]] const std::string& context() const;

  private:
    class Implementation;
    std::shared_ptr<Implementation> implementation_;
};

}  // namespace boxoffice::platform
