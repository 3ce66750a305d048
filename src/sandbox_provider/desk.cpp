#include "sandbox_provider/desk.hpp"

#include "base/fault.hpp"
#include "base/match.hpp"
#include "contracts/codec.hpp"
#include "sandbox_provider/pages.hpp"

#include <iterator>
#include <utility>

namespace boxoffice::sandbox {
namespace {

constexpr std::size_t leftovers_max = 10'000;
constexpr int copies_of_a_webhook = 5;

ports::HttpResponse json_answer(std::string body) {
    return {
        .status = 200, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

Webhook make_webhook(const Payment& payment, Status status, base::Instant now) {
    WebhookBody body{.event_type = "payment.status_changed",
                     .order_id = payment.order_id,
                     .payment_key = payment.payment_key,
                     .status = status,
                     .created_at = now};
    return {.payment_id = payment.id,
            .version = payment.version,
            .url = payment.webhook_url,
            .body = contracts::encode(body)};
}

}  // namespace

Desk::Desk(SandboxOptions options, ports::SqlDatabase& database, ports::HttpClient& webhook_client,
           ports::Scheduler& scheduler, base::Clock& clock, ports::Randomness& randomness)
    : options_(std::move(options)),
      clock_(clock),
      randomness_(randomness),
      worker_(std::make_shared<Worker>(scheduler)),
      webhooks_(webhook_client, worker_, [this](std::int64_t id, std::int64_t version) {
          try {
              mark_notified(*sql_, id, version);
          } catch (const base::InfrastructureFault&) {
              // Told once more after the next start: webhooks come at least once.
          }
      }) {
    database.migrate(ledger_migrations());
    sql_ = database.open_writer();
    last_id_ = last_payment_id(*sql_);
    auto leftovers = select_unnotified(*sql_, leftovers_max);
    worker_->post([this, leftovers = std::move(leftovers)] {
        for (const auto& payment : leftovers) {
            webhooks_.send(make_webhook(payment, payment.status, clock_.now()));
        }
    });
}

Desk::~Desk() {
    worker_->close();
}

void Desk::submit(Request request) {
    {
        const std::scoped_lock lock(mutex_);
        if (waiting_.size() < options_.waiting_max) {
            waiting_.push_back(std::move(request));
            if (std::exchange(is_work_posted_, true)) return;
            worker_->post([this] { work(); });
            return;
        }
    }
    if (request.responder) request.responder->send(error_answer(503, "overloaded"));
}

void Desk::read(const ports::Responder& responder,
                std::function<ports::HttpResponse(ports::SqlSession&)> task) {
    worker_->post([this, responder, task = std::move(task)] {
        try {
            responder->send(task(*sql_));
        } catch (const base::InfrastructureFault&) {
            responder->send(error_answer(503, "ledger_away"));
        }
    });
}

void Desk::script(const ports::Responder& responder,
                  std::function<ports::HttpResponse(FaultScript&)> task) {
    worker_->post([this, responder, task = std::move(task)] { responder->send(task(faults_)); });
}

std::vector<Request> Desk::take_batch() {
    const std::scoped_lock lock(mutex_);
    std::vector<Request> batch;
    if (waiting_.size() <= options_.batch_max) {
        batch.swap(waiting_);
    } else {
        const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(options_.batch_max);
        batch.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
        waiting_.erase(waiting_.begin(), end);
    }
    is_work_posted_ = !waiting_.empty();
    if (is_work_posted_) worker_->post([this] { work(); });
    return batch;
}

void Desk::work() {
    auto batch = take_batch();
    outgoing_.clear();
    untold_.clear();
    try {
        carry_out(batch);
    } catch (const base::InfrastructureFault&) {
        // Nothing was committed. Whoever still waits may come again; a repeat meets the same
        // ledger.
        sql_->rollback();
        for (auto& request : batch) {
            if (request.responder) request.responder->send(error_answer(503, "ledger_away"));
        }
        for (auto& answer : outgoing_) answer.responder->send(error_answer(503, "ledger_away"));
        return;
    }
    for (auto& answer : outgoing_) give(std::move(answer), worker_);
    for (auto& webhook : untold_) webhooks_.send(std::move(webhook));
}

void Desk::carry_out(std::vector<Request>& batch) {
    const auto now = clock_.now();
    ledger_.begin();
    for (const auto& request : batch) {
        if (request.payment_key.empty()) {
            ledger_.want_order(request.order_id);
        } else if (const auto id = id_in(request.payment_key)) {
            ledger_.want_id(*id);
        }
    }
    sql_->begin();
    ledger_.load(*sql_);
    for (auto& request : batch) handle(request, now);
    ledger_.save(*sql_);
    sql_->commit();
}

std::optional<Payment>* Desk::find(const Request& request) {
    if (request.payment_key.empty()) return &ledger_.of_order(request.order_id);
    const auto id = id_in(request.payment_key);
    auto* payment = id ? ledger_.of_id(*id) : nullptr;
    const bool is_it = payment && (*payment)->payment_key == request.payment_key;
    return is_it ? payment : nullptr;
}

/// Plays the fault that the script orders for this request, if any.
void Desk::handle(Request& request, base::Instant now) {
    Strike strike;
    if (request.scripted) {
        const auto* payment = find(request);
        const auto& order_id = payment && *payment ? (*payment)->order_id : request.order_id;
        strike = faults_.next(*request.scripted, order_id);
    }
    const Fault usual{};
    const auto& fault = strike.fault ? *strike.fault : usual;
    auto* charge = std::get_if<ConfirmAsk>(&request.ask);
    if (fault.effect == Effect::declined && charge) charge->must_decline = true;

    ports::HttpResponse response;
    const bool is_applied = fault.effect == Effect::now || fault.effect == Effect::declined;
    if (is_applied) response = apply(request, now);
    if (fault.effect == Effect::refused) response = error_answer(400, "not_cancelable");
    auto responder = std::move(request.responder);
    if (fault.effect == Effect::later) delay(std::move(request), strike.delay);
    if (responder) {
        outgoing_.push_back({std::move(responder), std::move(response), fault.reply, strike.delay});
    }
}

void Desk::delay(Request request, base::Duration delay) {
    request.scripted.reset();
    worker_->after(delay, [this, request = std::move(request)] { submit(request); });
}

ports::HttpResponse Desk::apply(Request& request, base::Instant now) {
    auto* payment = find(request);
    std::optional<Payment> none;
    const bool is_page = std::holds_alternative<ShowPageAsk>(request.ask) ||
                         std::holds_alternative<PressAsk>(request.ask);
    if (is_page && (!payment || !*payment)) return no_such_page(request.korean);
    return apply_to(payment ? *payment : none, request, now);
}

ports::HttpResponse Desk::apply_to(std::optional<Payment>& payment, Request& request,
                                   base::Instant now) {
    const auto version_before = payment ? payment->version : 0;
    const auto outcome = change(payment, request, now);
    if (payment && payment->version != version_before) tell(*payment, now);
    if (std::holds_alternative<ShowPageAsk>(request.ask)) {
        return checkout_page(*payment, now, request.korean);
    }
    if (std::holds_alternative<PressAsk>(request.ask)) return leave_page(*payment, now);
    if (outcome.refusal) return error_answer(outcome.refusal->status, outcome.refusal->code);
    return json_answer(
        contracts::encode(make_view(*payment, now, options_.public_url, outcome.cancels_shown)));
}

Outcome Desk::change(std::optional<Payment>& payment, Request& request, base::Instant now) {
    const auto query = [&]() -> Outcome {
        if (payment) return {};
        const bool by_key = !request.payment_key.empty();
        return {.refusal = Refusal{404, by_key ? "payment_not_found" : "order_not_found"}};
    };
    return std::visit(
        base::match{[&](const PrepareAsk& ask) { return prepare(payment, ask, next_names(), now); },
                    [&](const ConfirmAsk& ask) { return confirm(payment, ask, next_names(), now); },
                    [&](const CancelAsk& ask) { return cancel(payment, ask, now); },
                    [&](const PressAsk& ask) { return press(payment, ask.button, now); },
                    [&](const DepositAsk&) { return deposit_late(payment, now); },
                    [&](const ShowPageAsk&) { return Outcome{}; },
                    [&](const QueryAsk&) { return query(); }},
        request.ask);
}

NewNames Desk::next_names() {
    return {++last_id_, randomness_.token()};
}

/// Queues the webhook for this change, and plays the fault that the script orders for it.
void Desk::tell(const Payment& payment, base::Instant now) {
    if (payment.webhook_url.empty()) return;
    const auto strike = faults_.next(CallKind::webhook, payment.order_id);
    const auto delivery = strike.fault ? strike.fault->delivery : Delivery::once;
    auto truth = make_webhook(payment, payment.status, now);
    if (delivery == Delivery::never) return;
    if (delivery == Delivery::late) {
        return worker_->after(strike.delay, [this, truth] { webhooks_.send(truth); });
    }
    untold_.push_back(truth);
    truth.version = 0;  // of copies and lies nobody keeps account
    if (delivery == Delivery::many_times) {
        for (int i = 1; i < copies_of_a_webhook; ++i) untold_.push_back(truth);
    }
    if (delivery == Delivery::followed_by_a_lie) {
        auto lie = make_webhook(payment, Status::aborted, now);
        lie.version = 0;
        untold_.push_back(std::move(lie));
    }
}

}  // namespace boxoffice::sandbox
