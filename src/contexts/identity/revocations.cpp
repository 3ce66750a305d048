#include "contexts/identity/revocations.hpp"

#include "base/fault.hpp"
#include "contexts/identity/store.hpp"

#include <utility>

namespace boxoffice::identity {

Revocations::Revocations(const eventing::Environment& environment)
    : environment_(environment), worker_(environment.scheduler.make_worker("identity-revoked")) {}

Revocations::~Revocations() = default;

void Revocations::since(base::Instant since, std::function<void(ports::RevocationsAnswer)> done) {
    worker_->post([this, since, done = std::move(done)] { done(read(since)); });
}

ports::RevocationsAnswer Revocations::read(base::Instant since) {
    try {
        if (!session_) session_ = environment_.database.open_reader();
        const auto now = environment_.clock.now();
        return {.sessions = read_revoked(*session_, since), .as_of = now, .fault = {}};
    } catch (const base::InfrastructureFault& fault) {
        session_.reset();
        return {.sessions = {}, .as_of = {}, .fault = fault.what()};
    }
}

class RevocationFollower::Implementation : public std::enable_shared_from_this<Implementation> {
  public:
    Implementation(ports::SessionRevocations& source, RevokedSessions& into,
                   const TokenLifetimes& lifetimes, const base::Clock& clock,
                   ports::Scheduler& scheduler)
        : source_(source),
          into_(into),
          remembered_(lifetimes.access + clock_skew_max),
          clock_(clock),
          scheduler_(scheduler),
          worker_(scheduler.make_worker("revoked-sessions")) {}

    void start() {
        since_ = clock_.now() - remembered_;
        worker_->post([this] { ask(); });
    }
    void stop() { worker_->close(); }

  private:
    /// The worker goes with this and takes what was posted along.
    void take_later(ports::RevocationsAnswer answer) {
        worker_->post([this, answer = std::move(answer)] { take(answer); });
    }

    /// On the worker, as all below.
    void ask() {
        source_.since(since_, [self = weak_from_this()](ports::RevocationsAnswer answer) {
            const auto here = self.lock();
            if (!here) return;
            here->take_later(std::move(answer));
        });
    }

    void take(const ports::RevocationsAnswer& answer) {
        if (!answer.fault) {
            const auto now = clock_.now();
            for (const auto& session : answer.sessions) {
                into_.add(session, now + remembered_, now);
            }
            since_ = answer.as_of - revocation_overlap;
        }
        timer_ = scheduler_.after(revocation_interval, *worker_, [this] { ask(); });
    }

    ports::SessionRevocations& source_;
    RevokedSessions& into_;
    const base::Duration remembered_;
    const base::Clock& clock_;
    ports::Scheduler& scheduler_;
    base::Instant since_{};
    std::unique_ptr<ports::Executor> worker_;
    std::unique_ptr<ports::Timer> timer_;  ///< goes before its executor
};

RevocationFollower::RevocationFollower(ports::SessionRevocations& source, RevokedSessions& into,
                                       const TokenLifetimes& lifetimes, const base::Clock& clock,
                                       ports::Scheduler& scheduler)
    : implementation_(std::make_shared<Implementation>(source, into, lifetimes, clock, scheduler)) {
}

RevocationFollower::~RevocationFollower() {
    stop();
}

void RevocationFollower::start() {
    implementation_->start();
}

void RevocationFollower::stop() {
    implementation_->stop();
}

}  // namespace boxoffice::identity
