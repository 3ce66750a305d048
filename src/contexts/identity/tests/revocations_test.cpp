// Goal: a session ended at one process of identity is soon refused at another one.
#include "contexts/identity/revocations.hpp"

#include "contexts/identity/tests/identity_bench.hpp"

namespace boxoffice::identity {
namespace {

class Revoked : public IdentityBench {
  protected:
    std::string sign_up() { return json_text(post("/auth/register", minsu), "accessToken"); }
    HttpResponse sign_out(const std::string& token) {
        return call_as(token, HttpMethod::post, "/auth/logout");
    }
};

TEST_F(Revoked, AreToldSinceAMoment) {
    const auto token = sign_up();
    const auto before = bench_.environment().clock.now();
    bench_.run_for(1min);
    const auto told_since = [&](base::Instant moment) {
        ports::RevocationsAnswer answer;
        module_->revocations().since(moment, [&](ports::RevocationsAnswer got) { answer = got; });
        bench_.run_for(1s);
        EXPECT_FALSE(answer.fault);
        return answer.sessions.size();
    };
    EXPECT_EQ(told_since(before), 0U);
    EXPECT_LT(sign_out(token).status, 300);
    EXPECT_EQ(told_since(before), 1U);
    EXPECT_EQ(told_since(bench_.environment().clock.now()), 0U);
}

TEST_F(Revoked, AreFollowedByAnotherProcess) {
    const auto token = sign_up();
    RevokedSessions elsewhere;
    const auto& environment = bench_.environment();
    RevocationFollower follower{
        module_->revocations(), elsewhere, {}, environment.clock, environment.scheduler};
    follower.start();
    bench_.run_for(1s);
    BuiltinAuthenticator door{verifier_, elsewhere, environment.clock};
    const auto is_let_in = [&] {
        ports::HttpRequest request;
        request.headers = {{"Authorization", "Bearer " + token}};
        return !door.authenticate(request).refusal;
    };
    EXPECT_TRUE(is_let_in());
    sign_out(token);
    bench_.run_for(revocation_interval + 1s);
    EXPECT_FALSE(is_let_in());
}

}  // namespace
}  // namespace boxoffice::identity
