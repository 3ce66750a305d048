#include "contexts/payment/reconciler.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::payment {
namespace {

/// Listed by id, newest first: whichever replica made it.
constexpr eventing::IdSequence run_ids{.name = "reconciliation_run", .is_in_commit_order = true};

std::int64_t subject_of(Schedule schedule) {
    return schedule == Schedule::recent ? 1 : 2;
}

base::Instant midnight_before(base::Instant now) {
    return std::chrono::floor<std::chrono::days>(now);
}

Statement statement_of(const Run& run) {
    return run.method == RunMethod::listed ? Statement::whole : Statement::none;
}

void append(Repairs& all, Repairs more) {
    for (auto& repair : more) all.push_back(std::move(repair));
}

}  // namespace

/// One step as a command of the payment context.
class Reconciler::StepJob final : public eventing::Job {
  public:
    StepJob(Reconciler& reconciler, Schedule schedule, std::optional<Page> page,
            std::function<void()> finished)
        : reconciler_(reconciler),
          schedule_(schedule),
          page_(std::move(page)),
          finished_(std::move(finished)) {}

    void declare() override {}
    void decide(eventing::UnitOfWork& work) override {
        outcome_ = reconciler_.decide(schedule_, page_, work);
    }
    void settle() override {
        reconciler_.settle(schedule_, std::move(outcome_), std::move(finished_));
    }
    void fail(const eventing::Failure&) override {
        if (finished_) finished_();
    }

  private:
    Reconciler& reconciler_;
    Schedule schedule_;
    std::optional<Page> page_;
    std::function<void()> finished_;
    Outcome outcome_;
};

namespace {

/// The first command of a life: schedules what nobody has scheduled.
class ScheduleJob final : public eventing::Job {
  public:
    explicit ScheduleJob(std::function<void(eventing::UnitOfWork&)> decide)
        : decide_(std::move(decide)) {}
    void declare() override {}
    void decide(eventing::UnitOfWork& work) override { decide_(work); }
    void settle() override {}
    void fail(const eventing::Failure&) override {}

  private:
    std::function<void(eventing::UnitOfWork&)> decide_;
};

}  // namespace

Reconciler::Reconciler(eventing::ContextKernel& kernel, ProviderDesk& desk, Findings& findings,
                       ports::PaymentGateway& gateway, const ReconciliationTerms& terms)
    : kernel_(kernel), desk_(desk), findings_(findings), gateway_(gateway), terms_(terms) {}

void Reconciler::register_due() {
    kernel_.due().on(reconcile_wake,
                     [this](const eventing::DueRow& row, eventing::DueTicker::Finished finished) {
                         const bool is_recent = row.subject == subject_of(Schedule::recent);
                         step(is_recent ? Schedule::recent : Schedule::daily, std::move(finished));
                     });
}

void Reconciler::start() {
    kernel_.submit_internal(std::make_unique<ScheduleJob>(
        [this](eventing::UnitOfWork& work) { ensure_scheduled(work); }));
}

/// A stored time stays, unless the settings now want it sooner. A run that is under way goes on at
/// once: whatever it had asked, its answer was lost with the earlier life.
void Reconciler::ensure_scheduled(eventing::UnitOfWork& work) const {
    for (const auto schedule : {Schedule::recent, Schedule::daily}) {
        const auto stored =
            eventing::DueRows::select_at(work.sql(), reconcile_wake, subject_of(schedule));
        const bool is_under_way = select_open_run(work.sql(), schedule).has_value();
        const auto next = is_under_way ? work.now() : next_time(schedule, work.now());
        if (stored && *stored <= next) continue;
        work.set_due(reconcile_wake, subject_of(schedule), next);
    }
}

base::Instant Reconciler::next_time(Schedule schedule, base::Instant now) const {
    if (schedule == Schedule::recent) return now + terms_.every;
    const auto today = midnight_before(now) + terms_.daily_at;
    return today > now ? today : today + std::chrono::days{1};
}

void Reconciler::step(Schedule schedule, std::function<void()> finished) {
    kernel_.submit_internal(
        std::make_unique<StepJob>(*this, schedule, std::nullopt, std::move(finished)));
}

Run Reconciler::begin_run(Schedule schedule, eventing::UnitOfWork& work) const {
    const auto now = work.now();
    Run run{.id = work.next_id<base::Id<struct RunTag>>(run_ids).value,
            .schedule = schedule,
            .from = now - terms_.lag - terms_.window,
            .to = now - terms_.lag,
            .started_at = now};
    const auto last_end = select_last_end(work.sql(), schedule);
    if (schedule == Schedule::daily) {
        run.to = midnight_before(now);
        run.from = run.to - std::chrono::days{1};
    }
    // After a pause the time in between is made up for, within limits.
    if (last_end && *last_end < run.from) {
        const auto pause_max =
            schedule == Schedule::daily
                ? std::chrono::duration_cast<base::Duration>(terms_.days_max)
                : std::chrono::duration_cast<base::Duration>(std::chrono::days{1});
        run.from = std::max(*last_end, run.to - pause_max);
    }
    run.reached_at = run.from;
    insert_run(work.sql(), run);
    delete_old_runs(work.sql(), now - terms_.runs_kept_for);
    return run;
}

Reconciler::Outcome Reconciler::decide(Schedule schedule, const std::optional<Page>& page,
                                       eventing::UnitOfWork& work) {
    auto& sql = work.sql();
    auto run = select_open_run(sql, schedule);
    const bool is_passed = page && (!run || run->id != page->run_id ||
                                    run->phase != RunPhase::listing || run->cursor != page->cursor);
    if (is_passed) return {};
    if (!run) run = begin_run(schedule, work);
    Outcome outcome{.run_id = run->id};
    auto next_step = work.now();
    if (page) {
        take_page(*run, *page, outcome, work);
        if (run->unanswered > 0) next_step = work.now() + pause_unanswered;
    } else if (run->phase == RunPhase::listing) {
        outcome.ask = ports::ListRequest{run->from, run->to, run->cursor};
        next_step = work.now() + page_lease;
    } else if (run->phase == RunPhase::ours) {
        look_at_booked(*run, outcome, work);
    } else {
        look_at_open(*run, outcome, work);
    }
    if (run->phase == RunPhase::done) {
        finish(*run, work);
        next_step = next_time(schedule, work.now());
    }
    update_run(sql, *run);
    work.wrote();
    work.set_due(reconcile_wake, subject_of(schedule), next_step);
    return outcome;
}

/// The provider's side. Most payments on a page are known and at rest: they need no closer look.
void Reconciler::take_page(Run& run, const Page& page, Outcome& outcome,
                           eventing::UnitOfWork& work) {
    const auto& answer = page.answer;
    if (answer.outcome == ports::ListOutcome::unknown) {
        run.reason = answer.reason;
        if (++run.unanswered < unanswered_max) return;
        run.method = RunMethod::none;
        run.phase = RunPhase::open;
        return;
    }
    run.unanswered = 0;
    run.reason.clear();
    if (answer.outcome == ports::ListOutcome::cannot_list) {
        // Asking about each payment is for the daily run; the others look at what is open.
        run.method = RunMethod::asked;
        run.phase = run.schedule == Schedule::daily ? RunPhase::ours : RunPhase::open;
        return;
    }
    for (const auto& movement : answer.movements) {
        ++run.listed;
        const auto known = select_order(work.sql(), movement.order_id);
        if (!known) {
            findings_.note_unknown_order(movement, run, work);
            continue;
        }
        const bool is_new = insert_line(work.sql(), known->id, movement);
        const bool is_expected =
            known->is_at_rest && movement.kind == ports::ProviderMovement::Kind::capture;
        if (!is_new && known->is_at_rest) continue;
        if (is_expected && movement.amount == select_payment(work.sql(), known->id)->amount)
            continue;
        append(outcome.repairs, findings_.look_at(known->id, Statement::whole, run, work));
    }
    run.cursor = answer.next_cursor;
    if (run.cursor.empty()) run.phase = RunPhase::ours;
}

/// Our side: what is booked and not shown.
void Reconciler::look_at_booked(Run& run, Outcome& outcome, eventing::UnitOfWork& work) {
    const auto stretch = select_booked(work.sql(), run);
    for (const auto id : stretch.payments) {
        append(outcome.repairs, findings_.look_at(id, statement_of(run), run, work));
        if (run.method == RunMethod::asked) outcome.repairs.push_back({id, WebhookHint{}});
    }
    run.reached_at = stretch.reached_at;
    run.reached_payment = stretch.reached_payment;
    if (!stretch.is_last) return;
    run.phase = RunPhase::open;
    run.reached_payment = 0;
}

/// The tickets' side, and what was found before: whatever is not at rest.
void Reconciler::look_at_open(Run& run, Outcome& outcome, eventing::UnitOfWork& work) {
    const auto payments = select_to_look_at(work.sql(), run, payments_per_step);
    for (const auto id : payments) {
        append(outcome.repairs, findings_.look_at(id, Statement::none, run, work));
        run.reached_payment = id.value;
    }
    if (payments.size() < payments_per_step) run.phase = RunPhase::done;
}

void Reconciler::finish(Run& run, eventing::UnitOfWork& work) {
    run.finished_at = work.now();
    findings_.measure(work);
    const auto& environment = kernel_.environment();
    environment.metrics
        .counter("boxoffice_reconciliation_runs_total",
                 run.schedule == Schedule::recent ? "schedule=\"recent\"" : "schedule=\"daily\"",
                 "Finished runs of reconciliation.")
        .add();
    const bool is_quiet = run.raised == 0 && run.method != RunMethod::none;
    if (run.schedule == Schedule::recent && is_quiet) return;
    environment.log.write(is_quiet ? ports::LogLevel::info : ports::LogLevel::warning,
                          "reconciliation is done",
                          {{"run", std::to_string(run.id)},
                           {"listed", std::to_string(run.listed)},
                           {"compared", std::to_string(run.compared)},
                           {"repaired", std::to_string(run.repaired)},
                           {"raised", std::to_string(run.raised)},
                           {"reason", run.reason}});
}

void Reconciler::settle(Schedule schedule, Outcome outcome, std::function<void()> finished) {
    for (auto& repair : outcome.repairs) desk_.submit(std::move(repair));
    if (!outcome.ask || is_stopped_) {
        if (finished) finished();
        return;
    }
    const auto cursor = outcome.ask->cursor;
    gateway_.list(std::move(*outcome.ask),
                  [this, schedule, cursor, run_id = outcome.run_id,
                   finished = std::move(finished)](ports::ListAnswer answer) {
                      if (is_stopped_) return;
                      kernel_.submit_internal(std::make_unique<StepJob>(
                          *this, schedule, Page{run_id, cursor, std::move(answer)}, finished));
                  });
}

}  // namespace boxoffice::payment
