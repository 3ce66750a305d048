// Reconciliation as stored work: every few minutes over the last while, and daily over whole days,
// the provider's books, ours and the tickets are laid side by side.
#pragma once

#include "contexts/payment/findings.hpp"
#include "contexts/payment/provider_desk.hpp"
#include "contexts/payment/reconciliation_store.hpp"
#include "eventing/context_module.hpp"
#include "ports/payment_gateway.hpp"

#include <atomic>
#include <functional>
#include <optional>

namespace boxoffice::payment {

/// This context's kind of due work: the next step of a schedule's run. The subject is the schedule.
inline constexpr eventing::DueKind reconcile_wake{2};

struct ReconciliationTerms {
    base::Duration every = std::chrono::minutes{5};
    /// How far back each of these runs looks.
    base::Duration window = std::chrono::minutes{30};
    /// What happened so recently is left to the next run: it may still be on its way.
    base::Duration lag = std::chrono::minutes{1};
    /// How long after midnight, UTC, the day before is looked at.
    base::Duration daily_at = std::chrono::hours{1};
    /// At most so many days are made up for after a pause.
    std::chrono::days days_max{7};
    base::Duration runs_kept_for = std::chrono::hours{24 * 90};
};

/// One run goes in steps: a page of the provider's list, a stretch of our ledger, some of what is
/// open. Each step is one transaction that says how far it came; a crash repeats at most one step,
/// and a step that comes twice finds that its place has been passed.
class Reconciler {
  public:
    static constexpr std::size_t payments_per_step = 200;
    /// After so many questions without an answer a run goes on without the provider's side.
    static constexpr std::int64_t unanswered_max = 10;
    static constexpr base::Duration pause_unanswered = std::chrono::seconds{30};
    /// A page that has not come by then never will: longer than any adapter's own time limit.
    static constexpr base::Duration page_lease = std::chrono::minutes{1};

    Reconciler(eventing::ContextKernel& kernel, ProviderDesk& desk, Findings& findings,
               ports::PaymentGateway& gateway, const ReconciliationTerms& terms);

    /// Before the kernel starts: takes its kind of due work.
    void register_due();
    /// After that: sees to it that both schedules have their next time.
    void start();
    /// Asks nothing more.
    void stop() { is_stopped_ = true; }
    /// The next step of that schedule now, as if it were due. Two at once are as good as one.
    void step(Schedule schedule, std::function<void()> finished);

  private:
    class StepJob;
    struct Page {
        std::int64_t run_id = 0;
        std::string cursor;
        ports::ListAnswer answer;
    };
    /// What one step leaves to do after its commit.
    struct Outcome {
        std::optional<ports::ListRequest> ask;
        std::int64_t run_id = 0;
        Repairs repairs;
    };

    void ensure_scheduled(eventing::UnitOfWork& work) const;
    [[nodiscard]] Outcome decide(Schedule schedule, const std::optional<Page>& page,
                                 eventing::UnitOfWork& work);
    [[nodiscard]] Run begin_run(Schedule schedule, eventing::UnitOfWork& work) const;
    void take_page(Run& run, const Page& page, Outcome& outcome, eventing::UnitOfWork& work);
    void look_at_booked(Run& run, Outcome& outcome, eventing::UnitOfWork& work);
    void look_at_open(Run& run, Outcome& outcome, eventing::UnitOfWork& work);
    void finish(Run& run, eventing::UnitOfWork& work);
    void settle(Schedule schedule, Outcome outcome, std::function<void()> finished);
    [[nodiscard]] base::Instant next_time(Schedule schedule, base::Instant now) const;

    eventing::ContextKernel& kernel_;
    ProviderDesk& desk_;
    Findings& findings_;
    ports::PaymentGateway& gateway_;
    ReconciliationTerms terms_;
    std::atomic<bool> is_stopped_{false};
};

}  // namespace boxoffice::payment
