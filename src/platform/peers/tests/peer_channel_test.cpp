// Goal: a question gets one answer in bounded time, whatever becomes of the other process; only who
// shows the secret is answered; a new secret is taken without a restart.
// Method: real HTTP servers on free ports.
#include "base/fault.hpp"
#include "platform/peers/tests/peer.hpp"

#include <atomic>

namespace boxoffice::platform {
namespace {

ports::Route answering(std::string pattern, std::function<ports::HttpResponse(int)> answer,
                       std::atomic<int>& asked) {
    return {ports::HttpMethod::get, std::move(pattern), ports::Access::everyone,
            [answer = std::move(answer), &asked](const ports::HttpRequest&,
                                                 const ports::Responder& responder) {
                responder->send(answer(++asked));
            }};
}

PeerAnswer ask(Asker& asker, PeerQuestion question) {
    return answer_to<PeerAnswer>(
        [&](auto done) { asker.channel.ask(std::move(question), std::move(done)); });
}

ports::HttpResponse status(int code) {
    return {.status = code, .headers = {}, .body = "{}"};
}

TEST(PeerChannel, CarriesTheTraceOfWhoeverMadeItAsk) {
    World world;
    std::atomic<int> asked{0};
    ports::Route echo{
        ports::HttpMethod::get, "/echo", ports::Access::everyone,
        [&asked](const ports::HttpRequest& request, const ports::Responder& responder) {
            ports::HttpResponse response;
            if (++asked == 1) response.status = 503;
            response.body = request.request_id + " " + ports::to_text(ports::current_trace());
            responder->send(std::move(response));
        }};
    TestPeer peer{world, {echo}};
    Asker asker{world, peer.url()};
    const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const auto caller = ports::read_trace(trace, "rojo=1");
    std::string answered_for;
    PeerAnswer answer;
    {
        const ports::TraceScope scope{caller, "sale-7"};
        answer = answer_to<PeerAnswer>([&](auto done) {
            asker.channel.ask({.path = "/echo"}, [&answered_for, done](PeerAnswer got) {
                answered_for = ports::to_text(ports::current_trace());
                done(std::move(got));
            });
        });
    }
    ASSERT_TRUE(answer.body) << answer.fault;
    EXPECT_EQ(asked, 2) << "the second try carries the same";
    EXPECT_EQ(*answer.body, "sale-7 " + trace + " rojo=1");
    EXPECT_EQ(answered_for, trace + " rojo=1") << "what follows from the answer belongs to it";
    const auto untraced = ask(asker, {.path = "/echo"});
    ASSERT_TRUE(untraced.body) << untraced.fault;
    EXPECT_TRUE(untraced.body->ends_with(" ")) << *untraced.body;
}

TEST(PeerChannel, AsksAgainWhenThePeerStumbles) {
    World world;
    std::atomic<int> asked{0};
    TestPeer peer{world,
                  {answering(
                      "/once", [](int n) { return status(n < 3 ? 503 : 200); }, asked)}};
    Asker asker{world, peer.url()};
    EXPECT_TRUE(ask(asker, {.path = "/once"}).body);
    EXPECT_EQ(asked, 3);
}

TEST(PeerChannel, DoesNotRepeatWhatMayHaveHappened) {
    World world;
    std::atomic<int> asked{0};
    TestPeer peer{world,
                  {answering(
                      "/once", [](int) { return status(503); }, asked)}};
    Asker asker{world, peer.url()};
    const auto answer = ask(asker, {.path = "/once", .is_repeatable = false});
    EXPECT_FALSE(answer.body);
    EXPECT_NE(answer.fault.find("503"), std::string::npos);
    EXPECT_EQ(asked, 1);
}

TEST(PeerChannel, DoesNotRepeatWhatIsRefused) {
    World world;
    std::atomic<int> asked{0};
    TestPeer peer{world,
                  {answering(
                      "/once", [](int) { return status(422); }, asked)}};
    Asker asker{world, peer.url()};
    EXPECT_EQ(ask(asker, {.path = "/once"}).fault, "identity refused the question with 422");
    EXPECT_EQ(asked, 1);
}

TEST(PeerChannel, LeavesAPeerAloneThatIsAway) {
    World world;
    std::string url;
    {
        TestPeer gone{world, {}};
        url = gone.url();
    }
    Asker asker{world, url};
    EXPECT_TRUE(ask(asker, {.path = "/x"}).fault.starts_with("identity gave no answer: "));
    ask(asker, {.path = "/x"});
    EXPECT_EQ(ask(asker, {.path = "/x"}).fault, "identity does not answer at present");
    EXPECT_EQ(
        world.metrics
            .counter("boxoffice_peer_questions_total", "peer=\"identity\",result=\"lost\"", "")
            .value(),
        5);
}

TEST(PeerChannel, NobodyIsAskedOnceItIsClosed) {
    World world;
    std::atomic<int> asked{0};
    TestPeer peer{world,
                  {answering(
                      "/once", [](int) { return status(200); }, asked)}};
    Asker asker{world, peer.url()};
    asker.channel.close();
    EXPECT_EQ(ask(asker, {.path = "/once"}).fault, "this process is stopping");
    EXPECT_EQ(asked, 0);
}

TEST(ServiceSecrets, OnlyWhoShowsOneIsLetIn) {
    World world;
    ServiceSecrets secrets{world.secret_file(), world.clock, world.log};
    ServiceAuthenticator door{secrets};
    const auto status_for = [&](const std::string& credential) {
        ports::HttpRequest request;
        if (!credential.empty()) request.headers.push_back({"Authorization", credential});
        const auto verdict = door.authenticate(request);
        return verdict.refusal ? verdict.refusal->status : 200;
    };
    EXPECT_EQ(status_for("Bearer " + test_secret), 200);
    EXPECT_EQ(status_for(""), 401);
    EXPECT_EQ(status_for("Bearer "), 401);
    EXPECT_EQ(status_for("Bearer " + test_secret + "s"), 401);
    EXPECT_EQ(status_for("Basic " + test_secret), 401);
}

/// A clock that the test moves.
class HandClock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override { return time; }
    base::Instant time{};
};

TEST(ServiceSecrets, AreChangedWithoutARestart) {
    World world;
    HandClock clock;
    ServiceSecrets secrets{world.secret_file(), clock, world.log};
    const std::string next(service_secret_length_min, 'n');
    write_secrets(world.secret_file(), test_secret + "\n" + next + "\n");
    EXPECT_FALSE(secrets.takes(next)) << "it was looked at a moment ago";
    clock.time += service_secret_look_interval;
    EXPECT_TRUE(secrets.takes(next));
    EXPECT_TRUE(secrets.takes(test_secret));
    EXPECT_EQ(secrets.shown(), test_secret);

    write_secrets(world.secret_file(), next + "\n");
    clock.time += service_secret_look_interval;
    EXPECT_EQ(secrets.shown(), next);
    EXPECT_FALSE(secrets.takes(test_secret));

    write_secrets(world.secret_file(), "short\n");
    clock.time += service_secret_look_interval;
    EXPECT_TRUE(secrets.takes(next)) << "the last good one stays";
}

TEST(ServiceSecrets, AnUnusableFileStopsTheStart) {
    World world;
    const auto refusal = [&](const std::string& text) -> std::string {
        write_secrets(world.secret_file(), text);
        try {
            ServiceSecrets secrets{world.secret_file(), world.clock, world.log};
            return "taken";
        } catch (const base::InfrastructureFault& fault) {
            return fault.what();
        }
    };
    EXPECT_NE(refusal("\n\n").find("is empty"), std::string::npos);
    EXPECT_NE(refusal("tiny\n").find("holds a short secret"), std::string::npos);
    EXPECT_EQ(refusal(test_secret), "taken");
}

}  // namespace
}  // namespace boxoffice::platform
