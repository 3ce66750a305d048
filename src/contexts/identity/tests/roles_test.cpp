// Goal: administrators see every account and say who works for the house; each change is written
// down, takes effect at once, and never leaves the house without an administrator.
#include "contexts/identity/tests/identity_bench.hpp"

namespace boxoffice::identity {
namespace {

constexpr const char* password = "correct horse";

class Roles : public IdentityBench {
  protected:
    /// 1 is the administrator, 2 the clerk, 3 Minsu, 4 a guest.
    Roles() {
        restart({.bootstrap = {{"admin@house.kr", "Admin", Role::admin, password},
                               {"clerk@house.kr", "Clerk", Role::boxoffice, password}}});
        EXPECT_EQ(post("/auth/register", minsu).status, 201);
        EXPECT_EQ(post("/auth/guest", R"({"email":"g@example.org","name":"Guest"})").status, 201);
        admin = token_of("admin@house.kr");
    }

    std::string token_of(const std::string& email) {
        return json_text(
            post("/auth/login", R"({"email":")" + email + R"(","password":")" + password + "\"}"),
            "accessToken");
    }
    HttpResponse as(const std::string& token, HttpMethod method, const std::string& path,
                    const std::string& body = {}, eventing::ContextBench::Query query = {}) {
        return bench_.call(*module_, {.method = method,
                                      .path = path,
                                      .principal = bearer(token),
                                      .body = body,
                                      .query = std::move(query)});
    }
    HttpResponse give(int user, const std::string& role, const std::string& token) {
        return as(token, HttpMethod::put, "/accounts/" + std::to_string(user) + "/role",
                  R"({"role":")" + role + R"(","reason":"autumn season"})");
    }
    HttpResponse list(eventing::ContextBench::Query query = {}) {
        return as(admin, HttpMethod::get, "/accounts", {}, std::move(query));
    }
    HttpResponse log(eventing::ContextBench::Query query = {}) {
        return as(admin, HttpMethod::get, "/accounts/audit-log", {}, std::move(query));
    }

    std::string admin;
};

TEST_F(Roles, AreListedAndFound) {
    EXPECT_TRUE(has(list(), R"("totalElements":4)"));
    EXPECT_TRUE(has(list(), R"("userId":2,"role":"boxoffice","email":"clerk@house.kr")"));
    EXPECT_TRUE(has(list(), R"("href":"/accounts/2")"));
    EXPECT_FALSE(has(list(), "hash"));
    EXPECT_TRUE(has(list({{"role", "admin"}}), R"("totalElements":1)"));
    EXPECT_TRUE(has(list({{"q", "MINSU"}}), R"("userId":3)"));
    EXPECT_TRUE(has(list({{"q", "4"}}), R"("role":"guest")"));
    EXPECT_TRUE(
        has(list({{"q", "house.kr"}, {"sort", "email,desc"}, {"size", "1"}}), R"("userId":2)"));
    EXPECT_EQ(list({{"role", "king"}}).status, 422);
    EXPECT_EQ(list({{"q", std::string(101, 'a')}}).status, 422);
    EXPECT_TRUE(has(as(admin, HttpMethod::get, "/accounts/3"), R"("name":"김민수")"));
    EXPECT_EQ(as(admin, HttpMethod::get, "/accounts/99").status, 404);
}

TEST_F(Roles, AreForAdministratorsAlone) {
    const auto clerk = token_of("clerk@house.kr");
    for (const char* path : {"/accounts", "/accounts/3", "/accounts/audit-log"}) {
        EXPECT_EQ(as(clerk, HttpMethod::get, path).status, 403) << path;
    }
    EXPECT_EQ(give(3, "admin", clerk).status, 403);
}

TEST_F(Roles, AreGivenAndTakenAndWrittenDown) {
    const auto before = token_of("minsu@example.org");
    const auto given = give(3, "boxoffice", admin);
    EXPECT_EQ(given.status, 200) << given.body;
    EXPECT_TRUE(has(given, R"("userId":3,"role":"boxoffice")"));
    EXPECT_EQ(bearer(before).user_id, 3) << "who gains something goes on";
    const auto after = token_of("minsu@example.org");
    EXPECT_EQ(bearer(after).role, Principal::Role::boxoffice);
    EXPECT_EQ(give(3, "boxoffice", admin).status, 200) << "again";

    EXPECT_EQ(give(3, "customer", admin).status, 200);
    EXPECT_EQ(bearer(after).user_id, 0) << "who loses something must sign in anew";
    EXPECT_EQ(bearer(before).user_id, 0);
    EXPECT_EQ(bearer(token_of("minsu@example.org")).role, Principal::Role::customer);

    const auto lines = log({{"userId", "3"}});
    EXPECT_TRUE(has(lines, R"("totalElements":2)")) << lines.body;
    EXPECT_TRUE(has(lines, R"("action":"role_changed","userId":3,"name":"김민수",)"
                           R"("email":"Minsu@Example.org","actorId":1,"actorName":"Admin",)"
                           R"("from":"boxoffice","to":"customer","reason":"autumn season"})"))
        << lines.body;
    EXPECT_TRUE(has(log({{"actorId", "1"}}), R"("totalElements":2)"));
    EXPECT_TRUE(has(log(), R"("action":"account_made","userId":2,"name":"Clerk")"))
        << "by the house itself";
}

TEST_F(Roles, LeaveTheHouseAnAdministrator) {
    const auto refused = give(1, "customer", admin);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(json_text(refused, "code"), "last_admin");
    EXPECT_EQ(json_text(as(admin, HttpMethod::del, "/me"), "code"), "last_admin");

    EXPECT_EQ(give(2, "admin", admin).status, 200);
    const auto clerk = token_of("clerk@house.kr");
    EXPECT_EQ(give(1, "boxoffice", clerk).status, 200);
    EXPECT_EQ(json_text(give(2, "customer", clerk), "code"), "last_admin");
    EXPECT_EQ(bearer(admin).user_id, 0);
}

TEST_F(Roles, OfTwoWhoStepDownTogetherOneStays) {
    EXPECT_EQ(give(2, "admin", admin).status, 200);
    const auto ask = [&](int user) {
        return bench_.ask(*module_, {.method = HttpMethod::put,
                                     .path = "/accounts/" + std::to_string(user) + "/role",
                                     .principal = bearer(admin),
                                     .body = R"({"role":"customer"})"});
    };
    const auto first = ask(2);
    const auto second = ask(1);  // decided in the same batch
    bench_.run_for(1s);
    ASSERT_TRUE(first->answer && second->answer);
    EXPECT_EQ(first->answer->status, 200);
    EXPECT_EQ(json_text(*second->answer, "code"), "last_admin");
}

TEST_F(Roles, OfTheForgottenAreRememberedWithoutTheirNames) {
    EXPECT_EQ(as(token_of("clerk@house.kr"), HttpMethod::del, "/me").status, 204);
    const auto lines = log({{"userId", "2"}});
    EXPECT_TRUE(
        has(lines, R"("action":"account_erased","userId":2,"actorId":2,"from":"boxoffice"})"))
        << lines.body;
    EXPECT_FALSE(has(lines, "Clerk"));
    EXPECT_TRUE(has(list(), R"("totalElements":3)"));
    EXPECT_EQ(give(2, "customer", admin).status, 404);
}

TEST_F(Roles, AreRefusedWithAReason) {
    EXPECT_EQ(json_text(give(4, "boxoffice", admin), "code"), "guest_account");
    EXPECT_EQ(give(3, "guest", admin).status, 422);
    EXPECT_EQ(give(3, "king", admin).status, 422);
    EXPECT_EQ(give(99, "customer", admin).status, 404);
    EXPECT_EQ(as(admin, HttpMethod::put, "/accounts/3/role",
                 R"({"role":"admin","reason":")" + std::string(201, 'x') + "\"}")
                  .status,
              422);
    EXPECT_TRUE(has(log(), R"("totalElements":2)")) << "nothing but the first two accounts";
}

}  // namespace
}  // namespace boxoffice::identity
