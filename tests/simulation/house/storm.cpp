#include "simulation/house/storm.hpp"

#include "eventing/inbox.hpp"
#include "sandbox_provider/faults.hpp"
#include "simulation/house/facts.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::simulation {
namespace {

using namespace std::chrono_literals;

constexpr base::Duration check_every{180'000};
constexpr base::Duration settle_max = 30h;
/// Longer than anything at the provider can still be on its way.
constexpr base::Duration aftermath = 45min;

/// Key and sequence of each event that stands in an outbox.
constexpr ports::SqlText unsent_events =
    "SELECT json_extract(value, '$.key'), json_extract(value, '$.sequence') "
    "FROM outbox, json_each(outbox.events) UNION ALL SELECT key, sequence FROM outbox_event";

/// At the provider: what of each charge has not gone back yet.
constexpr ports::SqlText charges_with_money =
    "SELECT payment_key, amount - COALESCE((SELECT SUM(amount) FROM cancels WHERE payment_id = "
    "payments.id), 0) FROM payments WHERE status IN ('done', 'partially_canceled')";

}  // namespace

Storm::Storm(std::uint64_t seed, Climate climate, base::SeededBug bug, bool prints,
             std::size_t replicas)
    : house_(seed, bug, prints, replicas),
      climate_(climate),
      randomness_(house_.randomness.split()),
      worker_(house_.scheduler.make_worker("storm")),
      weather_(draw_weather(climate, randomness_)),
      parts_(house_.processes()) {}

base::Duration Storm::up_to(base::Duration most) {
    return base::Duration{randomness_.between(0, most.count())};
}

RunResult Storm::run() {
    begin();
    blow();
    if (breaches_.empty()) calm();
    if (breaches_.empty()) settle();
    count_paths();
    RunResult result{breaches_, house_.journal.counters(), house_.journal.lines(), settled_after_};
    for (const auto& [what, count] : house_.bus.counters())
        result.counters["bus: " + what] += count;
    result.counters["tasks"] += static_cast<std::int64_t>(house_.scheduler.tasks_run());
    result.counters["events on the bus"] += house_.bus.head().sum();
    return result;
}

void Storm::begin() {
    const auto performances = 1 + randomness_.below(2);
    const auto seats = 3 + randomness_.below(6);
    const auto hold_seconds =
        randomness_.happens(500) ? randomness_.between(20, 60) : randomness_.between(60, 400);
    crowd_ = std::make_unique<Crowd>(house_, open_season(house_, performances, seats, hold_seconds),
                                     weather_.leavers);
    house_.journal.note("the storm begins");
    is_storming_ = true;
    house_.bus.set_faults(weather_.bus);
    for (const auto& name : House::contexts()) house_.network.set_faults(name, weather_.house);
    house_.network.set_faults(House::provider, weather_.provider);
    if (weather_.webhooks.request_lost > 0) house_.network.set_faults("payment", weather_.webhooks);
    house_.set_database_faults(weather_.databases);
    house_.post_office.set_faults(weather_.mail_refused, weather_.mail_unanswered);
    house_.scheduler.be_late(weather_.late, 2s);
    order_provider_faults();
    people_come();
    if (weather_.silence > 0s)
        house_.scheduler.later(up_to(7min), *worker_, [this] { silence_provider(); });
    if (weather_.has_forger) forge_later();
    if (weather_.has_console) cancel_at_console_later();
    if (weather_.cancels_performance)
        house_.scheduler.later(up_to(8min), *worker_, [this] { cancel_performance(); });
}

void Storm::people_come() {
    const auto count = 10 + randomness_.below(25);
    for (std::size_t i = 0; i < count; ++i) {
        house_.scheduler.later(up_to(9min), *worker_, [this] { crowd_->arrive(); });
    }
}

/// Half of the faults strike their usual call, the others any; null = the usual one.
const char* Storm::call_to_strike(const sandbox::Fault& fault) {
    const bool is_any =
        fault.usual_call == sandbox::CallKind::confirm && fault.effect != sandbox::Effect::declined;
    if (!is_any || randomness_.happens(500)) return nullptr;
    constexpr std::array calls{"prepare", "confirm", "query", "cancel"};
    return calls[randomness_.below(calls.size())];
}

/// The provider forgets its script when it crashes, so it is given anew.
void Storm::order_provider_faults() {
    for (const auto& fault : sandbox::faults) {
        if (!randomness_.happens(weather_.scripted)) continue;
        std::string order = R"({"fault":")" + std::string{fault.name} +
                            R"(","count":0,"perMille":)" +
                            std::to_string(randomness_.between(20, 300)) + R"(,"seed":)" +
                            std::to_string(randomness_.between(1, 1'000'000));
        if (const auto* call = call_to_strike(fault))
            order += R"(,"call":")" + std::string{call} + '"';
        if (fault.effect == sandbox::Effect::later)
            order += R"(,"delayMs":)" + std::to_string(up_to(600s).count());
        ports::HttpRequest request;
        request.method = ports::HttpMethod::post;
        request.path = "/control/faults";
        request.body = order + "}";
        house_.network.send(House::provider, std::move(request), 10s, [](ports::HttpAnswer) {});
    }
}

/// What is asked of the provider takes effect, but nobody hears of it.
void Storm::silence_provider() {
    if (!is_storming_) return;
    house_.journal.note("the provider falls silent");
    house_.journal.count("provider silent");
    house_.network.set_faults(House::provider, {.request_lost = weather_.provider.request_lost,
                                                .reply_lost = 1'000,
                                                .delay_max = weather_.provider.delay_max});
    house_.scheduler.later(weather_.silence, *worker_, [this] {
        if (!is_storming_) return;
        house_.journal.note("the provider speaks again");
        house_.network.set_faults(House::provider, weather_.provider);
    });
}

void Storm::forge_later() {
    house_.scheduler.later(up_to(30s), *worker_, [this] {
        if (!is_storming_) return;
        forge();
        forge_later();
    });
}

/// Somebody who has seen the names of orders claims that they are paid.
void Storm::forge() {
    std::vector<std::string> orders{"0123456789abcdef0123456789abcdef"};
    house_.stored("payment").query(
        "SELECT order_id FROM payment", {},
        [&](const ports::SqlRow& row) { orders.emplace_back(row.text(0)); });
    const auto& order = orders[randomness_.below(orders.size())];
    const auto* status = randomness_.happens(800) ? "DONE" : "ABORTED";
    ports::HttpRequest request;
    request.method = ports::HttpMethod::post;
    request.path = "/payments/webhooks/sandbox";
    request.body = R"({"eventType":"payment.status_changed","orderId":")" + order +
                   R"(","status":")" + status + R"("})";
    house_.journal.count("forged webhooks");
    house_.network.send("payment", std::move(request), 10s, [](ports::HttpAnswer) {});
}

void Storm::cancel_at_console_later() {
    house_.scheduler.later(up_to(3min), *worker_, [this] {
        if (!is_storming_) return;
        cancel_at_console();
        cancel_at_console_later();
    });
}

/// Somebody at the provider gives a buyer all of his money back, or some, of his own accord.
void Storm::cancel_at_console() {
    std::vector<std::pair<std::string, std::int64_t>> charges;
    house_.stored(House::provider).query(charges_with_money, {}, [&](const ports::SqlRow& row) {
        charges.emplace_back(row.text(0), row.integer(1));
    });
    if (charges.empty()) return;
    const auto& [key, left] = charges[randomness_.below(charges.size())];
    ports::HttpRequest request;
    request.method = ports::HttpMethod::post;
    request.path = "/control/payments/" + key + "/console-cancel";
    const bool is_in_part = left > 1 && randomness_.happens(500);
    if (is_in_part) {
        request.body = R"({"amount":{"amount":)" +
                       std::to_string(randomness_.between(1, left - 1)) + R"(,"currency":"KRW"}})";
    }
    house_.journal.count(is_in_part ? "given back in part at the provider's console"
                                    : "canceled at the provider's console");
    house_.network.send(House::provider, std::move(request), 10s, [](ports::HttpAnswer) {});
}

void Storm::cancel_performance() {
    const auto& showing = crowd_->season().back();
    auto request =
        staff_request(ports::HttpMethod::post,
                      "/performances/" + std::to_string(showing.performance) + "/cancellation",
                      R"({"reason":"the tenor is ill"})");
    house_.network.send("musical", std::move(request), 10s,
                        [this](const ports::HttpAnswer& answer) {
                            if (answer.response && answer.response->status == 200)
                                return house_.journal.count("performances canceled");
                            house_.scheduler.later(5s, *worker_, [this] { cancel_performance(); });
                        });
}

void Storm::blow() {
    const auto end = house_.clock.now() + 10min + up_to(5min);
    // Time jumps to the next timer, so there must be one at the end.
    house_.scheduler.later(end - house_.clock.now(), *worker_, [] {});
    auto next_check = house_.clock.now() + check_every;
    while (house_.clock.now() < end && house_.scheduler.step()) {
        after_task();
        if (house_.clock.now() < next_check) continue;
        next_check = house_.clock.now() + check_every;
        breaches_ = check_any_time(house_);
        if (!breaches_.empty()) return;
    }
}

void Storm::after_task() {
    const auto falls = [this](std::size_t rate) { return randomness_.below(100'000) < rate; };
    for (const auto& part : house_.take_committed()) {
        if (falls(weather_.crash_after_commit)) crash(part, "after its commit");
    }
    for (const auto& part : house_.take_appended()) {
        if (!falls(weather_.crash_after_append)) continue;
        const bool is_publisher = randomness_.happens(500);
        const auto& victim = parts_[randomness_.below(parts_.size())];
        crash(is_publisher ? part : victim,
              is_publisher ? "after its events were appended" : "before it took an event");
    }
    if (falls(weather_.crash_anywhere)) crash(parts_[randomness_.below(parts_.size())], "anywhere");
}

void Storm::crash(const std::string& part, const std::string& moment) {
    if (!house_.is_open(part)) return;
    house_.journal.count("crash " + moment);
    house_.journal.count("crash of " + part);
    if (part != House::provider) count_unfinished(part);
    house_.crash(part);
    const auto pause = randomness_.happens(700) ? up_to(2s) : up_to(90s);
    house_.scheduler.later(pause, *worker_, [this, part] {
        if (house_.is_open(part)) return;
        house_.open(part);
        if (part == House::provider && is_storming_) order_provider_faults();
    });
}

/// Between which of the four durable points does this crash fall?
void Storm::count_unfinished(const std::string& part) {
    std::map<std::string, std::int64_t> appended;
    for (const auto& event : house_.bus.log()) {
        auto& last = appended[event->source + ' ' + event->key];
        last = std::max(last, event->sequence);
    }
    bool has_unsent = false;
    bool has_undeleted = false;
    house_.stored(part).query(unsent_events, {}, [&](const ports::SqlRow& row) {
        const auto key = House::context_of(part) + ' ' + std::string{row.text(0)};
        const bool is_sent = row.integer(1) <= appended[key];
        (is_sent ? has_undeleted : has_unsent) = true;
    });
    const auto stored = eventing::Inbox::select_positions(house_.stored(part));
    if (has_unsent) house_.journal.count("durable points: crash between commit and append");
    if (has_undeleted) house_.journal.count("durable points: crash between append and delete");
    if (!stored.has_passed(house_.bus.head()))
        house_.journal.count("durable points: crash between append and consumption");

    std::map<std::string, std::int64_t> consumed;
    house_.stored(part).query(
        "SELECT source, key, sequence FROM inbox", {}, [&](const ports::SqlRow& row) {
            consumed[std::string{row.text(0)} + ' ' + std::string{row.text(1)}] = row.integer(2);
        });
    bool is_consumed_undeleted = false;
    for (const auto& publisher : House::contexts()) {
        house_.stored(publisher).query(unsent_events, {}, [&](const ports::SqlRow& row) {
            const auto key = publisher + ' ' + std::string{row.text(0)};
            if (row.integer(1) <= consumed[key]) is_consumed_undeleted = true;
        });
    }
    if (is_consumed_undeleted)
        house_.journal.count("durable points: crash between consumption and delete");
}

void Storm::calm() {
    house_.journal.note("the storm is over");
    is_storming_ = false;
    house_.bus.set_faults({});
    house_.network.heal();
    house_.set_database_faults({});
    house_.post_office.set_faults(0, 0);
    house_.scheduler.be_late(0, 0s);
    for (const auto& part : parts_) {
        if (!house_.is_open(part)) house_.open(part);
    }
    house_.scheduler.run_for(1s);
    ports::HttpRequest request;
    request.path = "/control/faults";
    const auto report = house_.ask(House::provider, request);
    const auto faults = read_or_default<SeenFaults>(report ? report->body : "");
    for (const auto& fault : faults.fired)
        house_.journal.count("provider: " + fault.fault, fault.fired);
    request.method = ports::HttpMethod::post;
    request.path = "/control/reset";
    static_cast<void>(house_.ask(House::provider, request));

    house_.scheduler.run_for(1min);
    crowd_->calm_down();
    house_.scheduler.run_for(2min);
    crowd_->ask_again();
    house_.scheduler.run_for(1min);
}

void Storm::settle() {
    const auto began = house_.clock.now();
    while (!open_business(house_).empty() && house_.clock.now() < began + settle_max) {
        settle_failed_refunds();
        house_.scheduler.run_for(1min);
    }
    settled_after_ = house_.clock.now() - began;
    house_.scheduler.run_for(aftermath);
    for (const auto& what : open_business(house_)) breaches_.push_back("I3: not settled: " + what);
    const auto found = check_settled(house_, *crowd_);
    breaches_.insert(breaches_.end(), found.begin(), found.end());
    if (climate_ != Climate::fault_free) return;
    const auto unasked = check_nobody_was_refunded_unasked(house_);
    breaches_.insert(breaches_.end(), unasked.begin(), unasked.end());
}

/// What the provider refused to give back waits for staff: here they ask again, or pay it by hand
/// and record that; at the reservation that waits for it, else at payment. By hand they pay only
/// what nobody has given back at the console: they have looked.
void Storm::settle_failed_refunds() {
    const auto facts = read_facts(house_);
    for (const auto& [id, payment] : facts.payments) {
        const auto* fact = ledger_of(facts, payment);
        const bool is_whole = fact && fact->given_back_at_console == 0;
        for (const auto& refund : payment.refunds) {
            if (refund.state != "failed") continue;
            const bool is_by_hand = is_whole && randomness_.happens(300);
            const std::string what = is_by_hand ? "/record" : "/retry";
            house_.journal.count(is_by_hand ? "failed refunds paid by hand"
                                            : "failed refunds retried by staff");
            const auto reservation = std::to_string(payment.reservation_id);
            auto request = staff_request(ports::HttpMethod::post,
                                         "/reservations/" + reservation + "/refund" + what, "{}");
            const auto answer = house_.ask("reservation", std::move(request));
            if (answer && answer->status < 300) continue;
            static_cast<void>(house_.ask(
                "payment", staff_request(ports::HttpMethod::post,
                                         "/payments/" + std::to_string(id) + "/refunds/" +
                                             std::to_string(refund.refund_id) + what,
                                         "{}")));
        }
    }
}

void Storm::count_paths() {
    for (const auto& [id, steps] : read_facts(house_).histories) {
        for (const auto& step : steps) {
            if (step.from != step.to)
                house_.journal.count("saga: " + step.from + " -> " + step.to + " by " +
                                     step.trigger);
        }
    }
    count_holds();
    const auto reacquired = house_.number(
        "musical",
        "SELECT COUNT(*) FROM seat_history s WHERE s.status = 3 AND NOT EXISTS (SELECT 1 FROM "
        "seat_history l WHERE l.seat_id = s.seat_id AND l.version = s.version - 1 AND l.status = "
        "2)");
    house_.journal.count("seats: acquired anew after an abandoned charge", reacquired);
}

/// Seats that were held, and those of them that nobody came to pay.
void Storm::count_holds() {
    const auto facts = read_facts(house_);
    for (const auto& [id, steps] : facts.histories) {
        const auto is_held = [](const StoredStep& step) { return step.trigger == "SeatHeld"; };
        if (std::none_of(steps.begin(), steps.end(), is_held)) continue;
        house_.journal.count("holds");
        const auto reservation = facts.reservations.find(id);
        const bool is_left =
            reservation != facts.reservations.end() && reservation->second.state == "Expired";
        if (is_left) house_.journal.count("holds abandoned");
    }
}

}  // namespace boxoffice::simulation
