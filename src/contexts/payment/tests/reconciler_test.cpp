// Goal: a run of reconciliation finds what differs, repairs or raises it, and neither a second run,
// nor two at once, nor a crash between any two steps changes what comes of it (F35, F38).
// Method: the real rooms on a simulated world; the test keeps the provider's books.
#include "contexts/payment/reconciler.hpp"

#include "contexts/payment/sql/schema.hpp"
#include "eventing/schema.hpp"
#include "eventing/tests/context_bench.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <map>

namespace boxoffice::payment {
namespace {

using namespace std::chrono_literals;
using ports::ProviderMovement;

base::Money won(std::int64_t amount) {
    return {amount, {}};
}

/// Charges are answered from its books; lists are kept until the test answers them, `page_size`
/// movements at a time.
class Bookkeeper final : public ports::PaymentGateway {
  public:
    struct Asked {
        ports::ListRequest request;
        std::function<void(ports::ListAnswer)> done;
    };

    std::string name() const override { return "sandbox"; }
    void prepare(ports::ChargeRequest, std::function<void(ports::ChargeAnswer)> done) override {
        done({});
    }
    void confirm(ports::ChargeRequest request,
                 std::function<void(ports::ChargeAnswer)> done) override {
        if (!is_deaf)
            enter({.key = "c" + std::to_string(movements.size()),
                   .order_id = request.order_id,
                   .idempotency_key = request.idempotency_key,
                   .amount = request.amount});
        answer(request, done);
    }
    void query(ports::ChargeRequest request,
               std::function<void(ports::ChargeAnswer)> done) override {
        ++queries;
        answer(request, done);
    }
    void refund(ports::RefundRequest, std::function<void(ports::RefundAnswer)> done) override {
        done({});
    }
    void query_refund(ports::RefundRequest,
                      std::function<void(ports::RefundAnswer)> done) override {
        done({});
    }
    ports::WebhookReading read_webhook(const ports::HttpRequest&, base::Instant) const override {
        return {};
    }
    void list(ports::ListRequest request, std::function<void(ports::ListAnswer)> done) override {
        if (!can_list) return done({.outcome = ports::ListOutcome::cannot_list});
        asked.push_back({std::move(request), std::move(done)});
    }

    void enter(ProviderMovement movement) {
        movement.at = clock->now();
        movements.push_back(std::move(movement));
    }
    void cancel_at_console(const std::string& order, std::int64_t amount) {
        enter({.kind = ProviderMovement::Kind::refund,
               .key = "r" + std::to_string(movements.size()),
               .order_id = order,
               .amount = won(amount)});
    }
    /// The page that was asked for.
    [[nodiscard]] ports::ListAnswer page_of(const ports::ListRequest& request) const {
        std::vector<ProviderMovement> all;
        for (const auto& movement : movements) {
            if (movement.at >= request.from && movement.at < request.to) all.push_back(movement);
        }
        const auto first = request.cursor.empty() ? std::size_t{0} : std::stoul(request.cursor);
        const auto last = std::min(first + page_size, all.size());
        ports::ListAnswer page{.outcome = ports::ListOutcome::listed};
        for (auto i = first; i < last; ++i) page.movements.push_back(all[i]);
        if (last < all.size()) page.next_cursor = std::to_string(last);
        return page;
    }

    const base::Clock* clock = nullptr;
    std::vector<ProviderMovement> movements;
    std::deque<Asked> asked;
    std::size_t page_size = 2;
    bool is_deaf = false;  ///< confirms do not arrive
    bool can_list = true;
    int queries = 0;

  private:
    void answer(const ports::ChargeRequest& request,
                const std::function<void(ports::ChargeAnswer)>& done) const {
        ports::ChargeAnswer found{.outcome = ports::ChargeOutcome::absent, .payment_key = "pay"};
        for (const auto& movement : movements) {
            if (movement.order_id != request.order_id) continue;
            const bool is_capture = movement.kind == ProviderMovement::Kind::capture;
            found.outcome = ports::ChargeOutcome::captured;
            if (!is_capture) found.refunded = found.refunded + movement.amount;
        }
        done(found);
    }
};

/// Everything of the payment context but its doors.
struct Life {
    Life(const eventing::Environment& environment, Bookkeeper& books)
        : kernel("payment", environment, store),
          watch(environment.metrics, environment.log),
          handlers(store, terms, watch, books.name(), environment.metrics, environment.log),
          desk(kernel, handlers, books, watch),
          findings(environment.metrics, environment.log),
          reconciler(kernel, desk, findings, books, {}) {
        kernel.due().on(payment_wake, [this](const eventing::DueRow& row,
                                             eventing::DueTicker::Finished finished) {
            desk.submit({contracts::PaymentId{row.subject}, TryDue{}}, std::move(finished));
        });
        reconciler.register_due();
        handlers.on_contradiction(
            [this](const Payment& payment, Divergence divergence, eventing::UnitOfWork& work) {
                findings.note_contradiction(payment, divergence, work);
            });
        kernel.start();
        reconciler.start();
    }
    ~Life() {
        reconciler.stop();
        desk.stop();
        kernel.stop();
    }

    Terms terms;
    Store store;
    eventing::ContextKernel kernel;
    ProviderWatch watch;
    Handlers handlers;
    ProviderDesk desk;
    Findings findings;
    Reconciler reconciler;
};

class Reconciliation : public testing::Test {
  protected:
    Reconciliation() {
        books.clock = &bench.clock();
        bench.database().migrate(migrations());
        reader = bench.database().open_reader();
        restart();
    }

    /// The process dies: what it had asked is lost with it.
    void restart() {
        books.asked.clear();
        life.reset();
        life = std::make_unique<Life>(bench.environment(), books);
        bench.run_for(100ms);
    }

    void charge(std::int64_t id) {
        contracts::PaymentRequested request{.reservation_id = {id},
                                            .user_id = {42},
                                            .performance_id = {5},
                                            .payment_id = {id},
                                            .amount = won(90'000),
                                            .method = "card",
                                            .order_name = "Paper Kingdom",
                                            .confirm_until = bench.clock().now() + 150s};
        life->desk.submit({{id}, ChargeWanted{.request = request}});
        bench.run_for(1s);
    }
    void charge_with_tickets(std::int64_t id) {
        charge(id);
        life->desk.submit({{id}, TicketsIssued{won(90'000)}});
        bench.run_for(1s);
    }
    std::string order_of(std::int64_t id) {
        return texts("SELECT order_id FROM payment ORDER BY id")
            .at(static_cast<std::size_t>(id - 1));
    }

    /// Answers lists as they come, until so much time has gone by.
    void run_for(base::Duration duration) {
        const auto end = bench.clock().now() + duration;
        while (bench.clock().now() < end) {
            answer_lists();
            bench.run_for(1s);
        }
    }
    void answer_lists() {
        while (!books.asked.empty()) {
            const auto asked = std::move(books.asked.front());
            books.asked.pop_front();
            asked.done(books.page_of(asked.request));
            bench.run_for(10ms);
        }
    }

    std::vector<std::string> texts(ports::SqlText statement) {
        std::vector<std::string> found;
        reader->query(statement, {},
                      [&](const ports::SqlRow& row) { found.emplace_back(row.text(0)); });
        return found;
    }
    std::int64_t number(ports::SqlText statement) {
        std::int64_t found = 0;
        reader->query(statement, {}, [&](const ports::SqlRow& row) { found = row.integer(0); });
        return found;
    }
    std::vector<std::string> found() {
        return texts(
            "SELECT divergence || ' ' || subject || ' ' || state FROM "
            "reconciliation_finding ORDER BY divergence, subject");
    }
    /// All that money and findings have come to; times and runs left out.
    std::vector<std::string> outcome() {
        auto all = texts(
            "SELECT payment_id || ' ' || SUM(provider) || ' ' || SUM(open_items) || ' ' "
            "|| SUM(tickets) || ' ' || COUNT(*) FROM ledger GROUP BY payment_id");
        for (auto& text : texts("SELECT id || ' ' || state FROM payment ORDER BY id"))
            all.push_back(std::move(text));
        for (auto& text :
             texts("SELECT payment_id || ' ' || key FROM provider_statement ORDER BY 1"))
            all.push_back(std::move(text));
        for (auto& text : found()) all.push_back(std::move(text));
        return all;
    }

    Bookkeeper books;
    eventing::ContextBench bench{"payment"};
    std::unique_ptr<ports::SqlSession> reader;
    std::unique_ptr<Life> life;
};

/// Three purchases, one of them canceled at the console; one charge of nobody's.
class Troubled : public Reconciliation {
  protected:
    void make_trouble() {
        for (std::int64_t id = 1; id <= 3; ++id) charge_with_tickets(id);
        books.cancel_at_console(order_of(2), 90'000);
        books.enter({.key = "stray", .order_id = "nobody-knows-it", .amount = won(5'000)});
    }
};

TEST_F(Reconciliation, OfWhatAgreesFindsNothing) {
    charge_with_tickets(1);
    charge_with_tickets(2);
    run_for(7min);
    EXPECT_EQ(found(), (std::vector<std::string>{}));
    EXPECT_EQ(number("SELECT SUM(listed) FROM reconciliation_run WHERE phase = 'done'"), 2);
    EXPECT_EQ(number("SELECT COUNT(*) FROM provider_statement"), 2);
    EXPECT_EQ(books.queries, 0) << "nobody had to be asked";
}

TEST_F(Troubled, AConsoleCancelIsToldOnceAndStraysAreRaised) {
    make_trouble();
    EXPECT_TRUE(bench.published<contracts::PaymentRefunded>().empty()) << "nobody has told us";
    run_for(7min);
    const auto told = bench.published<contracts::PaymentRefunded>();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told.front().payment_id.value, 2);
    EXPECT_FALSE(told.front().refund_id) << "unasked";
    life->desk.submit({{2}, TicketsLeft{won(0)}});
    run_for(10min);
    EXPECT_EQ(found(), (std::vector<std::string>{"order_unknown order nobody-knows-it open",
                                                 "refunded_there payment 2 repaired"}));
    EXPECT_EQ(bench.published<contracts::PaymentRefunded>().size(), 1U);
    EXPECT_EQ(number("SELECT SUM(provider) FROM ledger"), 180'000);
    EXPECT_EQ(number("SELECT SUM(open_items) FROM ledger"), 0);
}

TEST_F(Reconciliation, ACaptureAfterItWasGivenUpIsApprovedAllTheSame) {
    books.is_deaf = true;
    charge(1);
    bench.run_for(40min);
    EXPECT_EQ(texts("SELECT state FROM payment"), (std::vector<std::string>{"abandoned"}));
    books.enter({.key = "late", .order_id = order_of(1), .amount = won(90'000)});
    EXPECT_TRUE(bench.published<contracts::PaymentApproved>().empty()) << "nobody has told us";
    run_for(7min);
    EXPECT_EQ(bench.published<contracts::PaymentApproved>().size(), 1U);
    EXPECT_EQ(number("SELECT SUM(provider) FROM ledger"), 90'000);
    run_for(6min);
    EXPECT_EQ(found(), (std::vector<std::string>{"captured_there payment 1 repaired"}));
}

TEST_F(Troubled, RunTwiceOrAtOnceItIsAsIfItHadRunOnce) {
    make_trouble();
    run_for(7min);
    life->desk.submit({{2}, TicketsLeft{won(0)}});
    run_for(10min);
    const auto once = outcome();
    const auto runs = number("SELECT COUNT(*) FROM reconciliation_run");

    for (int i = 0; i < 3; ++i) {
        life->reconciler.step(Schedule::recent, {});
        life->reconciler.step(Schedule::recent, {});
        bench.run_for(10ms);
    }
    EXPECT_GT(books.asked.size(), 1U) << "two are at it at once, with the same page";
    EXPECT_EQ(number("SELECT COUNT(*) FROM reconciliation_run"), runs + 1) << "of one run";
    const auto lists = std::exchange(books.asked, {});
    for (const auto& asked : lists) asked.done(books.page_of(asked.request));
    for (const auto& asked : lists) asked.done(books.page_of(asked.request));
    run_for(20s);
    life->reconciler.step(Schedule::recent, {});
    run_for(20s);
    EXPECT_EQ(outcome(), once);
    EXPECT_EQ(bench.published<contracts::PaymentRefunded>().size(), 1U);
}

TEST_F(Troubled, AfterAKillARunGoesOnAtOnce) {
    make_trouble();
    bench.run_for(2min);
    life->reconciler.step(Schedule::recent, {});
    bench.run_for(10ms);
    ASSERT_EQ(books.asked.size(), 1U);
    const auto lost = books.asked.front().request;
    restart();
    bench.run_for(1s);
    ASSERT_EQ(books.asked.size(), 1U) << "not only when the lost question's lease is over";
    EXPECT_EQ(books.asked.front().request.from, lost.from);
    EXPECT_EQ(books.asked.front().request.to, lost.to);
    EXPECT_EQ(number("SELECT COUNT(*) FROM reconciliation_run WHERE finished_at IS NULL"), 1);
}

TEST_F(Troubled, KilledAfterAnyStepItEndsAsIfItHadNotBeen) {
    make_trouble();
    bench.run_for(2min);
    int kills = 0;
    life->reconciler.step(Schedule::recent, {});
    bench.run_for(10ms);
    const auto is_done = [this] {
        return number("SELECT COUNT(*) FROM reconciliation_run WHERE finished_at IS NULL") == 0;
    };
    // Each page's question is lost once with the process, and its answer once after the commit.
    while (!is_done() && kills < 50) {
        restart();
        ++kills;
        for (int i = 0; i < 70 && books.asked.empty() && !is_done(); ++i) bench.run_for(1s);
        if (books.asked.empty()) continue;
        const auto asked = std::move(books.asked.front());
        books.asked.pop_front();
        asked.done(books.page_of(asked.request));
        bench.run_for(0ms);
    }
    EXPECT_GT(kills, 3) << "it was killed in its midst";
    EXPECT_TRUE(is_done());
    run_for(7min);
    life->desk.submit({{2}, TicketsLeft{won(0)}});
    run_for(10min);
    EXPECT_EQ(found(), (std::vector<std::string>{"order_unknown order nobody-knows-it open",
                                                 "refunded_there payment 2 repaired"}));
    EXPECT_EQ(number("SELECT COUNT(*) FROM ledger WHERE occasion = 'refunded_unasked'"), 1);
    EXPECT_EQ(number("SELECT COUNT(*) FROM provider_statement"), 4);
}

TEST_F(Reconciliation, AProviderWithoutAListIsAskedPaymentByPaymentOnceADay) {
    books.can_list = false;
    charge_with_tickets(1);
    books.cancel_at_console(order_of(1), 90'000);
    run_for(10min);
    EXPECT_EQ(books.queries, 0) << "what is at rest is left to the day's run";
    bench.run_for(std::chrono::hours{49});
    EXPECT_EQ(bench.published<contracts::PaymentRefunded>().size(), 1U);
    EXPECT_EQ(
        number("SELECT COUNT(*) FROM reconciliation_run WHERE schedule = 'daily' AND method = "
               "'asked' AND phase = 'done'"),
        2);
}

TEST_F(Reconciliation, AProviderThatKeepsSilentDoesNotHoldItUpForEver) {
    charge(1);
    bench.run_for(6min);
    for (int i = 0; i < 600 && number("SELECT COUNT(*) FROM reconciliation_run WHERE phase = "
                                      "'done'") == 0;
         ++i) {
        if (!books.asked.empty()) {
            const auto asked = std::move(books.asked.front());
            books.asked.pop_front();
            asked.done({.reason = "timeout"});
        }
        bench.run_for(5s);
    }
    EXPECT_EQ(texts("SELECT method || ' ' || reason FROM reconciliation_run WHERE phase = 'done'"),
              (std::vector<std::string>{"none timeout"}));
    EXPECT_EQ(found(), (std::vector<std::string>{"captured_without_ticket payment 1 open"}))
        << "our own side was looked at";
}

TEST_F(Reconciliation, WhatTheProviderDeniesIsRaisedAndAcknowledgedByStaff) {
    charge_with_tickets(1);
    books.movements.clear();
    run_for(7min);
    EXPECT_GE(books.queries, 1) << "the statement lacked it, so the provider was asked";
    EXPECT_EQ(found(), (std::vector<std::string>{"capture_not_shown payment 1 open"}));
}

}  // namespace
}  // namespace boxoffice::payment
