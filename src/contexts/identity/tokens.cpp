#include "contexts/identity/tokens.hpp"

#include "contracts/codec_definition.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"

#include <charconv>

namespace boxoffice::identity {
namespace {

using ports::HttpResponse;

constexpr std::string_view refresh_purpose = "refresh token";
constexpr std::size_t refresh_token_bytes_max = 512;

/// The answer to every sign-in. Without tokens when they travel in cookies.
struct SignedIn {
    contracts::UserId user_id;
    Role role = Role::customer;
    std::string email;
    std::string name;
    std::string language;
    std::optional<std::string> access_token;
    std::optional<std::string> token_type;
    std::int64_t expires_in = 0;
    std::optional<std::string> refresh_token;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(SignedIn, (),
                      (user_id, role, email, name, language, access_token, token_type, expires_in,
                       refresh_token, _links))

std::int64_t to_seconds(base::Duration duration) {
    return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

void set_cookie(HttpResponse& response, std::string_view name, std::string_view value,
                std::int64_t seconds, std::string_view same_site) {
    std::string text{name};
    text.append("=")
        .append(value)
        .append("; Path=/; Secure; HttpOnly; SameSite=")
        .append(same_site);
    text.append("; Max-Age=").append(std::to_string(seconds));
    response.headers.push_back({"Set-Cookie", std::move(text)});
}

/// What is signed, and what the token begins with: "42.<session>.3".
std::string signed_part(contracts::UserId user, std::string_view session, std::int64_t counter) {
    std::string text = std::to_string(user.value);
    return text.append(1, '.').append(session).append(1, '.').append(std::to_string(counter));
}

std::string_view take_part(std::string_view& text) {
    const auto part = text.substr(0, text.find('.'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    return part;
}

std::optional<std::int64_t> to_positive(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    if (!is_whole || number < 1 || number > base::id_max) return std::nullopt;
    return number;
}

}  // namespace

SignIn sign_in_of(const Account& account, const Session& session) {
    return {.user_id = account.user_id,
            .role = account.role,
            .email = account.email,
            .name = account.name,
            .language = account.language,
            .session_id = session.session_id,
            .counter = session.counter};
}

HttpResponse Tokens::complete(HttpResponse stored, Carrier carrier, base::Instant now) const {
    const auto sign_in = contracts::decode<SignIn>(stored.body);
    // An answer that an older program stored.
    if (!sign_in) return contracts::to_response(contracts::make_problem(500, "internal_error"));
    const auto access = access_.sign({.user_id = sign_in->user_id.value,
                                      .role = std::string{to_text(sign_in->role)},
                                      .session_id = sign_in->session_id,
                                      .expires_at = now + lifetimes_.access},
                                     now);
    const auto refresh = refresh_token(*sign_in);
    SignedIn answer{.user_id = sign_in->user_id,
                    .role = sign_in->role,
                    .email = sign_in->email,
                    .name = sign_in->name,
                    .language = sign_in->language,
                    .access_token = {},
                    .token_type = {},
                    .expires_in = to_seconds(lifetimes_.access),
                    .refresh_token = {},
                    ._links = {{"/me"}}};
    if (carrier == Carrier::cookie) {
        set_cookie(stored, access_cookie, access, to_seconds(lifetimes_.access), "Lax");
        set_cookie(stored, refresh_cookie, refresh, to_seconds(lifetimes_.session), "Strict");
    } else {
        answer.access_token = access;
        answer.token_type = "Bearer";
        answer.refresh_token = refresh;
    }
    stored.headers.push_back({"Cache-Control", "no-store"});
    stored.body = contracts::encode(answer);
    return stored;
}

std::string Tokens::refresh_token(const SignIn& sign_in) const {
    auto token = signed_part(sign_in.user_id, sign_in.session_id, sign_in.counter);
    const auto signature = refresh_.sign(refresh_purpose, token);
    return token.append(1, '.').append(signature.key_id).append(1, '.').append(signature.text);
}

std::optional<RefreshClaim> Tokens::read_refresh_token(std::string_view token) const {
    if (token.size() > refresh_token_bytes_max) return std::nullopt;
    auto rest = token;
    const auto user = to_positive(take_part(rest));
    const auto session = take_part(rest);
    const auto counter = to_positive(take_part(rest));
    if (!user || !counter) return std::nullopt;
    const std::string key_id{take_part(rest)};
    const auto text = signed_part({*user}, session, *counter);
    const bool is_ours =
        refresh_.verify(refresh_purpose, text, {.key_id = key_id, .text = std::string{rest}});
    if (!is_ours) return std::nullopt;
    return RefreshClaim{
        .user_id = {*user}, .session_id = std::string{session}, .counter = *counter};
}

std::optional<std::string_view> cookie_of(const ports::HttpRequest& request,
                                          std::string_view name) {
    auto rest = request.header("Cookie").value_or(std::string_view{});
    while (!rest.empty()) {
        auto pair = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        if (pair.substr(0, pair.find('=')) != name || pair.size() <= name.size()) continue;
        return pair.substr(name.size() + 1);
    }
    return std::nullopt;
}

void forget_cookies(HttpResponse& response) {
    set_cookie(response, access_cookie, "", 0, "Lax");
    set_cookie(response, refresh_cookie, "", 0, "Strict");
}

}  // namespace boxoffice::identity

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::identity::SignIn)
