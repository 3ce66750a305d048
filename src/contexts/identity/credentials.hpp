// Passwords are hashed and checked here, and the codes of guests checked, on threads that serve
// nobody else: each takes tens of milliseconds on purpose.
#pragma once

#include "contexts/identity/attempt_limiter.hpp"
#include "contexts/identity/store.hpp"
#include "eventing/environment.hpp"
#include "eventing/query_worker.hpp"
#include "ports/crypto.hpp"
#include "ports/http.hpp"

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace boxoffice::identity {

/// Failed logins that are borne before 429, against guessing by hand and by machine. May
/// change at any time.
struct LoginLimits {
    base::Live<AttemptRule> per_account_and_network =
        AttemptRule{.count_max = 10, .window = std::chrono::minutes{15}};
    /// Higher, so that nobody can lock another out by failing on purpose.
    base::Live<AttemptRule> per_account =
        AttemptRule{.count_max = 100, .window = std::chrono::minutes{15}};
    base::Live<AttemptRule> per_network =
        AttemptRule{.count_max = 300, .window = std::chrono::minutes{15}};
};

/// Hashes waiting per thread; more are refused with 503.
inline constexpr std::size_t hashes_waiting_max = 100;

class Credentials {
  public:
    /// Both outlive this.
    Credentials(const eventing::Environment& environment, ports::PasswordHasher& passwords,
                LoginLimits limits);

    /// `then` gets the hash, on a thread of ours.
    void hash(const ports::HttpRequest& request, const ports::Responder& responder,
              std::string password, std::function<void(std::string)> then);
    /// `then` gets the account that the address and the password belong to. Answers 401
    /// invalid_credentials, in the same time whether or not there is such an account, and 429
    /// rate_limited after too many failures, with the time to wait.
    void check(const ports::HttpRequest& request, const ports::Responder& responder,
               std::string email, std::string password, std::function<void(Account)> then);
    /// The same for somebody signed in, by id.
    void check(const ports::HttpRequest& request, const ports::Responder& responder,
               contracts::UserId user, std::string password, std::function<void(Account)> then);
    /// `then` gets the guest whose code that is. Answers 401 guest_link_invalid, and 429
    /// rate_limited after too many failures in that network. They do not count against the guest:
    /// 128 bits are not guessed, and nobody shall close another's link by failing on purpose.
    void check_guest_code(const ports::HttpRequest& request, const ports::Responder& responder,
                          std::string code, std::function<void(Account)> then);

  private:
    using Find = std::function<std::optional<Account>(ports::SqlSession&)>;

    void check(const ports::HttpRequest& request, const ports::Responder& responder,
               const std::string& name, std::string password, Find find,
               std::function<void(Account)> then);
    [[nodiscard]] eventing::QueryWorker& next_worker();
    [[nodiscard]] const std::string& nobodys_hash();
    /// How long until the next attempt is borne; 0 = at once.
    [[nodiscard]] base::Duration wait_of(const std::string& name, const std::string& network);
    void note_failure(const std::string& name, const std::string& network);

    const eventing::Environment& environment_;
    ports::PasswordHasher& passwords_;
    AttemptLimiter account_and_network_;
    AttemptLimiter account_;
    AttemptLimiter network_;
    std::once_flag nobody_once_;
    std::string nobody_;
    std::atomic<std::size_t> turn_{0};
    std::array<std::unique_ptr<eventing::QueryWorker>, 2> workers_;
};

}  // namespace boxoffice::identity
