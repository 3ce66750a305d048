// A context as the host sees it, and the kernel that every context stands on.
#pragma once

#include "eventing/command_runner.hpp"
#include "eventing/consumer.hpp"
#include "eventing/due_ticker.hpp"
#include "eventing/environment.hpp"
#include "eventing/event_relay.hpp"
#include "ports/http.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::eventing {

/// What the host knows of a context. Each wires itself in its own module.
class ContextModule {
  public:
    virtual ~ContextModule() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    [[nodiscard]] virtual std::vector<ports::Route> routes() = 0;
    /// The events it listens to, as (source, type): held against topology before anything starts.
    [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> listens_to() const = 0;
    /// Takes up stored work: outbox, due rows, the log from where it stopped.
    virtual void start() = 0;
    /// Returns after the batch under way: nothing of it runs any more. Nothing is lost: what is not
    /// committed was not acknowledged. Stop the server first, and destroy only what was stopped.
    virtual void stop() = 0;
};

/// Runner, inbox, outbox, relay, consumer and due work of one context, around one worker.
///
/// Order of life: migrate the database (schema.hpp), construct, register handlers and due kinds,
/// start, stop, destroy. Whoever calls in from other threads is quiet before it is destroyed.
class ContextKernel {
  public:
    ContextKernel(std::string name, const Environment& environment, BatchStore& store);
    ~ContextKernel();

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const Environment& environment() const { return environment_; }
    [[nodiscard]] ports::Executor& worker() { return *worker_; }
    [[nodiscard]] CommandRunner& runner() { return runner_; }
    [[nodiscard]] EventHandlers& handlers() { return handlers_; }
    [[nodiscard]] const EventHandlers& handlers() const { return handlers_; }
    [[nodiscard]] DueTicker& due() { return ticker_; }

    void start();
    void stop();
    /// Up to where this replica has dealt with the log. Safe from any thread.
    [[nodiscard]] ports::Positions consumer_positions() const { return consumer_.positions(); }
    /// Committed work the bus has not taken yet is beyond its limit: refuse new commands.
    [[nodiscard]] bool is_overloaded() const;

    /// Runs `command` through `handler` when the deadline `kind` of a subject passes.
    template <class Handler, class MakeCommand>
    void on_deadline(DueKind kind, Handler& handler, MakeCommand make_command) {
        ticker_.on(kind,
                   [this, &handler, make_command](const DueRow& row, DueTicker::Finished finished) {
                       submit_internal(make_job(handler, make_command(row), std::move(finished)));
                   });
    }
    /// A command from inside: never refused. On behalf of whom this thread works for.
    void submit_internal(JobPointer job);

  private:
    struct WakeGate;
    [[nodiscard]] std::unique_ptr<EventRelay> make_relay();

    std::string name_;
    Environment environment_;
    std::unique_ptr<ports::Executor> worker_;
    Rush rush_;
    CommandRunner runner_;
    EventHandlers handlers_;
    Consumer consumer_;
    DueTicker ticker_;
    std::unique_ptr<EventRelay> relay_;
    std::shared_ptr<WakeGate> gate_;
};

}  // namespace boxoffice::eventing
