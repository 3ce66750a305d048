// Goal: only our own tokens say who somebody is, and a browser's cookie works for our own pages
// alone.
#include "contexts/identity/tests/identity_bench.hpp"

namespace boxoffice::identity {
namespace {

class Authenticators : public IdentityBench {};

TEST_F(Authenticators, KeepsBrowserSessionsInCookiesThatScriptsCannotRead) {
    auto body = minsu;
    body.replace(body.size() - 1, 1, R"(,"carrier":"cookie"})");
    const auto answer = post("/auth/register", body);
    EXPECT_EQ(json_text(answer, "accessToken"), "");
    EXPECT_EQ(json_text(answer, "refreshToken"), "");
    const auto cookie = header_of(answer, "Set-Cookie", access_cookie);
    for (const auto* part : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"}) {
        EXPECT_NE(cookie.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(cookie.find("Domain"), std::string::npos);
    const auto pair = "theme=dark; " + cookie.substr(0, cookie.find(';'));
    EXPECT_EQ(authenticate(HttpMethod::get, {{"Cookie", pair}}).principal.user_id, 1);

    const auto refresh_pair = header_of(answer, "Set-Cookie", refresh_cookie);
    const auto refreshed =
        post("/auth/refresh", "", {{"Cookie", refresh_pair.substr(0, refresh_pair.find(';'))}});
    EXPECT_EQ(refreshed.status, 200);
    EXPECT_FALSE(header_of(refreshed, "Set-Cookie", access_cookie).empty());
}

TEST_F(Authenticators, LetsNoOtherSiteUseACookie) {
    auto body = minsu;
    body.replace(body.size() - 1, 1, R"(,"carrier":"cookie"})");
    const auto cookie = header_of(post("/auth/register", body), "Set-Cookie", access_cookie);
    const ports::HttpHeader session{"Cookie", cookie.substr(0, cookie.find(';'))};
    const ports::HttpHeader host{"Host", "tickets.example.org"};
    const auto post_with = [&](std::vector<ports::HttpHeader> headers) {
        headers.push_back(session);
        headers.push_back(host);
        const auto verdict = authenticate(HttpMethod::post, std::move(headers));
        return verdict.refusal ? verdict.refusal->status
                               : static_cast<int>(verdict.principal.user_id);
    };
    EXPECT_EQ(post_with({{"Sec-Fetch-Site", "same-origin"}}), 1);
    EXPECT_EQ(post_with({{"Origin", "https://tickets.example.org"}}), 1);
    EXPECT_EQ(post_with({}), 403);
    EXPECT_EQ(
        post_with({{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://tickets.example.org"}}),
        403);
    EXPECT_EQ(post_with({{"Sec-Fetch-Site", "same-site"}}), 403);
    EXPECT_EQ(post_with({{"Origin", "https://evil.example.org"}}), 403);
    EXPECT_EQ(post_with({{"Origin", "null"}}), 403);
}

TEST_F(Authenticators, RefusesBadBearersAndOverlooksOldCookies) {
    for (const auto* header : {"Bearer x", "Bearer ", "Basic YTpi", "Bearer", "x"}) {
        const auto verdict = authenticate(HttpMethod::get, {{"Authorization", header}});
        ASSERT_TRUE(verdict.refusal) << header;
        EXPECT_EQ(verdict.refusal->status, 401);
    }
    const auto cookie = authenticate(HttpMethod::get, {{"Cookie", "__Host-session=x"}});
    EXPECT_FALSE(cookie.refusal);
    EXPECT_FALSE(cookie.principal.is_signed_in());
    EXPECT_FALSE(authenticate(HttpMethod::get, {}).principal.is_signed_in());

    const auto access = json_text(post("/auth/register", minsu), "accessToken");
    EXPECT_EQ(
        authenticate(HttpMethod::get, {{"authorization", "bEARER " + access}}).principal.user_id,
        1);
    bench_.run_for(16min);
    EXPECT_EQ(bearer(access).user_id, 0) << "15 minutes are over";
}

TEST_F(Authenticators, InOpenModeEverybodyIsAnAdmin) {
    Options open;
    open.is_open = true;
    restart(open);
    const auto verdict = authenticate(HttpMethod::post, {});
    EXPECT_EQ(verdict.principal.role, Principal::Role::admin);
    EXPECT_TRUE(verdict.principal.is_open);
    EXPECT_EQ(bench_.call(*module_, {.path = "/me", .principal = verdict.principal}).status, 200);
}

}  // namespace
}  // namespace boxoffice::identity
