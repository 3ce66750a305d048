// Goal: people sign in, stay signed in and are forgotten, and nobody gets in by another way.
// Method: the real module and the real tokens on a simulated world, asked over the routes.
#include "contexts/identity/tests/identity_bench.hpp"
#include "contracts/identity_events.hpp"

namespace boxoffice::identity {
namespace {

class Identity : public IdentityBench {};

TEST_F(Identity, RegistersAndSignsIn) {
    const auto registered = post("/auth/register", minsu);
    ASSERT_EQ(registered.status, 201) << registered.body;
    EXPECT_EQ(header_of(registered, "Location", ""), "/me");
    EXPECT_EQ(header_of(registered, "Cache-Control", ""), "no-store");
    EXPECT_TRUE(has(registered, R"("userId":1,"role":"customer")"));
    EXPECT_EQ(bearer(json_text(registered, "accessToken")).role, Principal::Role::customer);

    const auto login = post("/auth/login", minsu_login);
    ASSERT_EQ(login.status, 200);
    const auto me = call_as(json_text(login, "accessToken"), HttpMethod::get, "/me");
    EXPECT_EQ(me.status, 200);
    EXPECT_TRUE(has(me, R"("email":"Minsu@Example.org","name":"김민수","language":"ko")"));
    EXPECT_FALSE(has(me, "hash"));

    const auto events = bench_.published<contracts::AccountRegistered>();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].user_id.value, 1);
    EXPECT_EQ(bench_.bus().log().front()->key, "account-1");
}

TEST_F(Identity, GivesAnAddressToOneAccountOnly) {
    EXPECT_EQ(post("/auth/register", minsu).status, 201);
    const auto again = post("/auth/register", minsu);
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(json_text(again, "code"), "account_exists");
    const std::string guest = R"({"email":"minsu@example.org","name":"Guest"})";
    for (const auto* id : {"2", "3"}) {
        const auto welcomed = post("/auth/guest", guest);
        EXPECT_EQ(welcomed.status, 201);
        EXPECT_TRUE(has(welcomed, std::string{"\"userId\":"} + id + ",\"role\":\"guest\""));
    }
    EXPECT_TRUE(has(post("/auth/login", minsu_login), "\"userId\":1"));
}

TEST_F(Identity, TakesNoRoleAndNoIdFromABody) {
    const auto answer =
        post("/auth/register",
             R"({"email":"a@b.kr","name":"A","password":"12345678","role":"admin","userId":99})");
    EXPECT_TRUE(has(answer, R"("userId":1,"role":"customer")"));
}

TEST_F(Identity, NamesEveryWrongField) {
    const auto wrong =
        post("/auth/register", R"({"email":"a@b\r\nBcc: c@d","name":"a\u0007","password":"short",)"
                               R"("language":"fr","carrier":"pigeon"})");
    EXPECT_EQ(wrong.status, 422);
    for (const auto* field : {"email", "name", "password", "language", "carrier"}) {
        EXPECT_TRUE(has(wrong, std::string{"\"field\":\""} + field + '"')) << field;
    }
    EXPECT_EQ(post("/auth/register", "{").status, 400);
    EXPECT_EQ(post("/auth/guest", R"({"email":"a@b.kr","name":"  "})").status, 422);
    EXPECT_EQ(post("/auth/login", R"({"email":"a@b.kr"})").status, 422);
    EXPECT_EQ(post("/auth/register",
                   R"({"email":"a@b.kr","name":"A","password":")" + std::string(129, 'x') + "\"}")
                  .status,
              422);
}

TEST_F(Identity, AnswersWrongPasswordsAndUnknownPeopleAlike) {
    ASSERT_EQ(post("/auth/register", minsu).status, 201);
    const auto wrong = post("/auth/login", R"({"email":"minsu@example.org","password":"wrong"})");
    const auto unknown =
        post("/auth/login", R"({"email":"nobody@example.org","password":"wrong"})");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.body, unknown.body);
    EXPECT_EQ(passwords_.verifications, 2) << "the same work for both";
    ASSERT_EQ(post("/auth/guest", R"({"email":"g@example.org","name":"G"})").status, 201);
    EXPECT_EQ(post("/auth/login", R"({"email":"g@example.org","password":""})").status, 401);
}

TEST_F(Identity, LimitsFailedLogins) {
    ASSERT_EQ(post("/auth/register", minsu).status, 201);
    const std::string wrong = R"({"email":"minsu@example.org","password":"wrong"})";
    for (int i = 0; i < 10; ++i) EXPECT_EQ(post("/auth/login", wrong).status, 401);
    const auto limited = post("/auth/login", minsu_login);
    EXPECT_EQ(limited.status, 429) << "also the right password tells nothing now";
    const auto wait = header_of(limited, "Retry-After", "");
    const std::chrono::seconds seconds{std::stoi(wait)};
    EXPECT_GT(seconds, 75s);
    EXPECT_LE(seconds, 90s) << "a tenth of the 15 minutes, less what the attempts took";
    EXPECT_TRUE(has(limited, "Please try again in " + wait + " seconds.")) << limited.body;
    EXPECT_TRUE(has(limited, R"("details":{"retryAfterSeconds":)" + wait + '}'));
    EXPECT_EQ(post("/auth/login", R"({"email":"other@example.org","password":"x"})").status, 401);
    bench_.run_for(seconds - 5s);
    EXPECT_EQ(post("/auth/login", minsu_login).status, 429);
    bench_.run_for(5s);
    EXPECT_EQ(post("/auth/login", minsu_login).status, 200);
}

TEST_F(Identity, RotatesRefreshTokens) {
    const auto first = json_text(post("/auth/register", minsu), "refreshToken");
    const auto second = json_text(refresh(first), "refreshToken");
    ASSERT_FALSE(second.empty());
    EXPECT_NE(first, second);
    EXPECT_EQ(json_text(refresh(first), "refreshToken"), second) << "the answer was lost";
    const auto third = json_text(refresh(second), "refreshToken");
    ASSERT_FALSE(third.empty());
    EXPECT_FALSE(is_stored(third.substr(third.size() - 40))) << "tokens are not stored";
    bench_.run_for(29 * 24h);
    const auto late = refresh(third);
    EXPECT_EQ(late.status, 200);
    bench_.run_for(2 * 24h);
    EXPECT_EQ(refresh(json_text(late, "refreshToken")).status, 401) << "30 days are over";
}

TEST_F(Identity, EndsASessionWhoseOldTokenComesAgain) {
    const auto first = post("/auth/register", minsu);
    const auto second = refresh(json_text(first, "refreshToken"));
    bench_.run_for(1min);
    EXPECT_EQ(refresh(json_text(first, "refreshToken")).status, 401);
    EXPECT_EQ(refresh(json_text(second, "refreshToken")).status, 401);
    EXPECT_EQ(bearer(json_text(second, "accessToken")).user_id, 0);
}

TEST_F(Identity, RefusesForgedRefreshTokens) {
    const auto token = json_text(post("/auth/register", minsu), "refreshToken");
    auto other_user = token;
    other_user[0] = '2';
    const platform::Ed25519MessageSigner stranger{platform::KeyRing::make()};
    const auto forged = stranger.sign("refresh token", "1.x.1");
    for (const auto& text :
         {std::string{}, std::string{"."}, std::string{"1.x.1"}, other_user, token.substr(1),
          token + "A", token.substr(0, token.size() - 1),
          "1.x.1." + forged.key_id + '.' + forged.text, std::string(2000, 'x')}) {
        EXPECT_EQ(refresh(text).status, 401) << text;
    }
    EXPECT_EQ(post("/auth/refresh", "").status, 401);
    EXPECT_EQ(refresh(token).status, 200);
}

TEST_F(Identity, SignsOutAtOnceAndStaysOutAfterARestart) {
    const auto signed_in = post("/auth/register", minsu);
    const auto access = json_text(signed_in, "accessToken");
    EXPECT_EQ(call_as(access, HttpMethod::post, "/auth/logout").status, 204);
    EXPECT_EQ(
        authenticate(HttpMethod::get, {{"Authorization", "Bearer " + access}}).refusal->status,
        401);
    EXPECT_EQ(refresh(json_text(signed_in, "refreshToken")).status, 401);
    restart({});
    EXPECT_EQ(bearer(access).user_id, 0);
    EXPECT_EQ(post("/auth/logout", "").status, 204) << "nobody may sign out too";
}

TEST_F(Identity, ForgetsAPerson) {
    const auto signed_in = post("/auth/register", minsu);
    ASSERT_TRUE(is_stored("김민수"));
    const auto access = json_text(signed_in, "accessToken");
    EXPECT_EQ(call_as(access, HttpMethod::del, "/me").status, 204);
    const auto events = bench_.published<contracts::AccountErased>();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].user_id.value, 1);
    for (const auto* text : {"김민수", "insu@", "hash"}) EXPECT_FALSE(is_stored(text)) << text;
    for (const auto& envelope : bench_.bus().log()) {
        EXPECT_EQ(envelope->payload.find("insu"), std::string::npos) << "events name no person";
    }
    EXPECT_EQ(bearer(access).user_id, 0);
    EXPECT_EQ(refresh(json_text(signed_in, "refreshToken")).status, 401);
    EXPECT_EQ(post("/auth/login", minsu_login).status, 401);
    EXPECT_FALSE(contact(1).contact || contact(1).fault);
    EXPECT_TRUE(has(post("/auth/register", minsu), "\"userId\":2")) << "a new person";
}

TEST_F(Identity, ChangesNameLanguageAndPassword) {
    const auto phone = post("/auth/register", minsu);
    const auto access = json_text(post("/auth/login", minsu_login), "accessToken");
    const auto edited =
        call_as(access, HttpMethod::patch, "/me", R"({"name":"민수","language":"en"})");
    EXPECT_TRUE(has(edited, R"("name":"민수","language":"en")")) << edited.body;
    EXPECT_EQ(contact(1).contact->language, "en");

    const std::string change =
        R"({"currentPassword":"correct horse","newPassword":"new password"})";
    EXPECT_EQ(call_as(access, HttpMethod::post, "/me/password",
                      R"({"currentPassword":"wrong","newPassword":"new password"})")
                  .status,
              401);
    const auto changed = call_as(access, HttpMethod::post, "/me/password", change);
    EXPECT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(bearer(json_text(changed, "accessToken")).user_id, 1);
    EXPECT_EQ(bearer(json_text(phone, "accessToken")).user_id, 0) << "elsewhere it ends";
    EXPECT_EQ(post("/auth/login", minsu_login).status, 401);
}

TEST_F(Identity, RegistersOncePerIdempotencyKey) {
    const std::vector<ports::HttpHeader> key{{"Idempotency-Key", "k1"}};
    const auto first = post("/auth/register", minsu, key);
    const auto second = post("/auth/register", minsu, key);
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(json_text(first, "refreshToken"), json_text(second, "refreshToken"));
    EXPECT_EQ(bench_.published<contracts::AccountRegistered>().size(), 1U);
    EXPECT_EQ(post("/auth/register", R"({"email":"a@b.kr","name":"A","password":"12345678"})", key)
                  .status,
              422);
    EXPECT_FALSE(is_stored("correct horse"));
    EXPECT_FALSE(is_stored(json_text(first, "accessToken")));
}

TEST_F(Identity, BeginsWithItsBootstrapAccountsOnce) {
    std::vector<BootstrapAccount> announced;
    Options options;
    options.bootstrap = {{"admin@example.org", "Admin", Role::admin, {}},
                         {"desk@example.org", "Desk", Role::boxoffice, "desk password"}};
    options.announce = [&](const BootstrapAccount& account) { announced.push_back(account); };
    restart(options);
    restart(options);
    ASSERT_EQ(announced.size(), 2U);
    EXPECT_GE(announced[0].password.size(), 16U);
    EXPECT_FALSE(is_stored(announced[0].password));
    const auto login = post("/auth/login", R"({"email":"admin@example.org","password":")" +
                                               announced[0].password + "\"}");
    EXPECT_EQ(bearer(json_text(login, "accessToken")).role, Principal::Role::admin);
    EXPECT_EQ(
        post("/auth/login", R"({"email":"desk@example.org","password":"desk password"})").status,
        200);
}

TEST_F(Identity, TellsWhereAPersonCanBeReached) {
    ASSERT_EQ(post("/auth/register", minsu).status, 201);
    const auto known = contact(1);
    ASSERT_TRUE(known.contact);
    EXPECT_EQ(known.contact->email, "Minsu@Example.org");
    EXPECT_FALSE(contact(77).contact || contact(77).fault);
    Options open;
    open.is_open = true;
    restart(open);
    EXPECT_EQ(contact(77).contact->email, "user-77@boxoffice.invalid");
}

TEST_F(Identity, ShowsItsPublicKeys) {
    const auto keys = bench_.call(*module_, {.path = "/.well-known/jwks.json"});
    EXPECT_EQ(keys.status, 200);
    EXPECT_EQ(platform::parse_jwks(keys.body).size(), 1U);
}

TEST_F(Identity, SweepsSessionsThatAreOver) {
    ASSERT_EQ(post("/auth/register", minsu).status, 201);
    bench_.run_for(31 * 24h);
    std::int64_t sessions = -1;
    bench_.database().open_reader()->query(
        "SELECT COUNT(*) FROM session", {},
        [&sessions](const ports::SqlRow& row) { sessions = row.integer(0); });
    EXPECT_EQ(sessions, 0);
}

}  // namespace
}  // namespace boxoffice::identity
