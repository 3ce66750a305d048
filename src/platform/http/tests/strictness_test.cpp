// What the server refuses, byte by byte: the request smuggling corpus, limits and deadlines.
#include "platform/http/tests/support.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace boxoffice::platform::http::test {
namespace {

using ports::HttpMethod;
using std::chrono::milliseconds;
using namespace std::string_literals;

std::vector<ports::Route> echo_routes() {
    return {route(HttpMethod::get, "/", echo), route(HttpMethod::post, "/", echo)};
}

class Smuggling : public testing::TestWithParam<std::string> {};

TEST_P(Smuggling, IsRefusedAndClosed) {
    TestServer house{echo_routes()};
    auto client = house.connect();
    // What is smuggled in behind must never be answered.
    client.send(GetParam());
    client.send("GET /smuggled HTTP/1.1\r\nHost: test\r\n\r\n");
    const auto response = client.read_all();
    EXPECT_EQ(status_of(response), 400) << response;
    EXPECT_EQ(header_of(response, "Connection"), "close");
    EXPECT_EQ(header_of(response, "Content-Type"), "application/problem+json");
    EXPECT_NE(response.find("malformed_request"), std::string::npos);
    EXPECT_EQ(response.find("HTTP/1.1", 1), std::string::npos) << "only one answer";
}

constexpr std::string_view json_post =
    "POST / HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n";

std::string posted(std::string_view rest) {
    return "POST / HTTP/1.1\r\nHost: test\r\n" + std::string{rest};
}

std::string chunked(std::string_view body) {
    return std::string{json_post} + "Transfer-Encoding: chunked\r\n\r\n" + std::string{body};
}

// Source: RFC 9112 section 11.2; PortSwigger's HTTP desync corpus, in classes.
INSTANTIATE_TEST_SUITE_P(
    Framing, Smuggling,
    testing::Values(posted("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                    posted("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                    posted("Content-Length: 1\r\nContent-Length: 1\r\n\r\n1"),
                    posted("Content-Length: 1\r\nContent-Length: 2\r\n\r\n1"),
                    posted("Content-Length: 1, 1\r\n\r\n1"), posted("Content-Length: +1\r\n\r\n1"),
                    posted("Content-Length: -1\r\n\r\n1"), posted("Content-Length: 0x1\r\n\r\n1"),
                    posted("Content-Length: 1 1\r\n\r\n1"), posted("Content-Length:\r\n\r\n1"),
                    posted("Content-Length: 18446744073709551617\r\n\r\n1"),
                    posted("Content-Length : 1\r\n\r\n1"), posted(" Content-Length: 1\r\n\r\n1"),
                    posted("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                    posted("Transfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
                    posted("Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                    posted("Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                    posted("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n"),
                    posted("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
                    posted("Transfer-Encoding:\v chunked\r\n\r\n0\r\n\r\n"),
                    posted("Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
                    "POST / HTTP/1.0\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));

INSTANTIATE_TEST_SUITE_P(
    Heads, Smuggling,
    testing::Values(
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\tfolded\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r2\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"s, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "GET /\tHTTP/1.1\r\nHost: a\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.2\r\nHost: a\r\n\r\n", "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET / http/1.1\r\nHost: a\r\n\r\n", "GET /\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "CONNECT b:80 HTTP/1.1\r\nHost: b:80\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: a\r\n\r\n", "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer customer\r\nAuthorization: x\r\n\r\n",
        "\x16\x03\x01\x02"));

INSTANTIATE_TEST_SUITE_P(
    Chunks, Smuggling,
    testing::Values(chunked("2;x=y\r\n{}\r\n0\r\n\r\n"), chunked("2\r\n{}\r\n0;x\r\n\r\n"),
                    chunked("2 \r\n{}\r\n0\r\n\r\n"), chunked("0x2\r\n{}\r\n0\r\n\r\n"),
                    chunked("-2\r\n{}\r\n0\r\n\r\n"), chunked("+2\r\n{}\r\n0\r\n\r\n"),
                    chunked("\r\n{}\r\n0\r\n\r\n"), chunked("2\n{}\r\n0\r\n\r\n"),
                    chunked("2\r\n{}0\r\n\r\n"), chunked("2\r\n{}}\r\n0\r\n\r\n"),
                    chunked("10000000000000002\r\n{}\r\n0\r\n\r\n"),
                    chunked(std::string(100, '0') + "2"),
                    chunked("2\r\n{}\r\n0\r\nContent-Type: text/plain\r\n\r\n"),
                    chunked("2\r\n{}\r\n0\r\nX: y\r\n\r\n")));

class AmbiguousTarget : public testing::TestWithParam<std::string_view> {};

TEST_P(AmbiguousTarget, IsRefused) {
    TestServer house{{route(HttpMethod::get, "/{path...}", echo)}};
    const auto response = house.exchange("GET " + std::string{GetParam()} +
                                         " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(status_of(response), 400) << response;
}

INSTANTIATE_TEST_SUITE_P(Paths, AmbiguousTarget,
                         testing::Values("/../etc/passwd", "/a/%2e%2e/b", "/a%2fb", "/a%5cb",
                                         "/a\\b", "/%00", "/%0d%0a", "/%zz", "/%2", "/%", "/%ff",
                                         "/?q=%ff", "/?q=%00", "/?q=%", "/%c0%af", "/%ed%a0%80",
                                         "/."));

TEST(Strictness, GoodChunksAreRead) {
    TestServer house{echo_routes()};
    auto client = house.connect();
    client.send(std::string{json_post} + "Transfer-Encoding: Chunked\r\n\r\n3\r\n{\"a\r\n");
    client.send("A\r\n\":1234567}\r\n0\r\n");
    client.send("\r\nGET / HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_EQ(body_of(client.read_response()), "POST / {\"a\":1234567}");
    EXPECT_EQ(body_of(client.read_response()), "GET / ");
}

TEST(Strictness, AHeadInSingleBytesIsRead) {
    TestServer house{echo_routes()};
    auto client = house.connect();
    const auto request = std::string{json_post} + "Content-Length: 2\r\n\r\n{}";
    for (const char c : request) client.send({&c, 1});
    EXPECT_EQ(body_of(client.read_response()), "POST / {}");
}

TEST(Strictness, TheUrlHasALimit) {
    TestServer house{{route(HttpMethod::get, "/{rest...}", echo)}, {.url_bytes_max = 100}};
    const auto status = [&](std::size_t bytes) {
        return status_of(house.exchange("GET /" + std::string(bytes - 1, 'a') +
                                        " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
    };
    EXPECT_EQ(status(100), 200);
    EXPECT_EQ(status(101), 414);
    EXPECT_EQ(status_of(house.exchange("GET /" + std::string(200, 'a'))), 414)
        << "without waiting for its end";
}

TEST(Strictness, TheHeadHasALimit) {
    TestServer house{echo_routes(), {.header_bytes_max = 200}};
    const std::string start = "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nX: ";
    const auto status = [&](std::size_t bytes) {
        return status_of(
            house.exchange(start + std::string(bytes - start.size() - 4, 'a') + "\r\n\r\n"));
    };
    EXPECT_EQ(status(200), 200);
    EXPECT_EQ(status(201), 431);
    EXPECT_EQ(status(20'000), 431);
}

TEST(Strictness, HeadersHaveANumber) {
    TestServer house{echo_routes(), {.headers_max = 10}};
    const auto status = [&](int count) {
        std::string head = "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n";
        for (int i = 2; i < count; ++i) head += "X: 1\r\n";
        return status_of(house.exchange(head + "\r\n"));
    };
    EXPECT_EQ(status(10), 200);
    EXPECT_EQ(status(11), 431);
}

TEST(Strictness, QueryParametersHaveANumber) {
    TestServer house{echo_routes()};
    const auto status = [&](int count) {
        std::string target = "/?a=1";
        for (int i = 1; i < count; ++i) target += "&a=1";
        return status_of(house.exchange("GET " + target +
                                        " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
    };
    EXPECT_EQ(status(100), 200);
    EXPECT_EQ(status(101), 400);
}

TEST(Strictness, TheBodyHasALimitThatARouteMayRaise) {
    auto large = route(HttpMethod::post, "/large", echo);
    large.body_bytes_max = 50;
    TestServer house{{route(HttpMethod::post, "/", echo), std::move(large)},
                     {.body_bytes_max = 20}};
    const auto sized = [&](std::string_view path, std::size_t bytes) {
        return status_of(
            house.exchange("POST " + std::string{path} +
                           " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
                           "Connection: close\r\nContent-Length: " +
                           std::to_string(bytes) + "\r\n\r\n" + std::string(bytes, '1')));
    };
    EXPECT_EQ(sized("/", 20), 200);
    EXPECT_EQ(sized("/", 21), 413);
    EXPECT_EQ(sized("/large", 50), 200);
    EXPECT_EQ(sized("/large", 51), 413);
    const auto in_chunks = [&](std::string_view last_chunk) {
        return status_of(house.exchange(std::string{json_post} +
                                        "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        "10\r\n1234567890123456\r\n" +
                                        std::string{last_chunk} + "\r\n0\r\n\r\n"));
    };
    EXPECT_EQ(in_chunks("4\r\n1234"), 200);
    EXPECT_EQ(in_chunks("5\r\n12345"), 413);
    EXPECT_EQ(
        status_of(house.exchange(std::string{json_post} + "Content-Length: 999999999\r\n\r\n")),
        413)
        << "refused by its announcement";
}

TEST(Strictness, ARefusedBodyIsSkippedAndTheConnectionGoesOn) {
    TestServer house{{route(HttpMethod::post, "/", echo), route(HttpMethod::get, "/", echo)}};
    auto client = house.connect();
    client.send("POST /nothing HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n12345");
    client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_EQ(status_of(client.read_response()), 404);
    EXPECT_EQ(status_of(client.read_response()), 200);
}

TEST(Strictness, ContinueIsSaidOnlyWhenTheBodyIsWanted) {
    TestServer house{echo_routes()};
    auto client = house.connect();
    client.send(std::string{json_post} + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("{}");
    EXPECT_EQ(body_of(client.read_response()), "POST / {}");
    client.send(
        "POST /nothing HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(status_of(client.read_all()), 404) << "and then closed";
}

TEST(Strictness, AnUnwantedChunkedBodyIsNotAskedFor) {
    TestServer house{echo_routes()};
    auto client = house.connect();
    client.send(
        "POST /nothing HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n"
        "Expect: 100-continue\r\n\r\n");
    EXPECT_EQ(status_of(client.read_all()), 404);
}

TEST(Strictness, Http10IsAnsweredAndClosed) {
    TestServer house{echo_routes()};
    const auto response = house.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(status_of(response), 200);
    EXPECT_EQ(header_of(response, "Connection"), "close");
}

TEST(Deadlines, ASilentNewConnectionIsClosed) {
    TestServer house{echo_routes(), {.header_timeout = milliseconds{40}}};
    auto client = house.connect();
    EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Deadlines, ASlowHeadIsClosed) {
    TestServer house{echo_routes(), {.header_timeout = milliseconds{40}}};
    auto client = house.connect();
    client.send("GET / HTTP/1.1\r\nHost: te");
    EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Deadlines, ASlowBodyIsClosed) {
    TestServer house{echo_routes(), {.body_timeout = milliseconds{40}}};
    auto client = house.connect();
    client.send(std::string{json_post} + "Content-Length: 10\r\n\r\n{");
    EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Deadlines, AnIdleConnectionIsClosed) {
    TestServer house{echo_routes(), {.idle_timeout = milliseconds{40}}};
    auto client = house.connect();
    client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_EQ(status_of(client.read_response()), 200);
    EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Deadlines, AClientThatDoesNotReadIsClosed) {
    constexpr std::size_t body_bytes = std::size_t{32} * 1024 * 1024;
    TestServer house{{route(HttpMethod::get, "/",
                            [](ports::HttpRequest, const ports::Responder& responder) {
                                responder->send(text_response(std::string(body_bytes, 'x')));
                            })},
                     {.write_timeout = milliseconds{40}}};
    auto client = house.connect();
    client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    const auto connections = [&] {
        return house.metrics.gauge("http_connections", R"(server="public")", "").value();
    };
    // The server closes while nobody reads; only then is the rest looked at.
    while (connections() == 0) std::this_thread::yield();
    while (connections() > 0) std::this_thread::yield();
    EXPECT_LT(client.read_all().size(), body_bytes);
}

}  // namespace
}  // namespace boxoffice::platform::http::test
