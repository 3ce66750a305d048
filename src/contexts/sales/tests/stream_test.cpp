// Goal: whoever follows the sales hears every change once it is committed, a few times a second at
// most, goes on where the connection broke, and not for ever.
#include "contexts/sales/feed.hpp"
#include "contexts/sales/tests/sales_bench.hpp"

namespace boxoffice::sales {
namespace {

class Stream final : public ports::HttpStream {
  public:
    void write(std::string chunk) override {
        if (is_open_) text += chunk;
    }
    void close() override { is_open_ = false; }
    [[nodiscard]] bool is_open() const override { return is_open_; }

    std::string text;

  private:
    bool is_open_ = true;
};

class Sink final : public ports::ResponseSink {
  public:
    void send(ports::HttpResponse response) override { answer = std::move(response); }
    std::shared_ptr<ports::HttpStream> open_stream(ports::HttpResponse head) override {
        stream = std::make_shared<Stream>();
        stream->text = std::move(head.body);
        answer = std::move(head);
        return stream;
    }
    std::optional<ports::HttpResponse> answer;
    std::shared_ptr<Stream> stream;
};

class SalesStream : public SalesBench {
  protected:
    SalesStream() { open_house(); }

    std::shared_ptr<Sink> follow(eventing::ContextBench::Query query = {},
                                 const Principal& who = admin(), const std::string& last_id = {}) {
        ports::HttpRequest request;
        request.path = "/sales/stream";
        request.target = request.path;
        request.query = std::move(query);
        request.principal = who;
        if (!last_id.empty()) request.headers.push_back({"Last-Event-ID", last_id});
        auto sink = std::make_shared<Sink>();
        for (auto& route : module_->routes()) {
            if (route.pattern != request.path) continue;
            EXPECT_TRUE(ports::may_call(route.access, request.principal));
            route.handler(request, sink);
        }
        bench_.run_for(100ms);
        return sink;
    }

    static std::size_t count(const Sink& sink, const std::string& part) {
        std::size_t found = 0;
        const auto& text = sink.stream->text;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
            ++found;
        }
        return found;
    }
    static bool hears(const Sink& sink, const std::string& part) { return count(sink, part) > 0; }
    static std::string last_id(const Sink& sink) {
        const auto& text = sink.stream->text;
        const auto begin = text.rfind("id: ") + 4;
        return text.substr(begin, text.find('\n', begin) - begin);
    }
};

TEST_F(SalesStream, BeginsWithTheWholeAndGoesOnWithWhatChanges) {
    bench_.publish("6", PerformanceScheduled{.performance_id = {6},
                                             .musical_id = {1},
                                             .musical_name = "달빛 정거장",
                                             .venue_name = "새벽나루 극장",
                                             .starts_at = bench_.clock().now() + 48h,
                                             .time_zone = "Asia/Seoul"});
    const auto reader = follow();
    ASSERT_TRUE(reader->stream);
    EXPECT_EQ(reader->answer->headers.front().value, "text/event-stream");
    EXPECT_TRUE(hears(*reader, "event: overview\ndata: {\"version\":"));
    EXPECT_TRUE(hears(*reader, R"("performanceId":6)"));
    reader->stream->text.clear();
    hold(3, {{{11}}});
    EXPECT_EQ(count(*reader, "event: changes\n"), 1U) << reader->stream->text;
    EXPECT_TRUE(hears(*reader, R"("totals":{"capacity":4,"available":3,"held":1)"));
    EXPECT_TRUE(hears(*reader, R"("performanceId":5)"));
    EXPECT_FALSE(hears(*reader, R"("performanceId":6)")) << "it did not change";
}

TEST_F(SalesStream, EachReplicaTellsWhatAnyOfThemHasCounted) {
    module_.reset();
    auto environment = bench_.environment();
    environment.is_alone = false;
    auto other = std::make_unique<Module>(environment);
    module_ = std::make_unique<Module>(environment);
    other->start();
    module_->start();
    bench_.run_for(1s);
    const auto here = follow();
    std::swap(module_, other);
    const auto there = follow();
    for (const auto& reader : {here, there}) reader->stream->text.clear();
    hold(3, {{{11}}});
    for (const auto& reader : {here, there}) {
        EXPECT_EQ(count(*reader, "event: changes\n"), 1U) << reader->stream->text;
        EXPECT_TRUE(hears(*reader, R"("totals":{"capacity":4,"available":3,"held":1)"));
    }
}

TEST_F(SalesStream, BundlesWhatHappensTogether) {
    const auto reader = follow();
    reader->stream->text.clear();
    for (std::int64_t i = 1; i <= 40; ++i) {
        const PerformanceScheduled scheduled{.performance_id = {100 + i},
                                             .musical_id = {1},
                                             .musical_name = "Musical",
                                             .venue_name = "Hall",
                                             .starts_at = bench_.clock().now() + 48h,
                                             .time_zone = "Asia/Seoul"};
        bench_.bus().append({.source = "musical",
                             .type = "PerformanceScheduled",
                             .key = std::to_string(100 + i),
                             .sequence = 1,
                             .time = bench_.clock().now(),
                             .payload = encode(scheduled)});
        bench_.run_for(25ms);
    }
    bench_.run_for(1s);
    EXPECT_LE(count(*reader, "event: changes\n"), 4U) << "in two seconds";
    EXPECT_GE(count(*reader, "event: changes\n"), 2U);
    EXPECT_TRUE(hears(*reader, R"("performanceId":140)"));
}

TEST_F(SalesStream, GoesOnWhereTheConnectionBroke) {
    const auto first = follow();
    hold(3, {{{11}}});
    const auto known = last_id(*first);
    first->stream->close();
    pay(3, 170'000);
    sell(3, {{{11}}});
    const auto again = follow({}, admin(), known);
    EXPECT_TRUE(hears(*again, "event: changes\n")) << again->stream->text;
    EXPECT_FALSE(hears(*again, "event: overview\n"));
    EXPECT_TRUE(hears(*again, R"("sold":1)"));
    const auto up_to_date = follow({{"version", last_id(*again)}});
    EXPECT_FALSE(hears(*up_to_date, "event: overview\n"));
    EXPECT_TRUE(hears(*follow({}, admin(), "moonlight"), "event: overview\n"));
    EXPECT_TRUE(hears(*follow({}, admin(), "999999"), "event: overview\n")) << "of another history";
    restart();
    EXPECT_TRUE(hears(*follow({}, admin(), known), "event: overview\n"))
        << "nobody remembers what changed since";
}

TEST_F(SalesStream, TellsEachReaderWhatIsHis) {
    const auto admins = follow({{"performanceId", "5"}});
    const auto clerks = follow({{"performanceId", "5"}}, clerk());
    bench_.publish("7", PerformanceScheduled{.performance_id = {7},
                                             .musical_id = {2},
                                             .musical_name = "낡은 등대",
                                             .venue_name = "새벽나루 극장",
                                             .starts_at = bench_.clock().now() + 48h,
                                             .time_zone = "Asia/Seoul"});
    const auto others = follow({{"musicalId", "2"}});
    others->stream->text.clear();
    buy(3, {{{11}}}, 170'000);
    EXPECT_TRUE(hears(*admins, R"("revenue":{"amount":170000)"));
    EXPECT_TRUE(hears(*clerks, R"("sold":1)"));
    EXPECT_FALSE(hears(*clerks, "money"));
    EXPECT_FALSE(hears(*others, "event: changes\n"));
}

TEST_F(SalesStream, TellsTheWholeWhenAPerformanceIsGone) {
    const auto reader = follow();
    const auto elsewhere = follow({{"musicalId", "1"}, {"from", "2000-01-01"}});
    const auto known = last_id(*reader);
    reader->stream->text.clear();
    elsewhere->stream->text.clear();
    tell(PerformanceCanceled{{5}, {1}, "deleted"});
    EXPECT_TRUE(hears(*reader, "event: overview\n")) << reader->stream->text;
    EXPECT_TRUE(hears(*reader, R"("performances":[])"));
    EXPECT_TRUE(hears(*elsewhere, "event: overview\n"));
    EXPECT_TRUE(hears(*follow({}, admin(), known), "event: overview\n"));
}

TEST_F(SalesStream, LetsThePaceFallByItself) {
    const auto reader = follow();
    buy(3, {{{11}}}, 170'000);
    EXPECT_TRUE(hears(*reader, R"("soldLast5Minutes":1)"));
    bench_.run_for(4min);
    const auto again = follow();
    bench_.run_for(90s);
    EXPECT_TRUE(hears(*again, R"("soldLast5Minutes":0,"soldLast60Minutes":1)"))
        << again->stream->text;
}

TEST_F(SalesStream, EndsSoThatRightsAreLookedAtAnew) {
    const auto reader = follow();
    bench_.run_for(4min);
    EXPECT_TRUE(reader->stream->is_open());
    EXPECT_GE(count(*reader, ":\n\n"), 10U) << "signs of life";
    bench_.run_for(90s);
    EXPECT_FALSE(reader->stream->is_open());
}

TEST_F(SalesStream, RefusesWhatItCannotFollow) {
    EXPECT_EQ(follow({{"performanceId", "404"}})->answer->status, 404);
    EXPECT_EQ(follow({{"performanceId", "x"}})->answer->status, 422);
    std::vector<std::shared_ptr<Sink>> readers;
    for (std::size_t i = 0; i < sales_streams_max; ++i) readers.push_back(follow());
    EXPECT_EQ(follow()->answer->status, 503);
    readers.front()->stream->close();
    EXPECT_EQ(follow()->answer->status, 200) << "there is room again";
}

TEST_F(SalesStream, ClosesWhenTheHouseCloses) {
    const auto reader = follow();
    module_->stop();
    EXPECT_FALSE(reader->stream->is_open());
}

}  // namespace
}  // namespace boxoffice::sales
