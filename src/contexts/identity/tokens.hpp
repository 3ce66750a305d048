// What a signed-in person carries: a short access token, and a refresh token to get the next one.
#pragma once

#include "base/clock.hpp"
#include "contexts/identity/account.hpp"
#include "ports/crypto.hpp"
#include "ports/http.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::identity {

/// How far past its end a verifier may still take an access token.
inline constexpr base::Duration clock_skew_max = std::chrono::minutes{1};

struct TokenLifetimes {
    base::Duration access = std::chrono::minutes{15};
    base::Duration session = std::chrono::hours{24 * 30};
};

/// The answer to a sign-in, as it is stored under an Idempotency-Key: tokens are made anew from it
/// each time it is sent, so none is ever stored.
struct SignIn {
    contracts::UserId user_id;
    Role role = Role::customer;
    std::string email;
    std::string name;
    std::string language;
    std::string session_id;
    std::int64_t counter = 1;
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (user_id, role, email, name, language, session_id, counter))

[[nodiscard]] SignIn sign_in_of(const Account& account, const Session& session);

/// What a refresh token says.
struct RefreshClaim {
    contracts::UserId user_id;
    std::string session_id;
    std::int64_t counter = 0;
};

/// How the tokens travel: in the body, or in cookies that no script can read.
enum class Carrier { body, cookie };

/// Makes and reads the tokens of sign-ins.
class Tokens {
  public:
    /// All three outlive this.
    Tokens(ports::TokenSigner& access, const ports::MessageSigner& refresh,
           TokenLifetimes lifetimes)
        : access_(access), refresh_(refresh), lifetimes_(lifetimes) {}

    [[nodiscard]] const TokenLifetimes& lifetimes() const { return lifetimes_; }

    /// The response that carries the tokens; `stored` is the accepted one with its SignIn inside.
    [[nodiscard]] ports::HttpResponse complete(ports::HttpResponse stored, Carrier carrier,
                                               base::Instant now) const;
    [[nodiscard]] std::string refresh_token(const SignIn& sign_in) const;
    /// Nothing when it is not one of ours.
    [[nodiscard]] std::optional<RefreshClaim> read_refresh_token(std::string_view token) const;

  private:
    ports::TokenSigner& access_;
    const ports::MessageSigner& refresh_;
    TokenLifetimes lifetimes_;
};

/// The cookies of a browser's session. Source: RFC 6265bis section 4.1.3.2, the __Host- prefix.
inline constexpr std::string_view access_cookie = "__Host-session";
inline constexpr std::string_view refresh_cookie = "__Host-refresh";
[[nodiscard]] std::optional<std::string_view> cookie_of(const ports::HttpRequest& request,
                                                        std::string_view name);
/// Makes the browser forget both.
void forget_cookies(ports::HttpResponse& response);

}  // namespace boxoffice::identity
