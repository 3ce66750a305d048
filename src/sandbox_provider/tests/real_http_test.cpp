// Goal: the provider and our adapter understand each other over real sockets, threads and files.
#include "platform/http/client.hpp"
#include "platform/http/server.hpp"
#include "platform/payment/sandbox_gateway.hpp"
#include "platform/runtime/clocks.hpp"
#include "platform/runtime/system_randomness.hpp"
#include "platform/runtime/thread_scheduler.hpp"
#include "platform/sql/sqlite_database.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"
#include "sandbox_provider/provider.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::sandbox {
namespace {

using ports::ChargeAnswer;
using ports::ChargeOutcome;
using ports::RefundAnswer;
using ports::RefundOutcome;

class QuietLog final : public ports::Log {
  public:
    void write(ports::LogLevel, std::string_view, std::initializer_list<Field>) override {}
};

/// The provider checks its secret key itself.
class NobodyKnown final : public ports::Authenticator {
  public:
    Verdict authenticate(const ports::HttpRequest&) override { return {}; }
};

/// A folder that goes away with the test.
class Folder {
  public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "sandbox-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string file(const std::string& name) const { return path_ / name; }

  private:
    std::filesystem::path path_;
};

/// The provider as a process would run it.
class House {
  public:
    explicit House(const Folder& folder)
        : database(platform::make_sqlite_database(
              {.path = folder.file("ledger.db"), .context = "sandbox"})),
          provider({.secret_key = "s3cret", .public_url = "http://127.0.0.1"}, *database, webhooks,
                   scheduler, clock, randomness),
          server({}, nobody, all_routes(), log, metrics, randomness) {
        server.start();
    }

    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(server.port());
    }

  private:
    std::vector<ports::Route> all_routes() {
        auto routes = provider.routes();
        for (auto& route : provider.control_routes()) routes.push_back(std::move(route));
        return routes;
    }

    platform::SystemClock clock;
    platform::SystemRandomness randomness;
    platform::ThreadScheduler scheduler;
    platform::http::BeastHttpClient webhooks;
    std::unique_ptr<ports::SqlDatabase> database;
    NobodyKnown nobody;
    QuietLog log;
    platform::PrometheusMetrics metrics;
    SandboxProvider provider;
    platform::http::HttpServer server;
};

/// What the buyer's side has: our adapter, and a plain client for the page and the control port.
class Shop {
  public:
    explicit Shop(const House& house, std::int64_t timeout_ms = 10'000)
        : url_(house.url()),
          gateway_({.base_url = url_,
                    .secret_key = "s3cret",
                    .return_url = "http://127.0.0.1/back",
                    .timeout_ms = timeout_ms},
                   client_) {}

    std::future<ChargeAnswer> begin_confirm(ports::ChargeRequest request) {
        return begin<ChargeAnswer>(
            [&](auto done) { gateway_.confirm(std::move(request), std::move(done)); });
    }
    ChargeAnswer confirm(ports::ChargeRequest request) {
        return begin_confirm(std::move(request)).get();
    }
    ChargeAnswer query(ports::ChargeRequest request) {
        return begin<ChargeAnswer>(
                   [&](auto done) { gateway_.query(std::move(request), std::move(done)); })
            .get();
    }
    ChargeAnswer prepare(ports::ChargeRequest request) {
        return begin<ChargeAnswer>(
                   [&](auto done) { gateway_.prepare(std::move(request), std::move(done)); })
            .get();
    }
    RefundAnswer refund(ports::RefundRequest request) {
        return begin<RefundAnswer>(
                   [&](auto done) { gateway_.refund(std::move(request), std::move(done)); })
            .get();
    }
    int post(const std::string& path, std::string body, const std::string& type) {
        auto answer = begin<ports::HttpAnswer>([&](auto done) {
                          client_.call({.method = ports::HttpMethod::post,
                                        .url = url_ + path,
                                        .headers = {{"Content-Type", type}},
                                        .body = std::move(body)},
                                       std::move(done));
                      }).get();
        return answer.response ? answer.response->status : 0;
    }

  private:
    template <class Answer, class Call>
    std::future<Answer> begin(const Call& call) {
        auto promise = std::make_shared<std::promise<Answer>>();
        auto future = promise->get_future();
        call([promise](Answer answer) { promise->set_value(std::move(answer)); });
        return future;
    }

    std::string url_;
    platform::http::BeastHttpClient client_;
    platform::payment::SandboxGateway gateway_;
};

ports::ChargeRequest charge(int number, const std::string& method = "card") {
    return {.order_id = "order-" + std::to_string(number),
            .idempotency_key = "key-" + std::to_string(number),
            .amount = {90'000, {}},
            .method = method,
            .order_name = "달빛 정거장"};
}

TEST(RealHttp, ChargesAndRefundsAndRemembersAcrossARestart) {
    const Folder folder;
    std::string payment_key;
    {
        const House house{folder};
        Shop shop{house};
        EXPECT_EQ(shop.query(charge(1)).outcome, ChargeOutcome::absent);
        const auto paid = shop.confirm(charge(1));
        EXPECT_EQ(paid.outcome, ChargeOutcome::captured) << paid.reason;
        payment_key = paid.payment_key;
        EXPECT_EQ(shop.confirm(charge(2, "card_declined")).outcome, ChargeOutcome::declined);
    }
    const House house{folder};
    Shop shop{house};
    EXPECT_EQ(shop.query(charge(1)).payment_key, payment_key);
    const auto back = shop.refund({.order_id = "order-1",
                                   .payment_key = payment_key,
                                   .idempotency_key = "refund-1",
                                   .amount = {30'000, {}},
                                   .reason = "취소"});
    EXPECT_EQ(back.outcome, RefundOutcome::refunded) << back.reason;
    EXPECT_EQ(shop.query(charge(1)).refunded.amount, 30'000);
}

TEST(RealHttp, ManyAtOnceAreAllAnswered) {
    const Folder folder;
    const House house{folder};
    Shop shop{house};
    std::vector<std::future<ChargeAnswer>> answers;
    for (int i = 0; i < 500; ++i) answers.push_back(shop.begin_confirm(charge(i)));
    for (auto& answer : answers) EXPECT_EQ(answer.get().outcome, ChargeOutcome::captured);
}

TEST(RealHttp, ALostReplyIsUnknownThenFound) {
    const Folder folder;
    const House house{folder};
    Shop shop{house, 300};
    EXPECT_EQ(
        shop.post("/control/faults", R"({"fault":"reply_lost_after_commit"})", "application/json"),
        200);
    EXPECT_EQ(shop.confirm(charge(1)).outcome, ChargeOutcome::unknown);
    EXPECT_EQ(shop.query(charge(1)).outcome, ChargeOutcome::captured);
}

TEST(RealHttp, AnAnswerInDropsEndsWithOurOwnTimeLimit) {
    const Folder folder;
    const House house{folder};
    Shop shop{house, 300};
    EXPECT_EQ(shop.post("/control/faults", R"({"fault":"slow_body"})", "application/json"), 200);
    const auto answer = shop.confirm(charge(1));
    EXPECT_EQ(answer.outcome, ChargeOutcome::unknown);
    EXPECT_NE(answer.reason, "no_answer") << "drops of it came";
    EXPECT_EQ(shop.query(charge(1)).outcome, ChargeOutcome::captured);
}

TEST(RealHttp, ThePagesButtonsWorkAsABrowserPressesThem) {
    const Folder folder;
    const House house{folder};
    Shop shop{house};
    EXPECT_EQ(shop.prepare(charge(1, "checkout")).outcome, ChargeOutcome::pending);
    EXPECT_EQ(shop.post("/checkout/order-1/pay", "", "application/x-www-form-urlencoded"), 303);
    EXPECT_FALSE(shop.query(charge(1, "checkout")).payment_key.empty());
}

}  // namespace
}  // namespace boxoffice::sandbox
