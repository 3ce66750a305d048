// The routes of identity: HTTP in, a command to the runner, tokens out.
#include "contexts/identity/module.hpp"
#include "contexts/identity/requests.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"
#include "eventing/http_command.hpp"

#include <utility>

namespace boxoffice::identity {
namespace {

using contracts::UserId;
using ports::Access;
using ports::HttpMethod;
using ports::HttpResponse;

bool is_accepted(const HttpResponse& response) {
    return response.status >= 200 && response.status < 300;
}

/// The request with another body under its Idempotency-Key.
ports::HttpRequest claimed(ports::HttpRequest request, const std::string& body) {
    request.body = body;
    return request;
}

}  // namespace

std::vector<ports::Route> Module::routes() {
    const auto route = [this](HttpMethod method, const char* pattern, Access access,
                              void (Module::*handle)(const Request&, const Responder&)) {
        return ports::Route{
            .method = method,
            .pattern = pattern,
            .access = access,
            .handler = [this, handle](const Request& request, const Responder& responder) {
                (this->*handle)(request, responder);
            }};
    };
    const auto keys = [this](const Request&, const Responder& responder) { show_keys(responder); };
    std::vector<ports::Route> all{
        route(HttpMethod::post, "/auth/register", Access::everyone, &Module::register_customer),
        route(HttpMethod::post, "/auth/guest", Access::everyone, &Module::welcome_guest),
        route(HttpMethod::post, "/auth/guest/link", Access::everyone, &Module::follow_guest_link),
        route(HttpMethod::post, "/auth/login", Access::everyone, &Module::log_in),
        route(HttpMethod::post, "/auth/refresh", Access::everyone, &Module::refresh),
        route(HttpMethod::post, "/auth/logout", Access::everyone, &Module::log_out),
        route(HttpMethod::get, "/me", Access::signed_in, &Module::show_me),
        route(HttpMethod::patch, "/me", Access::signed_in, &Module::edit_me),
        route(HttpMethod::del, "/me", Access::signed_in, &Module::erase_me),
        route(HttpMethod::post, "/me/password", Access::signed_in, &Module::change_password),
        {.method = HttpMethod::get,
         .pattern = "/.well-known/jwks.json",
         .access = Access::everyone,
         .handler = keys},
    };
    for (auto& each : account_routes_.table()) all.push_back(std::move(each));
    return all;
}

template <class Command>
void Module::sign_in(Command command, Carrier carrier, const Request& request,
                     const std::string& claimed_body, const Responder& responder) {
    if (kernel_.is_overloaded()) {
        return responder->send(contracts::problem_response(request, 503, "overloaded"));
    }
    eventing::submit_http(
        kernel_.runner(), accounts_, std::move(command), claimed(request, claimed_body), responder,
        [this, carrier, responder](HttpResponse response, bool) {
            const auto now = kernel_.environment().clock.now();
            const bool complete = is_accepted(response);
            responder->send(complete ? tokens_.complete(std::move(response), carrier, now)
                                     : std::move(response));
        });
}

template <class Body>
CreateAccount Module::create_account(Role role, const Body& body, const Request& request) {
    return {.role = role,
            .email = body.email,
            .name = body.name,
            .language = language_of(body.language, request),
            .password_hash = {},
            .session_id = kernel_.environment().randomness.token(),
            .answer_language = answer_language_of(request)};
}

void Module::register_customer(const Request& request, const Responder& responder) {
    auto body = read_body<RegisterBody>(request);
    if (!body) return responder->send(body.error());
    auto command = create_account(Role::customer, *body, request);
    credentials_.hash(request, responder, body->password,
                      [this, request, responder, command,
                       carrier = carrier_of(body->carrier)](std::string hash) mutable {
                          command.password_hash = std::move(hash);
                          const auto claim = command.email + '\n' + command.name;
                          sign_in(std::move(command), carrier, request, claim, responder);
                      });
}

void Module::welcome_guest(const Request& request, const Responder& responder) {
    const auto body = read_body<GuestBody>(request);
    if (!body) return responder->send(body.error());
    sign_in(create_account(Role::guest, *body, request), carrier_of(body->carrier), request,
            request.body, responder);
}

void Module::follow_guest_link(const Request& request, const Responder& responder) {
    auto body = read_body<GuestLinkBody>(request);
    if (!body) return responder->send(body.error());
    credentials_.check_guest_code(
        request, responder, std::move(body->code),
        [this, request, responder, carrier = carrier_of(body->carrier)](const Account& account) {
            StartSession command{.user_id = account.user_id,
                                 .session_id = kernel_.environment().randomness.token(),
                                 .answer_language = answer_language_of(request),
                                 .refusal = "guest_link_invalid"};
            const auto claim = "guest " + std::to_string(account.user_id.value);
            sign_in(std::move(command), carrier, request, claim, responder);
        });
}

void Module::log_in(const Request& request, const Responder& responder) {
    const auto body = read_body<LoginBody>(request);
    if (!body) return responder->send(body.error());
    credentials_.check(
        request, responder, body->email, body->password,
        [this, request, responder, carrier = carrier_of(body->carrier)](const Account& account) {
            StartSession command{.user_id = account.user_id,
                                 .session_id = kernel_.environment().randomness.token(),
                                 .answer_language = answer_language_of(request)};
            sign_in(std::move(command), carrier, request, login_key(account.email), responder);
        });
}

void Module::refresh(const Request& request, const Responder& responder) {
    RefreshBody body;
    if (!request.body.empty()) {
        auto read = read_body<RefreshBody>(request);
        if (!read) return responder->send(read.error());
        body = std::move(read).value();
    }
    const auto cookie = cookie_of(request, refresh_cookie);
    const auto carrier = body.refresh_token ? Carrier::body : Carrier::cookie;
    if (!body.refresh_token && cookie) body.refresh_token = std::string{*cookie};
    const auto claim =
        body.refresh_token ? tokens_.read_refresh_token(*body.refresh_token) : std::nullopt;
    if (!claim) {
        return responder->send(contracts::problem_response(request, 401, "unauthenticated"));
    }
    RefreshSession command{.claim = *claim, .answer_language = answer_language_of(request)};
    sign_in(std::move(command), carrier, request, *body.refresh_token, responder);
}

void Module::log_out(const Request& request, const Responder& responder) {
    const auto claims = builtin_.claims_of(request);
    EndSession command{.session_id = claims ? claims->session_id : std::string{}};
    const auto settled = [responder](HttpResponse response, bool) {
        if (is_accepted(response)) forget_cookies(response);
        responder->send(std::move(response));
    };
    eventing::submit_http(kernel_.runner(), accounts_, std::move(command), request, responder,
                          settled);
}

void Module::show_me(const Request& request, const Responder& responder) {
    queries_.answer(request, responder, [request](ports::SqlSession& sql) {
        auto account = read_account(sql, UserId{request.principal.user_id});
        if (!account && request.principal.is_open) {
            account = Account{.user_id = {request.principal.user_id}, .role = Role::admin};
        }
        if (!account || account->erased_at) {
            return contracts::problem_response(request, 404, "not_found");
        }
        return contracts::json_response(200, to_resource(*account));
    });
}

void Module::edit_me(const Request& request, const Responder& responder) {
    auto body = read_body<EditBody>(request);
    if (!body) return responder->send(body.error());
    EditAccount command{.user_id = {request.principal.user_id},
                        .name = body->name,
                        .language = body->language,
                        .answer_language = answer_language_of(request)};
    eventing::submit_http(kernel_.runner(), accounts_, std::move(command), request, responder);
}

void Module::change_password(const Request& request, const Responder& responder) {
    const auto body = read_body<PasswordBody>(request);
    if (!body) return responder->send(body.error());
    ChangePassword command{.user_id = {request.principal.user_id},
                           .password_hash = {},
                           .session_id = kernel_.environment().randomness.token(),
                           .answer_language = answer_language_of(request)};
    const auto start = [this, request, responder, command,
                        carrier = carrier_of(body->carrier)](std::string hash) mutable {
        command.password_hash = std::move(hash);
        sign_in(std::move(command), carrier, request, {}, responder);
    };
    credentials_.check(
        request, responder, command.user_id, body->current_password,
        [this, request, responder, start, password = body->new_password](const Account&) {
            credentials_.hash(request, responder, password, start);
        });
}

void Module::erase_me(const Request& request, const Responder& responder) {
    EraseAccount command{.user_id = {request.principal.user_id},
                         .answer_language = answer_language_of(request)};
    const auto settled = [responder](HttpResponse response, bool) {
        if (is_accepted(response)) forget_cookies(response);
        responder->send(std::move(response));
    };
    eventing::submit_http(kernel_.runner(), accounts_, std::move(command), request, responder,
                          settled);
}

void Module::show_keys(const Responder& responder) {
    HttpResponse response;
    response.headers.push_back({"Content-Type", "application/jwk-set+json"});
    response.headers.push_back({"Cache-Control", "public, max-age=300"});
    response.body = signer_.jwks();
    responder->send(std::move(response));
}

}  // namespace boxoffice::identity
