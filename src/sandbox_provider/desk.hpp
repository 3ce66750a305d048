// Where requests become entries in the ledger: they queue, share a commit, and are answered after
// it.
#pragma once

#include "base/clock.hpp"
#include "ports/http.hpp"
#include "ports/randomness.hpp"
#include "ports/scheduler.hpp"
#include "ports/sql.hpp"
#include "sandbox_provider/faults.hpp"
#include "sandbox_provider/ledger.hpp"
#include "sandbox_provider/ledger_store.hpp"
#include "sandbox_provider/provider.hpp"
#include "sandbox_provider/replies.hpp"
#include "sandbox_provider/webhooks.hpp"
#include "sandbox_provider/worker.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace boxoffice::sandbox {

struct QueryAsk {};
struct ShowPageAsk {};
struct PressAsk {
    Button button = Button::pay;
};
struct DepositAsk {};

/// One request about one payment, named by its order or by its key.
struct Request {
    std::variant<PrepareAsk, ConfirmAsk, CancelAsk, QueryAsk, ShowPageAsk, PressAsk, DepositAsk>
        ask;
    std::string order_id;
    std::string payment_key;
    /// Null when nobody waits any more.
    ports::Responder responder;
    bool korean = false;
    /// What the fault script may do to it; nothing for pages, the console and what a fault delayed.
    std::optional<CallKind> scripted;
};

class Desk {
  public:
    Desk(SandboxOptions options, ports::SqlDatabase& database, ports::HttpClient& webhook_client,
         ports::Scheduler& scheduler, base::Clock& clock, ports::Randomness& randomness);
    ~Desk();
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    /// Safe from any thread. Answers through the request's responder.
    void submit(Request request);
    /// Runs on the worker, with the ledger as committed; its answer goes to `responder`.
    void read(const ports::Responder& responder,
              std::function<ports::HttpResponse(ports::SqlSession&)> task);
    /// Runs on the worker.
    void script(const ports::Responder& responder,
                std::function<ports::HttpResponse(FaultScript&)> task);

    [[nodiscard]] const SandboxOptions& options() const { return options_; }
    [[nodiscard]] base::Instant now() const { return clock_.now(); }

  private:
    void work();
    [[nodiscard]] std::vector<Request> take_batch();
    void carry_out(std::vector<Request>& batch);
    void handle(Request& request, base::Instant now);
    [[nodiscard]] ports::HttpResponse apply(Request& request, base::Instant now);
    [[nodiscard]] ports::HttpResponse apply_to(std::optional<Payment>& payment, Request& request,
                                               base::Instant now);
    [[nodiscard]] Outcome change(std::optional<Payment>& payment, Request& request,
                                 base::Instant now);
    [[nodiscard]] std::optional<Payment>* find(const Request& request);
    void delay(Request request, base::Duration delay);
    void tell(const Payment& payment, base::Instant now);
    [[nodiscard]] NewNames next_names();

    SandboxOptions options_;
    base::Clock& clock_;
    ports::Randomness& randomness_;
    std::unique_ptr<ports::SqlSession> sql_;
    std::int64_t last_id_ = 0;
    FaultScript faults_;
    LedgerBatch ledger_;
    std::vector<Outgoing> outgoing_;
    std::vector<Webhook> untold_;

    std::mutex mutex_;  ///< guards what follows
    std::vector<Request> waiting_;
    bool is_work_posted_ = false;

    std::shared_ptr<Worker> worker_;
    Webhooks webhooks_;
};

}  // namespace boxoffice::sandbox
