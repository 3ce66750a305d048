#include "contexts/identity/credentials.hpp"

#include "contexts/identity/guest_link.hpp"
#include "contracts/problem.hpp"
#include "contracts/problem_texts.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::identity {
namespace {

/// Says how long to wait to people, to programs, and to what reads headers alone.
ports::HttpResponse rate_limited(const ports::HttpRequest& request, base::Duration wait) {
    const auto language = request.header("Accept-Language").value_or(std::string_view{});
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    const auto number = std::to_string(seconds);
    auto problem = contracts::make_problem(429, "rate_limited", language);
    problem.detail = contracts::prefers_korean(language)
                         ? number + "초 후에 다시 시도해 주세요."
                         : "Please try again in " + number + " seconds.";
    problem.details = contracts::RawJson{R"({"retryAfterSeconds":)" + number + '}'};
    return contracts::to_response(problem, static_cast<int>(seconds));
}

}  // namespace

Credentials::Credentials(const eventing::Environment& environment, ports::PasswordHasher& passwords,
                         LoginLimits limits)
    : environment_(environment),
      passwords_(passwords),
      account_and_network_(limits.per_account_and_network),
      account_(limits.per_account),
      network_(limits.per_network) {
    for (std::size_t i = 0; i < workers_.size(); ++i) {
        workers_[i] = std::make_unique<eventing::QueryWorker>("password-" + std::to_string(i + 1),
                                                              environment, hashes_waiting_max);
    }
}

void Credentials::hash(const ports::HttpRequest& request, const ports::Responder& responder,
                       std::string password, std::function<void(std::string)> then) {
    next_worker().run(request, responder,
                      [this, password = std::move(password), then = std::move(then)](
                          ports::SqlSession&) { then(passwords_.hash(password)); });
}

void Credentials::check(const ports::HttpRequest& request, const ports::Responder& responder,
                        std::string email, std::string password,
                        std::function<void(Account)> then) {
    const auto key = login_key(email);
    check(
        request, responder, key, std::move(password),
        [key](ports::SqlSession& sql) { return read_account_of_login(sql, key); }, std::move(then));
}

void Credentials::check(const ports::HttpRequest& request, const ports::Responder& responder,
                        contracts::UserId user, std::string password,
                        std::function<void(Account)> then) {
    check(
        request, responder, "#" + std::to_string(user.value), std::move(password),
        [user](ports::SqlSession& sql) { return read_account(sql, user); }, std::move(then));
}

void Credentials::check(const ports::HttpRequest& request, const ports::Responder& responder,
                        const std::string& name, std::string password, Find find,
                        std::function<void(Account)> then) {
    const auto network = network_of(request.remote_address);
    if (const auto wait = wait_of(name, network); wait > base::Duration::zero()) {
        return responder->send(rate_limited(request, wait));
    }
    next_worker().run(
        request, responder,
        [this, request, responder, name, network, password = std::move(password),
         find = std::move(find), then = std::move(then)](ports::SqlSession& sql) {
            auto account = find(sql);
            const bool has_password = account && !account->password_hash.empty();
            const auto& hash = has_password ? account->password_hash : nobodys_hash();
            // Verified in any case, so that the time taken tells nothing about who
            // has an account.
            const bool is_right = passwords_.verify(password, hash) && has_password;
            if (is_right) return then(std::move(*account));
            note_failure(name, network);
            responder->send(contracts::problem_response(request, 401, "invalid_credentials"));
        });
}

void Credentials::check_guest_code(const ports::HttpRequest& request,
                                   const ports::Responder& responder, std::string code,
                                   std::function<void(Account)> then) {
    const auto network = network_of(request.remote_address);
    const auto wait = network_.wait(network, environment_.clock.now());
    if (wait > base::Duration::zero()) return responder->send(rate_limited(request, wait));
    next_worker().run(
        request, responder,
        [this, request, responder, network, code = std::move(code),
         then = std::move(then)](ports::SqlSession& sql) {
            auto account = read_account(sql, guest_of(code));
            if (account && opens(code, *account)) return then(std::move(*account));
            network_.note(network, environment_.clock.now());
            responder->send(contracts::problem_response(request, 401, "guest_link_invalid"));
        });
}

eventing::QueryWorker& Credentials::next_worker() {
    return *workers_[turn_.fetch_add(1) % workers_.size()];
}

const std::string& Credentials::nobodys_hash() {
    std::call_once(nobody_once_,
                   [this] { nobody_ = passwords_.hash(environment_.randomness.token()); });
    return nobody_;
}

base::Duration Credentials::wait_of(const std::string& name, const std::string& network) {
    const auto now = environment_.clock.now();
    return std::max({account_and_network_.wait(name + ' ' + network, now), account_.wait(name, now),
                     network_.wait(network, now)});
}

void Credentials::note_failure(const std::string& name, const std::string& network) {
    const auto now = environment_.clock.now();
    account_and_network_.note(name + ' ' + network, now);
    account_.note(name, now);
    network_.note(network, now);
}

}  // namespace boxoffice::identity
