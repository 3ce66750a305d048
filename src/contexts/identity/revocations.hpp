// Identity's answer to "which sessions were ended early?", and whoever keeps asking it.
#pragma once

#include "contexts/identity/revoked_sessions.hpp"
#include "contexts/identity/tokens.hpp"
#include "eventing/environment.hpp"
#include "ports/scheduler.hpp"
#include "ports/session_revocations.hpp"

#include <memory>

namespace boxoffice::identity {

/// Reads committed sessions on a thread of its own.
class Revocations final : public ports::SessionRevocations {
  public:
    /// `environment` must outlive this; its database must be migrated.
    explicit Revocations(const eventing::Environment& environment);
    ~Revocations() override;

    void since(base::Instant since, std::function<void(ports::RevocationsAnswer)> done) override;

  private:
    [[nodiscard]] ports::RevocationsAnswer read(base::Instant since);

    const eventing::Environment& environment_;
    std::unique_ptr<ports::SqlSession> session_;
    std::unique_ptr<ports::Executor> worker_;  ///< last: its tasks use everything above
};

/// How late another process refuses the tokens of a session that was ended: this, and the time of
/// one question. While the source cannot be asked a token lives until it ends by itself.
inline constexpr base::Duration revocation_interval = std::chrono::seconds{2};
/// How far back each question looks again: a commit may be late, and clocks differ.
inline constexpr base::Duration revocation_overlap = std::chrono::seconds{15};

/// Keeps `into` up to date with what other processes of identity revoke.
class RevocationFollower {
  public:
    /// What is passed by reference outlives this.
    RevocationFollower(ports::SessionRevocations& source, RevokedSessions& into,
                       const TokenLifetimes& lifetimes, const base::Clock& clock,
                       ports::Scheduler& scheduler);
    ~RevocationFollower();
    RevocationFollower(const RevocationFollower&) = delete;
    RevocationFollower& operator=(const RevocationFollower&) = delete;

    /// Asks for all that still matter, and from now on for what is new.
    void start();
    void stop();

  private:
    class Implementation;
    std::shared_ptr<Implementation> implementation_;
};

}  // namespace boxoffice::identity
