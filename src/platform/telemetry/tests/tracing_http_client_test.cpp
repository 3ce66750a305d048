// Goal: calls and mails within a trace carry it on and show as spans that tell nothing secret.
#include "platform/telemetry/tracing_http_client.hpp"

#include "platform/telemetry/tracing_mailer.hpp"
#include "ports/tests/recording_tracer.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace boxoffice::platform {
namespace {

using ports::testing::attribute;
using ports::testing::RecordingTracer;

/// Keeps calls, and answers them from another thread when told.
class StoringClient final : public ports::HttpClient {
  public:
    void call(ports::HttpCall call, std::function<void(ports::HttpAnswer)> done) override {
        calls.push_back(std::move(call));
        dones.push_back(std::move(done));
    }
    void answer(ports::HttpAnswer answer) {
        std::thread{[this, &answer] { dones.back()(std::move(answer)); }}.join();
    }
    [[nodiscard]] std::string header(std::string_view name) const {
        for (const auto& [key, value] : calls.back().headers) {
            if (key == name) return value;
        }
        return "(none)";
    }

    std::vector<ports::HttpCall> calls;
    std::vector<std::function<void(ports::HttpAnswer)>> dones;
};

ports::HttpAnswer status(int code) {
    ports::HttpAnswer answer;
    answer.response = ports::HttpResponse{.status = code, .headers = {}, .body = {}};
    return answer;
}

ports::HttpCall get_a() {
    ports::HttpCall call;
    call.url = "http://h/a";
    return call;
}

struct TracingClient : testing::Test {
    ports::TraceContext caller =
        ports::read_trace(ports::testing::caller_traceparent, "rojo=00f067aa0ba902b7");
    RecordingTracer tracer;
    StoringClient wire;
    TracingHttpClient client{wire, tracer};
};

TEST_F(TracingClient, ACallIsASpanAndCarriesIt) {
    std::optional<ports::TraceContext> answered_for;
    {
        const ports::TraceScope scope{caller};
        client.call({.method = ports::HttpMethod::post,
                     .url = "https://user:pass@pay.example:8443/v1/payments/pay_K3y9/refund?q=mina",
                     .headers = {{"Authorization", "Basic c2VjcmV0"}},
                     .body = "{}"},
                    [&](const ports::HttpAnswer&) { answered_for = ports::current_trace(); });
    }
    wire.answer(status(200));
    ASSERT_EQ(tracer.spans().size(), 1U);
    const auto span = tracer.spans()[0];
    EXPECT_EQ(wire.header("traceparent"), ports::to_traceparent(span.context));
    EXPECT_EQ(wire.header("tracestate"), "rojo=00f067aa0ba902b7");
    EXPECT_EQ(answered_for, caller);
    EXPECT_EQ(span.kind, ports::SpanKind::client);
    EXPECT_EQ(span.parent_id, caller.span_id);
    EXPECT_EQ(span.name, "POST /v1/payments/{}/refund");
    EXPECT_EQ(attribute(span, "server.address"), "pay.example");
    EXPECT_EQ(attribute(span, "server.port"), "8443");
    EXPECT_EQ(attribute(span, "http.response.status_code"), "200");
    for (const auto& one : span.attributes) {
        const auto value = attribute(span, one.key);
        for (const auto* secret : {"pay_K3y9", "mina", "pass", "c2VjcmV0"}) {
            EXPECT_EQ(value.find(secret), std::string::npos) << one.key << " tells " << value;
        }
    }
}

TEST_F(TracingClient, NoAnswerAndRefusalsAreFailures) {
    const ports::TraceScope scope{caller};
    client.call(get_a(), [](const ports::HttpAnswer&) {});
    wire.answer({.response = std::nullopt, .fault = "timeout to 10.0.0.7"});
    client.call(get_a(), [](const ports::HttpAnswer&) {});
    wire.answer(status(503));
    ASSERT_EQ(tracer.spans().size(), 2U);
    EXPECT_TRUE(tracer.spans()[0].has_failed);
    EXPECT_EQ(attribute(tracer.spans()[0], "error.type"), "no_answer");
    EXPECT_EQ(attribute(tracer.spans()[1], "error.type"), "503");
}

TEST_F(TracingClient, OutsideOfEveryTraceNothingIsAdded) {
    client.call(get_a(), [](const ports::HttpAnswer&) {});
    EXPECT_EQ(wire.header("traceparent"), "(none)");
    wire.answer(status(200));
    EXPECT_TRUE(tracer.spans().empty());
}

TEST_F(TracingClient, WithoutATracerTheCallersHeadersGoAlong) {
    TracingHttpClient passing{wire, ports::no_tracer()};
    const ports::TraceScope scope{caller};
    passing.call(get_a(), [](const ports::HttpAnswer&) {});
    EXPECT_EQ(wire.header("traceparent"), ports::testing::caller_traceparent);
    EXPECT_EQ(wire.header("tracestate"), "rojo=00f067aa0ba902b7");
}

TEST(UrlTemplate, ShowsWordsAndHidesTheRest) {
    EXPECT_EQ(url_template("http://h:1/v1/payment_intents/pi_3Abc/confirm?x=1"),
              "/v1/payment_intents/{}/confirm");
    EXPECT_EQ(url_template("http://h/internal/contacts/42"), "/internal/contacts/{}");
    EXPECT_EQ(url_template("http://h/find/mina@example.org#x"), "/find/{}");
    EXPECT_EQ(url_template("http://h"), "/");
    EXPECT_EQ(url_template("http://h/.well-known/jwks.json"), "/.well-known/jwks.json");
    EXPECT_EQ(url_template("http://h/" + std::string(40, 'k')), "/{}");
}

/// Answers at once with `fault`.
class AnsweringMailer final : public ports::Mailer {
  public:
    [[nodiscard]] std::string name() const override { return "smtp"; }
    void send(ports::Mail mail,
              std::function<void(std::optional<ports::MailFault> fault)> done) override {
        sent.push_back(std::move(mail));
        done(fault);
    }

    std::vector<ports::Mail> sent;
    std::optional<ports::MailFault> fault;
};

TEST(TracingMailer, AMailIsASpanThatNamesNobody) {
    RecordingTracer tracer;
    AnsweringMailer post;
    TracingMailer mailer{post, tracer};
    const auto caller = ports::read_trace(ports::testing::caller_traceparent, "");
    int answers = 0;
    const auto count = [&answers](const std::optional<ports::MailFault>&) { ++answers; };
    const ports::Mail mail{.to = "mina@example.org",
                           .subject = "Your tickets",
                           .text = "Dear Mina",
                           .deduplication_id = "k-1"};
    mailer.send(mail, count);
    EXPECT_TRUE(tracer.spans().empty()) << "nobody traces";
    const ports::TraceScope scope{caller};
    mailer.send(mail, count);
    post.fault = ports::MailFault{.reason = "mailbox of mina unknown", .is_permanent = true};
    mailer.send(mail, count);
    EXPECT_EQ(answers, 3);
    EXPECT_EQ(post.sent.size(), 3U);
    ASSERT_EQ(tracer.spans().size(), 2U);
    EXPECT_EQ(tracer.spans()[0].name, "send mail");
    EXPECT_FALSE(tracer.spans()[0].has_failed);
    EXPECT_TRUE(tracer.spans()[1].has_failed);
    for (const auto& span : tracer.spans()) {
        for (const auto& one : span.attributes) {
            const auto value = attribute(span, one.key);
            EXPECT_EQ(value.find("mina"), std::string::npos) << one.key << " tells " << value;
            EXPECT_EQ(value.find("icket"), std::string::npos) << one.key << " tells " << value;
        }
    }
}

}  // namespace
}  // namespace boxoffice::platform
