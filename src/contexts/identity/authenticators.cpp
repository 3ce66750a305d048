#include "contexts/identity/authenticators.hpp"

#include "contexts/identity/tokens.hpp"
#include "contracts/problem.hpp"

namespace boxoffice::identity {
namespace {

using ports::HttpMethod;
using ports::HttpRequest;
using ports::Principal;
using Verdict = ports::Authenticator::Verdict;

/// auth.mode = open: who acts when nobody is named.
constexpr std::int64_t open_user_default = 1;

bool changes_state(HttpMethod method) {
    return method != HttpMethod::get && method != HttpMethod::head && method != HttpMethod::options;
}

/// The token after "Bearer ", whose case does not matter (RFC 9110 section 11.1).
std::optional<std::string_view> bearer_of(std::string_view header) {
    constexpr std::string_view scheme = "bearer ";
    if (header.size() < scheme.size()) return std::nullopt;
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        const char c = header[i] >= 'A' && header[i] <= 'Z'
                           ? static_cast<char>(header[i] - 'A' + 'a')
                           : header[i];
        if (c != scheme[i]) return std::nullopt;
    }
    return header.substr(scheme.size());
}

bool comes_from_our_page(const HttpRequest& request) {
    if (const auto site = request.header("Sec-Fetch-Site")) {
        return *site == "same-origin" || *site == "none";
    }
    const auto origin = request.header("Origin");
    const auto host = request.header("Host");
    if (!origin || !host) return false;
    const auto scheme_end = origin->find("://");
    return scheme_end != std::string_view::npos && origin->substr(scheme_end + 3) == *host;
}

Principal to_principal(const ports::TokenClaims& claims) {
    Principal principal;
    principal.user_id = claims.user_id;
    if (claims.role == "guest") principal.role = Principal::Role::guest;
    if (claims.role == "customer") principal.role = Principal::Role::customer;
    if (claims.role == "boxoffice") principal.role = Principal::Role::boxoffice;
    if (claims.role == "admin") principal.role = Principal::Role::admin;
    return principal;
}

Verdict refuse(const HttpRequest& request, int status, std::string_view code) {
    auto response = contracts::problem_response(request, status, code);
    if (status == 401) {
        response.headers.push_back({"WWW-Authenticate", "Bearer error=\"invalid_token\""});
    }
    return {.principal = {}, .refusal = std::move(response)};
}

}  // namespace

Verdict BuiltinAuthenticator::authenticate(const HttpRequest& request) {
    if (request.header("Authorization")) {
        const auto claims = claims_of(request);
        if (!claims) return refuse(request, 401, "unauthenticated");
        return {.principal = to_principal(*claims), .refusal = {}};
    }
    const auto claims = claims_of(request);
    if (!claims) return {};
    if (changes_state(request.method) && !comes_from_our_page(request)) {
        return refuse(request, 403, "cross_site_refused");
    }
    return {.principal = to_principal(*claims), .refusal = {}};
}

std::optional<ports::TokenClaims> BuiltinAuthenticator::claims_of(
    const HttpRequest& request) const {
    if (const auto header = request.header("Authorization")) {
        const auto token = bearer_of(*header);
        return token ? verify(*token) : std::nullopt;
    }
    const auto cookie = cookie_of(request, access_cookie);
    return cookie ? verify(*cookie) : std::nullopt;
}

std::optional<ports::TokenClaims> BuiltinAuthenticator::verify(std::string_view token) const {
    auto claims = verifier_.verify(token, clock_.now());
    if (!claims || revoked_.contains(claims->session_id)) return std::nullopt;
    return claims;
}

Verdict OpenAuthenticator::authenticate(const HttpRequest&) {
    return {.principal = {.user_id = open_user_default,
                          .role = Principal::Role::admin,
                          .is_open = true},
            .refusal = {}};
}

}  // namespace boxoffice::identity
