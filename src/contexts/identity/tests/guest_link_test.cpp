// Goal: a guest comes back by the code in his letters, as himself alone, and nobody else does.
// Method: the real module and the real tokens on a simulated world, asked over the routes.
#include "contexts/identity/guest_link.hpp"

#include "contexts/identity/tests/identity_bench.hpp"

namespace boxoffice::identity {
namespace {

class GuestLink : public IdentityBench {
  protected:
    /// A new guest; the first is number 1.
    HttpResponse welcome() {
        return post("/auth/guest", R"({"email":"g@example.org","name":"Guest","language":"en"})");
    }
    /// As a letter to that person gets it; empty when there is none.
    std::string code_of(std::int64_t user) {
        const auto answer = contact(user);
        return answer.contact ? answer.contact->guest_code.value_or("") : "";
    }
    HttpResponse follow(const std::string& code, std::vector<ports::HttpHeader> headers = {}) {
        return post("/auth/guest/link", R"({"code":")" + code + "\"}", std::move(headers));
    }
};

TEST_F(GuestLink, OpensASessionOfThatGuest) {
    ASSERT_EQ(welcome().status, 201);
    ASSERT_EQ(welcome().status, 201);
    const auto code = code_of(2);
    EXPECT_EQ(code.substr(0, 2), "2-");
    EXPECT_EQ(code.size(), 2U + 32U) << "128 bits";
    const auto opened = follow(code);
    ASSERT_EQ(opened.status, 200) << opened.body;
    EXPECT_TRUE(has(opened, R"("userId":2,"role":"guest","email":"g@example.org")"));
    EXPECT_EQ(header_of(opened, "Cache-Control", ""), "no-store");
    const auto who = bearer(json_text(opened, "accessToken"));
    EXPECT_EQ(who.user_id, 2);
    EXPECT_EQ(who.role, Principal::Role::guest);
    EXPECT_EQ(refresh(json_text(opened, "refreshToken")).status, 200);
    EXPECT_FALSE(has(opened, code));
}

TEST_F(GuestLink, TravelsInCookiesWhenABrowserAsks) {
    ASSERT_EQ(welcome().status, 201);
    const auto opened =
        post("/auth/guest/link", R"({"carrier":"cookie","code":")" + code_of(1) + "\"}");
    EXPECT_EQ(opened.status, 200);
    EXPECT_FALSE(header_of(opened, "Set-Cookie", "__Host-session=").empty());
    EXPECT_FALSE(has(opened, "accessToken"));
}

TEST_F(GuestLink, IsTheSameInEveryLetterAndAfterARestart) {
    ASSERT_EQ(welcome().status, 201);
    ASSERT_EQ(welcome().status, 201);
    const auto code = code_of(1);
    EXPECT_EQ(code_of(1), code);
    EXPECT_NE(code_of(2).substr(2), code.substr(2));
    restart({});
    EXPECT_EQ(code_of(1), code);
    EXPECT_EQ(follow(code).status, 200);
    EXPECT_EQ(follow(code).status, 200) << "as often as he reads his letter";
}

TEST_F(GuestLink, IsMadeOnceWhenTwoLettersAskTogether) {
    ASSERT_EQ(welcome().status, 201);
    std::vector<std::string> codes;
    const auto keep = [&codes](const ports::ContactAnswer& answer) {
        codes.push_back(answer.contact->guest_code.value());
    };
    module_->contacts().find(1, keep);
    module_->contacts().find(1, keep);
    bench_.run_for(1s);
    ASSERT_EQ(codes.size(), 2U);
    EXPECT_EQ(codes[0], codes[1]);
}

TEST_F(GuestLink, IsNobodysWhoHasAPasswordOrNoAddress) {
    ASSERT_EQ(post("/auth/register", minsu).status, 201);
    EXPECT_TRUE(code_of(1).empty());
    const auto walk_in = buyer({.name = "Walk-in", .email = {}, .language = "ko"});
    ASSERT_TRUE(walk_in);
    EXPECT_TRUE(code_of(*walk_in).empty());
    const auto with_address = buyer({.name = "W", .email = "w@example.org", .language = "ko"});
    ASSERT_TRUE(with_address);
    EXPECT_EQ(follow(code_of(*with_address)).status, 200) << "whom the desk sold to is a guest";
}

TEST_F(GuestLink, RefusesEveryOtherCodeAlike) {
    ASSERT_EQ(post("/auth/register", minsu).status, 201);
    ASSERT_EQ(welcome().status, 201);
    ASSERT_EQ(welcome().status, 201);
    const auto code = code_of(2);
    const auto refused = follow("2-00000000000000000000000000000000");
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(json_text(refused, "code"), "guest_link_invalid");
    auto last_differs = code;
    last_differs.back() = last_differs.back() == '0' ? '1' : '0';
    for (const auto& wrong :
         {std::string{}, std::string{"-"}, std::string{"2"}, std::string{"2-"}, std::string{"1-"},
          std::string{"3-"}, std::string{"99-"} + code.substr(2),
          std::string{"3-"} + code.substr(2), std::string{"9999999999999999999-1"}, code.substr(2),
          code + "0", "0" + code, code.substr(0, code.size() - 1), last_differs,
          std::string(2000, '2')}) {
        const auto answer = follow(wrong);
        EXPECT_EQ(answer.status, 401) << wrong;
        EXPECT_EQ(answer.body, refused.body) << wrong;
    }
    EXPECT_EQ(post("/auth/guest/link", "{}").status, 422);
    EXPECT_EQ(post("/auth/guest/link", R"({"code":"2-","carrier":"pigeon"})").status, 422);
    EXPECT_EQ(follow(code).status, 200);
}

TEST_F(GuestLink, EndsWithTheGuest) {
    const auto guest = welcome();
    const auto code = code_of(1);
    ASSERT_TRUE(is_stored(code));
    EXPECT_EQ(call_as(json_text(guest, "accessToken"), HttpMethod::del, "/me").status, 204);
    EXPECT_EQ(follow(code).status, 401);
    EXPECT_FALSE(is_stored(code));
    EXPECT_FALSE(contact(1).contact);
}

TEST_F(GuestLink, BearsAsManyFailuresOfANetworkAsSigningInDoes) {
    Options options;
    options.login_limits.per_network = AttemptRule{.count_max = 3, .window = 15min};
    restart(options);
    ASSERT_EQ(welcome().status, 201);
    const auto code = code_of(1);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(follow("1-wrong").status, 401);
    EXPECT_EQ(post("/auth/login", R"({"email":"a@b.kr","password":"wrong"})").status, 401);
    const auto limited = follow(code);
    EXPECT_EQ(limited.status, 429) << "also the right code tells nothing now";
    EXPECT_FALSE(header_of(limited, "Retry-After", "").empty());
    EXPECT_EQ(post("/auth/login", R"({"email":"a@b.kr","password":"wrong"})").status, 429);
    bench_.run_for(6min);
    EXPECT_EQ(follow(code).status, 200);
}

TEST_F(GuestLink, IsKeptOutOfEventsAndStoredAnswers) {
    ASSERT_EQ(welcome().status, 201);
    const auto code = code_of(1);
    ASSERT_EQ(follow(code, {{"Idempotency-Key", "k1"}}).status, 200);
    EXPECT_EQ(follow(code, {{"Idempotency-Key", "k1"}}).status, 200);
    bool is_kept = false;
    bench_.database().open_reader()->query(
        "SELECT scope || fingerprint || body FROM idempotency", {}, [&](const ports::SqlRow& row) {
            is_kept = is_kept || row.text(0).find(code.substr(2)) != std::string_view::npos;
        });
    EXPECT_FALSE(is_kept);
    for (const auto& envelope : bench_.bus().log()) {
        EXPECT_EQ(envelope->payload.find(code.substr(2)), std::string::npos) << envelope->type;
    }
}

TEST(GuestCode, SaysWhoseItIs) {
    EXPECT_EQ(guest_code_of({42}, "c0de"), "42-c0de");
    EXPECT_EQ(guest_of("42-c0de").value, 42);
    EXPECT_EQ(guest_of("-42-c0de").value, 0);
    EXPECT_EQ(guest_of("x").value, 0);
    Account guest{.user_id = {42}, .role = Role::guest, .guest_code = "42-c0de"};
    EXPECT_TRUE(opens("42-c0de", guest));
    EXPECT_FALSE(opens("42-c0d3", guest));
    guest.role = Role::customer;
    EXPECT_FALSE(opens("42-c0de", guest));
    EXPECT_FALSE(opens("", Account{.user_id = {42}, .role = Role::guest})) << "has none yet";
}

}  // namespace
}  // namespace boxoffice::identity
