// The client against our server, against raw sockets, and over TLS.
#include "platform/http/client.hpp"

#include "base/fault.hpp"
#include "platform/http/tests/support.hpp"
#include "platform/http/tests/tls_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <future>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace boxoffice::platform::http::test {
namespace {

using ports::HttpAnswer;
using ports::HttpCall;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::Responder;

HttpCall get_call(std::uint16_t port, std::string_view path = "/") {
    return {.method = HttpMethod::get,
            .url = "http://127.0.0.1:" + std::to_string(port) + std::string{path},
            .headers = {},
            .body = {},
            .timeout_ms = 20'000};
}

std::future<HttpAnswer> begin(BeastHttpClient& client, HttpCall call) {
    auto promise = std::make_shared<std::promise<HttpAnswer>>();
    auto answer = promise->get_future();
    client.call(std::move(call),
                [promise](HttpAnswer given) { promise->set_value(std::move(given)); });
    return answer;
}

HttpAnswer ask(BeastHttpClient& client, HttpCall call) {
    return begin(client, std::move(call)).get();
}

/// A listening socket whose connections a test answers by hand.
class Listener {
  public:
    Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(socket_, 16), 0);
        socklen_t size = sizeof address;
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    ~Listener() { ::close(socket_); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// Takes one connection and one request, sends `answer` in pieces of that size and closes.
    void answer_one(std::string_view answer, std::size_t piece = 4096) const {
        const int connection = ::accept(socket_, nullptr, nullptr);
        std::array<char, 4096> buffer;
        EXPECT_GT(::recv(connection, buffer.data(), buffer.size(), 0), 0);
        const int on = 1;
        ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        while (!answer.empty()) {
            const auto size = std::min(piece, answer.size());
            EXPECT_EQ(::send(connection, answer.data(), size, MSG_NOSIGNAL),
                      static_cast<ssize_t>(size));
            answer.remove_prefix(size);
        }
        ::close(connection);
    }

  private:
    int socket_;
    std::uint16_t port_ = 0;
};

TEST(Client, SendsAndReceives) {
    TestServer house{
        {route(HttpMethod::post, "/pay", [](HttpRequest request, const Responder& responder) {
            auto response = text_response(
                std::string{request.header("Idempotency-Key").value_or("")} + request.body);
            response.status = 201;
            response.headers.push_back({"Location", "/payments/1"});
            responder->send(std::move(response));
        })}};
    BeastHttpClient client;
    auto call = get_call(house.server.port(), "/pay");
    call.method = HttpMethod::post;
    call.headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", "k"}};
    call.body = "{}";
    const auto answer = ask(client, std::move(call));
    ASSERT_TRUE(answer.response) << answer.fault;
    EXPECT_EQ(answer.response->status, 201);
    EXPECT_EQ(answer.response->body, "k{}");
    const auto& headers = answer.response->headers;
    EXPECT_TRUE(std::any_of(headers.begin(), headers.end(), [](const ports::HttpHeader& header) {
        return header.name == "Location" && header.value == "/payments/1";
    }));
}

TEST(Client, UsesOneConnectionForOneCallAfterAnother) {
    TestServer house{{route(HttpMethod::get, "/", echo)}};
    BeastHttpClient client;
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(ask(client, get_call(house.server.port())).response);
    EXPECT_EQ(house.metrics.gauge("http_connections", R"(server="public")", "").value(), 1);
}

TEST(Client, KeepsToItsConnectionsAndAnswersEveryCall) {
    TestServer house{{route(HttpMethod::get, "/{n}", echo)}};
    BeastHttpClient client{{.connections_per_host_max = 3}};
    std::vector<std::future<HttpAnswer>> answers;
    for (int i = 0; i < 200; ++i) {
        answers.push_back(begin(client, get_call(house.server.port(), "/" + std::to_string(i))));
    }
    for (int i = 0; i < 200; ++i) {
        const auto answer = answers[static_cast<std::size_t>(i)].get();
        ASSERT_TRUE(answer.response) << answer.fault;
        EXPECT_EQ(answer.response->body, "GET /" + std::to_string(i) + " ");
    }
    EXPECT_LE(house.metrics.gauge("http_connections", R"(server="public")", "").value(), 3);
}

TEST(Client, RefusesCallsBeyondTheQueue) {
    std::mutex mutex;
    std::vector<Responder> kept;
    TestServer house{{route(HttpMethod::get, "/", [&](HttpRequest, Responder responder) {
        const std::lock_guard lock{mutex};
        kept.push_back(std::move(responder));
    })}};
    BeastHttpClient client{{.connections_per_host_max = 1, .waiting_per_host_max = 1}};
    auto first = begin(client, get_call(house.server.port()));
    auto second = begin(client, get_call(house.server.port()));
    const auto third = ask(client, get_call(house.server.port()));
    EXPECT_EQ(third.fault, "too many calls wait for this host");
    EXPECT_FALSE(third.may_have_arrived);
    house.server.stop();
    kept.clear();
    EXPECT_FALSE(first.get().response);
    EXPECT_FALSE(second.get().response);
}

TEST(Client, SaysWhenNobodyListens) {
    std::uint16_t port = 0;
    { port = Listener{}.port(); }
    BeastHttpClient client;
    const auto answer = ask(client, get_call(port));
    EXPECT_FALSE(answer.response);
    EXPECT_NE(answer.fault.find("connecting failed"), std::string::npos) << answer.fault;
    EXPECT_FALSE(answer.may_have_arrived);
}

TEST(Client, SaysWhenTheHostIsUnknown) {
    BeastHttpClient client;
    auto call = get_call(80);
    // A label longer than DNS allows, so that no name server is asked.
    call.url = "http://" + std::string(64, 'a') + ".invalid/";
    const auto answer = ask(client, std::move(call));
    EXPECT_NE(answer.fault.find("name was not found"), std::string::npos) << answer.fault;
    EXPECT_FALSE(answer.may_have_arrived);
}

TEST(Client, FindsAHostByItsName) {
    TestServer house{{route(HttpMethod::get, "/", echo)}};
    BeastHttpClient client;
    auto call = get_call(0);
    call.url = "http://localhost:" + std::to_string(house.server.port()) + "/";
    EXPECT_TRUE(ask(client, std::move(call)).response);
}

TEST(Client, GivesUpAtTheTimeLimit) {
    const Listener listener;
    BeastHttpClient client;
    auto call = get_call(listener.port());
    call.timeout_ms = 30;
    // The kernel accepts for the listener; nobody ever reads.
    const auto answer = ask(client, std::move(call));
    EXPECT_FALSE(answer.response);
    EXPECT_EQ(answer.fault, "no answer in time");
    EXPECT_TRUE(answer.may_have_arrived) << "a timeout is never a no";
}

TEST(Client, TakesACutAnswerForNone) {
    const Listener listener;
    BeastHttpClient client;
    for (const std::string_view cut :
         {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "nonsense\r\n\r\n"}) {
        auto answer = begin(client, get_call(listener.port()));
        listener.answer_one(cut);
        const auto given = answer.get();
        EXPECT_FALSE(given.response) << cut;
        EXPECT_TRUE(given.may_have_arrived);
    }
}

TEST(Client, ReadsAnAnswerInSingleBytes) {
    const Listener listener;
    BeastHttpClient client;
    for (const std::string_view text :
         {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nabcde\r\n0\r\nX: "
          "y\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde", "HTTP/1.0 200 OK\r\n\r\nabcde"}) {
        auto answer = begin(client, get_call(listener.port()));
        listener.answer_one(text, 1);
        const auto given = answer.get();
        ASSERT_TRUE(given.response) << given.fault;
        EXPECT_EQ(given.response->body, "abcde");
    }
}

TEST(Client, PassesInterimAnswersBy) {
    const Listener listener;
    BeastHttpClient client;
    auto answer = begin(client, get_call(listener.port()));
    listener.answer_one(
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    EXPECT_EQ(answer.get().response->body, "ok");
}

TEST(Client, ClosesAConnectionOnWhichMoreCameThanAsked) {
    const Listener listener;
    BeastHttpClient client;
    for (int i = 0; i < 2; ++i) {
        auto answer = begin(client, get_call(listener.port()));
        listener.answer_one(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n");
        EXPECT_EQ(answer.get().response->body, "ok");
    }
}

TEST(Client, LimitsTheAnswer) {
    TestServer house{
        {route(HttpMethod::get, "/{n}", [](HttpRequest request, const Responder& responder) {
            responder->send(text_response(
                std::string(static_cast<std::size_t>(*request.id_parameter("n")), 'x')));
        })}};
    BeastHttpClient client{{.answer_bytes_max = 1000}};
    EXPECT_TRUE(ask(client, get_call(house.server.port(), "/1000")).response);
    EXPECT_FALSE(ask(client, get_call(house.server.port(), "/1001")).response);
}

TEST(Client, DoesNotReuseAConnectionThatTheServerClosed) {
    BeastHttpClient client;
    const Listener listener;
    for (int i = 0; i < 3; ++i) {
        auto answer = begin(client, get_call(listener.port()));
        // Kept alive by its words, closed in fact.
        listener.answer_one("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        EXPECT_TRUE(answer.get().response);
    }
}

TEST(Client, RefusesWhatItCannotSend) {
    BeastHttpClient client;
    auto bad_url = get_call(80);
    bad_url.url = "ftp://a";
    EXPECT_FALSE(ask(client, std::move(bad_url)).may_have_arrived);
    auto bad_header = get_call(80);
    bad_header.headers = {{"X", "a\r\nY: b"}};
    const auto answer = ask(client, std::move(bad_header));
    EXPECT_EQ(answer.fault, "a header cannot be sent as it is");
    EXPECT_FALSE(answer.may_have_arrived);
}

TEST(Client, AnswersHeadWithoutABody) {
    TestServer house{{route(HttpMethod::get, "/", echo)}};
    BeastHttpClient client;
    auto call = get_call(house.server.port());
    call.method = HttpMethod::head;
    const auto answer = ask(client, std::move(call));
    ASSERT_TRUE(answer.response) << answer.fault;
    EXPECT_EQ(answer.response->body, "");
}

TEST(Client, EndsEveryCallWhenDestroyed) {
    const Listener listener;
    std::future<HttpAnswer> answer;
    {
        BeastHttpClient client;
        answer = begin(client, get_call(listener.port()));
    }
    EXPECT_EQ(answer.get().fault, "the client was stopped");
}

TEST(Client, RefusesAMissingCertificateFile) {
    EXPECT_THROW(BeastHttpClient({.trusted_certificates_file = "/nowhere.pem"}),
                 base::InfrastructureFault);
}

TEST(ClientTls, TrustsTheRightHostWithAKnownCertificate) {
    TlsServer server{"IP:127.0.0.1"};
    BeastHttpClient client{{.trusted_certificates_file = server.certificate_file()}};
    auto call = get_call(0);
    call.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
    const auto answer = ask(client, std::move(call));
    ASSERT_TRUE(answer.response) << answer.fault;
    EXPECT_EQ(answer.response->body, "safe");
}

TEST(ClientTls, RefusesACertificateForAnotherHost) {
    TlsServer server{"DNS:other.example"};
    BeastHttpClient client{{.trusted_certificates_file = server.certificate_file()}};
    auto call = get_call(0);
    call.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
    const auto answer = ask(client, std::move(call));
    EXPECT_FALSE(answer.response);
    EXPECT_NE(answer.fault.find("TLS handshake failed"), std::string::npos) << answer.fault;
    EXPECT_FALSE(answer.may_have_arrived);
}

TEST(ClientTls, RefusesAnUnknownIssuer) {
    TlsServer server{"IP:127.0.0.1"};
    BeastHttpClient client;
    auto call = get_call(0);
    call.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
    EXPECT_FALSE(ask(client, std::move(call)).response);
}

TEST(ClientTls, RefusesTlsBefore12) {
    TlsServer server{"IP:127.0.0.1", TlsServer::Version::tls_1_1};
    BeastHttpClient client{{.trusted_certificates_file = server.certificate_file()}};
    auto call = get_call(0);
    call.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
    EXPECT_FALSE(ask(client, std::move(call)).response);
}

TEST(ClientTls, RefusesACertificateThatHasRunOut) {
    TlsServer server{"IP:127.0.0.1", TlsServer::Version::newest, TlsServer::Validity::over};
    BeastHttpClient client{{.trusted_certificates_file = server.certificate_file()}};
    auto call = get_call(0);
    call.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
    const auto answer = ask(client, std::move(call));
    EXPECT_FALSE(answer.response);
    EXPECT_NE(answer.fault.find("TLS handshake failed"), std::string::npos) << answer.fault;
    EXPECT_FALSE(answer.may_have_arrived);
}

TEST(ClientTls, TakesAPlainAnswerForNone) {
    const Listener listener;
    BeastHttpClient client;
    auto call = get_call(0);
    call.url = "https://127.0.0.1:" + std::to_string(listener.port()) + "/";
    auto answer = begin(client, std::move(call));
    listener.answer_one("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain");
    const auto given = answer.get();
    EXPECT_FALSE(given.response);
    EXPECT_NE(given.fault.find("TLS handshake failed"), std::string::npos) << given.fault;
    EXPECT_FALSE(given.may_have_arrived);
}

TEST(ClientTls, GivesUpAHandshakeThatHangs) {
    const Listener listener;
    BeastHttpClient client{{.connect_timeout = std::chrono::milliseconds{30}}};
    auto call = get_call(0);
    call.url = "https://127.0.0.1:" + std::to_string(listener.port()) + "/";
    const auto answer = ask(client, std::move(call));
    EXPECT_EQ(answer.fault, "connecting took too long");
    EXPECT_FALSE(answer.may_have_arrived);
    EXPECT_EQ(HttpClientOptions{}.connect_timeout, std::chrono::seconds{2});
}

}  // namespace
}  // namespace boxoffice::platform::http::test
