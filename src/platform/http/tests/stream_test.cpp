// Answers that go on: server-sent events over raw sockets.
#include "platform/http/tests/support.hpp"

#include <gtest/gtest.h>

namespace boxoffice::platform::http::test {
namespace {

using ports::HttpMethod;
using ports::HttpRequest;
using ports::Responder;

/// Opens a stream for each request and hands it to the test.
class Streams {
  public:
    void open(const Responder& responder) {
        auto stream = responder->open_stream({.status = 200,
                                              .headers = {{"Content-Type", "text/event-stream"}},
                                              .body = ": hello\n\n"});
        const std::lock_guard lock{mutex_};
        streams_.push_back(std::move(stream));
        changed_.notify_all();
    }
    std::shared_ptr<ports::HttpStream> next() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return !streams_.empty(); });
        auto stream = std::move(streams_.front());
        streams_.pop_front();
        return stream;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::shared_ptr<ports::HttpStream>> streams_;
};

ports::Route stream_route(Streams& streams) {
    return route(HttpMethod::get, "/stream",
                 [&streams](HttpRequest, const Responder& responder) { streams.open(responder); });
}

constexpr std::string_view ask = "GET /stream HTTP/1.1\r\nHost: test\r\n\r\n";

TEST(Stream, WritesFromAnotherThreadArriveInOrder) {
    Streams streams;
    TestServer house{{stream_route(streams)}};
    auto client = house.connect();
    client.send(ask);
    const auto head = client.read_until("\r\n\r\n");
    EXPECT_EQ(header_of(head, "Transfer-Encoding"), "chunked");
    EXPECT_EQ(header_of(head, "Content-Type"), "text/event-stream");
    EXPECT_EQ(header_of(head, "Cache-Control"), "no-store");
    EXPECT_EQ(header_of(head, "Content-Length"), "(none)");
    EXPECT_EQ(client.read_until("\n\n\r\n"), "9\r\n: hello\n\n\r\n");
    const auto stream = streams.next();
    for (int i = 0; i < 3; ++i) {
        const auto event = "data: " + std::to_string(i) + "\n\n";
        stream->write(event);
        EXPECT_EQ(client.read_until(event + "\r\n"), "9\r\n" + event + "\r\n");
    }
    EXPECT_TRUE(stream->is_open());
    stream->write("data: last\n\n");
    stream->close();
    EXPECT_FALSE(stream->is_open());
    stream->write("never sent");
    EXPECT_EQ(client.read_all(), "c\r\ndata: last\n\n\r\n0\r\n\r\n");
}

TEST(Stream, ManyStreamsGetEveryEvent) {
    Streams streams;
    TestServer house{{stream_route(streams)}, {.io_threads = 2}};
    std::vector<RawClient> clients;
    std::vector<std::shared_ptr<ports::HttpStream>> open;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(house.connect());
        clients.back().send(ask);
        open.push_back(streams.next());
    }
    for (int event = 0; event < 20; ++event) {
        for (auto& stream : open) stream->write("data: " + std::to_string(event) + "\n\n");
    }
    for (auto& stream : open) stream->close();
    for (auto& client : clients) {
        const auto text = client.read_all();
        std::size_t at = 0;
        for (int event = 0; event < 20; ++event) {
            at = text.find("data: " + std::to_string(event) + "\n\n", at);
            ASSERT_NE(at, std::string::npos) << "event " << event;
        }
        EXPECT_TRUE(text.ends_with("\r\n0\r\n\r\n"));
    }
}

TEST(Stream, DroppingItClosesIt) {
    Streams streams;
    TestServer house{{stream_route(streams)}};
    auto client = house.connect();
    client.send(ask);
    streams.next().reset();
    EXPECT_TRUE(client.read_all().ends_with("\r\n0\r\n\r\n"));
}

TEST(Stream, MayBeOpenedLaterFromAnotherThread) {
    Streams streams;
    Worker worker;
    TestServer house{{route(HttpMethod::get, "/stream", [&](HttpRequest, Responder responder) {
        worker.post([&streams, responder = std::move(responder)] { streams.open(responder); });
    })}};
    auto client = house.connect();
    client.send(ask);
    streams.next()->write("data: x\n\n");
    const auto text = client.read_all();
    EXPECT_LT(text.find(": hello\n\n"), text.find("data: x\n\n")) << text;
    EXPECT_NE(text.find("data: x\n\n"), std::string::npos) << text;
}

TEST(Stream, NoticesThatTheClientHasLeft) {
    Streams streams;
    TestServer house{{stream_route(streams)}};
    auto client = house.connect();
    client.send(ask);
    const auto stream = streams.next();
    client.read_until(": hello\n\n");
    client.close();
    while (stream->is_open()) std::this_thread::yield();
    stream->write("to nobody");
}

TEST(Stream, CutsOffASlowReader) {
    Streams streams;
    TestServer house{{stream_route(streams)},
                     {.stream_backlog_bytes_max = 100'000, .write_timeout = std::chrono::hours{1}}};
    auto client = house.connect();
    client.send(ask);
    const auto stream = streams.next();
    const std::string chunk(10'000, 'x');
    std::size_t written = 0;
    while (stream->is_open()) {
        stream->write(chunk);
        written += chunk.size();
    }
    const auto text = client.read_all();
    EXPECT_LT(text.size(), written);
    EXPECT_FALSE(text.ends_with("\r\n0\r\n\r\n")) << "a cut is not an end";
}

TEST(Stream, OutlivesTheServer) {
    Streams streams;
    std::shared_ptr<ports::HttpStream> stream;
    {
        TestServer house{{stream_route(streams)}};
        auto client = house.connect();
        client.send(ask);
        stream = streams.next();
        client.read_until(": hello\n\n");
    }
    EXPECT_FALSE(stream->is_open());
    stream->write("to nobody");
}

TEST(Stream, EndsWhenTheServerDrains) {
    Streams streams;
    TestServer house{{stream_route(streams)}};
    auto client = house.connect();
    client.send(ask);
    const auto stream = streams.next();
    client.read_until(": hello\n\n");
    EXPECT_TRUE(house.server.drain(std::chrono::seconds{20}));
    EXPECT_FALSE(stream->is_open());
    EXPECT_TRUE(client.read_all().ends_with("0\r\n\r\n"));
}

TEST(Stream, AnswersHeadWithoutStreaming) {
    Streams streams;
    TestServer house{{stream_route(streams)}};
    auto client = house.connect();
    client.send("HEAD /stream HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_EQ(body_of(client.read_all()), "");
    const auto stream = streams.next();
    while (stream->is_open()) std::this_thread::yield();
}

TEST(Stream, ToHttp10IsNotChunked) {
    Streams streams;
    TestServer house{{stream_route(streams)}};
    auto client = house.connect();
    client.send("GET /stream HTTP/1.0\r\n\r\n");
    auto stream = streams.next();
    stream->write("data: x\n\n");
    stream.reset();
    EXPECT_EQ(body_of(client.read_all()), ": hello\n\ndata: x\n\n");
}

}  // namespace
}  // namespace boxoffice::platform::http::test
