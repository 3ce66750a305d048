// Goal: a page that is open hears of each notice once, in its own language, goes on where it left
// off, and always knows how many are unread.
#include "contexts/notification/module.hpp"
#include "contracts/events.hpp"
#include "eventing/tests/context_bench.hpp"

#include <gtest/gtest.h>

namespace boxoffice::notification {
namespace {

using namespace contracts;
using namespace std::chrono_literals;
using ports::HttpMethod;
using ports::Principal;

class Nobody final : public ports::ContactDirectory {
  public:
    void find(std::int64_t, std::function<void(ports::ContactAnswer)> done) override { done({}); }
};
class NoMail final : public ports::Mailer {
  public:
    [[nodiscard]] std::string name() const override { return "smtp"; }
    void send(ports::Mail, std::function<void(std::optional<ports::MailFault>)> done) override {
        done(std::nullopt);
    }
};

/// A browser that keeps what it hears.
class Browser final : public ports::ResponseSink {
  public:
    struct Stream final : ports::HttpStream {
        void write(std::string chunk) override { heard += chunk; }
        void close() override { open = false; }
        [[nodiscard]] bool is_open() const override { return open; }
        std::string heard;
        bool open = true;
    };
    void send(ports::HttpResponse response) override { answer = std::move(response); }
    std::shared_ptr<ports::HttpStream> open_stream(ports::HttpResponse head) override {
        stream->heard = head.body;
        return stream;
    }
    [[nodiscard]] bool heard(std::string_view text) const {
        return stream->heard.find(text) != std::string::npos;
    }
    [[nodiscard]] int count(std::string_view text) const {
        int found = 0;
        for (auto at = stream->heard.find(text); at != std::string::npos;
             at = stream->heard.find(text, at + 1)) {
            ++found;
        }
        return found;
    }
    std::optional<ports::HttpResponse> answer;
    std::shared_ptr<Stream> stream = std::make_shared<Stream>();
};

class Live : public testing::Test {
  protected:
    Live() {
        module_->start();
        bench_.run_for(1s);
    }
    ~Live() override { module_->stop(); }

    std::shared_ptr<Browser> follow(std::int64_t user, std::vector<ports::HttpHeader> headers = {},
                                    eventing::ContextBench::Query query = {}) {
        ports::HttpRequest request;
        request.path = "/notifications/stream";
        request.principal = {.user_id = user, .role = Principal::Role::customer};
        request.headers = std::move(headers);
        request.query = std::move(query);
        auto browser = std::make_shared<Browser>();
        for (const auto& route : module_->routes()) {
            if (route.pattern == request.path) route.handler(request, browser);
        }
        bench_.run_for(1s);
        return browser;
    }
    void expire(std::int64_t reservation, std::int64_t user) {
        bench_.publish("5", ReservationExpired{.reservation_id = {reservation},
                                               .user_id = {user},
                                               .musical_id = {1},
                                               .musical_name = "달빛 정거장",
                                               .performance_id = {5},
                                               .reason = "hold_expired"});
    }
    void mark(std::int64_t user, const std::string& body) {
        const auto marked = bench_.call(
            *module_, {.method = HttpMethod::patch,
                       .path = "/notifications",
                       .principal = {.user_id = user, .role = Principal::Role::customer},
                       .body = body});
        EXPECT_EQ(marked.status, 200);
    }

    eventing::ContextBench bench_{"notification"};
    Nobody contacts_;
    NoMail mailer_;
    std::unique_ptr<Module> module_ =
        std::make_unique<Module>(bench_.environment(), Options{}, contacts_, mailer_);
};

TEST_F(Live, TellsEachOnceAndItsOwnerOnly) {
    const auto mine = follow(42);
    const auto other = follow(43);
    EXPECT_TRUE(mine->heard("event: unread\ndata: {\"unread\":0}"));
    expire(1, 42);
    EXPECT_EQ(mine->count("event: notification"), 1);
    EXPECT_TRUE(mine->heard("id: 1\nevent: notification\ndata: {\"id\":1,\"userId\":42,"))
        << mine->stream->heard;
    EXPECT_TRUE(mine->heard("{\"unread\":1}"));
    EXPECT_EQ(other->count("event: notification"), 0);
    expire(2, 42);
    EXPECT_EQ(mine->count("event: notification"), 2) << "the first is not told again";
    EXPECT_EQ(other->stream->heard, "retry: 1000\n\nevent: unread\ndata: {\"unread\":0}\n\n");
}

TEST_F(Live, EachReplicaTellsWhatAnyOfThemHasWritten) {
    module_->stop();
    module_.reset();
    auto environment = bench_.environment();
    environment.is_alone = false;
    auto other = std::make_unique<Module>(environment, Options{}, contacts_, mailer_);
    module_ = std::make_unique<Module>(environment, Options{}, contacts_, mailer_);
    other->start();
    module_->start();
    bench_.run_for(1s);
    const auto here = follow(42);
    std::swap(module_, other);
    const auto there = follow(42);
    expire(1, 42);
    bench_.run_for(2s);
    for (const auto& browser : {here, there}) {
        EXPECT_EQ(browser->count("event: notification"), 1) << browser->stream->heard;
        EXPECT_TRUE(browser->heard("{\"unread\":1}"));
    }
    mark(42, R"({"read":true})");
    bench_.run_for(2s);
    for (const auto& browser : {here, there}) EXPECT_EQ(browser->count("{\"unread\":0}"), 2);
    other->stop();
}

TEST_F(Live, SpeaksTheReadersLanguage) {
    const auto korean = follow(42, {{"Accept-Language", "ko"}});
    const auto english = follow(42, {{"Accept-Language", "ko"}}, {{"language", "en"}});
    expire(1, 42);
    EXPECT_FALSE(korean->stream->heard == english->stream->heard);
    EXPECT_EQ(korean->count("event: notification"), 1);
    EXPECT_EQ(english->count("event: notification"), 1);
}

TEST_F(Live, GoesOnWhereTheReaderLeftOff) {
    for (int i = 1; i <= 3; ++i) expire(i, 42);
    EXPECT_EQ(follow(42)->count("event: notification"), 0) << "the list has them";
    EXPECT_EQ(follow(42, {{"Last-Event-ID", "1"}})->count("event: notification"), 2);
    EXPECT_EQ(follow(42, {}, {{"after", "0"}})->count("event: notification"), 3);
    EXPECT_EQ(follow(42, {{"Last-Event-ID", "3"}})->count("event: notification"), 0);
    EXPECT_EQ(follow(42, {{"Last-Event-ID", "no number"}})->count("event: notification"), 0);
    const auto both = follow(42, {{"Last-Event-ID", "2"}});
    expire(4, 42);
    EXPECT_EQ(both->count("event: notification"), 2);
}

TEST_F(Live, TellsWhoMissedTooManyToReadTheList) {
    for (std::size_t i = 1; i <= missed_notices_max + 1; ++i) {
        expire(static_cast<std::int64_t>(i), 42);
    }
    const auto late = follow(42, {{"Last-Event-ID", "0"}});
    EXPECT_EQ(late->count("event: notification"), 0);
    EXPECT_TRUE(late->heard("id: 201\nevent: reset\ndata: {}\n\n")) << late->stream->heard;
    EXPECT_EQ(follow(42, {{"Last-Event-ID", "1"}})->count("event: notification"), 200);
}

TEST_F(Live, CountsWhatIsUnread) {
    expire(1, 42);
    expire(2, 42);
    const auto browser = follow(42);
    EXPECT_TRUE(browser->heard("{\"unread\":2}"));
    mark(42, R"({"read":true,"ids":[1]})");
    EXPECT_TRUE(browser->heard("{\"unread\":1}"));
    mark(42, R"({"read":true})");
    EXPECT_TRUE(browser->heard("{\"unread\":0}"));
    EXPECT_EQ(browser->count("event: notification"), 0);
    bench_.publish("account-42", AccountErased{{42}});
    EXPECT_EQ(browser->count("event: unread"), 3) << "nothing is left, and nothing was unread";
}

/// What another replica does is seen in the database that all share, and on the bus.
class LiveBesideAnother : public Live {
  protected:
    /// A copy of notice 1 under that number, written so much later.
    void other_replica_writes(std::int64_t id, base::Duration later) {
        bench_.database().open_writer()->execute(
            "INSERT INTO notification (notification_id, user_id, kind, key, facts, created_at, "
            "status, attempts) SELECT $1, user_id, kind, $2, facts, created_at + $3, status, "
            "attempts FROM notification WHERE notification_id = 1",
            {id, "copy " + std::to_string(id), later.count()});
    }
    void other_replica_has_sent(std::int64_t id) {
        bench_.publish("account-42", NotificationSent{.notification_id = {id},
                                                      .user_id = {42},
                                                      .kind = "ReservationExpired",
                                                      .channel = "mail"});
    }
};

TEST_F(LiveBesideAnother, HearsOverTheBusWhatItSent) {
    expire(1, 42);
    const auto browser = follow(42);
    other_replica_writes(900, 2s);
    bench_.run_for(1s);
    EXPECT_EQ(browser->count("event: notification"), 0) << "nobody has said a word yet";
    other_replica_has_sent(900);
    EXPECT_EQ(browser->count("event: notification"), 1);
    EXPECT_TRUE(browser->heard("id: 900\n"));
    EXPECT_TRUE(browser->heard("{\"unread\":2}"));
}

/// Replicas take their numbers from blocks of their own, so a later notice may have a smaller one.
TEST_F(LiveBesideAnother, TellsByTimeAndNotByNumber) {
    expire(1, 42);
    other_replica_writes(900, 1ms);
    const auto browser = follow(42);
    bench_.run_for(2s);
    expire(2, 42);
    EXPECT_EQ(browser->count("event: notification"), 1) << browser->stream->heard;
    EXPECT_TRUE(browser->heard("id: 2\n")) << "although 900 was told before";
    EXPECT_EQ(follow(42, {{"Last-Event-ID", "900"}})->count("event: notification"), 1);
    EXPECT_EQ(follow(42, {{"Last-Event-ID", "2"}})->count("event: notification"), 0);
}

/// It was decided before a notice that its reader knows, and committed after it.
TEST_F(LiveBesideAnother, TellsWhatWasCommittedLate) {
    expire(1, 42);
    bench_.run_for(2s);
    expire(2, 42);
    const auto browser = follow(42);
    other_replica_writes(900, 1ms);
    other_replica_has_sent(900);
    EXPECT_EQ(browser->count("event: notification"), 1);
    EXPECT_TRUE(browser->heard("id: 900\n"));
    other_replica_has_sent(900);
    EXPECT_EQ(browser->count("event: notification"), 1) << "once";
}

TEST_F(Live, EndsStreamsAfterAWhileAndWithTheHouse) {
    const auto first = follow(42);
    bench_.run_for(16s);
    EXPECT_TRUE(first->heard(":\n\n")) << "a sign of life";
    bench_.run_for(notice_stream_life);
    EXPECT_FALSE(first->stream->is_open());
    const auto second = follow(42);
    EXPECT_TRUE(second->stream->is_open());
    module_->stop();
    EXPECT_FALSE(second->stream->is_open());
}

}  // namespace
}  // namespace boxoffice::notification
