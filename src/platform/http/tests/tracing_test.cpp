// Goal: a request is served on behalf of whoever sent it, and shows as one span that tells nothing
// about a person.
#include "platform/http/tests/support.hpp"
#include "ports/tests/recording_tracer.hpp"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <string>
#include <vector>

namespace boxoffice::platform::http::test {
namespace {

using ports::testing::attribute;
using ports::testing::RecordingTracer;

const std::string caller{ports::testing::caller_traceparent};

std::string get(std::string_view target, std::string_view headers) {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n" +
           std::string{headers} + "\r\n";
}

/// Answers with the trace that the handler works for and the id of the request.
void show_trace(const ports::HttpRequest&, const ports::Responder& responder) {
    responder->send(text_response(ports::to_text(ports::current_trace()) + "|" +
                                  std::string{ports::current_request_id()}));
}

std::vector<ports::Route> routes() {
    return {route(ports::HttpMethod::get, "/tickets/{code}", show_trace),
            route(ports::HttpMethod::get, "/broken",
                  [](const ports::HttpRequest&, const ports::Responder&) {
                      throw std::runtime_error("broken");
                  }),
            route(ports::HttpMethod::get, "/staff", echo, ports::Access::staff)};
}

struct TracedServer {
    RecordingTracer tracer;
    TestServer house{routes(), {.tracer = &tracer}};

    std::string ask(std::string_view target, const std::string& headers) {
        return house.exchange(get(target, headers));
    }
};

TEST(HttpTracing, ARequestIsOneSpanUnderItsCaller) {
    TracedServer server;
    const auto response = server.ask("/tickets/T0PSECRET?email=mina@example.org",
                                     "traceparent: " + caller +
                                         "\r\ntracestate: a=1\r\ntracestate: b=2\r\n"
                                         "Authorization: Bearer customer\r\nX-Request-Id: r-1\r\n");
    ASSERT_EQ(server.tracer.spans().size(), 1U);
    const auto span = server.tracer.spans()[0];
    EXPECT_EQ(body_of(response), ports::to_text(span.context) + "|r-1")
        << "the handler works for this span";
    EXPECT_EQ(span.context.state, "a=1,b=2");
    EXPECT_EQ(ports::to_hex(span.parent_id), "b7ad6b7169203331");
    EXPECT_EQ(span.kind, ports::SpanKind::server);
    EXPECT_EQ(span.name, "GET /tickets/{code}");
    EXPECT_EQ(attribute(span, "http.request.method"), "GET");
    EXPECT_EQ(attribute(span, "http.route"), "/tickets/{code}");
    EXPECT_EQ(attribute(span, "http.response.status_code"), "200");
    EXPECT_FALSE(span.has_failed);
    for (const auto& one : span.attributes) {
        const auto value = attribute(span, one.key);
        for (const auto* secret : {"T0PSECRET", "mina", "customer", "127.0.0.1"}) {
            EXPECT_EQ(value.find(secret), std::string::npos) << one.key << " tells " << value;
        }
    }
}

TEST(HttpTracing, FaultsAreTheServersAndRefusalsAreNot) {
    TracedServer server;
    const auto headers = "traceparent: " + caller + "\r\n";
    (void)server.ask("/broken", headers);
    (void)server.ask("/staff", headers);
    (void)server.ask("/nothing/mina@example.org", headers);
    const auto spans = server.tracer.spans();
    ASSERT_EQ(spans.size(), 3U);
    EXPECT_TRUE(spans[0].has_failed);
    EXPECT_EQ(attribute(spans[0], "error.type"), "500");
    EXPECT_EQ(spans[1].name, "GET /staff");
    EXPECT_EQ(attribute(spans[1], "http.response.status_code"), "401");
    EXPECT_FALSE(spans[1].has_failed);
    EXPECT_EQ(spans[2].name, "GET") << "what no route knows is not named";
    EXPECT_EQ(attribute(spans[2], "http.response.status_code"), "404");
}

TEST(HttpTracing, WhatIsNoTraceIsNotTakenOver) {
    TracedServer server;
    for (const std::string& headers :
         {std::string{"traceparent: 00-abc-def-01\r\n"},
          "traceparent: " + caller + "\r\ntraceparent: " + caller + "\r\n",
          std::string{"tracestate: a=1\r\n"}}) {
        const auto body = body_of(server.ask("/tickets/1", headers));
        EXPECT_EQ(body.find("0af7651916cd43dd8448eb211c80319c"), std::string::npos) << headers;
        EXPECT_EQ(body.find("a=1"), std::string::npos) << headers;
    }
}

TEST(HttpTracing, WithoutATracerTheCallersContextPasses) {
    TestServer house{routes()};
    const auto response =
        house.exchange(get("/tickets/1", "traceparent: " + caller + "\r\nX-Request-Id: r-1\r\n"));
    EXPECT_EQ(body_of(response), caller + "|r-1");
    EXPECT_EQ(body_of(house.exchange(get("/tickets/1", "X-Request-Id: r-2\r\n"))), "|r-2");
}

TEST(HttpTracing, TheInternalServerBeginsNone) {
    RecordingTracer tracer;
    TestServer house{routes(), {.tracer = &tracer, .begins_traces = false}};
    EXPECT_TRUE(body_of(house.exchange(get("/tickets/1", ""))).starts_with("|"));
    (void)house.exchange(get("/tickets/1", "traceparent: " + caller + "\r\n"));
    EXPECT_EQ(tracer.spans().size(), 1U);
}

TEST(HttpTracing, ANewTraceBeginsWithoutACaller) {
    TracedServer server;
    const auto body = body_of(server.ask("/tickets/1", ""));
    EXPECT_TRUE(body.starts_with("00-")) << body << ": decided here, for everybody who follows";
}

TEST(HttpTracing, AClientThatGoesAwayEndsTheSpan) {
    RecordingTracer tracer;
    ports::Responder kept;
    std::promise<void> asked;
    {
        TestServer house{{route(ports::HttpMethod::get, "/slow",
                                [&](const ports::HttpRequest&, const ports::Responder& responder) {
                                    kept = responder;
                                    asked.set_value();
                                })},
                         {.tracer = &tracer}};
        auto client = house.connect();
        client.send(get("/slow", "traceparent: " + caller + "\r\n"));
        asked.get_future().wait();
    }
    ASSERT_EQ(tracer.spans().size(), 1U);
    EXPECT_EQ(attribute(tracer.spans()[0], "error.type"), "client_gone");
}

}  // namespace
}  // namespace boxoffice::platform::http::test
