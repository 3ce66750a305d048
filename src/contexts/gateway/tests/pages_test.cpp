// Goal: who asks for a page, a file or nothing known gets it whole, with headers that keep him safe
// and let him ask no more often than needed. Method: the module's own routes over four small files.
#include "contexts/gateway/pages.hpp"

#include "contexts/gateway/module.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

namespace boxoffice::gateway {
namespace {

using ports::HttpRequest;
using ports::HttpResponse;
using Headers = std::vector<ports::HttpHeader>;

constexpr std::array files{
    Asset{.path = "/assets/app.5d41402a.js",
          .content_type = "text/javascript; charset=utf-8",
          .tag = "5d41402a",
          .is_immutable = true,
          .identity = "plain script",
          .brotli = "br script",
          .gzip = "gz script"},
    Asset{.path = "/index.html",
          .content_type = "text/html; charset=utf-8",
          .tag = "7d793037",
          .is_immutable = false,
          .identity = "<p>page</p>",
          .brotli = "br page",
          .gzip = {}},
    Asset{.path = "/locales/ko.json",
          .content_type = "application/json",
          .tag = "1f3870be",
          .is_immutable = false,
          .identity = "{}",
          .brotli = {},
          .gzip = {}},
    Asset{.path = "/posters/moon.svg",
          .content_type = "image/svg+xml",
          .tag = "aab32389",
          .is_immutable = false,
          .identity = "<svg/>",
          .brotli = {},
          .gzip = {}},
};

class StandingClock final : public base::Clock {
  public:
    base::Instant now() const override { return base::Instant{base::Duration{1'798'761'600'007}}; }
};

class Sink final : public ports::ResponseSink {
  public:
    void send(HttpResponse response) override { answer = std::move(response); }
    std::shared_ptr<ports::HttpStream> open_stream(HttpResponse) override {
        throw std::logic_error("the gateway streams nothing");
    }
    HttpResponse answer;
};

struct Query {
    std::vector<std::pair<std::string, std::string>> pairs;
};

/// GET `path` through the routes of the module, which has these assets.
HttpResponse get_from(Assets assets, const std::string& path, Headers headers = {},
                      SecurityTerms terms = {}, Query query = {}) {
    static const StandingClock clock;
    const auto module = make_module(clock, assets, terms);
    HttpRequest request;
    request.path = path;
    request.query = std::move(query.pairs);
    request.headers = std::move(headers);
    const auto routes = module->routes();
    auto route = std::find_if(routes.begin(), routes.end(),
                              [&](const ports::Route& each) { return each.pattern == path; });
    if (route == routes.end()) route = std::prev(routes.end());
    const auto sink = std::make_shared<Sink>();
    route->handler(request, sink);
    return sink->answer;
}

HttpResponse get(const std::string& path, Headers headers = {}, SecurityTerms terms = {}) {
    return get_from(files, path, std::move(headers), terms);
}

/// Its value, or "(none)"; twice the same header is a failure.
std::string header(const HttpResponse& response, std::string_view name) {
    std::string value = "(none)";
    for (const auto& each : response.headers) {
        if (each.name != name) continue;
        EXPECT_EQ(value, "(none)") << name << " stands there twice";
        value = each.value;
    }
    return value;
}

const Headers browser{{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"},
                      {"Accept-Encoding", "gzip, deflate, br"}};

TEST(Pages, AFileWithItsHashInItsNameIsKeptForever) {
    const auto plain = get("/assets/app.5d41402a.js");
    EXPECT_EQ(plain.status, 200);
    EXPECT_EQ(plain.body, "plain script");
    EXPECT_EQ(header(plain, "Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(header(plain, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(header(plain, "Content-Encoding"), "(none)");
    EXPECT_EQ(header(plain, "Vary"), "Accept-Encoding");
    EXPECT_EQ(header(plain, "Content-Security-Policy"), "(none)") << "it is no page";
}

TEST(Pages, EachCodingHasItsOwnBytesAndItsOwnTag) {
    const auto path = "/assets/app.5d41402a.js";
    const auto brotli = get(path, {{"Accept-Encoding", "gzip, br"}});
    EXPECT_EQ(brotli.body, "br script");
    EXPECT_EQ(header(brotli, "Content-Encoding"), "br");
    EXPECT_EQ(header(brotli, "ETag"), R"("5d41402a-br")");
    const auto gzip = get(path, {{"Accept-Encoding", "gzip"}});
    EXPECT_EQ(gzip.body, "gz script");
    EXPECT_EQ(header(gzip, "Content-Encoding"), "gzip");
    EXPECT_EQ(header(gzip, "ETag"), R"("5d41402a-gzip")");
    EXPECT_EQ(header(get(path), "ETag"), R"("5d41402a")");
}

TEST(Pages, WhatMayChangeUnderItsNameIsAskedForAgain) {
    EXPECT_EQ(header(get("/musicals/1"), "Cache-Control"), "no-cache");
    EXPECT_EQ(header(get("/locales/ko.json"), "Cache-Control"), "no-cache");
    EXPECT_EQ(header(get("/posters/moon.svg"), "Cache-Control"), "public, max-age=3600");
}

TEST(Pages, WhoHasItGetsNoBytes) {
    const auto known = get("/musicals/1", {{"If-None-Match", R"("7d793037")"}});
    EXPECT_EQ(known.status, 304);
    EXPECT_EQ(known.body, "");
    EXPECT_EQ(header(known, "ETag"), R"("7d793037")");
    EXPECT_EQ(header(known, "Vary"), "Accept-Encoding");
    EXPECT_EQ(header(known, "Cache-Control"), "no-cache");
    EXPECT_NE(header(known, "Content-Security-Policy"), "(none)");

    const auto other = get("/musicals/1", {{"If-None-Match", R"("7d793037-br")"}});
    EXPECT_EQ(other.status, 200) << "he has another coding of it";
}

TEST(Pages, EveryPathOfTheirRouterGivesThePage) {
    for (const auto* path : {"/musicals", "/musicals/12", "/booking/3/seats", "/checkout/9", "/my",
                             "/my/reservations", "/guest/3", "/sign-in", "/sign-up", "/account",
                             "/notices", "/staff", "/staff/halls/1", "/accessibility", "/terms"}) {
        const auto answer = get(path, browser);
        EXPECT_EQ(answer.status, 200) << path;
        EXPECT_EQ(answer.body, "br page") << path;
        EXPECT_EQ(header(answer, "Content-Type"), "text/html; charset=utf-8") << path;
    }
}

TEST(Pages, WhatNobodyKnowsIsAPageForPeopleAndAProblemForPrograms) {
    for (const auto* path : {"/nothing", "/mypages", "/sign-in/again", "/assets/old.12345678.js"}) {
        const auto person = get(path, browser);
        EXPECT_EQ(person.status, 404) << path;
        EXPECT_EQ(person.body, "br page") << path;
        EXPECT_EQ(header(person, "Vary"), "Accept-Encoding, Accept") << path;
        const auto program = get(path, {{"Accept", "*/*"}});
        EXPECT_EQ(program.status, 404) << path;
        EXPECT_EQ(header(program, "Content-Type"), "application/problem+json") << path;
        EXPECT_NE(program.body.find(R"("code":"not_found")"), std::string::npos) << program.body;
        EXPECT_EQ(header(program, "Vary"), "Accept") << path;
    }
    auto knowing = browser;
    knowing.push_back({"If-None-Match", "*"});
    EXPECT_EQ(get("/nothing", knowing).status, 404) << "what is not there has not stayed the same";
}

TEST(Pages, TheFrontDoorAsksWhoComes) {
    const auto person = get("/", browser);
    EXPECT_EQ(person.body, "br page");
    EXPECT_EQ(header(person, "Vary"), "Accept-Encoding, Accept");
    const auto program = get("/", {{"Accept", "*/*"}});
    EXPECT_EQ(program.status, 200);
    EXPECT_EQ(header(program, "Content-Type"), "application/json");
    EXPECT_NE(program.body.find(R"("reservations":{"href":"/reservations"})"), std::string::npos);
    EXPECT_EQ(header(program, "Vary"), "Accept");
}

constexpr Asset first_sight(std::string_view path, std::string_view content) {
    return {.path = path,
            .content_type = "text/html; charset=utf-8",
            .tag = content,
            .is_immutable = false,
            .identity = content,
            .brotli = {},
            .gzip = {}};
}

constexpr std::array files_with_sights{
    first_sight("/first/musicals.en.html", "first"), first_sight("/first/musicals.ko.html", "ko"),
    first_sight("/first/musicals.txt", "/items/{id}\n"), first_sight("/index.html", "plain")};

TEST(Pages, TheFirstSightOfAPageComesWithWhatItNeeds) {
    const Headers english{{"Accept-Language", "en"}};
    const auto first = get_from(files_with_sights, "/musicals/7", english);
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.body, "first");
    EXPECT_EQ(header(first, "Link"), "</items/7>; rel=preload; as=fetch; crossorigin");
    EXPECT_EQ(header(first, "Vary"), "Accept-Encoding, Accept-Language");
    EXPECT_EQ(header(first, "Cache-Control"), "no-cache");
    EXPECT_NE(header(first, "Content-Security-Policy"), "(none)");

    auto knowing = english;
    knowing.push_back({"If-None-Match", R"("first")"});
    const auto known = get_from(files_with_sights, "/musicals/7", knowing);
    EXPECT_EQ(known.status, 304);
    EXPECT_NE(header(known, "Link"), "(none)") << "what it asks for may have changed";

    const auto narrowed =
        get_from(files_with_sights, "/musicals/7", english, {}, {{{"day", "2027-01-15"}}});
    EXPECT_EQ(narrowed.body, "plain");
    EXPECT_EQ(header(narrowed, "Link"), "(none)");
    EXPECT_EQ(header(narrowed, "Vary"), "Accept-Encoding");
}

TEST(Pages, FirstSightsAreNoPagesOfTheirOwn) {
    for (const auto* path : {"/first/musicals.en.html", "/first/musicals.txt"}) {
        const auto answer = get_from(files_with_sights, path, {{"Accept", "*/*"}});
        EXPECT_EQ(answer.status, 404) << path;
    }
}

TEST(Clock, SaysTheServersTimeAndIsNeverStored) {
    const auto answer = get("/clock");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, R"({"now":"2027-01-01T00:00:00.007Z"})");
    EXPECT_EQ(header(answer, "Content-Type"), "application/json");
    EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
}

std::map<std::string, std::string> as_map(const Headers& headers) {
    std::map<std::string, std::string> map;
    for (const auto& each : headers) map[each.name] = each.value;
    return map;
}

/// Every header of a page, as it is sent: whoever changes one changes this, and is seen to.
TEST(PageHeaders, Snapshot) {
    const std::map<std::string, std::string> expected{
        {"Cache-Control", "no-cache"},
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; "
         "img-src 'self' data: blob: https:; font-src 'self'; manifest-src 'self'; "
         "connect-src 'self'; frame-src 'none'; form-action 'self'; frame-ancestors 'none'; "
         "base-uri 'none'; object-src 'none'"},
        {"Content-Type", "text/html; charset=utf-8"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"ETag", R"("7d793037")"},
        {"Permissions-Policy",
         "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
         "magnetometer=(), microphone=(), midi=(), serial=(), usb=(), payment=()"},
        {"Referrer-Policy", "same-origin"},
        {"Vary", "Accept-Encoding"},
        {"X-Content-Type-Options", "nosniff"},
    };
    EXPECT_EQ(as_map(get("/musicals/1").headers), expected);
}

TEST(PageHeaders, BehindHttpsNothingElseIsUsed) {
    const auto headers = as_map(get("/musicals/1", {}, {.is_https = true}).headers);
    EXPECT_EQ(headers.at("Strict-Transport-Security"), "max-age=31536000");
    EXPECT_TRUE(headers.at("Content-Security-Policy").ends_with("; upgrade-insecure-requests"));
}

TEST(PageHeaders, AProvidersScriptIsLetInWhenItsPaymentsAre) {
    const auto policy = [](PaymentScript script) {
        return as_map(get("/checkout/1", {}, {.payment_script = script}).headers);
    };
    const auto stripe = policy(PaymentScript::stripe);
    EXPECT_EQ(stripe.at("Content-Security-Policy"),
              "default-src 'none'; "
              "script-src 'self' https://js.stripe.com https://*.js.stripe.com; "
              "style-src 'self'; img-src 'self' data: blob: https:; font-src 'self'; "
              "manifest-src 'self'; connect-src 'self' https://api.stripe.com; "
              "frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com; "
              "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'");
    EXPECT_TRUE(
        stripe.at("Permissions-Policy").ends_with(R"(payment=(self "https://js.stripe.com"))"));
    const auto toss = policy(PaymentScript::toss);
    EXPECT_EQ(toss.at("Content-Security-Policy"),
              "default-src 'none'; script-src 'self' https://js.tosspayments.com; "
              "style-src 'self'; img-src 'self' data: blob: https:; font-src 'self'; "
              "manifest-src 'self'; connect-src 'self' https://*.tosspayments.com; "
              "frame-src https://*.tosspayments.com; "
              "form-action 'self' https://*.tosspayments.com; frame-ancestors 'none'; "
              "base-uri 'none'; object-src 'none'");
    EXPECT_EQ(toss.at("Cross-Origin-Opener-Policy"), "same-origin-allow-popups");
}

}  // namespace
}  // namespace boxoffice::gateway
