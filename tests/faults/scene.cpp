#include "faults/scene.hpp"

#include "base/invariant.hpp"
#include "simulation/house/staff.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::faults {
namespace {

using ports::HttpMethod;
using simulation::House;
using simulation::read_or_default;

constexpr std::size_t seats = 4;
constexpr base::Duration settle_max = 48h;
/// Longer than anything at the provider can still be on its way.
constexpr base::Duration aftermath = 45min;

std::string seat_ids(const simulation::Showing& showing, const std::vector<std::size_t>& numbers) {
    std::string text = "[";
    for (const auto number : numbers) {
        if (text.size() > 1) text += ',';
        text += std::to_string(showing.seats.at(number));
    }
    return text + ']';
}

std::string reservation_path(std::int64_t reservation, const std::string& rest) {
    return "/reservations/" + std::to_string(reservation) + rest;
}

}  // namespace

Scene::Scene(base::Duration hold)
    : house(1, base::SeededBug::none, false),
      crowd_(house, open_season(house, 1, seats,
                                std::chrono::duration_cast<std::chrono::seconds>(hold).count())) {}

ports::HttpResponse Scene::ask(const std::string& host, HttpMethod method, std::string path,
                               std::string body, std::int64_t user, const std::string& key) {
    ports::HttpRequest request;
    request.method = method;
    request.path = std::move(path);
    request.body = std::move(body);
    request.remote_address = "198.51.100.7";
    request.principal = {.user_id = user, .role = ports::Principal::Role::customer};
    if (!key.empty()) request.headers.push_back({"Idempotency-Key", key});
    return house.ask(host, std::move(request)).value_or(ports::HttpResponse{.status = 599});
}

ports::HttpResponse Scene::ask_as_staff(const std::string& host, HttpMethod method,
                                        std::string path, std::string body) {
    auto request = simulation::staff_request(method, std::move(path), std::move(body));
    return house.ask(host, std::move(request)).value_or(ports::HttpResponse{.status = 599});
}

std::int64_t Scene::place(std::int64_t user, const std::vector<std::size_t>& wanted,
                          const std::string& method) {
    auto body = R"({"seatIds":)" + seat_ids(crowd_.season().front(), wanted);
    if (!method.empty()) body += R"(,"payment":{"method":")" + method + R"("})";
    const auto answer = ask("reservation", HttpMethod::post, "/reservations", body + '}', user);
    BOXOFFICE_INVARIANT(answer.status == 201);
    return read_or_default<simulation::SeenReservation>(answer.body).id;
}

ports::HttpResponse Scene::pay(std::int64_t user, std::int64_t reservation,
                               const std::string& method) {
    return ask("reservation", HttpMethod::post, reservation_path(reservation, "/payment"),
               R"({"method":")" + method + R"("})", user);
}

ports::HttpResponse Scene::cancel(std::int64_t user, std::int64_t reservation,
                                  const std::vector<std::size_t>& back, const std::string& key) {
    const auto body =
        back.empty() ? "{}" : R"({"seatIds":)" + seat_ids(crowd_.season().front(), back) + '}';
    return ask("reservation", HttpMethod::post, reservation_path(reservation, "/cancellation"),
               body, user, key);
}

std::int64_t Scene::go_to_the_page(std::int64_t user, std::size_t seat) {
    const auto id = place(user, {seat}, "");
    const bool is_held = wait_for_state(id, "Held");
    BOXOFFICE_INVARIANT(is_held && pay(user, id, "checkout").status == 200);
    const auto is_open = [&] { return payment_of(id).state == "awaiting_buyer"; };
    BOXOFFICE_INVARIANT(wait_until(is_open, 1min));
    return id;
}

void Scene::press(std::int64_t reservation, const std::string& button) {
    const auto answer = ask(House::provider, HttpMethod::post,
                            "/checkout/" + payment_of(reservation).order_id + '/' + button, "", 0);
    BOXOFFICE_INVARIANT(answer.status < 400);
}

void Scene::come_back(std::int64_t user, std::int64_t reservation) {
    const auto payment = std::to_string(payment_of(reservation).payment_id);
    const auto answer =
        ask("payment", HttpMethod::post, "/payments/" + payment + "/return", "{}", user);
    BOXOFFICE_INVARIANT(answer.status == 202);
}

void Scene::control(const std::string& path, const std::string& body) {
    const auto answer = ask(House::provider, HttpMethod::post, "/control/" + path, body, 0);
    BOXOFFICE_INVARIANT(answer.status == 200);
}

void Scene::order_fault(const std::string& fault, const std::string& rest) {
    control("faults", R"({"fault":")" + fault + '"' + (rest.empty() ? "" : ',' + rest) + '}');
}

void Scene::end_faults() {
    control("reset");
}

std::int64_t Scene::fired(const std::string& fault) {
    const auto answer = ask(House::provider, HttpMethod::get, "/control/faults", "", 0);
    const auto report = read_or_default<simulation::SeenFaults>(answer.body);
    const auto found =
        std::find_if(report.fired.begin(), report.fired.end(),
                     [&](const simulation::SeenFault& each) { return each.fault == fault; });
    BOXOFFICE_INVARIANT(found != report.fired.end());
    return found->fired;
}

bool Scene::wait_until(const std::function<bool()>& happened, base::Duration most) {
    const auto end = house.clock.now() + most;
    const auto worker = house.scheduler.make_worker("waiting");
    house.scheduler.later(most, *worker, [] {});
    while (!happened()) {
        if (house.clock.now() >= end || !house.scheduler.step()) return false;
    }
    return true;
}

bool Scene::wait_for_state(std::int64_t reservation, const std::string& state,
                           base::Duration most) {
    return wait_until([&] { return state_of(reservation) == state; }, most);
}

std::string Scene::state_of(std::int64_t reservation) {
    std::string state;
    house.stored("reservation")
        .query("SELECT state FROM reservation WHERE id = $1", {reservation},
               [&](const ports::SqlRow& row) { state = row.text(0); });
    return state;
}

std::string Scene::reason_of(std::int64_t reservation) {
    return read_facts(house).reservations[reservation].reason;
}

std::int64_t Scene::seat_status(std::size_t seat) {
    std::int64_t status = -1;
    house.stored("musical").query("SELECT status FROM seat WHERE id = $1",
                                  {crowd_.season().front().seats.at(seat)},
                                  [&](const ports::SqlRow& row) { status = row.integer(0); });
    return status;
}

std::int64_t Scene::total_of(std::int64_t reservation) {
    return read_facts(house).reservations[reservation].total.amount;
}

std::int64_t Scene::first_price_of(std::int64_t reservation) {
    return read_facts(house).reservations[reservation].seats.at(0).price.amount;
}

simulation::StoredPayment Scene::payment_of(std::int64_t reservation) {
    simulation::StoredPayment last;
    for (const auto& [id, payment] : read_facts(house).payments) {
        if (payment.reservation_id == reservation) last = payment;
    }
    return last;
}

simulation::LedgerFact Scene::charge_of(std::int64_t reservation) {
    const auto facts = read_facts(house);
    const auto found = facts.ledger.find(payment_of(reservation).order_id);
    return found == facts.ledger.end() ? simulation::LedgerFact{} : found->second;
}

std::int64_t Scene::heard(const std::string& type) const {
    const auto log = house.bus.log();
    return std::count_if(log.begin(), log.end(),
                         [&](const auto& event) { return event->type == type; });
}

bool Scene::was_told(std::int64_t reservation, const std::string& event) const {
    const auto key = "reservation-" + std::to_string(reservation) + '-' + event;
    const auto& letters = house.post_office.received();
    return std::any_of(letters.begin(), letters.end(),
                       [&](const auto& letter) { return letter.first.starts_with(key); });
}

std::int64_t Scene::alarms(const std::string& alarm) const {
    return house.metrics.value("boxoffice_payment_alarms_total{alarm=\"" + alarm + "\"}");
}

simulation::Breaches Scene::settle() {
    const auto end = house.clock.now() + settle_max;
    while (!open_business(house).empty() && house.clock.now() < end) pass(10min);
    pass(aftermath);
    auto breaches = open_business(house);
    const auto found = check_settled(house, crowd_);
    breaches.insert(breaches.end(), found.begin(), found.end());
    return breaches;
}

}  // namespace boxoffice::faults
