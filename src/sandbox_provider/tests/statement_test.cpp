// Goal: the provider's own books come over page by page, each movement once and under one name, and
// whatever is not a whole page is asked for again.
#include "platform/payment/sandbox_gateway.hpp"
#include "sandbox_provider/tests/world.hpp"

#include <algorithm>
#include <set>

namespace boxoffice::sandbox {
namespace {

using namespace testing;
using Kind = ports::ProviderMovement::Kind;

class Books : public World {
  public:
    ports::ListAnswer list(const std::string& cursor = {}) {
        std::optional<ports::ListAnswer> answer;
        gateway.list({.from = clock.now() - 24h, .to = clock.now() + 1ms, .cursor = cursor},
                     [&](ports::ListAnswer got) { answer = std::move(got); });
        wait_for(answer);
        return *answer;
    }
    void charge(int number) {
        post("/v1/payments/confirm",
             R"({"orderId":"order-)" + std::to_string(number) +
                 R"(","amount":{"amount":90000,"currency":"KRW"},"method":"card"})",
             "key-" + std::to_string(number));
    }

    platform::payment::SandboxGateway gateway{
        {.base_url = provider_url, .secret_key = secret_key, .return_url = {}, .webhook_url = {}},
        network};
};

TEST(Statement, ComesPageByPageEachMovementOnce) {
    Books books;
    for (int i = 0; i < 205; ++i) books.charge(i);
    std::set<std::string> keys;
    std::set<std::string> orders;
    std::string cursor;
    int pages = 0;
    do {
        const auto page = books.list(cursor);
        ASSERT_EQ(page.outcome, ports::ListOutcome::listed);
        for (const auto& movement : page.movements) {
            EXPECT_EQ(movement.kind, Kind::capture);
            EXPECT_EQ(movement.amount.amount, 90'000);
            keys.insert(movement.key);
            orders.insert(movement.order_id);
        }
        cursor = page.next_cursor;
        ++pages;
    } while (!cursor.empty());
    EXPECT_EQ(pages, 3);
    EXPECT_EQ(keys.size(), 205U);
    EXPECT_EQ(orders.size(), 205U);
}

TEST(Statement, TellsOurRefundsFromThoseAtTheConsole) {
    Books books;
    books.charge(1);
    const auto key = books.list().movements.size() == 1
                         ? books.get("/v1/payments/orders/order-1").body
                         : std::string{};
    const auto begin = key.find("pay_");
    ASSERT_NE(begin, std::string::npos);
    const auto name = key.substr(begin, key.find('"', begin) - begin);
    books.post("/v1/payments/" + name + "/cancel",
               R"({"cancelAmount":{"amount":30000,"currency":"KRW"},"cancelReason":"r"})",
               "refund-key");
    books.post("/control/payments/" + name + "/console-cancel");
    const auto page = books.list();
    ASSERT_EQ(page.movements.size(), 3U);
    EXPECT_EQ(page.movements[1].kind, Kind::refund);
    EXPECT_EQ(page.movements[1].idempotency_key, "refund-key");
    EXPECT_EQ(page.movements[2].idempotency_key, "") << "nobody of us asked for it";
    EXPECT_EQ(page.movements[2].amount.amount, 60'000);
    EXPECT_NE(page.movements[1].key, page.movements[2].key);
}

TEST(Statement, WithoutAnAnswerIsUnknown) {
    Books books;
    books.network.forget_routes();
    EXPECT_EQ(books.list().outcome, ports::ListOutcome::unknown);
    books.network.serve({{.method = ports::HttpMethod::get,
                          .pattern = "/v1/transactions",
                          .access = ports::Access::everyone,
                          .handler = [](const ports::HttpRequest&, const ports::Responder& answer) {
                              answer->send({.status = 200, .body = R"({"transactions":[{)"});
                          }}});
    EXPECT_EQ(books.list().outcome, ports::ListOutcome::unknown) << "half a page is none";
}

}  // namespace
}  // namespace boxoffice::sandbox
