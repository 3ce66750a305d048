#include "platform/peers/remote_token_verifier.hpp"

#include "base/fault.hpp"
#include "contracts/internal_questions.hpp"
#include "platform/crypto/token.hpp"
#include "platform/crypto/token_cache.hpp"

#include <atomic>
#include <mutex>
#include <string>
#include <utility>

namespace boxoffice::platform {

class RemoteTokenVerifier::Implementation : public std::enable_shared_from_this<Implementation> {
  public:
    Implementation(PeerChannel& identity, const base::Clock& clock, ports::Scheduler& scheduler,
                   ports::Log& log, TokenKeyTerms terms)
        : identity_(identity),
          clock_(clock),
          scheduler_(scheduler),
          log_(log),
          terms_(terms),
          verifier_({}, {}),
          cached_(verifier_),
          worker_(scheduler.make_worker("token-keys")) {}

    void start() {
        worker_->post([this] { ask(); });
    }
    void stop() { worker_->close(); }
    [[nodiscard]] bool has_keys() const { return has_keys_.load(); }

    std::optional<ports::TokenClaims> verify(std::string_view token, base::Instant now) {
        auto claims = cached_.verify(token, now);
        if (!claims && !verifier_.knows_key_of(token) && may_ask_at_once()) start();
        return claims;
    }

  private:
    bool may_ask_at_once() {
        const auto now = clock_.now();
        const std::lock_guard lock{mutex_};
        if (now < ask_at_once_) return false;
        ask_at_once_ = now + terms_.unknown_key_interval;
        return true;
    }

    /// The worker goes with this and takes what was posted along.
    void take_later(PeerAnswer answer) {
        worker_->post([this, answer = std::move(answer)] { take(answer); });
    }

    /// On the worker, as all below.
    void ask() {
        timer_.reset();
        if (std::exchange(is_asking_, true)) return;
        identity_.ask({.path = std::string{contracts::internal_paths::token_keys}},
                      [self = weak_from_this()](PeerAnswer answer) {
                          if (const auto here = self.lock()) here->take_later(std::move(answer));
                      });
    }

    void take(const PeerAnswer& answer) {
        is_asking_ = false;
        if (answer.body) {
            keep(*answer.body);
        } else {
            log_.write(has_keys() ? ports::LogLevel::warning : ports::LogLevel::info,
                       "token_keys_not_seen", {{"fault", answer.fault}});
        }
        const auto delay = has_keys() ? terms_.refresh_interval : terms_.first_interval;
        timer_ = scheduler_.after(delay, *worker_, [this] { ask(); });
    }

    void keep(const std::string& text) {
        if (text == text_) return;
        try {
            auto keys = parse_jwks(text);
            if (keys.empty()) return;
            verifier_.replace_keys(std::move(keys));
            // A token whose key is gone must not live on in memory.
            cached_.clear();
            text_ = text;
            has_keys_ = true;
        } catch (const base::InfrastructureFault& fault) {
            log_.write(ports::LogLevel::error, "token_keys_unusable", {{"fault", fault.what()}});
        }
    }

    PeerChannel& identity_;
    const base::Clock& clock_;
    ports::Scheduler& scheduler_;
    ports::Log& log_;
    const TokenKeyTerms terms_;
    JwtVerifier verifier_;
    CachingTokenVerifier cached_;
    std::atomic<bool> has_keys_{false};
    std::mutex mutex_;
    base::Instant ask_at_once_{};
    std::string text_;        ///< the keys as they came last
    bool is_asking_ = false;  ///< one question at a time
    std::unique_ptr<ports::Executor> worker_;
    std::unique_ptr<ports::Timer> timer_;  ///< goes before its executor
};

RemoteTokenVerifier::RemoteTokenVerifier(PeerChannel& identity, const base::Clock& clock,
                                         ports::Scheduler& scheduler, ports::Log& log,
                                         TokenKeyTerms terms)
    : implementation_(std::make_shared<Implementation>(identity, clock, scheduler, log, terms)) {}

RemoteTokenVerifier::~RemoteTokenVerifier() {
    stop();
}

void RemoteTokenVerifier::start() {
    implementation_->start();
}

void RemoteTokenVerifier::stop() {
    implementation_->stop();
}

bool RemoteTokenVerifier::has_keys() const {
    return implementation_->has_keys();
}

std::optional<ports::TokenClaims> RemoteTokenVerifier::verify(std::string_view token,
                                                              base::Instant now) {
    return implementation_->verify(token, now);
}

}  // namespace boxoffice::platform
