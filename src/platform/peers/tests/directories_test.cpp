// Goal: a port asked over HTTP answers as the port itself does, and says so when it cannot.
// Method: each adapter against the routes of a real server with a port of known answers behind it.
#include "platform/peers/http_directories.hpp"
#include "platform/peers/http_forecaster.hpp"
#include "platform/peers/internal_routes.hpp"
#include "platform/peers/tests/peer.hpp"

#include <algorithm>

namespace boxoffice::platform {
namespace {

/// Identity with answers that a test chooses; what was asked is kept.
class KnownIdentity final : public ports::ContactDirectory,
                            public ports::PeopleDirectory,
                            public ports::BuyerDirectory,
                            public ports::SessionRevocations {
  public:
    void find(std::int64_t user_id, std::function<void(ports::ContactAnswer)> done) override {
        done(user_id == 7 ? contact : ports::ContactAnswer{});
    }
    void search(std::string text, std::size_t count_max,
                std::function<void(ports::PeopleAnswer)> done) override {
        searched = text + "/" + std::to_string(count_max);
        done(people);
    }
    void find_all(std::vector<std::int64_t> user_ids,
                  std::function<void(ports::PeopleAnswer)> done) override {
        asked_ids = std::move(user_ids);
        done(people);
    }
    void find_or_make(const ports::HttpRequest& request, ports::Buyer asked,
                      std::function<void(ports::BuyerAnswer)> done) override {
        sale = request;
        buyer = std::move(asked);
        done(buyer_answer);
    }
    void since(base::Instant from, std::function<void(ports::RevocationsAnswer)> done) override {
        since_asked = from;
        done(revocations);
    }
    [[nodiscard]] IdentityAnswers answers() { return {*this, *this, *this, *this}; }

    ports::ContactAnswer contact;
    ports::PeopleAnswer people;
    ports::BuyerAnswer buyer_answer{0};
    ports::RevocationsAnswer revocations;
    std::string searched;
    std::vector<std::int64_t> asked_ids;
    ports::HttpRequest sale;
    ports::Buyer buyer;
    base::Instant since_asked{};
};

class Directories : public testing::Test {
  protected:
    World world;
    KnownIdentity identity;
    TestPeer peer{world, identity_answers(identity.answers())};
    Asker asker{world, peer.url()};
};

TEST_F(Directories, AContactIsFoundOrUnknownOrNotToBeAsked) {
    HttpContactDirectory contacts{asker.channel};
    const auto find = [&](std::int64_t id) {
        return answer_to<ports::ContactAnswer>([&](auto done) { contacts.find(id, done); });
    };
    identity.contact.contact = ports::Contact{"김미나", "mina@example.org", "ko"};
    const auto found = find(7);
    ASSERT_TRUE(found.contact);
    EXPECT_EQ(found.contact->name, "김미나");
    EXPECT_EQ(found.contact->email, "mina@example.org");
    EXPECT_FALSE(found.contact->guest_code);
    identity.contact.contact = ports::Contact{"Guest", "guest@example.org", "en", "7-c0de"};
    EXPECT_EQ(find(7).contact->guest_code, "7-c0de");
    const auto unknown = find(8);
    EXPECT_FALSE(unknown.contact);
    EXPECT_FALSE(unknown.fault);
    identity.contact = {.contact = {}, .fault = "the database is away"};
    EXPECT_TRUE(find(7).fault);
}

TEST_F(Directories, PeopleComeWithWhetherThereAreMore) {
    HttpPeopleDirectory people{asker.channel};
    identity.people = {.people = {{.user_id = 7, .name = "Mina", .email = "m@x", .role = "guest"}},
                       .is_complete = false,
                       .fault = {}};
    const auto found =
        answer_to<ports::PeopleAnswer>([&](auto done) { people.search("mi\"na", 20, done); });
    EXPECT_EQ(identity.searched, "mi\"na/20");
    ASSERT_EQ(found.people.size(), 1U);
    EXPECT_EQ(found.people[0].role, "guest");
    EXPECT_FALSE(found.is_complete);
    EXPECT_FALSE(found.fault);
    const auto named = answer_to<ports::PeopleAnswer>([&](auto done) {
        people.find_all({9, 7}, done);
    });
    EXPECT_EQ(identity.asked_ids, (std::vector<std::int64_t>{9, 7}));
    EXPECT_EQ(named.people.size(), 1U);
}

ports::HttpRequest desk_sale() {
    ports::HttpRequest sale;
    sale.method = ports::HttpMethod::post;
    sale.path = "/reservations/desk-sales";
    sale.headers = {{"Idempotency-Key", "k-1"}, {"Accept-Language", "ko"}};
    sale.body = R"({"buyer":{"name":"Mina"}})";
    sale.request_id = "r-1";
    sale.principal = {.user_id = 3, .role = ports::Principal::Role::boxoffice};
    return sale;
}

TEST_F(Directories, ABuyerIsClaimedByTheSaleAsItWasAskedFor) {
    HttpBuyerDirectory buyers{asker.channel};
    identity.buyer_answer = 42;
    const auto found = answer_to<ports::BuyerAnswer>([&](auto done) {
        buyers.find_or_make(desk_sale(), {.name = "Mina", .email = {}, .language = "en"}, done);
    });
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, 42);
    EXPECT_EQ(identity.buyer.name, "Mina");
    EXPECT_FALSE(identity.buyer.email);
    EXPECT_EQ(identity.buyer.language, "en");
    const auto& sale = identity.sale;
    EXPECT_EQ(sale.method, ports::HttpMethod::post);
    EXPECT_EQ(sale.path, "/reservations/desk-sales");
    EXPECT_EQ(sale.body, desk_sale().body);
    EXPECT_EQ(sale.header("Idempotency-Key"), "k-1");
    EXPECT_EQ(sale.header("Accept-Language"), "ko");
    EXPECT_EQ(sale.request_id, "r-1");
    EXPECT_EQ(sale.principal.user_id, 3);
    EXPECT_EQ(sale.principal.role, ports::Principal::Role::boxoffice);
}

TEST_F(Directories, WhatIsWrongOfABuyerComesBackAsItIs) {
    HttpBuyerDirectory buyers{asker.channel};
    identity.buyer_answer = base::unexpected(
        ports::HttpResponse{.status = 422,
                            .headers = {{"Content-Type", "application/problem+json"}},
                            .body = R"({"code":"validation_failed"})"});
    const auto refused = answer_to<ports::BuyerAnswer>(
        [&](auto done) { buyers.find_or_make(desk_sale(), {.name = ""}, done); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 422);
    EXPECT_EQ(refused.error().body, R"({"code":"validation_failed"})");
    ASSERT_EQ(refused.error().headers.size(), 1U);
    EXPECT_EQ(refused.error().headers[0].value, "application/problem+json");
}

TEST_F(Directories, ASaleWaitsForIdentityAsOverload) {
    std::string url;
    {
        TestPeer gone{world, {}};
        url = gone.url();
    }
    Asker lonely{world, url};
    HttpBuyerDirectory buyers{lonely.channel};
    const auto refused = answer_to<ports::BuyerAnswer>(
        [&](auto done) { buyers.find_or_make(desk_sale(), {.name = "Mina"}, done); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 503);
    const auto& headers = refused.error().headers;
    EXPECT_TRUE(std::any_of(headers.begin(), headers.end(), [](const ports::HttpHeader& header) {
        return header.name == "Retry-After";
    }));
}

TEST_F(Directories, RevokedSessionsComeSinceAMoment) {
    HttpSessionRevocations revocations{asker.channel};
    const base::Instant moment{std::chrono::milliseconds{1'700'000'000'123}};
    identity.revocations = {.sessions = {"a", "b"}, .as_of = moment, .fault = {}};
    const auto found =
        answer_to<ports::RevocationsAnswer>([&](auto done) { revocations.since(moment, done); });
    EXPECT_EQ(identity.since_asked, moment);
    EXPECT_EQ(found.sessions, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(found.as_of, moment);
}

class KnownForecaster final : public ports::CancellationForecaster {
  public:
    void forecast(std::int64_t performance_id, std::function<void(Answer)> done) override {
        asked = performance_id;
        done(answer);
    }
    std::int64_t asked = 0;
    Answer answer;
};

TEST(Forecast, ComesWholeOverTheWire) {
    World world;
    KnownForecaster known;
    ports::CancellationForecast forecast;
    forecast.paid = 3;
    forecast.seats_dropped = 5;
    forecast.refunds = {{.method = "card",
                         .provider = "sandbox",
                         .reservations = 3,
                         .amount = {.amount = 120'000}}};
    forecast.total = {{.amount = 120'000}};
    forecast.people = 3;
    forecast.round = ports::CancellationForecast::Round{.told = 1, .to_tell = 2};
    known.answer.forecast = forecast;
    TestPeer peer{world, reservation_answers(known)};
    Asker asker{world, peer.url()};
    HttpCancellationForecaster forecaster{asker.channel};
    using Answer = ports::CancellationForecaster::Answer;
    const auto found =
        answer_to<Answer>([&](auto done) { forecaster.forecast(11, std::move(done)); });
    EXPECT_EQ(known.asked, 11);
    ASSERT_TRUE(found.forecast) << found.fault;
    EXPECT_EQ(found.forecast->paid, 3);
    EXPECT_EQ(found.forecast->seats_dropped, 5);
    ASSERT_EQ(found.forecast->refunds.size(), 1U);
    EXPECT_EQ(found.forecast->refunds[0].provider, "sandbox");
    EXPECT_EQ(found.forecast->refunds[0].amount.amount, 120'000);
    ASSERT_TRUE(found.forecast->round);
    EXPECT_EQ(found.forecast->round->to_tell, 2);

    known.answer = {.forecast = {}, .fault = "away"};
    EXPECT_FALSE(answer_to<Answer>([&](auto done) {
                     forecaster.forecast(11, std::move(done));
                 }).fault.empty());
}

}  // namespace
}  // namespace boxoffice::platform
