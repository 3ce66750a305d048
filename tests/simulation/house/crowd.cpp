#include "simulation/house/crowd.hpp"

#include <algorithm>

namespace boxoffice::simulation {
namespace {

using ports::HttpMethod;
using ports::HttpResponse;

constexpr base::Duration patience{8'000};
constexpr std::int64_t first_user = 100;
constexpr std::uint64_t plans = 10;

bool is_accepted(const HttpResponse& response) {
    return response.status >= 200 && response.status < 300;
}

/// Nobody knows whether it took effect, or it certainly did not but may later: ask the same again.
bool is_worth_repeating(const HttpResponse& response) {
    return response.status >= 500 || response.status == 429;
}

bool is_terminal(const std::string& state) {
    return state == "Impossible" || state == "Expired" || state == "Canceled";
}

std::string list_of(const std::vector<std::int64_t>& numbers) {
    std::string text = "[";
    for (const auto number : numbers) {
        if (text.size() > 1) text += ',';
        text += std::to_string(number);
    }
    return text + ']';
}

/// The method named when placing; empty = none, the reservation waits in Held.
std::string first_method(Plan plan) {
    switch (plan) {
        case Plan::card_at_once:
            return "card";
        case Plan::declined_then_card:
            return "card_declined";
        case Plan::held_then_card:
        case Plan::held_then_nothing:
            return "";
        case Plan::checkout_pays:
        case Plan::checkout_declines:
        case Plan::checkout_leaves:
            return "checkout";
        case Plan::desk_cash:
            return "desk_cash";
        case Plan::desk_card:
            return "desk_card";
        case Plan::desk_gift:
            return "comp";
    }
    return "";
}

bool is_of_desk(Plan plan) {
    return plan == Plan::desk_cash || plan == Plan::desk_card || plan == Plan::desk_gift;
}

/// The method of a later attempt.
std::string next_method(Plan plan) {
    if (is_of_desk(plan)) return "";
    const bool is_card_now = plan == Plan::declined_then_card || plan == Plan::held_then_card;
    return is_card_now ? "card" : first_method(plan);
}

}  // namespace

Crowd::Crowd(House& house, std::vector<Showing> season, int leavers)
    : house_(house),
      season_(std::move(season)),
      leavers_(leavers),
      randomness_(house.randomness.split()),
      worker_(house.scheduler.make_worker("crowd")) {}

Crowd::~Crowd() {
    worker_->close();
}

void Crowd::arrive() {
    auto purchase = std::make_unique<Purchase>();
    const auto number = static_cast<std::int64_t>(purchases_.size());
    const auto& showing = season_[randomness_.below(season_.size())];
    purchase->user = first_user + number;
    purchase->performance = showing.performance;
    const auto count = 1 + randomness_.below(std::min<std::size_t>(3, showing.seats.size()));
    while (purchase->seats.size() < count) {
        const auto seat = showing.seats[randomness_.below(showing.seats.size())];
        const auto end = purchase->seats.end();
        if (std::find(purchase->seats.begin(), end, seat) == end) purchase->seats.push_back(seat);
    }
    purchase->plan = static_cast<Plan>(randomness_.below(plans));
    if (randomness_.happens(leavers_)) purchase->plan = Plan::held_then_nothing;
    purchase->key = "place-" + std::to_string(number);
    purchase->pay_method = next_method(purchase->plan);
    purchase->looks_left = static_cast<int>(randomness_.between(5, 60));
    purchase->wants_cancel = randomness_.happens(400);
    purchase->wants_part_back = purchase->seats.size() > 1 && randomness_.happens(300);
    if (randomness_.happens(350))
        purchase->moves_left = static_cast<int>(randomness_.between(1, 3));
    write_wish(*purchase);
    purchases_.push_back(std::move(purchase));
    house_.journal.count("purchases");
    think(*purchases_.back());
}

/// What is sent to place it, and where to.
void Crowd::write_wish(Purchase& purchase) {
    purchase.is_at_desk = is_of_desk(purchase.plan);
    purchase.path = purchase.is_at_desk ? "/reservations/desk-sales" : "/reservations";
    auto& body = purchase.body;
    body = R"({"seatIds":)" + list_of(purchase.seats);
    if (const auto method = first_method(purchase.plan); !method.empty()) {
        body += R"(,"payment":{"method":")" + method + '"';
        if (purchase.plan == Plan::desk_card)
            body += R"(,"reference":"slip of )" + purchase.key + '"';
        if (purchase.plan == Plan::desk_gift) body += R"(,"reason":"press")";
        body += '}';
    }
    if (purchase.is_at_desk) {
        body += R"(,"buyer":{"name":"Caller )" + std::to_string(purchase.user) + R"("})";
        house_.journal.count("sales at the desk");
    }
    body += '}';
}

void Crowd::send(Purchase& purchase, const std::string& host, HttpMethod method, std::string path,
                 std::string body, const std::string& key, Answered answered) {
    ports::HttpRequest request;
    request.method = method;
    request.path = std::move(path);
    request.body = std::move(body);
    request.remote_address = "198.51.100.7";
    request.principal = {.user_id = purchase.user, .role = ports::Principal::Role::customer};
    const bool is_by_staff =
        (purchase.is_at_desk && request.path == purchase.path) || request.path.ends_with("/reseat");
    if (is_by_staff) request.principal = {.user_id = 1, .role = ports::Principal::Role::boxoffice};
    if (!key.empty()) request.headers.push_back({"Idempotency-Key", key});
    purchase.is_busy = true;
    house_.network.send(host, std::move(request), patience,
                        [&purchase, answered = std::move(answered)](ports::HttpAnswer answer) {
                            purchase.is_busy = false;
                            if (answer.response) answered(*answer.response);
                        });
}

void Crowd::think_later(Purchase& purchase) {
    const base::Duration pause{randomness_.between(200, 15'000)};
    house_.scheduler.later(pause, *worker_, [this, &purchase] { think(purchase); });
}

void Crowd::think(Purchase& purchase) {
    if (purchase.is_over) return;
    think_later(purchase);
    if (purchase.is_busy) return;
    if (purchase.reservation == 0) return place(purchase);
    if (is_calm_) return;
    if (--purchase.looks_left <= 0) {
        purchase.is_over = true;
        return;
    }
    if (randomness_.happens(40)) return place(purchase);
    if (randomness_.happens(20)) return place_something_else(purchase);
    look(purchase);
}

void Crowd::place(Purchase& purchase) {
    send(purchase, "reservation", HttpMethod::post, purchase.path, purchase.body, purchase.key,
         [this, &purchase](const HttpResponse& response) { placed(purchase, response); });
}

void Crowd::placed(Purchase& purchase, const HttpResponse& response) {
    if (is_worth_repeating(response)) return;
    const bool is_first = purchase.reservation == 0;
    if (response.status != 201) {
        if (is_first) {
            purchase.is_over = true;
            house_.journal.count("placing refused " + std::to_string(response.status));
        } else {
            broken_.push_back("I8: a repeated POST was answered " +
                              std::to_string(response.status) + " instead of 201, key " +
                              purchase.key);
        }
        return;
    }
    if (is_first) {
        purchase.reservation = read_or_default<SeenReservation>(response.body).id;
        purchase.placed_body = response.body;
        return;
    }
    house_.journal.count("placing repeated");
    if (response.body != purchase.placed_body) {
        broken_.push_back("I8: a repeated POST was answered differently, key " + purchase.key +
                          ": " + purchase.placed_body + " then " + response.body);
    }
}

void Crowd::place_something_else(Purchase& purchase) {
    const auto* other = purchase.is_at_desk
                            ? R"({"seatIds":[1],"payment":{"method":"desk_cash"},"buyer":)"
                              R"({"name":"Caller 99"}})"
                            : R"({"seatIds":[1],"payment":{"method":"card_no_funds"}})";
    send(purchase, "reservation", HttpMethod::post, purchase.path, other, purchase.key,
         [this, &purchase](const HttpResponse& response) {
             if (is_worth_repeating(response)) return;
             house_.journal.count("key reused for another body");
             if (response.status == 422) return;
             broken_.push_back("I8: another body under key " + purchase.key + " was answered " +
                               std::to_string(response.status));
         });
}

void Crowd::look(Purchase& purchase) {
    send(purchase, "reservation", HttpMethod::get,
         "/reservations/" + std::to_string(purchase.reservation), "", "",
         [this, &purchase](const HttpResponse& response) {
             if (response.status == 404) {
                 broken_.push_back("I5: an acknowledged reservation is gone: " +
                                   std::to_string(purchase.reservation));
             }
             if (response.status != 200) return;
             act(purchase, read_or_default<SeenReservation>(response.body));
         });
}

void Crowd::act(Purchase& purchase, const SeenReservation& seen) {
    if (is_calm_) return;
    if (is_terminal(seen.state) && randomness_.happens(300)) purchase.is_over = true;
    if (seen.state == "Completed") {
        purchase.was_seen_completed = true;
        if (purchase.moves_left > 0 && randomness_.happens(600)) return reseat(purchase, seen);
        if (purchase.wants_part_back) return cancel(purchase, true);
        if (purchase.wants_cancel) return cancel(purchase, false);
    }
    // Some cancel at the worst moment, some twice.
    if (randomness_.happens(20)) return cancel(purchase, false);
    if (seen.state == "Held" && !purchase.pay_method.empty()) return pay(purchase);
    if (seen.state == "Paying" && seen.payment_id && purchase.pay_method == "checkout")
        visit_provider(purchase, *seen.payment_id);
}

void Crowd::pay(Purchase& purchase) {
    const auto key = purchase.key + "-pay-" + std::to_string(purchase.pay_number);
    send(purchase, "reservation", HttpMethod::post,
         "/reservations/" + std::to_string(purchase.reservation) + "/payment",
         R"({"method":")" + purchase.pay_method + R"("})", key,
         [&purchase](const HttpResponse& response) {
             if (is_worth_repeating(response)) return;
             ++purchase.pay_number;
             if (is_accepted(response)) purchase.is_pay_acknowledged = true;
         });
}

void Crowd::cancel(Purchase& purchase, bool in_part) {
    const auto key = purchase.key + "-cancel-" + std::to_string(purchase.cancel_number);
    const auto body = in_part ? R"({"seatIds":)" + list_of({purchase.seats.front()}) + "}" : "{}";
    send(purchase, "reservation", HttpMethod::post,
         "/reservations/" + std::to_string(purchase.reservation) + "/cancellation", body, key,
         [this, &purchase, in_part](const HttpResponse& response) {
             if (is_worth_repeating(response)) return;
             ++purchase.cancel_number;
             purchase.wants_part_back = false;
             if (!is_accepted(response)) return;
             house_.journal.count(in_part ? "canceled in part" : "canceled");
             if (!in_part) purchase.is_cancel_acknowledged = true;
         });
}

/// One ticket or all, to seats drawn by lot: some are free, some are others', some asked for twice.
std::string Crowd::write_moves(const Purchase& purchase, const SeenReservation& seen) {
    const auto is_it = [&](const Showing& showing) {
        return showing.performance == purchase.performance;
    };
    const auto& seats = std::find_if(season_.begin(), season_.end(), is_it)->seats;
    const auto tickets = seen.tickets.value_or(std::vector<StoredTicket>{});
    const auto count = randomness_.happens(300) ? tickets.size() : std::size_t{1};
    std::string body = R"({"moves":[)";
    for (std::size_t i = 0; i < std::min(count, tickets.size()); ++i) {
        const auto to = seats[randomness_.below(seats.size())];
        body += (i > 0 ? R"(,{"seatId":)" : R"({"seatId":)") + std::to_string(tickets[i].seat_id) +
                R"(,"toSeatId":)" + std::to_string(to) + "}";
    }
    body += R"(],"reason":"a pillar","acceptPriceDifference":true)";
    if (randomness_.happens(100)) body += R"(,"keepOffSale":true)";
    return body + "}";
}

void Crowd::reseat(Purchase& purchase, const SeenReservation& seen) {
    const auto key = purchase.key + "-move-" + std::to_string(purchase.move_number);
    ++purchase.move_number;
    send(purchase, "reservation", HttpMethod::post,
         "/reservations/" + std::to_string(purchase.reservation) + "/reseat",
         write_moves(purchase, seen), key, [this, &purchase](const HttpResponse& response) {
             if (is_worth_repeating(response)) return;
             if (response.status != 202) return;
             --purchase.moves_left;
             purchase.is_move_acknowledged = true;
             house_.journal.count("moves of tickets asked for");
         });
}

void Crowd::visit_provider(Purchase& purchase, std::int64_t payment) {
    send(purchase, "payment", HttpMethod::get, "/payments/" + std::to_string(payment), "", "",
         [this, &purchase, payment](const HttpResponse& response) {
             if (response.status != 200) return;
             const auto url = read_or_default<SeenPayment>(response.body).checkout_url;
             if (!url) return;
             const auto path = url->substr(url->find('/', std::string{"http://"}.size()));
             const std::string button = purchase.plan == Plan::checkout_pays       ? "/pay"
                                        : purchase.plan == Plan::checkout_declines ? "/decline"
                                                                                   : "/leave";
             house_.journal.count("provider's page" + button);
             send(purchase, House::provider, HttpMethod::post, path + button, "", "",
                  [this, &purchase, payment](const HttpResponse&) {
                      if (randomness_.happens(700)) come_back(purchase, payment);
                  });
         });
}

void Crowd::come_back(Purchase& purchase, std::int64_t payment) {
    send(purchase, "payment", HttpMethod::post, "/payments/" + std::to_string(payment) + "/return",
         "{}", "", [](const HttpResponse&) {});
}

void Crowd::ask_again() {
    for (const auto& purchase : purchases_) {
        if (purchase->reservation != 0) place(*purchase);
    }
}

}  // namespace boxoffice::simulation
