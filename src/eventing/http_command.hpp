// An HTTP command as a job: claimed by its Idempotency-Key, answered after the commit.
#pragma once

#include "contracts/problem.hpp"
#include "eventing/command_runner.hpp"
#include "eventing/idempotency.hpp"
#include "ports/http.hpp"

#include <functional>
#include <optional>
#include <utility>

namespace boxoffice::eventing {

/// Takes the answer of a committed command. `is_replay`: a stored one, its effect happened earlier.
using HttpSettled = std::function<void(ports::HttpResponse response, bool is_replay)>;

/// `handler.declare(command)`, then `handler.decide(command, work) -> ports::HttpResponse`.
/// Accepted answers (2xx) are stored under the claim, in the same transaction; refusals are not.
template <class Handler, class Command>
class HttpCommandJob final : public Job {
  public:
    HttpCommandJob(Handler& handler, Command command, Idempotency& idempotency,
                   std::optional<IdempotencyClaim> claim, HttpSettled settled)
        : handler_(handler),
          command_(std::move(command)),
          idempotency_(idempotency),
          claim_(std::move(claim)),
          settled_(std::move(settled)) {}

    void declare() override {
        if (claim_) idempotency_.want(claim_->scope);
        handler_.declare(command_);
    }

    void decide(UnitOfWork& work) override {
        is_replay_ = false;
        if (claim_) {
            if (const auto* stored = idempotency_.find(claim_->scope)) return replay(*stored);
        }
        response_ = handler_.decide(command_, work);
        const bool is_accepted = response_.status >= 200 && response_.status < 300;
        if (claim_ && is_accepted)
            idempotency_.put(claim_->scope, {claim_->fingerprint, response_});
    }

    void settle() override { settled_(std::move(response_), is_replay_); }

    void fail(const Failure& failure) override {
        const auto problem = failure.is_retryable ? contracts::make_problem(503, "overloaded")
                                                  : contracts::make_problem(500, "internal_error");
        settled_(contracts::to_response(problem), false);
    }

    [[nodiscard]] bool can_wait() const override { return false; }
    void describe(ports::Span& span) const override { describe_command<Command>(span); }

  private:
    void replay(const StoredAnswer& stored) {
        is_replay_ = true;
        response_ = stored.response;
        if (stored.fingerprint == claim_->fingerprint) return;
        response_ = contracts::to_response(contracts::make_problem(422, "idempotency_key_reused"));
    }

    Handler& handler_;
    Command command_;
    Idempotency& idempotency_;
    std::optional<IdempotencyClaim> claim_;
    HttpSettled settled_;
    ports::HttpResponse response_;
    bool is_replay_ = false;
};

/// Submits `command` of `request`; answers 400 for a bad Idempotency-Key and 503 when the queue is
/// full. Without `settled` the responder gets the answer as it is.
template <class Handler, class Command>
void submit_http(CommandRunner& runner, Handler& handler, Command command,
                 const ports::HttpRequest& request, ports::Responder responder,
                 HttpSettled settled = {}) {
    auto claim = claim_of(request);
    if (claim.refusal) return responder->send(std::move(*claim.refusal));
    if (!settled) {
        settled = [responder](ports::HttpResponse response, bool) {
            responder->send(std::move(response));
        };
    }
    auto job = std::make_unique<HttpCommandJob<Handler, Command>>(
        handler, std::move(command), runner.idempotency(), std::move(claim.claim),
        std::move(settled));
    if (runner.submit(Lane::http, std::move(job))) return;
    responder->send(contracts::problem_response(request, 503, "overloaded"));
}

}  // namespace boxoffice::eventing
