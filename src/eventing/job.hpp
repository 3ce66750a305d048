// One command on its way through a batch.
#pragma once

#include "base/type_name.hpp"
#include "ports/tracing.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace boxoffice::eventing {

class UnitOfWork;

/// Why a command could not be carried out at all: the world failed, not the business.
struct Failure {
    bool is_retryable = false;
    std::string what;
};

/// On whose behalf a job runs, and the span that shows it.
struct JobTrace {
    ports::TraceContext origin;
    ports::Span span;
    std::int64_t decisions = 0;  ///< more than one when the batch was decided again

    /// What follows from the job follows from this.
    [[nodiscard]] const ports::TraceContext& context() const {
        return span.is_recorded() ? span.context() : origin;
    }
};

/// A batch calls declare for each of its jobs, loads the union of the rows, calls decide for each
/// in order of arrival, commits once, and only then calls settle. A failed commit repeats declare
/// and decide.
class Job {
  public:
    virtual ~Job() = default;
    /// Tells the store which rows to load.
    virtual void declare() = 0;
    /// Decides on what is loaded. Changes rows in memory and publishes through `work`; must give
    /// the same outcome when called again after a rollback.
    virtual void decide(UnitOfWork& work) = 0;
    /// The batch is durable.
    virtual void settle() = 0;
    /// Given up: nothing of it was stored.
    virtual void fail(const Failure& failure) = 0;
    /// It fails alone, for good. True when it wants to run once more in a form that records that.
    virtual bool give_up(const Failure&) { return false; }
    /// False for an event: when not even its parking can be stored, nothing else goes on.
    [[nodiscard]] virtual bool can_be_given_up() const { return true; }
    /// False when somebody waits for the answer: he hears 503 instead of waiting for the database.
    [[nodiscard]] virtual bool can_wait() const { return true; }
    /// It changes nothing but how far the inbox has come, and can wait for company.
    [[nodiscard]] virtual bool is_only_advance() const { return false; }

    [[nodiscard]] virtual ports::SpanKind span_kind() const { return ports::SpanKind::internal; }
    /// Names its span and says what there is to say. Called once, when it is recorded.
    virtual void describe(ports::Span&) const {}
    /// The runner's.
    [[nodiscard]] JobTrace& trace() { return trace_; }

  private:
    JobTrace trace_;
};

/// What shows a command in a trace: its type.
template <class Command>
void describe_command(ports::Span& span) {
    const auto type = base::type_name<Command>();
    // What stands within angle brackets is the event that the command is about.
    const std::string name{type.substr(0, type.find('>'))};
    span.rename(name);
    span.set("boxoffice.command", name);
}

using JobPointer = std::unique_ptr<Job>;

/// A command handler as a job: `handler.declare(command)`, then `handler.decide(command, work)`.
/// `done` comes once: after the commit, or when the job was given up.
template <class Handler, class Command>
class CommandJob final : public Job {
  public:
    CommandJob(Handler& handler, Command command, std::function<void()> done)
        : handler_(handler), command_(std::move(command)), done_(std::move(done)) {}

    void declare() override { handler_.declare(command_); }
    void decide(UnitOfWork& work) override { handler_.decide(command_, work); }
    void settle() override {
        if (done_) done_();
    }
    void fail(const Failure&) override {
        if (done_) done_();
    }
    void describe(ports::Span& span) const override { describe_command<Command>(span); }

  private:
    Handler& handler_;
    Command command_;
    std::function<void()> done_;
};

template <class Handler, class Command>
[[nodiscard]] JobPointer make_job(Handler& handler, Command command,
                                  std::function<void()> done = {}) {
    return std::make_unique<CommandJob<Handler, Command>>(handler, std::move(command),
                                                          std::move(done));
}

}  // namespace boxoffice::eventing
