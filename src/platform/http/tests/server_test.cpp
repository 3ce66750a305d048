// The server over raw sockets: routing, access, answers now and later, keep-alive, draining.
#include "platform/http/server.hpp"

#include "base/fault.hpp"
#include "platform/http/tests/support.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace boxoffice::platform::http::test {
namespace {

using ports::Access;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::Responder;

std::string get(std::string_view target, std::string_view headers = "") {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: test\r\n" + std::string{headers} +
           "Connection: close\r\n\r\n";
}

std::string post(std::string_view target, std::string_view body,
                 std::string_view type = "application/json") {
    return "POST " + std::string{target} +
           " HTTP/1.1\r\nHost: test\r\nContent-Type: " + std::string{type} +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
           std::string{body};
}

TEST(Server, SaysWhatToDoAboutAPortThatIsTaken) {
    const TestServer first{{}};
    const auto port = first.server.port();
    const auto refusal = [](HttpServerOptions options) -> std::string {
        try {
            const TestServer second{{}, std::move(options)};
        } catch (const base::InfrastructureFault& fault) {
            return fault.what();
        }
        return "it listens";
    };
    const auto another = std::to_string(port + 10 <= 65'535 ? port + 10 : port - 10);
    EXPECT_EQ(refusal({.port = port, .port_option = "--control-port"}),
              "cannot listen on 127.0.0.1:" + std::to_string(port) +
                  ", another process is there: end it, or write --control-port " + another);
    EXPECT_NE(refusal({.address = "192.0.2.1"}).find("is the address right"), std::string::npos);
}

TEST(Server, AnswersWithTheHeadersThatEveryAnswerHas) {
    TestServer house{{route(HttpMethod::get, "/items", echo)}};
    const auto response = house.exchange(get("/items", "X-Request-Id: abc-1\r\n"));
    EXPECT_EQ(status_of(response), 200);
    EXPECT_EQ(body_of(response), "GET /items ");
    EXPECT_EQ(header_of(response, "X-Request-Id"), "abc-1");
    EXPECT_EQ(header_of(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header_of(response, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(header_of(response, "Cache-Control"), "no-store");
    EXPECT_EQ(header_of(response, "Connection"), "close");
    EXPECT_TRUE(header_of(response, "Date").ends_with(" GMT"));
    EXPECT_EQ(house.metrics.count(R"(http_requests_total{server="public",status="2xx"})"), 1);
}

TEST(Server, CountsAndTimesEachRoute) {
    TestServer house{{route(HttpMethod::get, "/items/{id}", echo),
                      route(HttpMethod::post, "/items", [](HttpRequest, Responder responder) {
                          responder->send({.status = 503});
                      })}};
    const auto answers = [&](const std::string& of, const std::string& status) {
        return house.metrics.count("http_route_requests_total{server=\"public\"," + of +
                                   ",status=\"" + status + "\"}");
    };
    const auto timed = [&](const std::string& of) {
        return house.metrics.timed("http_request_duration_seconds{server=\"public\"," + of + "}");
    };
    const std::string one = R"(method="GET",route="/items/{id}")";
    const std::string all = R"(method="POST",route="/items")";
    EXPECT_EQ(answers(one, "5xx"), 0) << "shown before anything failed";
    EXPECT_EQ(status_of(house.exchange(get("/items/1"))), 200);
    EXPECT_EQ(status_of(house.exchange(get("/items/2"))), 200);
    EXPECT_EQ(status_of(house.exchange(post("/items", "{}"))), 503);
    EXPECT_EQ(answers(one, "2xx"), 2);
    EXPECT_EQ(answers(all, "5xx"), 1);
    EXPECT_EQ(timed(one), 2);
    EXPECT_EQ(timed(all), 1);
    EXPECT_EQ(status_of(house.exchange(get("/items/3", "Prefer: wait=5\r\n"))), 200);
    EXPECT_EQ(answers(one, "2xx"), 3);
    EXPECT_EQ(timed(one), 2) << "whoever asks to wait is not timed";
    EXPECT_EQ(status_of(house.exchange(get("/nothing"))), 404);
    EXPECT_EQ(status_of(house.exchange("GET / HTTP/1.1\r\n\r\n")), 400) << "reaches no route";
    EXPECT_EQ(answers(one, "4xx"), 0);
}

TEST(Server, MakesARequestIdWhenTheOfferedOneIsNotPlain) {
    TestServer house{{route(HttpMethod::get, "/", echo)}};
    for (const auto* offered : {"with blank", "semi;colon", ""}) {
        const auto response =
            house.exchange(get("/", "X-Request-Id: " + std::string{offered} + "\r\n"));
        const auto id = header_of(response, "X-Request-Id");
        EXPECT_NE(id, offered);
        EXPECT_GE(id.size(), 18U);
    }
}

TEST(Server, KeepsTheHandlersCacheControl) {
    TestServer house{{route(HttpMethod::get, "/", [](HttpRequest, Responder responder) {
        auto response = text_response("x");
        response.headers.push_back({"Cache-Control", "max-age=5"});
        response.headers.push_back({"Content-Length", "99"});
        response.headers.push_back({"Location", "/a\r\nSet-Cookie: b"});
        responder->send(std::move(response));
    })}};
    const auto response = house.exchange(get("/"));
    EXPECT_EQ(header_of(response, "Cache-Control"), "max-age=5");
    EXPECT_EQ(header_of(response, "Content-Length"), "1");
    EXPECT_EQ(header_of(response, "Set-Cookie"), "(none)") << "a value must not split the response";
}

TEST(Server, AnswersUnknownPathsAndMethods) {
    TestServer house{{route(HttpMethod::get, "/items/{id}", echo),
                      route(HttpMethod::del, "/items/{id}", echo, Access::staff)}};
    const auto missing = house.exchange(get("/nothing"));
    EXPECT_EQ(status_of(missing), 404);
    EXPECT_EQ(header_of(missing, "Content-Type"), "application/problem+json");
    EXPECT_NE(body_of(missing).find("\"not_found\""), std::string::npos);
    const auto wrong = house.exchange(post("/items/1", "{}"));
    EXPECT_EQ(status_of(wrong), 405);
    EXPECT_EQ(header_of(wrong, "Allow"), "GET, HEAD, DELETE, OPTIONS");
    const auto strange =
        house.exchange("TRACE /items/1 HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(status_of(strange), 405);
    const auto options =
        house.exchange("OPTIONS /items/1 HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(status_of(options), 204);
    EXPECT_EQ(header_of(options, "Allow"), "GET, HEAD, DELETE, OPTIONS");
}

TEST(Server, SendsNoBodyToHead) {
    TestServer house{{route(HttpMethod::get, "/items", echo)}};
    const auto response =
        house.exchange("HEAD /items HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(status_of(response), 200);
    EXPECT_EQ(header_of(response, "Content-Length"), "12");
    EXPECT_EQ(body_of(response), "");
}

TEST(Server, LetsOnlyTheRightRolesIn) {
    TestServer house{{route(HttpMethod::get, "/mine", echo, Access::signed_in),
                      route(HttpMethod::get, "/staff", echo, Access::staff),
                      route(HttpMethod::get, "/admin", echo, Access::admin),
                      route(HttpMethod::get, "/all", [](HttpRequest request, Responder responder) {
                          responder->send(text_response(std::to_string(request.principal.user_id)));
                      })}};
    const auto status = [&](std::string_view path, std::string_view token) {
        const auto header =
            token.empty() ? std::string{} : "Authorization: Bearer " + std::string{token} + "\r\n";
        return status_of(house.exchange(get(path, header)));
    };
    EXPECT_EQ(status("/mine", ""), 401);
    EXPECT_EQ(status("/mine", "customer"), 200);
    EXPECT_EQ(status("/staff", ""), 401);
    EXPECT_EQ(status("/staff", "customer"), 403);
    EXPECT_EQ(status("/staff", "boxoffice"), 200);
    EXPECT_EQ(status("/admin", "boxoffice"), 403);
    EXPECT_EQ(status("/admin", "admin"), 200);
    EXPECT_EQ(status("/all", "forged"), 401)
        << "a bad credential is refused even where none is needed";
    EXPECT_EQ(body_of(house.exchange(get("/all", "Authorization: Bearer customer\r\n"))), "7");
    EXPECT_EQ(header_of(house.exchange(get("/mine")), "WWW-Authenticate"), "Bearer");
}

TEST(Server, TakesOnlyJsonBodies) {
    TestServer house{{route(HttpMethod::post, "/items", echo)}};
    EXPECT_EQ(body_of(house.exchange(post("/items", "{}"))), "POST /items {}");
    EXPECT_EQ(status_of(house.exchange(post("/items", "{}", "application/JSON; charset=UTF-8"))),
              200);
    EXPECT_EQ(status_of(house.exchange(post("/items", "{}", "application/merge-patch+json"))), 200);
    EXPECT_EQ(status_of(house.exchange(post("/items", "{}", "application/json; charset=utf-16"))),
              415);
    EXPECT_EQ(status_of(house.exchange(post("/items", "a=b", "application/x-www-form-urlencoded"))),
              415);
    EXPECT_EQ(status_of(house.exchange(post("/items", "", "text/plain"))), 200)
        << "no body, no type";
}

TEST(Server, AnswersExceptionsWithoutTheirText) {
    TestServer house{
        {route(HttpMethod::get, "/bug",
               [](HttpRequest, Responder) { throw std::runtime_error("/secret/path"); }),
         route(HttpMethod::get, "/busy",
               [](HttpRequest, Responder) {
                   throw base::InfrastructureFault("db", base::Retry::yes);
               }),
         route(HttpMethod::get, "/broken",
               [](HttpRequest, Responder) {
                   throw base::InfrastructureFault("db", base::Retry::no);
               }),
         route(HttpMethod::get, "/lost", [](HttpRequest, Responder) {})}};
    const auto bug = house.exchange(get("/bug", "Accept-Language: ko\r\n"));
    EXPECT_EQ(status_of(bug), 500);
    EXPECT_EQ(bug.find("secret"), std::string::npos);
    EXPECT_NE(bug.find("서버에 문제가 발생했습니다."), std::string::npos);
    EXPECT_NE(house.log.text().find("secret"), std::string::npos) << "the log says why";
    const auto busy = house.exchange(get("/busy"));
    EXPECT_EQ(status_of(busy), 503);
    EXPECT_EQ(header_of(busy, "Retry-After"), "1");
    EXPECT_EQ(status_of(house.exchange(get("/broken"))), 500);
    EXPECT_EQ(status_of(house.exchange(get("/lost"))), 500) << "an abandoned responder answers";
}

TEST(Server, AnswersFromAnotherThreadAndKeepsTheOrder) {
    Worker worker;
    TestServer house{
        {route(HttpMethod::get, "/now/{n}", echo),
         route(HttpMethod::get, "/later/{n}", [&](HttpRequest request, Responder responder) {
             worker.post([request = std::move(request), responder = std::move(responder)] {
                 echo(request, responder);
             });
         })}};
    auto client = house.connect();
    std::string burst;
    for (int i = 0; i < 50; ++i) {
        const auto* path = i % 2 == 0 ? "/now/" : "/later/";
        burst += "GET " + std::string{path} + std::to_string(i) + " HTTP/1.1\r\nHost: test\r\n\r\n";
    }
    client.send(burst);
    for (int i = 0; i < 50; ++i) {
        const auto* path = i % 2 == 0 ? "/now/" : "/later/";
        ASSERT_EQ(body_of(client.read_response()),
                  "GET " + std::string{path} + std::to_string(i) + " ");
    }
}

TEST(Server, AnswersManyConnectionsFromOneWorker) {
    Worker worker;
    TestServer house{
        {route(HttpMethod::get, "/{n}",
               [&](HttpRequest request, Responder responder) {
                   worker.post([request = std::move(request), responder = std::move(responder)] {
                       echo(request, responder);
                   });
               })},
        {.io_threads = 2}};
    std::vector<RawClient> clients;
    for (int i = 0; i < 40; ++i) clients.push_back(house.connect());
    for (int round = 0; round < 5; ++round) {
        for (std::size_t i = 0; i < clients.size(); ++i) {
            clients[i].send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: test\r\n\r\n");
        }
        for (std::size_t i = 0; i < clients.size(); ++i) {
            ASSERT_EQ(body_of(clients[i].read_response()), "GET /" + std::to_string(i) + " ");
        }
    }
}

TEST(Server, DropsASecondAnswer) {
    TestServer house{{route(HttpMethod::get, "/", [](HttpRequest, Responder responder) {
        responder->send(text_response("first"));
        responder->send(text_response("second"));
    })}};
    const auto response = house.exchange(get("/"));
    EXPECT_EQ(body_of(response), "first");
}

TEST(Server, AnAbandonedResponderOnAnotherThreadAnswers500) {
    Worker worker;
    TestServer house{{route(HttpMethod::get, "/", [&](HttpRequest, Responder responder) {
        worker.post([responder = std::move(responder)] {});
    })}};
    EXPECT_EQ(status_of(house.exchange(get("/"))), 500);
}

TEST(Server, AnAnswerToAClientThatLeftIsHarmless) {
    std::mutex mutex;
    std::condition_variable changed;
    Responder kept;
    TestServer house{{route(HttpMethod::get, "/keep",
                            [&](HttpRequest, Responder responder) {
                                const std::lock_guard lock{mutex};
                                kept = std::move(responder);
                                changed.notify_all();
                            }),
                      route(HttpMethod::get, "/", echo)}};
    {
        auto client = house.connect();
        client.send("GET /keep HTTP/1.1\r\nHost: test\r\n\r\n");
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return kept != nullptr; });
        client.reset();
    }
    kept->send(text_response("too late"));
    EXPECT_EQ(status_of(house.exchange(get("/"))), 200);
    kept.reset();
}

TEST(Server, AHandlerThatNeverAnswersIsAnswered503) {
    Responder kept;
    TestServer house{
        {route(HttpMethod::get, "/",
               [&](HttpRequest, Responder responder) { kept = std::move(responder); })},
        {.answer_timeout = std::chrono::milliseconds{40}}};
    auto client = house.connect();
    client.send(get("/"));
    EXPECT_EQ(status_of(client.read_all()), 503);
    kept->send(text_response("too late"));
    house.server.stop();
    kept.reset();
}

TEST(Server, AResponderMayOutliveTheServer) {
    Responder kept;
    {
        TestServer house{{route(HttpMethod::get, "/", [&](HttpRequest, Responder responder) {
            kept = std::move(responder);
            kept->send(text_response("now"));
        })}};
        EXPECT_EQ(body_of(house.exchange(get("/"))), "now");
    }
    kept->send(text_response("nobody"));
    EXPECT_FALSE(kept->open_stream(text_response(""))->is_open());
}

TEST(Server, DrainingFinishesWhatRunsAndEndsTheIdle) {
    Worker worker;
    std::mutex gate;
    gate.lock();
    std::mutex mutex;
    std::condition_variable changed;
    bool is_running = false;
    TestServer house{
        {route(HttpMethod::get, "/slow",
               [&](HttpRequest request, Responder responder) {
                   {
                       const std::lock_guard lock{mutex};
                       is_running = true;
                   }
                   changed.notify_all();
                   worker.post([&, request = std::move(request), responder = std::move(responder)] {
                       const std::lock_guard wait{gate};
                       echo(request, responder);
                   });
               }),
         route(HttpMethod::get, "/", echo)}};
    auto idle = house.connect();
    idle.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_EQ(status_of(idle.read_response()), 200);
    auto busy = house.connect();
    busy.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
    {
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return is_running; });
    }
    EXPECT_FALSE(house.server.drain(std::chrono::milliseconds{0}));
    EXPECT_TRUE(idle.is_closed_by_server());
    gate.unlock();
    EXPECT_TRUE(house.server.drain(std::chrono::seconds{20}));
    const auto response = busy.read_all();
    EXPECT_EQ(body_of(response), "GET /slow ");
    EXPECT_EQ(header_of(response, "Connection"), "close");
}

TEST(Server, RefusesConnectionsBeyondTheLimit) {
    TestServer house{{route(HttpMethod::get, "/", echo)}, {.connections_max = 1}};
    auto first = house.connect();
    first.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_EQ(status_of(first.read_response()), 200);
    auto second = house.connect();
    second.send(get("/"));
    const auto refusal = second.read_response();
    EXPECT_EQ(status_of(refusal), 503);
    EXPECT_EQ(header_of(refusal, "Retry-After"), "1");
}

TEST(Server, CannotListenWhereAnotherDoes) {
    TestServer house{{route(HttpMethod::get, "/", echo)}};
    EXPECT_THROW(TestServer({}, {.port = house.server.port()}), base::InfrastructureFault);
}

TEST(Server, WritesOneLineForEachRequestWhenAsked) {
    TestServer house{{route(HttpMethod::get, "/items", echo)}, {.access_log = true}};
    (void)house.exchange(get("/items?q=1", "X-Request-Id: r1\r\n"));
    EXPECT_NE(house.log.text().find("request_id=r1 request=GET /items?q=1 status=200"),
              std::string::npos);
}

}  // namespace
}  // namespace boxoffice::platform::http::test
